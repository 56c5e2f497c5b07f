package feed

import (
	"bufio"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"linea/geo"
)

// readPoints takes the rows of a table as the vertices of one line. Its header
// names longitude and latitude as Línea CSV does.
func readPoints(in *bufio.Reader, c *lineCollector) error {
	r := csv.NewReader(in)
	r.Comma = separatorOf(in)
	r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = -1, true, true
	header, err := r.Read()
	if err == io.EOF {
		return geo.Errorf("line", geo.Invalid, "the file is empty")
	}
	if err != nil {
		return err
	}
	lon := headed(header, "lon", "longitude", "lng", "long", "x")
	lat := headed(header, "lat", "latitude", "y")
	if headedTwice(header, lon) || headedTwice(header, lat) {
		return geo.Errorf("line", geo.Invalid, "the first row names a column of lon or lat twice; rename or remove the one that is not meant")
	}
	if lon < 0 || lat < 0 {
		return geo.Errorf("line", geo.Invalid, "the first row must name the columns, two of them lon and lat")
	}
	for row := 2; ; row++ {
		record, err := r.Read()
		if err == io.EOF {
			return c.end()
		}
		if err != nil {
			return err
		}
		if err := addRow(c, record, lon, lat, row); err != nil {
			return err
		}
	}
}

func addRow(c *lineCollector, record []string, lon, lat, row int) error {
	if max(lon, lat) >= len(record) {
		if len(record) == 1 && strings.TrimSpace(record[0]) == "" {
			return nil // a blank line
		}
		return geo.Errorf("line", geo.Invalid, "row %d has %d columns, too few for lon and lat", row, len(record))
	}
	x, err1 := strconv.ParseFloat(strings.TrimSpace(record[lon]), 64)
	y, err2 := strconv.ParseFloat(strings.TrimSpace(record[lat]), 64)
	if err1 != nil || err2 != nil {
		return geo.Errorf("line", geo.Invalid, "row %d: lon %q, lat %q are no decimal degrees", row, shortened([]byte(record[lon])), shortened([]byte(record[lat])))
	}
	return c.add(x, y)
}

// separatorOf finds what separates the columns of the first row.
func separatorOf(in *bufio.Reader) rune {
	head, _ := in.Peek(1024)
	first := firstLine(head)
	best, most := ',', 0
	for _, c := range []rune{',', ';', '\t'} {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// headed finds the column with one of the names.
func headed(header []string, names ...string) int {
	return slices.IndexFunc(header, func(h string) bool {
		return slices.Contains(names, strings.ToLower(strings.TrimSpace(h)))
	})
}

// headedTwice says whether a later column has the name of column i.
func headedTwice(header []string, i int) bool {
	return i >= 0 && headed(header[i+1:], strings.ToLower(strings.TrimSpace(header[i]))) >= 0
}
