package api

import (
	"bytes"
	"strconv"
	"strings"

	"linea/geo"
)

// tableCSV writes a table with its margins under the name "total". A value
// that is not stated is "".
func tableCSV(t *geo.Table) []byte {
	var b bytes.Buffer
	writeCSVRow(&b, append(append([]string{t.By[0] + "\\" + t.By[1]}, t.Columns...), "total"))
	for i, name := range t.Rows {
		writeCSVRow(&b, countsRow(name, t.Counts[i], t.RowSum[i]))
	}
	writeCSVRow(&b, countsRow("total", t.ColSum, t.Total))
	return b.Bytes()
}

func countsRow(name string, counts []int, sum int) []string {
	row := []string{name}
	for _, n := range counts {
		row = append(row, strconv.Itoa(n))
	}
	return append(row, strconv.Itoa(sum))
}

// writeCSVRow writes one row of RFC 4180.
func writeCSVRow(b *bytes.Buffer, row []string) {
	for i, field := range row {
		if i > 0 {
			b.WriteByte(',')
		}
		if strings.ContainsAny(field, "\",\r\n") {
			field = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
		}
		b.WriteString(field)
	}
	b.WriteString("\r\n")
}
