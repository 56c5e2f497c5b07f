package feed

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"linea/geo"
)

// maxXMLDepth is deeper than any GPX or KML goes.
const maxXMLDepth = 60

// xmlWalk reads XML that comes from outside: no document type, hence no
// entities of its own, no depth without end, no encoding but UTF-8.
type xmlWalk struct {
	in   *xml.Decoder
	path []string // names of the open elements
}

func newXMLWalk(r io.Reader) *xmlWalk {
	in := xml.NewDecoder(r)
	in.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "us-ascii") {
			return r, nil
		}
		return nil, geo.Errorf("line", geo.Unsupported, "the file is encoded as %q; save it as UTF-8", charset)
	}
	return &xmlWalk{in: in}
}

// next gives the next token: a start, an end, or text. It ends with io.EOF.
func (w *xmlWalk) next() (xml.Token, error) {
	token, err := w.in.Token()
	if err != nil {
		if errors.Is(err, io.EOF) && len(w.path) == 0 {
			return nil, io.EOF
		}
		return nil, err
	}
	switch t := token.(type) {
	case xml.Directive:
		return nil, geo.Errorf("line", geo.Invalid, "the file declares a document type; remove the line that begins with <!")
	case xml.StartElement:
		if w.path = append(w.path, t.Name.Local); len(w.path) > maxXMLDepth {
			return nil, geo.Errorf("line", geo.Invalid, "the file nests elements more than %d deep", maxXMLDepth)
		}
	case xml.EndElement:
		w.path = w.path[:len(w.path)-1]
	}
	return token, nil
}

// each visits every token to the end.
func (w *xmlWalk) each(visit func(xml.Token) error) error {
	for {
		token, err := w.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := visit(token); err != nil {
			return err
		}
	}
}

// readGPX takes tracks, whose segments are one line, and routes.
func readGPX(r io.Reader, c *lineCollector) error {
	return newXMLWalk(r).each(func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "trkpt" || t.Name.Local == "rtept" {
				return addGPXPoint(t, c)
			}
		case xml.EndElement:
			if t.Name.Local == "trk" || t.Name.Local == "rte" {
				return c.end()
			}
		}
		return nil
	})
}

func addGPXPoint(t xml.StartElement, c *lineCollector) error {
	var lon, lat float64
	seen := 0
	for _, a := range t.Attr {
		into := &lon
		if a.Name.Local == "lat" {
			into = &lat
		} else if a.Name.Local != "lon" {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(a.Value), 64)
		if err != nil {
			return geo.Errorf("line", geo.Invalid, "point %d has %s=%q, which is no number", c.vertices+1, a.Name.Local, shortened([]byte(a.Value)))
		}
		*into = v
		seen++
	}
	if seen != 2 {
		return geo.Errorf("line", geo.Invalid, "point %d lacks lat or lon", c.vertices+1)
	}
	return c.add(lon, lat)
}

// readKML takes line strings, and tracks of gx:coord.
func readKML(r io.Reader, c *lineCollector) error {
	k := &kmlReader{walk: newXMLWalk(r), lines: c}
	return k.walk.each(k.visit)
}

type kmlReader struct {
	walk  *xmlWalk
	lines *lineCollector
	line  int // depth at which a LineString or Track is open, 0 = none
	text  strings.Builder
	reads bool // the text of coordinates or coord
}

func (k *kmlReader) visit(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "LineString", "Track":
			k.line = len(k.walk.path)
		case "coordinates", "coord":
			k.reads = k.line > 0
			k.text.Reset()
		}
	case xml.CharData:
		if k.reads {
			k.text.Write(t)
		}
	case xml.EndElement:
		return k.close(t.Name.Local)
	}
	return nil
}

func (k *kmlReader) close(name string) error {
	switch name {
	case "coordinates":
		if k.reads {
			k.reads = false
			return k.addAll(strings.Fields(k.text.String()), ",")
		}
	case "coord":
		if k.reads {
			k.reads = false
			return k.addAll([]string{k.text.String()}, " ")
		}
	case "LineString", "Track":
		k.line = 0
		return k.lines.end()
	}
	return nil
}

// addAll reads tuples of longitude, latitude and perhaps height.
func (k *kmlReader) addAll(tuples []string, between string) error {
	for _, tuple := range tuples {
		first, rest, _ := strings.Cut(strings.TrimSpace(tuple), between)
		second, _, _ := strings.Cut(strings.TrimSpace(rest), between)
		lon, err1 := strconv.ParseFloat(first, 64)
		lat, err2 := strconv.ParseFloat(second, 64)
		if err1 != nil || err2 != nil {
			return geo.Errorf("line", geo.Invalid, "%q is no point; KML writes longitude,latitude", shortened([]byte(tuple)))
		}
		if err := k.lines.add(lon, lat); err != nil {
			return err
		}
	}
	return nil
}
