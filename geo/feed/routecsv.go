package feed

import "strings"

// routeColumns come before those of an export of incidents, which Run reads
// back. Side is the side of the border there, hence line_side.
const routeColumns = "km,offset_m,line_side,line_compass,p_in,mgrs,"

func (w *routeWriter) csv() error {
	header := string(appendCSVHeader(nil, w.f.Synthetic))
	w.put(routeColumns, strings.TrimPrefix(header, "\ufeff"))
	return w.each(func(_ int, s *Stop) {
		c := cells{w.buf[:0]}
		c.word(fixed(s.Km, 3))
		c.word(fixed(s.OffsetM, 1))
		c.word(s.Side)
		c.word(s.Compass)
		c.word(fixed(s.PIn, 4))
		c.word(gridReference(s.Record))
		w.buf = appendCSVRow(c.b, s.Record, w.f.Synthetic)
		w.Write(w.buf)
	})
}
