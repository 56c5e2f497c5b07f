package feed

import (
	"bufio"
	"bytes"
	"io"
	"math"
	"slices"
	"strings"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Limits of a file that holds a line.
const (
	MaxLineBytes    = 64 << 20
	MaxLineVertices = 1_000_000
	maxLines        = 10_000
)

// LineFile is what a file says about lines: tracks, routes, line strings, or
// one list of points.
type LineFile struct {
	Format string           // gpx, kml, geojson or csv
	Lines  []orb.LineString // of two vertices or more, in the order of the file
}

// LineFormats lists the formats that ReadLine knows.
func LineFormats() []string { return []string{"gpx", "kml", "geojson", "csv"} }

// Longest gives the index of the line with the most ground to cover.
func (f *LineFile) Longest() int {
	best, longest := 0, -1.0
	for i, line := range f.Lines {
		if l := roughLength(line); l > longest {
			best, longest = i, l
		}
	}
	return best
}

// roughLength orders lines by length; it need not be right.
func roughLength(line orb.LineString) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		k := math.Cos(line[i][1] * math.Pi / 180)
		sum += math.Hypot(math.Remainder(line[i][0]-line[i-1][0], 360)*k, line[i][1]-line[i-1][1])
	}
	return sum
}

// ReadLine reads the lines of a GPX, KML, GeoJSON or CSV file; format "" is
// found by the content. Names, times and whatever else the file says are not
// read. Codes: Unsupported for another format, TooLarge beyond the limits,
// Invalid for anything that cannot be read or holds no line.
func ReadLine(r io.Reader, format string) (*LineFile, error) {
	in := bufio.NewReader(&limited{r: r, left: MaxLineBytes})
	skipBOM(in)
	if format == "" {
		format = lineFormat(in)
	}
	c := &lineCollector{}
	var err error
	switch format {
	case "gpx":
		err = readGPX(in, c)
	case "kml":
		err = readKML(in, c)
	case "geojson":
		err = readGeoJSONLines(in, c)
	case "csv":
		err = readPoints(in, c)
	default:
		return nil, geo.Errorf("line", geo.Unsupported, "this is no line that can be read; give GPX, KML (unzip a KMZ first), GeoJSON, or CSV with columns lon and lat")
	}
	if err != nil {
		return nil, lineProblem(err)
	}
	if len(c.lines) == 0 {
		return nil, geo.Errorf("line", geo.Invalid, "the %s file holds no line of two points or more; waypoints alone make no line", format)
	}
	return &LineFile{Format: format, Lines: c.lines}, nil
}

// lineProblem gives foreign errors a code.
func lineProblem(err error) error {
	if geo.CodeOf(err) != geo.Internal {
		return err
	}
	return geo.Wrap("line", geo.Invalid, err, "the file cannot be read as a line; it may be cut off or damaged")
}

// limited fails, with TooLarge, where a limit is passed.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, geo.Errorf("line", geo.TooLarge, "the file is larger than %d MiB", MaxLineBytes>>20)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

func skipBOM(in *bufio.Reader) {
	if head, _ := in.Peek(3); string(head) == "\xef\xbb\xbf" {
		in.Discard(3)
	}
}

// lineFormat recognises a format by the first kilobytes; "" is none.
func lineFormat(in *bufio.Reader) string {
	head, _ := in.Peek(4096)
	head = bytes.TrimSpace(head)
	switch {
	case len(head) == 0:
		return ""
	case head[0] == '{':
		return "geojson"
	case head[0] != '<':
		if columns := strings.ToLower(firstLine(head)); strings.ContainsAny(columns, ",;\t") && !bytes.HasPrefix(head, []byte("PK")) {
			return "csv"
		}
		return ""
	}
	lower := bytes.ToLower(head)
	for _, name := range []string{"gpx", "kml"} {
		if bytes.Contains(lower, []byte("<"+name)) {
			return name
		}
	}
	return ""
}

func firstLine(b []byte) string {
	if i := bytes.IndexAny(b, "\r\n"); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

// lineCollector gathers lines and holds them to the limits.
type lineCollector struct {
	lines    []orb.LineString
	current  orb.LineString
	vertices int
}

// add takes the next vertex of the current line.
func (c *lineCollector) add(lon, lat float64) error {
	if !(math.Abs(lon) <= 180 && math.Abs(lat) <= 90) {
		return geo.Errorf("line", geo.Invalid, "point %d (%g, %g) is no position: longitude is -180..180, latitude -90..90", c.vertices+1, lon, lat)
	}
	if c.vertices++; c.vertices > MaxLineVertices {
		return geo.Errorf("line", geo.TooLarge, "the file holds more than %d points", MaxLineVertices)
	}
	c.current = append(c.current, orb.Point{geo.OnGrid(lon), geo.OnGrid(lat)})
	return nil
}

// end closes the current line; one of a single point is no line.
func (c *lineCollector) end() error {
	line := c.current
	c.current = nil
	if len(line) < 2 {
		return nil
	}
	if len(c.lines) >= maxLines {
		return geo.Errorf("line", geo.TooLarge, "the file holds more than %d lines", maxLines)
	}
	c.lines = append(c.lines, slices.Clip(line))
	return nil
}
