package feed

import (
	"bytes"
	"encoding/json"

	"linea/geo"
)

// scan reads JSON without copying it. It finds where values begin and end;
// whether a scalar is well formed shows when somebody reads it.
type scan struct {
	b  []byte
	at int
}

func errJSON() error { return geo.Errorf("import", geo.Invalid, "not a JSON object") }

// take moves past c if it comes next.
func (s *scan) take(c byte) bool {
	if s.next() != c {
		return false
	}
	s.at++
	return true
}

// next gives the next byte that is no blank, 0 at the end.
func (s *scan) next() byte {
	for ; s.at < len(s.b); s.at++ {
		switch c := s.b[s.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// value moves past one value and gives it as it stands; nil when it does not
// end, or when there is none.
func (s *scan) value() []byte {
	c := s.next()
	from := s.at
	switch c {
	case '"':
		s.text()
	case '{', '[':
		s.nested()
	default:
		s.scalar()
	}
	if s.at > len(s.b) || s.at == from {
		return nil
	}
	return s.b[from:s.at]
}

// unended marks a value that runs over the end.
func (s *scan) unended() { s.at = len(s.b) + 1 }

// text moves past a string.
func (s *scan) text() {
	for s.at++; ; s.at++ {
		q := bytes.IndexByte(s.b[min(s.at, len(s.b)):], '"')
		if q < 0 {
			s.unended()
			return
		}
		from := s.at
		s.at += q
		slashes := 0
		for i := s.at - 1; i >= from && s.b[i] == '\\'; i-- {
			slashes++
		}
		if slashes%2 == 0 {
			s.at++
			return
		}
	}
}

// nested moves past an object or list.
func (s *scan) nested() {
	for depth := 0; s.at < len(s.b); {
		switch s.b[s.at] {
		case '"':
			s.text()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		s.at++
		if depth == 0 {
			return
		}
	}
	s.unended()
}

// scalar moves past a number, true, false or null.
func (s *scan) scalar() {
	for ; s.at < len(s.b); s.at++ {
		switch c := s.b[s.at]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '+', c == '.', c == 'E':
		default:
			return
		}
	}
}

// eachMember visits the members of the object that is the whole of data, in
// order. value is a view into data.
func eachMember(data []byte, visit func(name, value []byte)) error {
	s := scan{b: data}
	if !s.take('{') {
		return errJSON()
	}
	for more := !s.take('}'); more; {
		if s.next() != '"' {
			return errJSON()
		}
		name := s.value()
		if name == nil || !s.take(':') {
			return errJSON()
		}
		value := s.value()
		if value == nil {
			return errJSON()
		}
		visit(unquoted(name), value)
		if more = s.take(','); !more && !s.take('}') {
			return errJSON()
		}
	}
	if s.next() != 0 || s.at < len(data) {
		return errJSON()
	}
	return nil
}

// unquoted gives the text of a JSON string: a view where nothing is escaped.
func unquoted(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil
	}
	return []byte(s)
}

// scalarText gives a JSON value as the text that a CSV cell would hold.
func scalarText(raw []byte) []byte {
	switch {
	case string(raw) == "null":
		return nil
	case raw[0] == '"':
		return unquoted(raw)
	}
	return raw
}
