package feed

import (
	"bufio"
	"io"
	"iter"
	"strconv"

	"linea/geo"
	earth "linea/geo/place"

	"github.com/paulmach/orb"
)

// RouteFile is a corridor with its incidents, ready to be written for another
// program. The writers stream the stops; like the exports of incidents they end
// visibly unfinished at the first error.
type RouteFile struct {
	Name       string // "" = "Corridor"
	Lang       string // of the descriptions in GPX and KML: en or es; "" = en
	Note       string
	Line       orb.LineString
	LengthKm   float64
	FromKm     float64 // where it begins and ends along the line that it is a stretch
	ToKm       float64 // of, whose km the stops have; 0 = it is the whole line
	HalfWidthM float64 // on each side
	Outline    orb.Geometry
	Filter     string // canonical, what the incidents were asked by
	Synthetic  bool   // the store holds made-up data
	Stops      iter.Seq2[Stop, error]
}

// Stop is an incident along a route.
type Stop struct {
	Record  *geo.Record
	Km      float64 // from the start of the whole line
	OffsetM float64
	Side    string // left or right
	Compass string // N, E, S or W of the line
	PIn     float64
}

// RouteFormats lists the formats of WriteRoute.
func RouteFormats() []string { return []string{"geojson", "csv", "gpx", "kml"} }

// WriteRoute writes a route in one of RouteFormats; Unsupported for another.
func WriteRoute(w io.Writer, format string, f RouteFile) error {
	if f.Name == "" {
		f.Name = routeWordsIn(f.Lang).corridor
	}
	write, known := map[string]func(*routeWriter) error{
		"geojson": (*routeWriter).geoJSON, "csv": (*routeWriter).csv, "gpx": (*routeWriter).gpx, "kml": (*routeWriter).kml,
	}[format]
	if !known {
		return geo.Errorf("export", geo.Unsupported, "%q is no format of a route; one of geojson, csv, gpx, kml", format)
	}
	out := &routeWriter{Writer: bufio.NewWriterSize(w, exportBuffer), f: &f}
	if err := write(out); err != nil {
		return err
	}
	return out.Flush()
}

// routeWriter keeps the first error of writing until Flush.
type routeWriter struct {
	*bufio.Writer
	f   *RouteFile
	buf []byte
}

func (w *routeWriter) put(parts ...string) {
	for _, p := range parts {
		w.WriteString(p)
	}
}

// each writes every stop and stops at the first error.
func (w *routeWriter) each(write func(n int, s *Stop)) error {
	n := 0
	for s, err := range w.f.Stops {
		if err != nil {
			return err
		}
		write(n, &s)
		n++
	}
	return nil
}

// gridReference gives the MGRS square of an incident, no smaller than its
// position is known; "" where there is none.
func gridReference(r *geo.Record) string {
	return earth.FormatMGRS(r.Point, earth.MGRSDigits(r.RadiusM))
}

func fixed(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }

// degrees writes a coordinate as it is kept.
func degrees(v float64) string { return strconv.FormatFloat(geo.OnGrid(v), 'f', -1, 64) }

func position(p orb.Point) string { return degrees(p.Lon()) + "," + degrees(p.Lat()) }
