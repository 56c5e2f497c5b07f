package feed

import (
	"fmt"
	"strings"

	"linea/geo"
)

// routeWords are the texts of a route's descriptions in one language.
type routeWords struct {
	corridor, synthetic string
	size                string // of length and half width, km
	stretch             string // of its km along the whole line
	incidents           string // of the filter
	place               string // of km, metres, compass and side
	known, source       string
	kind                func(geo.Kind) string
	compass, sides      map[string]string // nil: as they are
}

var (
	routeEnglish = routeWords{
		corridor: "Corridor", synthetic: SyntheticNotice, size: "%s km, up to %s km on each side", stretch: "km %s to %s of the line", incidents: "incidents: %s",
		place: "km %s, %s m %s of the line (%s)", known: "known to %s m", source: "source %s", kind: geo.Kind.String,
	}
	routeSpanish = routeWords{
		corridor: "Corredor", synthetic: "DATOS FICTICIOS", size: "%s km, hasta %s km a cada lado", stretch: "km %s a %s de la línea", incidents: "incidentes: %s",
		place: "km %s, a %s m al %s de la línea (%s)", known: "conocido a %s m", source: "fuente %s",
		kind:    func(k geo.Kind) string { return kindLabels[k][1] },
		compass: map[string]string{"N": "norte", "E": "este", "S": "sur", "W": "oeste"},
		sides:   map[string]string{"left": "izquierda", "right": "derecha"},
	}
)

// RouteLanguages lists the languages of a route's descriptions; the first is
// used unless another is asked for.
func RouteLanguages() []string { return []string{"en", "es"} }

func routeWordsIn(lang string) *routeWords {
	if lang == "es" {
		return &routeSpanish
	}
	return &routeEnglish
}

func (w *routeWriter) words() *routeWords { return routeWordsIn(w.f.Lang) }

// about says what the file shows.
func (w *routeWords) about(f *RouteFile) string {
	var parts []string
	if f.Synthetic {
		parts = append(parts, w.synthetic)
	}
	if f.Note != "" {
		parts = append(parts, f.Note)
	}
	parts = append(parts, fmt.Sprintf(w.size, fixed(f.LengthKm, 1), fixed(f.HalfWidthM/1000, 2)))
	if f.ToKm > 0 {
		parts = append(parts, fmt.Sprintf(w.stretch, fixed(f.FromKm, 1), fixed(f.ToKm, 1)))
	}
	if f.Filter != "" {
		parts = append(parts, fmt.Sprintf(w.incidents, f.Filter))
	}
	return strings.Join(parts, "; ")
}

// stop says where along the line an incident lies.
func (w *routeWords) stop(s *Stop) string {
	r := s.Record
	parts := []string{
		w.kind(r.Kind) + ", " + geo.StartText(r.OccurredAt, r.TimePrecision),
		fmt.Sprintf(w.place, fixed(s.Km, 1), fixed(s.OffsetM, 0), named(w.compass, s.Compass), named(w.sides, s.Side)),
	}
	if grid := gridReference(r); grid != "" {
		parts = append(parts, "MGRS "+grid)
	}
	if r.RadiusM > 0 {
		parts = append(parts, fmt.Sprintf(w.known, fixed(r.RadiusM, 0)))
	}
	return strings.Join(append(parts, fmt.Sprintf(w.source, r.Source)), "; ")
}

// named gives what a word is called; the word itself where it has no name.
func named(names map[string]string, word string) string {
	if name, ok := names[word]; ok {
		return name
	}
	return word
}
