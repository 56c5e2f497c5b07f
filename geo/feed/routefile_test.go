package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"linea/geo"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

func routeOfTwo() RouteFile {
	at := time.Date(2024, 6, 1, 7, 0, 0, 0, time.UTC)
	records := []*geo.Record{
		{Incident: geo.Incident{ID: "ogis:1", Source: "ogis", Kind: geo.Death, OccurredAt: at, TimePrecision: geo.PrecisionDay, HasPoint: true, Point: orb.Point{-110.95, 31.55}, RadiusM: 300, Summary: "A <wash> & more"}},
		{Incident: geo.Incident{ID: "sheriff:x-2", Source: "sheriff", Kind: geo.Rescue, OccurredAt: at.Add(3 * time.Hour), HasPoint: true, Point: orb.Point{-110.85, 31.56}}},
	}
	return RouteFile{
		Name: "Route <1> & back", Note: "Say \"hello\"", Line: threePoints, LengthKm: 29.3, HalfWidthM: 2000, Filter: "kind=death,rescue",
		Outline: orb.Polygon{{{-111, 31.4}, {-110.8, 31.4}, {-110.8, 31.7}, {-111, 31.4}}},
		Stops: func(yield func(Stop, error) bool) {
			for i, r := range records {
				if !yield(Stop{Record: r, Km: 3.5 + float64(i), OffsetM: 120, Side: "left", Compass: "N", PIn: 1}, nil) {
					return
				}
			}
		},
	}
}

func written(t *testing.T, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteRoute(&b, format, routeOfTwo()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRouteFilesInSpanish(t *testing.T) {
	f := routeOfTwo()
	f.Name, f.Lang, f.Synthetic = "", "es", true
	for _, format := range []string{"gpx", "kml"} {
		var b bytes.Buffer
		if err := WriteRoute(&b, format, f); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"<name>Corredor</name>", "DATOS FICTICIOS; ", "29.3 km, hasta 2.00 km a cada lado; incidentes: kind=death,rescue",
			"Fallecimiento o hallazgo de restos humanos, 2024-06-01; km 3.5, a 120 m al norte de la línea (izquierda); MGRS 12RW",
			"; conocido a 300 m; fuente ogis", "Rescate, ",
		} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s lacks %q:\n%s", format, want, &b)
			}
		}
		for _, english := range []string{"incidents", "source", "of the line", "known to", "SYNTHETIC"} {
			if strings.Contains(strings.ReplaceAll(b.String(), `name="source"`, ""), english) {
				t.Errorf("%s says %q", format, english)
			}
		}
	}
}

// Every kind has a name in both languages.
func TestKindsAreNamed(t *testing.T) {
	for _, k := range geo.Kinds() {
		if labels := kindLabels[k]; labels[0] == "" || labels[1] == "" {
			t.Errorf("%s: %q", k, labels)
		}
	}
}

// Whatever is written as a line is read back as that line.
func TestRouteFilesReadBack(t *testing.T) {
	for _, format := range []string{"gpx", "kml", "geojson"} {
		got, err := ReadLine(bytes.NewReader(written(t, format)), "")
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		if diff := cmp.Diff(&LineFile{Format: format, Lines: []orb.LineString{threePoints}}, got); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
}

func TestRouteFilesAreWellFormed(t *testing.T) {
	for _, format := range []string{"gpx", "kml"} {
		body := written(t, format)
		in := xml.NewDecoder(bytes.NewReader(body))
		var text strings.Builder
		for {
			token, err := in.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if chars, ok := token.(xml.CharData); ok {
				text.Write(chars)
			}
		}
		for _, want := range []string{"Route <1> & back", "ogis:1", "MGRS 12RW", "km 3.5, 120 m N of the line (left)", "up to 2.00 km on each side"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%s does not say %q", format, want)
			}
		}
		if bytes.Contains(body, []byte("NetworkLink")) || bytes.Contains(body, []byte("href")) {
			t.Errorf("%s reaches out to a network", format)
		}
	}
	if !json.Valid(written(t, "geojson")) {
		t.Error("not JSON")
	}
	collection, err := geojson.UnmarshalFeatureCollection(written(t, "geojson"))
	if err != nil || len(collection.Features) != 4 {
		t.Fatalf("%v %v", collection, err)
	}
	stop := collection.Features[2].Properties
	if stop["km"] != 3.5 || stop["line_side"] != "left" || stop["line_compass"] != "N" || stop["id"] != "ogis:1" || !strings.HasPrefix(stop["mgrs"].(string), "12R") {
		t.Errorf("%v", stop)
	}
}

// No file of a route gives a grid square narrower than a position is known.
func TestRouteGridIsAsCoarseAsThePosition(t *testing.T) {
	const known, stated = "12RWV047905", "12RWV1423591676"
	for _, format := range RouteFormats() {
		text := string(written(t, format))
		for _, grid := range []string{known, stated} {
			at := strings.Index(text, grid)
			if at < 0 {
				t.Errorf("%s lacks %s:\n%s", format, grid, text)
			} else if next := text[at+len(grid)]; next >= '0' && next <= '9' {
				t.Errorf("%s goes on after %s with %c", format, grid, next)
			}
		}
	}
}

func TestRouteCSV(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(string(written(t, "csv"))), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "km,offset_m,line_side,line_compass,p_in,mgrs,id,source,kind,") {
		t.Fatalf("%q", lines)
	}
	if !strings.HasPrefix(lines[1], "3.500,120.0,left,N,1.0000,12RW") || !strings.Contains(lines[1], "ogis:1,ogis,death") {
		t.Errorf("%q", lines[1])
	}
	for _, line := range lines[1:] {
		if strings.Count(line, ",") != strings.Count(lines[0], ",") {
			t.Errorf("%q has other columns than the header", line)
		}
	}
}

func TestSyntheticRoutesSaySo(t *testing.T) {
	f := routeOfTwo()
	f.Synthetic = true
	for _, format := range RouteFormats() {
		var b bytes.Buffer
		if err := WriteRoute(&b, format, f); err != nil || !strings.Contains(strings.ToUpper(b.String()), "SYNTHETIC") {
			t.Errorf("%s does not say that it is synthetic (%v)", format, err)
		}
	}
}

// A failing source of incidents leaves a file that nobody takes for whole.
func TestRouteFilesBreakOff(t *testing.T) {
	f := routeOfTwo()
	broken := errors.New("gone")
	stops := f.Stops
	f.Stops = iter.Seq2[Stop, error](func(yield func(Stop, error) bool) {
		for s := range stops {
			if !yield(s, nil) {
				return
			}
			break
		}
		yield(Stop{}, broken)
	})
	for _, format := range RouteFormats() {
		var b bytes.Buffer
		if err := WriteRoute(&b, format, f); !errors.Is(err, broken) {
			t.Errorf("%s: %v", format, err)
		}
		if format == "geojson" && json.Valid(b.Bytes()) {
			t.Error("a broken GeoJSON reads as whole")
		}
	}
	if err := WriteRoute(io.Discard, "shp", f); geo.CodeOf(err) != geo.Unsupported {
		t.Errorf("unknown format: %v", err)
	}
}
