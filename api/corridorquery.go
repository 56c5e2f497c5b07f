package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/place"
)

// corridorQuestion is the body of POST /api/v1/corridors/query.
type corridorQuestion struct {
	Line       lineJSON `json:"line"`
	HalfWidthM float64  `json:"half_width_m"`
	Ends       string   `json:"ends,omitempty"`       // flat or round
	BinKm      *float64 `json:"bin_km,omitempty"`     // nil = by the data
	DensityKm  *float64 `json:"density_km,omitempty"` // bandwidth; nil = no density
	Compare    *string  `json:"compare,omitempty"`
	Incidents  int      `json:"incidents,omitempty"`
	After      string   `json:"after,omitempty"`   // next of the answer before
	FromKm     float64  `json:"from_km,omitempty"` // a stretch of the line alone
	ToKm       float64  `json:"to_km,omitempty"`   // 0 = to its end
}

func (b *corridorQuestion) options() (corridor.Options, error) {
	o := corridor.Options{Limit: b.Incidents, After: b.After}
	if !kmGiven(&o.BinKm, b.BinKm, corridor.MinBinKm, corridor.MaxBinKm) {
		return o, at("/bin_km", "a number of kilometres between 0.5 and 50, or nothing")
	}
	if !kmGiven(&o.Density, b.DensityKm, corridor.MinBandwidthKm, corridor.MaxBandwidthKm) {
		return o, at("/density_km", "a number of kilometres between 0.5 and 50, or nothing")
	}
	if b.Incidents < 0 || b.Incidents > corridor.MaxListed {
		return o, at("/incidents", "a number between 0 and 1000; follow next for more")
	}
	if b.Compare == nil {
		return o, nil
	}
	var err error
	if o.Compare, err = corridor.ParseBaseline(*b.Compare); err != nil {
		return o, at("/compare", "previous, last_year, an interval such as 2023-01-01/2023-12-31, or null")
	}
	return o, nil
}

// kmGiven takes a number that may be left out, and says whether it is in lo..hi.
func kmGiven(km, given *float64, lo, hi float64) bool {
	if given == nil {
		return true
	}
	*km = *given
	return *given >= lo && *given <= hi
}

func queryCorridor(c *call) error {
	q := c.params.filter(c.within)
	if err := c.params.err(); err != nil {
		return err
	}
	var body corridorQuestion
	if err := c.readJSON(&body, corridorLimit); err != nil {
		return err
	}
	line, err := body.Line.line()
	if err != nil {
		return err
	}
	route, err := corridorOf(line, body.HalfWidthM, body.Ends, "")
	if err != nil {
		return err
	}
	o, err := body.options()
	if err != nil {
		return err
	}
	return c.answerCorridor(route, q, o, stretch{body.FromKm, body.ToKm})
}

// stretch is a part of a line by km; zero is the whole.
type stretch struct{ fromKm, toKm float64 }

func (c *call) answerCorridor(route *corridor.Corridor, q geo.Query, o corridor.Options, part stretch) error {
	if part != (stretch{}) {
		var err error
		if route, err = route.Part(part.fromKm, part.toKm); err != nil {
			return pointed(err, "/from_km")
		}
		o.BeginKm = part.fromKm
	}
	report, err := aside(c, func(ctx context.Context) (*corridor.Report, error) { return corridor.Query(ctx, c.view, route, q, o) })
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, *report)
}

// comparedQuestion is the body of POST /api/v1/corridors/compare.
type comparedQuestion struct {
	Corridors []candidate `json:"corridors"`
	Compare   *string     `json:"compare,omitempty"`
}

// candidate is a saved corridor by its id, or a line.
type candidate struct {
	ID         string    `json:"id,omitempty"`
	Name       string    `json:"name,omitempty"`
	Line       *lineJSON `json:"line,omitempty"`
	HalfWidthM float64   `json:"half_width_m,omitempty"`
	Ends       string    `json:"ends,omitempty"`
}

// comparedAnswer names the corridors in the order of the figures.
type comparedAnswer struct {
	corridor.Compared
	Names []string `json:"names"`
}

func compareCorridors(c *call) error {
	q := c.params.filter(c.within)
	if err := c.params.err(); err != nil {
		return err
	}
	var body comparedQuestion
	if err := c.readJSON(&body, corridorLimit); err != nil {
		return err
	}
	if n := len(body.Corridors); n < corridor.MinCompared || n > corridor.MaxCompared {
		return at("/corridors", "two to ten corridors")
	}
	routes, names, err := c.candidates(body.Corridors)
	if err != nil {
		return err
	}
	o, err := (&corridorQuestion{Compare: body.Compare}).options()
	if err != nil {
		return err
	}
	compared, err := aside(c, func(ctx context.Context) (*corridor.Compared, error) {
		return corridor.Compare(ctx, c.view, routes, q, o)
	})
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, comparedAnswer{*compared, names})
}

func (c *call) candidates(list []candidate) (routes []*corridor.Corridor, names []string, err error) {
	for i := range list {
		pointer := "/corridors/" + string(rune('0'+i))
		route, name, err := c.candidate(&list[i], pointer)
		if err != nil {
			return nil, nil, pointed(err, pointer)
		}
		routes, names = append(routes, route), append(names, name)
	}
	return routes, names, nil
}

func (c *call) candidate(one *candidate, pointer string) (*corridor.Corridor, string, error) {
	switch {
	case one.ID != "" && one.Line != nil:
		return nil, "", at(pointer, "either an id or a line")
	case one.ID != "":
		saved, err := c.savedCorridor(one.ID)
		if err != nil {
			return nil, "", err
		}
		route, err := corridor.Of(saved.Corridor)
		return route, saved.Name, err
	case one.Line == nil:
		return nil, "", at(pointer, "an id or a line is missing")
	}
	line, err := one.Line.line()
	if err != nil {
		return nil, "", err
	}
	route, err := corridorOf(line, one.HalfWidthM, one.Ends, pointer)
	return route, one.Name, err
}

// --- the border as a line ---

// borderAnswer is a part of the line between both countries.
type borderAnswer struct {
	FromKm   float64  `json:"from_km"`
	ToKm     float64  `json:"to_km"`
	LengthKm float64  `json:"length_km"`
	Line     lineJSON `json:"line"`
	Accuracy string   `json:"accuracy"`
	// Crossings say where on the line people know to be, by border km.
	Crossings []crossingAt `json:"crossings"`
}

type crossingAt struct {
	Name string  `json:"name"`
	Km   float64 `json:"km"`
}

// atLineM is how far from the line a crossing is still one of it, metres: the
// line is a sketch to 1,030 m. Others, such as Antelope Wells, 49 km east of its
// end, have no border km of their own.
const atLineM = 3000

func crossingsByKm() []crossingAt {
	var out []crossingAt
	for _, town := range place.AllTowns().List() {
		if town.Kind != place.KindCrossing {
			continue
		}
		if at := place.Border().Locate(town.Point); at.DistanceM <= atLineM {
			out = append(out, crossingAt{town.Name, rounded(at.Km, 1)})
		}
	}
	slices.SortFunc(out, func(a, b crossingAt) int { return cmp.Compare(a.Km, b.Km) })
	return out
}

func borderLine(c *call) error {
	border := place.Border()
	from := c.params.decimal("from_km", border.FromKm(), border.FromKm(), border.ToKm())
	to := c.params.decimal("to_km", border.ToKm(), border.FromKm(), border.ToKm())
	if len(c.params.problems) == 0 && from == to {
		c.params.wrong("to_km", "it equals from_km; a line has a length")
	}
	if err := c.params.err(); err != nil {
		return err
	}
	line := border.Between(from, to)
	body, err := encodeJSON(borderAnswer{
		FromKm: from, ToKm: to, LengthKm: place.Length(line) / 1000, Line: lineOf(line),
		Accuracy:  "28 m median, 125 m worst along the land line; 320 m median along the river",
		Crossings: crossingsByKm(),
	})
	if err != nil || c.matches(hashOf(body)) {
		return err
	}
	return c.send(http.StatusOK, mediaJSON, body)
}
