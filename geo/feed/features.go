package feed

import (
	"bytes"
	"encoding/json"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// lineCutter cuts newline-delimited JSON at the ends of lines.
type lineCutter struct {
	csvCutter // its buffer; quotes play no part
}

func (c *lineCutter) next() (chunk, error) {
	for {
		if c.runsLow() {
			c.fill(chunkBytes)
		}
		end := bytes.LastIndexByte(c.rest, '\n') + 1
		switch {
		case len(c.rest) == 0:
			return chunk{}, c.ended()
		case c.eof:
			return c.take(len(c.rest), ""), nil
		case end > 0:
			return c.take(end, ""), nil
		case len(c.rest) >= maxRecordBytes:
			return c.take(len(c.rest), unreadableJSON), nil
		case c.damage != nil:
			return chunk{}, c.damage // in the middle of a line
		}
		c.fill(max(len(c.rest), chunkBytes))
	}
}

// featureDecoder reads GeoJSON features, or plain JSON objects with the
// columns of Línea CSV as their members.
type featureDecoder struct {
	row     *row
	keys    map[string]member
	strange []string // strict: names of the row that are no fields
}

// member is what a property name means.
type member struct {
	ranked
	person bool
	exact  bool // it is spelled as we write it
}

// What stands for a nested value, whose own members may be about a person.
const (
	anObject = "[an object]"
	aList    = "[a list]"
)

// plainValue gives a value as a cell; of one that is nested only what it is.
func plainValue(raw []byte) (cell []byte, nested bool) {
	switch raw[0] {
	case '{':
		return []byte(anObject), true
	case '[':
		return []byte(aList), true
	}
	return trim(scalarText(raw)), false
}

func (d *featureDecoder) each(c chunk, visit func(start, end int)) {
	if c.cuts == nil {
		d.eachLine(c, visit)
		return
	}
	for i, cut := range c.cuts {
		d.row.reset(c.line + i)
		if c.torn != "" {
			d.row.refuse(noRole, c.torn, c.detail)
		} else {
			d.fill(c.data[cut.from:cut.to])
		}
		visit(cut.from, cut.to)
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
	if d.row.strict && !(json.Valid(data) && utf8.Valid(data)) {
		d.row.refuse(noRole, unreadableJSON, "not a JSON object in UTF-8")
		return
	}
	ranks, nested := [roleCount]int{}, roleSet(0)
	set := func(at role, value []byte) {
		cell, isNested := plainValue(value)
		d.row.present |= rolesOf(at)
		d.row.cells[at] = cell
		if nested &^= rolesOf(at); isNested {
			nested |= rolesOf(at)
		}
	}
	f, err := openFeature(data, func(name, value []byte) {
		m := d.member(name)
		if d.row.strict && !d.strictly(string(name), m, value) {
			return
		}
		if m.role == noRole || d.row.present.has(m.role) && ranks[m.role] < m.rank {
			return
		}
		ranks[m.role] = m.rank
		set(m.role, value)
	})
	if err != nil {
		d.row.refuse(noRole, unreadableJSON, "not a JSON object")
		return
	}
	if d.row.strict {
		d.judgeNames(data, f)
	}
	if f.id != nil && !d.row.present.has(roleID) {
		set(roleID, f.id)
	}
	if nested != 0 {
		d.row.refuse(role(bits.TrailingZeros64(uint64(nested))), nestedValue, "a text, a number or null, not an object or a list")
	}
	d.place(f.geometry)
}

// place takes lon and lat from the geometry; null leaves what the properties say.
func (d *featureDecoder) place(geometry []byte) {
	if geometry == nil {
		return
	}
	d.row.present |= rolesOf(roleLon, roleLat)
	if string(geometry) == "null" {
		return
	}
	var kind, at []byte
	err := eachMember(geometry, func(name, value []byte) {
		switch string(name) {
		case "type":
			kind = value
		case "coordinates":
			at = value
		}
	})
	if err != nil || string(kind) != `"Point"` || !d.coordinates(at) {
		d.row.refuse(roleLon, notAPoint, "the geometry of an incident is a Point [lon, lat] or null")
	}
}

// coordinates reads [lon, lat] and lets heights pass; an empty list is no point.
func (d *featureDecoder) coordinates(list []byte) bool {
	s := scan{b: list}
	if !s.take('[') || s.next() == ']' {
		return s.at > 0
	}
	lon := s.value()
	if !s.take(',') {
		return false
	}
	lat := s.value()
	if lon == nil || lat == nil || s.next() != ',' && s.next() != ']' {
		return false
	}
	d.row.cells[roleLon], d.row.cells[roleLat] = lon, lat // as they stand: a text is no coordinate
	for _, value := range [][]byte{lon, lat} {
		if cell, nested := plainValue(value); nested {
			d.row.cells[roleLon] = cell
			return false
		}
	}
	return true
}

// feature is what stands beside the properties.
type feature struct{ id, geometry []byte }

// openFeature visits the properties of a feature, or the members of a plain
// object (one without a geometry).
func openFeature(data []byte, visit func(name, value []byte)) (f feature, err error) {
	var properties []byte
	err = eachMember(data, func(name, value []byte) {
		switch string(name) {
		case "geometry":
			f.geometry = value
		case "properties":
			properties = value
		case "id":
			f.id = value
		}
	})
	switch {
	case err != nil:
		return f, err
	case f.geometry == nil:
		return feature{}, eachMember(data, visit)
	case properties == nil || string(properties) == "null":
		return f, nil
	}
	return f, eachMember(properties, visit)
}

func (d *featureDecoder) member(name []byte) member {
	m, known := d.keys[string(name)]
	if !known {
		f := d.row.format
		plain := plainName(string(name))
		m = member{f.byName[plain], f.isPerson(string(name)), strings.ReplaceAll(plain, " ", "_") == string(name)}
		m.exact = m.exact && m.role != noRole && m.rank == 0
		if len(d.keys) < maxColumns {
			d.keys[string(name)] = m
		}
	}
	return m
}

func (d *featureDecoder) describe(data []byte) string {
	dst := []byte{'{'}
	f, err := openFeature(plainLine(data), func(name, value []byte) {
		if m := d.member(name); m.role != noRole {
			dst = appendShown(dst, string(name), shownValue(m.role, value))
		}
	})
	if err != nil {
		return ""
	}
	eachMember(f.geometry, func(name, value []byte) {
		if string(name) == "coordinates" && len(bytes.Trim(value, "[]0123456789+-.eE, \n\r\t")) == 0 {
			dst = appendShown(dst, "coordinates", shortened(value))
		}
	})
	return closed(dst)
}

// shownValue is what a reject repeats of a value.
func shownValue(at role, value []byte) string {
	cell, _ := plainValue(value)
	return shownCell(at, cell)
}

func (d *featureDecoder) maybeSynthetic(data []byte) bool {
	return bytes.Contains(data, []byte("ynthetic")) || bytes.Contains(data, []byte("YNTHETIC"))
}

// columnOf gives the preferred spelling: features may differ among themselves.
func (d *featureDecoder) columnOf(at role) string {
	for _, c := range d.row.format.columns {
		if c.role == at {
			return d.row.format.spelled(c)
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
