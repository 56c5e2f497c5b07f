package api

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/place"
	"linea/tiles"
)

type placesAnswer struct {
	Places []placeFound `json:"places"`
	// Note says why a text that looks like a coordinate is none.
	Note string `json:"note,omitempty"`
	// NoteOn says what the note is about: coordinate, mgrs, utm, or minus for a longitude that lost its sign.
	NoteOn string `json:"note_on,omitempty"`
	Credit string `json:"credit"`
}

// placeFound is somewhere to go on the map.
type placeFound struct {
	Type     string  `json:"type"`         // corridor, town, crossing, coordinate, cell
	ID       string  `json:"id,omitempty"` // of a corridor
	Name     string  `json:"name"`
	Detail   string  `json:"detail"`
	Country  string  `json:"country,omitempty"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
	Zoom     int     `json:"zoom"`
	Notation string  `json:"notation,omitempty"` // of a coordinate
}

const maxPlaceText = 100

func places(c *call) error {
	text := strings.TrimSpace(c.params.text("q", ""))
	limit := c.params.clamped("limit", 10, 50)
	switch {
	case text == "" && len(c.params.problems) == 0:
		c.params.wrong("q", "say what to look for: a town, a crossing, a coordinate or a cell")
	case len(text) > maxPlaceText:
		c.params.wrong("q", "at most 100 characters")
	}
	if err := c.params.err(); err != nil {
		return err
	}
	corridors, version, err := c.corridorPlaces(text, limit)
	if err != nil || c.matches(hashOf([]byte(c.Version.Commit+c.params.others()+version))) {
		return err
	}
	answer := findPlaces(text, limit)
	answer.Places = append(corridors, answer.Places...)
	answer.Places = answer.Places[:min(limit, len(answer.Places))]
	return c.answer(http.StatusOK, answer)
}

// findPlaces tries cells and coordinates, which are unmistakable, before names.
func findPlaces(text string, limit int) placesAnswer {
	answer := placesAnswer{Credit: place.TownsCredit}
	if cell, err := grid.Parse(text); err == nil {
		answer.Places = append(answer.Places, cellPlace(cell))
		return answer
	}
	p, notation, err := place.ParseCoordinate(text)
	if err == nil {
		answer.Places = append(answer.Places, coordinatePlace(p, notation))
		return answer
	}
	for _, town := range place.AllTowns().Search(text, limit) {
		answer.Places = append(answer.Places, townPlace(town))
	}
	if len(answer.Places) == 0 && looksLikeNumbers(text) {
		answer.Note, answer.NoteOn = plain(err), topicOf(err)
	}
	return answer
}

// topicOf gives the Op of an error of place.ParseCoordinate.
func topicOf(err error) string {
	var e *geo.Error
	if errors.As(err, &e) {
		return e.Op
	}
	return ""
}

// looksLikeNumbers says whether someone meant a coordinate: at least four
// figures.
func looksLikeNumbers(text string) bool {
	figures := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			figures++
		}
	}
	return figures >= 4
}

func cellPlace(cell geo.Cell) placeFound {
	center, res := grid.Center(cell), grid.Res(cell)
	return placeFound{
		Type: "cell", Name: grid.Text(cell), Detail: "H3 " + strconv.Itoa(res),
		Lon: rounded(center.Lon(), 6), Lat: rounded(center.Lat(), 6), Zoom: zoomOf(res),
	}
}

// zoomOf is the first zoom that draws cells of a resolution.
func zoomOf(res int) int {
	zoom := 3
	for zoom < 14 && tiles.ZoomRes(zoom) < res {
		zoom++
	}
	return zoom
}

// How near a search goes: so that the cells around the place are in view.
const (
	zoomOfPoint = 11
	zoomOfTown  = 9
)

func coordinatePlace(p orb.Point, notation place.Notation) placeFound {
	return placeFound{
		Type: "coordinate", Name: place.Format(p, place.Degrees), Detail: place.Format(p, place.MGRS),
		Lon: rounded(p.Lon(), 7), Lat: rounded(p.Lat(), 7), Zoom: zoomOfPoint, Notation: string(notation),
	}
}

func townPlace(town place.Town) placeFound {
	found := placeFound{
		Type: "town", Name: town.Name, Detail: town.State, Country: town.Country,
		Lon: rounded(town.Point.Lon(), 6), Lat: rounded(town.Point.Lat(), 6), Zoom: zoomOfTown,
	}
	if town.Kind == place.KindCrossing {
		found.Type, found.Zoom = "crossing", zoomOfPoint
	}
	return found
}
