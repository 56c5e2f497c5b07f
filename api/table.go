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
	header := []string{t.By[0] + "\\" + t.By[1]}
	for _, name := range t.Columns {
		header = append(header, guarded(name))
	}
	writeCSVRow(&b, append(header, "total"))
	for i, name := range t.Rows {
		writeCSVRow(&b, countsRow(name, t.Counts[i], t.RowSum[i]))
	}
	writeCSVRow(&b, countsRow("total", t.ColSum, t.Total))
	return b.Bytes()
}

func countsRow(name string, counts []int, sum int) []string {
	row := []string{guarded(name)}
	for _, n := range counts {
		row = append(row, strconv.Itoa(n))
	}
	return append(row, strconv.Itoa(sum))
}

// guarded keeps a spreadsheet from taking a name for a formula.
func guarded(name string) string {
	if name != "" && strings.ContainsRune("=+-@", rune(name[0])) {
		return "'" + name
	}
	return name
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
