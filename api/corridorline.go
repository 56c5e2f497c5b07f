package api

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/feed"
	"linea/geo/place"
)

// Media types of lines.
const (
	mediaGPX = "application/gpx+xml"
	mediaKML = "application/vnd.google-earth.kml+xml"
)

// lineBytes bounds a file that holds a line.
const lineBytes = 16 << 20

// lineAnswer is the line of a file, as a corridor takes it.
type lineAnswer struct {
	Format   string   `json:"format"`
	Lines    int      `json:"lines"`    // in the file; the longest is given
	Points   int      `json:"points"`   // of that line in the file
	Dropped  int      `json:"dropped"`  // left out by simplify_m
	Vertices int      `json:"vertices"` // of the line given
	LengthKm float64  `json:"length_km"`
	Usable   bool     `json:"usable"` // a corridor can be made of it as it is
	Note     string   `json:"note"`   // why not, and what to do
	Line     lineJSON `json:"line"`
}

func lineMedia() []string {
	return []string{mediaGPX, mediaKML, mediaGeoJSON, mediaJSON, mediaCSV, "application/xml", "text/xml", mediaAnything}
}

// readLineFile reads GPX, KML, GeoJSON or CSV into a line.
func readLineFile(c *call) error {
	format := c.params.word("format", "", feed.LineFormats()...)
	toleranceM := c.params.decimal("simplify_m", 0, 0, 1000)
	if err := c.params.err(); err != nil {
		return err
	}
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(lineMedia(), media) {
		return geo.Errorf("line", geo.Unsupported, "Say with Content-Type what the file is: %s", strings.Join(lineMedia(), ", "))
	}
	body, err := c.readBody(lineBytes)
	if err != nil {
		return err
	}
	file, err := feed.ReadLine(bytes.NewReader(body), format)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, lineAnswerOf(file, toleranceM))
}

func lineAnswerOf(file *feed.LineFile, toleranceM float64) lineAnswer {
	longest := file.Longest()
	line, dropped := feed.Simplify(longest, toleranceM)
	out := lineAnswer{
		Format: file.Format, Lines: len(file.Lines), Points: len(longest), Dropped: dropped,
		Vertices: len(line), LengthKm: place.Length(line) / 1000, Line: lineOf(line),
	}
	_, err := corridor.New(line, corridor.MinHalfWidthM, corridor.Flat)
	if err == nil {
		err = corridor.CheckArea(line, place.StudyArea())
	}
	if out.Usable = err == nil; err != nil {
		out.Note, _ = detailOf(err, geo.CodeOf(err))
	}
	return out
}
