package feed

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"linea/geo"
)

// featureCutter cuts a GeoJSON FeatureCollection into chunks of features. What
// is not well-formed JSON ends it: the rest becomes one reject.
type featureCutter struct {
	dec  *json.Decoder
	n    int // features handed out
	done bool
}

func (c *featureCutter) next() (chunk, error) {
	if c.done {
		return chunk{}, io.EOF
	}
	out := chunk{line: c.n + 1}
	for len(out.data) < chunkBytes {
		if !c.dec.More() {
			c.done = true
			break
		}
		var raw json.RawMessage
		if err := c.dec.Decode(&raw); err != nil {
			return c.broken(out)
		}
		out.data = append(out.data, raw...)
		out.ends = append(out.ends, len(out.data))
		c.n++
	}
	if c.done {
		if _, err := c.dec.Token(); err != nil { // the closing bracket
			return c.broken(out)
		}
	}
	if len(out.ends) == 0 {
		return chunk{}, io.EOF
	}
	return out, nil
}

// broken hands out what came before the damage, and then the damage itself.
func (c *featureCutter) broken(out chunk) (chunk, error) {
	c.done = len(out.ends) == 0
	if c.done {
		return chunk{line: c.n + 1, torn: unreadableJSON, ends: []int{0}}, nil
	}
	return out, nil
}

// openFeatures moves the decoder to the first feature.
func openFeatures(r io.Reader, name string) (*featureCutter, error) {
	bad := func() (*featureCutter, error) {
		return nil, geo.Errorf("import", geo.Unsupported, "%s is not a GeoJSON FeatureCollection: no \"features\" list was found", name)
	}
	dec := json.NewDecoder(r)
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return bad()
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return bad()
		}
		if key == "features" {
			if t, err := dec.Token(); err != nil || t != json.Delim('[') {
				return bad()
			}
			return &featureCutter{dec: dec}, nil
		}
		var skipped json.RawMessage
		if dec.Decode(&skipped) != nil {
			return bad()
		}
	}
	return bad()
}

// lineCutter cuts newline-delimited JSON at the ends of lines.
type lineCutter struct {
	csvCutter // its buffer; quotes play no part
}

func (c *lineCutter) next() (chunk, error) {
	for {
		if len(c.rest) < chunkBytes && !c.eof {
			if err := c.fill(chunkBytes); err != nil {
				return chunk{}, err
			}
		}
		end := bytes.LastIndexByte(c.rest, '\n') + 1
		switch {
		case len(c.rest) == 0:
			return chunk{}, io.EOF
		case c.eof:
			return c.take(len(c.rest), ""), nil
		case end > 0:
			return c.take(end, ""), nil
		case len(c.rest) >= maxRecordBytes:
			return c.take(len(c.rest), unreadableJSON), nil
		}
		if err := c.fill(len(c.rest)); err != nil {
			return chunk{}, err
		}
	}
}

// featureDecoder reads GeoJSON features, or plain JSON objects with the
// columns of Línea CSV as their members.
type featureDecoder struct {
	row  *row
	keys map[string]member
}

// member is what a property name means.
type member struct {
	ranked
	person bool
}

func (d *featureDecoder) each(c chunk, visit func(start, end int)) {
	if c.ends == nil {
		d.eachLine(c, visit)
		return
	}
	start := 0
	for i, end := range c.ends {
		d.row.reset(c.line + i)
		if c.torn != "" {
			d.row.refuse(noRole, c.torn, "the file is no longer JSON from here on; nothing after this feature could be read")
		} else {
			d.fill(c.data[start:end])
		}
		visit(start, end)
		start = end
	}
}

func (d *featureDecoder) eachLine(c chunk, visit func(start, end int)) {
	for start, line := 0, c.line; start < len(c.data); line++ {
		end := start + firstLineEnd(c.data[start:])
		if text := plainLine(c.data[start:end]); len(text) > 0 {
			d.row.reset(line)
			if c.torn != "" {
				d.row.refuse(noRole, c.torn, "no line may be longer than 1 MiB: one feature a line")
			} else {
				d.fill(text)
			}
			visit(start, end)
		}
		start = end
	}
}

// plainLine takes off blanks and the record separator of RFC 8142.
func plainLine(b []byte) []byte { return trim(bytes.TrimLeft(b, "\x1e")) }

// fill hands the members of an object to the row by role.
func (d *featureDecoder) fill(data []byte) {
	members, geometry, err := openFeature(data)
	if err != nil {
		d.row.refuse(noRole, unreadableJSON, "not a JSON object")
		return
	}
	ranks := [roleCount]int{}
	for name, raw := range members {
		m := d.member(name)
		if m.role == noRole || d.row.present.has(m.role) && ranks[m.role] < m.rank {
			continue
		}
		ranks[m.role] = m.rank
		d.row.present |= rolesOf(m.role)
		d.row.cells[m.role] = trim(scalar(raw))
	}
	d.place(geometry)
}

// place takes lon and lat from the geometry; null leaves what the properties say.
func (d *featureDecoder) place(geometry json.RawMessage) {
	if len(geometry) == 0 {
		return
	}
	d.row.present |= rolesOf(roleLon, roleLat)
	if string(geometry) == "null" {
		return
	}
	var g struct {
		Type        string
		Coordinates json.RawMessage
	}
	var at []json.Number
	if json.Unmarshal(geometry, &g) != nil || g.Type != "Point" || json.Unmarshal(g.Coordinates, &at) != nil || len(at) == 1 {
		d.row.refuse(roleLon, notAPoint, "the geometry of an incident is a Point [lon, lat] or null")
		return
	}
	if len(at) >= 2 {
		d.row.cells[roleLon], d.row.cells[roleLat] = []byte(at[0]), []byte(at[1])
	}
}

// openFeature gives the properties of a feature with its id, or the members of
// a plain object, and the geometry when there is one.
func openFeature(data []byte) (members map[string]json.RawMessage, geometry json.RawMessage, err error) {
	var object map[string]json.RawMessage
	if err = json.Unmarshal(data, &object); err != nil || object == nil {
		return nil, nil, geo.Errorf("import", geo.Invalid, "not a JSON object")
	}
	geometry, isFeature := object["geometry"]
	if !isFeature {
		return object, nil, nil
	}
	if err = json.Unmarshal(object["properties"], &members); err != nil && object["properties"] != nil {
		return nil, nil, err
	}
	if members == nil {
		members = map[string]json.RawMessage{}
	}
	if id, has := object["id"]; has && members["id"] == nil {
		members["id"] = id
	}
	return members, geometry, nil
}

// scalar gives a JSON value as the text that a CSV cell would hold.
func scalar(raw json.RawMessage) []byte {
	if string(raw) == "null" {
		return nil
	}
	if len(raw) > 0 && raw[0] == '"' {
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return []byte(s)
		}
	}
	return raw
}

func (d *featureDecoder) member(name string) member {
	m, known := d.keys[name]
	if !known && len(d.keys) < maxInterned {
		f := d.row.format
		m = member{f.ranks()[plainName(name)], f.isPerson(name)}
		d.keys[name] = m
	}
	return m
}

func (d *featureDecoder) describe(data []byte) string {
	members, geometry, err := openFeature(plainLine(data))
	if err != nil {
		return ""
	}
	names := make([]string, 0, len(members))
	for name := range members {
		if m := d.member(name); !m.person && d.row.format != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	dst := []byte{'{'}
	for _, name := range names {
		dst = appendJSONText(dst, name)
		dst = append(dst, ':')
		dst = append(appendJSONText(dst, shownCell(d.member(name).role, scalar(members[name]))), ',')
	}
	if len(geometry) > 0 {
		dst = append(appendJSONText(append(dst, `"geometry":`...), shortened(geometry)), ',')
	}
	return strings.TrimSuffix(string(dst), ",") + "}"
}

// columnOf gives the preferred spelling: features may differ among themselves.
func (d *featureDecoder) columnOf(at role) string {
	for _, c := range d.row.format.columns {
		if c.role == at {
			name, _, _ := strings.Cut(c.names, "|")
			return strings.ReplaceAll(name, " ", "_")
		}
	}
	return ""
}

func (d *featureDecoder) columns() (leftOut, ignored []string) {
	for name, m := range d.keys {
		switch {
		case m.person:
			leftOut = append(leftOut, name)
		case m.role == noRole:
			ignored = append(ignored, name)
		}
	}
	return leftOut, ignored
}

// isCollection says whether the head of a JSON input opens a FeatureCollection.
func isCollection(head []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(head))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil || key == "features" {
			return err == nil
		}
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return false
		}
		if key == "type" {
			return string(value) == `"FeatureCollection"`
		}
	}
	return false
}
