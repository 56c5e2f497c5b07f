package api

import (
	"encoding/json"
	"errors"
	"strconv"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/place"
)

// bodyLimit is how long a body may be, in bytes, and what helps when it is longer.
type bodyLimit struct {
	bytes  int64
	advice string
}

// corridorLimit bounds a body that holds a line; 10,000 vertices take half.
var corridorLimit = bodyLimit{1 << 20, "; simplify the line first (/api/v1/corridors/line does)"}

// lineJSON is a GeoJSON LineString.
type lineJSON struct {
	Type        string      `json:"type"`
	Coordinates [][]float64 `json:"coordinates"`
}

// UnmarshalJSON takes what GeoJSON allows beside type and coordinates.
func (l *lineJSON) UnmarshalJSON(body []byte) error {
	var loose struct {
		Type        string      `json:"type"`
		Coordinates [][]float64 `json:"coordinates"`
	}
	if err := json.Unmarshal(body, &loose); err != nil {
		return err
	}
	*l = lineJSON(loose)
	return nil
}

func lineOf(line orb.LineString) lineJSON {
	out := lineJSON{Type: "LineString", Coordinates: make([][]float64, len(line))}
	for i, p := range line {
		out.Coordinates[i] = []float64{p[0], p[1]}
	}
	return out
}

// line gives the vertices; heights are left out.
func (l *lineJSON) line() (orb.LineString, error) {
	if l.Type != "LineString" {
		return nil, at("/line/type", "a GeoJSON LineString: {\"type\": \"LineString\", \"coordinates\": [[-111.5, 31.5], [-111.2, 31.6]]}")
	}
	out := make(orb.LineString, len(l.Coordinates))
	for i, p := range l.Coordinates {
		if len(p) < 2 {
			return nil, at("/line/coordinates/"+strconv.Itoa(i), "a position has a longitude and a latitude")
		}
		out[i] = orb.Point{p[0], p[1]}
	}
	return out, nil
}

// at is a mistake at one place of a body.
func at(pointer, detail string) error {
	return &geo.Error{Code: geo.Invalid, Message: "The body cannot be used: " + pointer + ": " + detail, Fields: []geo.FieldError{{Pointer: pointer, Detail: detail}}}
}

// corridorOf prepares a corridor that a body describes, near the study area.
// pointer is where in the body it stands.
func corridorOf(line orb.LineString, halfWidthM float64, ends, pointer string) (*corridor.Corridor, error) {
	e, err := corridor.ParseEnds(ends)
	if err != nil {
		return nil, pointed(err, pointer+"/ends")
	}
	if !(halfWidthM >= corridor.MinHalfWidthM && halfWidthM <= corridor.MaxHalfWidthM) {
		return nil, at(pointer+"/half_width_m", "a number of metres between 50 and 50000")
	}
	c, err := corridor.New(line, halfWidthM, e)
	if err == nil {
		err = corridor.CheckArea(line, place.StudyArea())
	}
	if err != nil {
		return nil, pointed(err, pointer+"/line")
	}
	return c, nil
}

// pointed says where in the body the mistake is.
func pointed(err error, pointer string) error {
	var e *geo.Error
	if !errors.As(err, &e) || len(e.Fields) > 0 {
		return err
	}
	out := *e
	out.Fields = []geo.FieldError{{Pointer: pointer, Detail: e.Message}}
	return &out
}
