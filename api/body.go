package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"linea/geo"
)

// readJSON reads a JSON body within limit into v. Members that v does
// not know, and members that stand twice, are refused: a misspelt condition
// would go unnoticed.
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
	return checkMembers(body)
}

// checkMembers refuses what encoding/json lets pass in a body and in the objects
// that are its members: a member that stands twice, in whatever case, of which the
// last would win; and in the body itself, whose members are all lower case, one
// that is written otherwise. Deeper down is only what GeoJSON lets others add.
func checkMembers(body []byte) error {
	members, err := membersOf(body, "")
	for _, m := range members {
		if err == nil && m.name != strings.ToLower(m.name) {
			err = at("/"+m.name, "not known here; write "+strings.ToLower(m.name))
		}
		if err == nil {
			_, err = membersOf(m.value, "/"+m.name)
		}
	}
	return err
}

type member struct {
	name  string
	value json.RawMessage
}

// membersOf lists the members of an object at a pointer, none of anything else;
// Invalid when one stands twice.
func membersOf(body []byte, pointer string) (out []member, err error) {
	in := json.NewDecoder(bytes.NewReader(body))
	if begin, err := in.Token(); err != nil || begin != json.Delim('{') {
		return nil, nil
	}
	seen := map[string]bool{}
	for in.More() {
		token, err := in.Token()
		if err != nil {
			return nil, jsonProblem(err)
		}
		name, _ := token.(string)
		if seen[strings.ToLower(name)] {
			return nil, at(pointer+"/"+name, "it stands twice")
		}
		seen[strings.ToLower(name)] = true
		m := member{name: name}
		if err := in.Decode(&m.value); err != nil {
			return nil, jsonProblem(err)
		}
		out = append(out, m)
	}
	return out, nil
}

func jsonMedia(header string) error {
	media, _, err := mime.ParseMediaType(header)
	if err == nil && slices.Contains([]string{mediaJSON, mediaGeoJSON}, media) {
		return nil
	}
	return geo.Errorf("", geo.Unsupported, "Send JSON, and say so: Content-Type: application/json")
}

// readBody takes the whole body within limit. What says at once that it is much
// larger is refused unread; many clients hear of it only once they have sent what
// they had, so what is a little larger may come.
func (c *call) readBody(limit bodyLimit) ([]byte, error) {
	if c.r.ContentLength > 2*limit.bytes {
		if c.r.ProtoMajor == 1 {
			c.w.Header().Set("Connection", "close") // else the server waits for what is left of a body
		}
		return nil, limit.refusal()
	}
	var body bytes.Buffer
	if c.r.ContentLength > 0 {
		body.Grow(int(min(c.r.ContentLength, grownAtOnce)) + bytes.MinRead)
	}
	_, err := body.ReadFrom(http.MaxBytesReader(c.w, c.r.Body, limit.bytes))
	var tooMany *http.MaxBytesError
	switch {
	case errors.As(err, &tooMany):
		return nil, limit.refusal()
	case err != nil:
		return nil, geo.Wrap("", geo.Invalid, err, "The body did not arrive whole; send it again")
	}
	return body.Bytes(), nil
}

// grownAtOnce is up to how many bytes a body is believed before it comes: many
// could promise one and send nothing.
const grownAtOnce = 4 << 10

func (l bodyLimit) refusal() error {
	return geo.Errorf("", geo.TooLarge, "A body may have %d bytes here%s", l.bytes, l.advice)
}

// jsonProblem says what is wrong with a body without repeating it.
func jsonProblem(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return geo.Wrap("", geo.Invalid, err, "The body is no JSON from byte "+strconv.FormatInt(syntax.Offset, 10)+" on")
	case errors.As(err, &kind) && kind.Field == "":
		return geo.Wrap("", geo.Invalid, err, "The body is "+expected(kind.Type)+", as /openapi.json describes it")
	case errors.As(err, &kind):
		return at("/"+strings.ReplaceAll(kind.Field, ".", "/"), expected(kind.Type))
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

// expected says in words what JSON a value of Go type t is read from.
func expected(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Float64, reflect.Float32:
		return "a number, without quotes"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "a whole number, without quotes"
	case reflect.String:
		return "a text, in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	}
	return "an object"
}
