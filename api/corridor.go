package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

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

// readJSON reads a JSON body within limit into v. Members that v does
// not know are refused: a misspelt condition would go unnoticed.
func (c *call) readJSON(v any, limit bodyLimit) error {
	if err := jsonMedia(c.r.Header.Get("Content-Type")); err != nil {
		return err
	}
	body, err := c.readBody(limit)
	if err != nil {
		return err
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	if err := in.Decode(v); err != nil {
		return jsonProblem(err)
	}
	if _, err := in.Token(); err != io.EOF {
		return geo.Errorf("", geo.Invalid, "The body goes on after its JSON value; send one object")
	}
	return nil
}

func jsonMedia(header string) error {
	media, _, err := mime.ParseMediaType(header)
	if err == nil && slices.Contains([]string{mediaJSON, mediaGeoJSON}, media) {
		return nil
	}
	return geo.Errorf("", geo.Unsupported, "Send JSON, and say so: Content-Type: application/json")
}

// readBody takes the whole body within limit.
func (c *call) readBody(limit bodyLimit) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, limit.bytes))
	var tooMany *http.MaxBytesError
	switch {
	case errors.As(err, &tooMany):
		return nil, geo.Errorf("", geo.TooLarge, "A body may have %d bytes here%s", limit.bytes, limit.advice)
	case err != nil:
		return nil, geo.Wrap("", geo.Invalid, err, "The body did not arrive whole; send it again")
	}
	return body, nil
}

// jsonProblem says what is wrong with a body without repeating it.
func jsonProblem(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return geo.Wrap("", geo.Invalid, err, "The body is no JSON from byte "+strconv.FormatInt(syntax.Offset, 10)+" on")
	case errors.As(err, &kind):
		return at("/"+strings.ReplaceAll(kind.Field, ".", "/"), "a "+kind.Type.String()+" cannot be read from a "+kind.Value)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return geo.Wrap("", geo.Invalid, err, "The body ends before its JSON value does")
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		field, unquoteErr := strconv.Unquote(name)
		if unquoteErr == nil {
			return at("/"+field, "not known here")
		}
	}
	return geo.Wrap("", geo.Invalid, err, "The body is not the JSON that /openapi.json describes")
}
