package feed

import (
	"linea/geo"
)

// featureCutter cuts GeoJSON FeatureCollections, one after the other, into
// chunks of features. Whatever stands in a list of features is a row, be it
// only to be refused. What is not JSON ends the input: the rest becomes one
// reject.
type featureCutter struct {
	csvCutter       // its buffer
	n         int   // features handed out
	at        where // rest begins
	listed    bool  // the collection being read has had its features
}

// where a featureCutter stands in its input.
type where uint8

const (
	inList where = iota
	inMembers
	between // collections
	over
)

// maxFeatureBytes bounds one feature; shapes other than points may be long.
const maxFeatureBytes = 16 << 20

// step is what a look at the buffer finds: features, or how far to go on, or
// why not.
type step struct {
	cuts   []span
	end    int // of what was understood
	next   where
	broken string // this can be no part of a collection
}

func (c *featureCutter) next() (chunk, error) {
	for c.at != over {
		if c.runsLow() {
			c.fill(chunkBytes)
		}
		s := c.look()
		out := chunk{data: c.rest, line: c.n + 1, cuts: s.cuts, short: c.short}
		moved := s.end > 0 || s.next != c.at
		c.rest, c.at = c.rest[s.end:], s.next
		c.n += len(s.cuts)
		switch {
		case len(s.cuts) > 0:
			return out, nil
		case s.broken != "":
			return c.refuse(s.broken), nil
		case moved:
		case c.damage != nil:
			return chunk{}, c.damage
		case c.eof || len(c.rest) > maxFeatureBytes:
			c.at = over
			return c.refuse("the file is no longer JSON from here on; nothing after this feature could be read"), nil
		default:
			c.fill(max(len(c.rest), chunkBytes))
		}
	}
	return chunk{}, c.ended()
}

// refuse makes a reject of what cannot be read.
func (c *featureCutter) refuse(detail string) chunk {
	c.n++
	return chunk{line: c.n, torn: unreadableJSON, detail: detail, cuts: []span{{}}}
}

func (c *featureCutter) look() step {
	switch c.at {
	case inList:
		return c.features()
	case inMembers:
		return c.member()
	}
	s := scan{b: c.rest}
	for s.next() == 0x1e { // RFC 8142
		s.at++
	}
	switch {
	case s.next() == '{':
		c.listed = false
		return step{end: s.at + 1, next: inMembers}
	case s.at < len(s.b):
		return step{next: over, broken: "something that is no FeatureCollection follows here; nothing from here on was read"}
	case c.eof:
		return step{end: s.at, next: over}
	}
	return step{end: s.at, next: between}
}

// features finds what lies whole in the buffer of a list of features. A number
// or word is whole once something stands after it.
func (c *featureCutter) features() (out step) {
	s := scan{b: c.rest}
	for {
		switch s.next() {
		case 0:
			return out
		case ']':
			out.end, out.next = s.at+1, inMembers
			c.listed = true
			return out
		case ',':
			s.at++
			continue
		}
		from := s.at
		value := s.value()
		if value == nil {
			if len(out.cuts) == 0 && s.at < len(s.b) {
				out.next, out.broken = over, "the file is no longer JSON from here on; nothing after this feature could be read"
			}
			return out
		}
		if value[0] != '{' && s.next() == 0 {
			return out
		}
		out.end = from + len(value)
		out.cuts = append(out.cuts, span{from, out.end})
	}
}

// member moves past one member of a collection that is no list of features, or
// into the list that is one.
func (c *featureCutter) member() step {
	stay, s := step{next: inMembers}, scan{b: c.rest}
	s.take(',')
	switch s.next() {
	case 0:
		return stay
	case '}':
		if !c.listed {
			return step{end: s.at + 1, next: between, broken: "an object that is no FeatureCollection follows here; it was not read"}
		}
		return step{end: s.at + 1, next: between}
	case '"':
	default:
		return step{next: over, broken: "the file is no longer JSON from here on; nothing from here on was read"}
	}
	name := s.value()
	if name == nil || !s.take(':') {
		return stay
	}
	if string(name) == `"features"` && s.take('[') {
		return step{end: s.at, next: inList}
	}
	if value := s.value(); value == nil || s.next() == 0 {
		return stay
	}
	return step{end: s.at, next: inMembers}
}

// openFeatures moves to the first feature.
func openFeatures(r *opened, name string, eager bool) (*featureCutter, error) {
	c := &featureCutter{csvCutter: csvCutter{r: r, eager: eager}}
	for size := chunkBytes; ; size *= 2 {
		c.fill(size)
		if at := featureList(c.rest); at > 0 {
			c.rest = c.rest[at:]
			return c, nil
		}
		if c.damage != nil {
			return nil, c.damage
		}
		if c.eof || size > maxFeatureBytes {
			return nil, geo.Errorf("import", geo.Unsupported, "%s is not a GeoJSON FeatureCollection: no \"features\" list was found", name)
		}
	}
}

// featureList finds where the first feature may stand, 0 when it does not lie in b.
func featureList(b []byte) int {
	s := scan{b: b}
	if !s.take('{') {
		return 0
	}
	for s.next() == '"' {
		name := s.value()
		if name == nil || !s.take(':') {
			return 0
		}
		if string(name) == `"features"` && s.take('[') {
			return s.at
		}
		if s.value() == nil || !s.take(',') {
			return 0
		}
	}
	return 0
}

// isCollection says whether the head of a JSON input opens a FeatureCollection.
func isCollection(head []byte) bool {
	s := scan{b: head}
	for s.take('{') || s.take(',') {
		name := s.value()
		if name == nil || !s.take(':') {
			return false
		}
		if string(name) == `"features"` {
			return true
		}
		if value := s.value(); value == nil || string(name) == `"type"` {
			return string(value) == `"FeatureCollection"`
		}
	}
	return false
}
