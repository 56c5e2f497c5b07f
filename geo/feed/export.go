package feed

import (
	"bufio"
	"io"
	"iter"

	"linea/geo"
)

// The exports stream. At the first error they stop and give it back; what was
// written so far is visibly unfinished (no closing bracket), and a caller that
// cannot take it back breaks its connection.

// exportBuffer is how much is gathered before a write.
const exportBuffer = 64 << 10

// WriteGeoJSON writes records as one FeatureCollection, a feature a line.
func WriteGeoJSON(w io.Writer, records iter.Seq2[*geo.Record, error]) error {
	out, n := bufio.NewWriterSize(w, exportBuffer), 0
	var buf []byte
	for r, err := range records {
		if err != nil {
			return err
		}
		buf = buf[:0]
		if n == 0 {
			buf = appendOpening(buf, r.Source == geo.DemoSource)
		} else {
			buf = append(buf, ",\n"...)
		}
		n++
		if _, err := out.Write(AppendFeature(buf, r)); err != nil {
			return err
		}
	}
	if n == 0 {
		out.Write(appendOpening(nil, false))
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}

func appendOpening(dst []byte, synthetic bool) []byte {
	dst = append(dst, `{"type":"FeatureCollection",`...)
	if synthetic {
		dst = append(dst, `"notice":"`+SyntheticNotice+`",`...)
	}
	return append(dst, "\"features\":[\n"...)
}

// WriteGeoJSONLines writes records as newline-delimited Features.
func WriteGeoJSONLines(w io.Writer, records iter.Seq2[*geo.Record, error]) error {
	out := bufio.NewWriterSize(w, exportBuffer)
	var buf []byte
	for r, err := range records {
		if err != nil {
			return err
		}
		buf = append(AppendFeature(buf[:0], r), '\n')
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
	return out.Flush()
}

// WriteCSV writes records as Línea CSV, which Run reads back into the same
// incidents. A row without an hour leaves occurred_at empty and fills
// date_local. Texts that a spreadsheet would take for formulas are guarded.
func WriteCSV(w io.Writer, records iter.Seq2[*geo.Record, error]) error {
	out, n := bufio.NewWriterSize(w, exportBuffer), 0
	synthetic := false
	var buf []byte
	for r, err := range records {
		if err != nil {
			return err
		}
		buf = buf[:0]
		if n == 0 {
			synthetic = r.Source == geo.DemoSource
			buf = appendCSVHeader(buf, synthetic)
		}
		n++
		if _, err := out.Write(appendCSVRow(buf, r, synthetic)); err != nil {
			return err
		}
	}
	if n == 0 {
		out.Write(appendCSVHeader(nil, false))
	}
	return out.Flush()
}
