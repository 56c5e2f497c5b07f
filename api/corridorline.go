package api

import (
	"bytes"
	"math"
	"mime"
	"net/http"
	"slices"
	"strconv"
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

// lineLimit bounds a file that holds a line.
var lineLimit = bodyLimit{16 << 20, "; leave out what is not the line"}

// lineAnswer is the line of a file, as a corridor takes it.
type lineAnswer struct {
	Format   string     `json:"format"`
	Lines    int        `json:"lines"`    // in the file
	Chosen   int        `json:"chosen"`   // which of them is given, 1 for the first
	Points   int        `json:"points"`   // of that line in the file
	Dropped  int        `json:"dropped"`  // left out by simplify_m
	Vertices int        `json:"vertices"` // of the line given
	LengthKm float64    `json:"length_km"`
	Usable   bool       `json:"usable"` // a corridor can be made of it as it is
	Note     string     `json:"note"`   // why not, and what to do
	Line     lineJSON   `json:"line"`
	All      []lineSize `json:"all"` // the file's first lines, to choose from
}

// lineSize tells the lines of a file apart.
type lineSize struct {
	Points   int     `json:"points"`
	LengthKm float64 `json:"length_km"`
}

// maxSizes is of how many lines the sizes are given.
const maxSizes = 100

func lineMedia() []string {
	return []string{mediaGPX, mediaKML, mediaGeoJSON, mediaJSON, mediaCSV, "application/xml", "text/xml", mediaAnything}
}

// readLineFile reads GPX, KML, GeoJSON or CSV into a line.
func readLineFile(c *call) error {
	format := c.params.word("format", "", feed.LineFormats()...)
	toleranceM := c.params.decimal("simplify_m", 0, 0, 1000)
	chosen := c.params.integer("line", 0, 0, math.MaxInt32)
	if err := c.params.err(); err != nil {
		return err
	}
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(lineMedia(), media) {
		return geo.Errorf("line", geo.Unsupported, "Say with Content-Type what the file is: %s", strings.Join(lineMedia(), ", "))
	}
	body, err := c.readBody(lineLimit)
	if err != nil {
		return err
	}
	file, err := feed.ReadLine(bytes.NewReader(body), format)
	if err != nil {
		return err
	}
	if chosen > len(file.Lines) {
		c.params.wrong("line", "the file holds "+strconv.Itoa(len(file.Lines))+" lines")
		return c.params.err()
	}
	if chosen == 0 {
		chosen = 1 + file.Longest()
	}
	return c.answer(http.StatusOK, lineAnswerOf(file, chosen, toleranceM))
}

func lineAnswerOf(file *feed.LineFile, chosen int, toleranceM float64) lineAnswer {
	whole := file.Lines[chosen-1]
	line, dropped := feed.Simplify(whole, toleranceM)
	out := lineAnswer{
		Format: file.Format, Lines: len(file.Lines), Chosen: chosen, Points: len(whole), Dropped: dropped,
		Vertices: len(line), LengthKm: place.Length(line) / 1000, Line: lineOf(line),
	}
	for _, l := range file.Lines[:min(maxSizes, len(file.Lines))] {
		out.All = append(out.All, lineSize{len(l), rounded(place.Length(l)/1000, 3)})
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
