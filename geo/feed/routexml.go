package feed

import (
	"bytes"
	"encoding/xml"
	"strconv"

	"linea/geo"

	"github.com/paulmach/orb"
)

// xmlText escapes a text for XML; what XML cannot hold becomes a replacement
// character.
func xmlText(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a bytes.Buffer takes everything
	return b.String()
}

// element writes <name>text</name>, nothing for an empty text.
func (w *routeWriter) element(name, text string) {
	if text != "" {
		w.put("<", name, ">", xmlText(text), "</", name, ">")
	}
}

// gpx writes GPX 1.1: incidents as waypoints, the line as a route. The schema
// wants them in this order.
func (w *routeWriter) gpx() error {
	w.put(xml.Header, `<gpx version="1.1" creator="Linea" xmlns="http://www.topografix.com/GPX/1/1">`, "\n<metadata>")
	w.element("name", w.f.Name)
	w.element("desc", w.words().about(w.f))
	w.put("</metadata>\n")
	err := w.each(func(_ int, s *Stop) {
		p := s.Record.Point
		w.put(`<wpt lat="`, degrees(p.Lat()), `" lon="`, degrees(p.Lon()), `">`)
		w.element("name", s.Record.ID)
		w.element("desc", w.words().stop(s))
		w.element("type", s.Record.Kind.String())
		w.put("</wpt>\n")
	})
	if err != nil {
		return err
	}
	w.put("<rte>")
	w.element("name", w.f.Name)
	for _, p := range w.f.Line {
		w.put("\n", `<rtept lat="`, degrees(p.Lat()), `" lon="`, degrees(p.Lon()), `"/>`)
	}
	w.put("\n</rte>\n</gpx>\n")
	return nil
}

// kml writes one self-contained file: no links to a network, no icons from
// elsewhere, ids in ASCII.
func (w *routeWriter) kml() error {
	w.put(xml.Header, `<kml xmlns="http://www.opengis.net/kml/2.2"><Document id="corridor">`, "\n")
	w.element("name", w.f.Name)
	w.element("description", w.words().about(w.f))
	w.put(`
<Style id="line"><LineStyle><color>ff3c3c3c</color><width>3</width></LineStyle></Style>
<Style id="outline"><LineStyle><color>ff3c3c3c</color><width>1</width></LineStyle><PolyStyle><color>333c3c3c</color></PolyStyle></Style>
<Style id="incident"><IconStyle><scale>0.7</scale></IconStyle><LabelStyle><scale>0</scale></LabelStyle></Style>
<Placemark id="line-1">`)
	w.element("name", w.f.Name)
	w.put("<styleUrl>#line</styleUrl><LineString><tessellate>1</tessellate>")
	w.coordinates(w.f.Line)
	w.put("</LineString></Placemark>\n")
	w.kmlOutline()
	if err := w.each(w.kmlStop); err != nil {
		return err
	}
	w.put("</Document></kml>\n")
	return nil
}

func (w *routeWriter) coordinates(line []orb.Point) {
	w.put("<coordinates>")
	for i, p := range line {
		if i > 0 {
			w.put(" ")
		}
		w.put(position(p))
	}
	w.put("</coordinates>")
}

func (w *routeWriter) kmlOutline() {
	var polygons orb.MultiPolygon
	switch g := w.f.Outline.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	}
	if len(polygons) == 0 {
		return
	}
	w.put(`<Placemark id="outline-1">`)
	w.element("name", w.f.Name)
	w.put("<styleUrl>#outline</styleUrl><MultiGeometry>")
	for _, polygon := range polygons {
		w.put("<Polygon>")
		for i, ring := range polygon {
			boundary := "outerBoundaryIs"
			if i > 0 {
				boundary = "innerBoundaryIs"
			}
			w.put("<", boundary, "><LinearRing>")
			w.coordinates(ring)
			w.put("</LinearRing></", boundary, ">")
		}
		w.put("</Polygon>")
	}
	w.put("</MultiGeometry></Placemark>\n")
}

// kmlStop writes an incident. Its id is a number: identifiers of sources may
// hold colons, which XML ids may not.
func (w *routeWriter) kmlStop(n int, s *Stop) {
	w.put(`<Placemark id="incident-`, strconv.Itoa(n+1), `">`)
	w.element("name", s.Record.ID)
	w.element("description", w.words().stop(s))
	w.put("<styleUrl>#incident</styleUrl><ExtendedData>")
	for _, d := range [][2]string{
		{"kind", s.Record.Kind.String()}, {"occurred_at", geo.StartText(s.Record.OccurredAt, s.Record.TimePrecision)},
		{"km", fixed(s.Km, 3)}, {"offset_m", fixed(s.OffsetM, 1)}, {"side", s.Side}, {"compass", s.Compass},
		{"p_in", fixed(s.PIn, 4)}, {"mgrs", gridReference(s.Record)}, {"source", s.Record.Source},
	} {
		if d[1] != "" {
			w.put(`<Data name="`, d[0], `"><value>`, xmlText(d[1]), "</value></Data>")
		}
	}
	w.put("</ExtendedData><Point><coordinates>", position(s.Record.Point), "</coordinates></Point></Placemark>\n")
}
