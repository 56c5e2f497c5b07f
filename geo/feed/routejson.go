package feed

import (
	"encoding/json"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// geoJSON writes the line, the outline and the incidents as one
// FeatureCollection, a feature a line.
func (w *routeWriter) geoJSON() error {
	w.put(`{"type":"FeatureCollection",`)
	if w.f.Synthetic {
		w.put(`"notice":"`, SyntheticNotice, `",`)
	}
	w.put("\"features\":[\n")
	if err := w.shape("line", w.f.Line); err != nil {
		return err
	}
	if w.f.Outline != nil {
		w.put(",\n")
		if err := w.shape("outline", w.f.Outline); err != nil {
			return err
		}
	}
	err := w.each(func(_ int, s *Stop) {
		w.put(",\n")
		w.Write(w.stopFeature(s))
	})
	if err != nil {
		return err
	}
	w.put("\n]}\n")
	return nil
}

// shape writes a feature of the corridor itself.
func (w *routeWriter) shape(part string, g orb.Geometry) error {
	shape, err := json.Marshal(geojson.NewGeometry(g))
	if err != nil {
		return err
	}
	m := members{append(w.buf[:0], `{"type":"Feature","geometry":`...)}
	m.b = append(append(m.b, shape...), `,"properties":{`...)
	m.text("part", part)
	m.text("name", w.f.Name)
	m.optional("note", w.f.Note)
	m.fixed("length_km", w.f.LengthKm, 3)
	if w.f.ToKm > 0 {
		m.fixed("from_km", w.f.FromKm, 3)
		m.fixed("to_km", w.f.ToKm, 3)
	}
	m.fixed("half_width_m", w.f.HalfWidthM, 0)
	m.optional("filter", w.f.Filter)
	w.buf = m.b
	w.Write(append(m.b[:len(m.b)-1], '}', '}'))
	return nil
}

// stopFeature is the incident's feature with its place along the line.
func (w *routeWriter) stopFeature(s *Stop) []byte {
	m := members{AppendFeature(w.buf[:0], s.Record)}
	m.b = append(m.b[:len(m.b)-2], ',') // open the properties again
	m.text("part", "incident")
	m.fixed("km", s.Km, 3)
	m.fixed("offset_m", s.OffsetM, 1)
	m.text("line_side", s.Side)
	m.text("line_compass", s.Compass)
	m.fixed("p_in", s.PIn, 4)
	m.optional("mgrs", gridReference(s.Record))
	w.buf = m.b
	return append(m.b[:len(m.b)-1], '}', '}')
}
