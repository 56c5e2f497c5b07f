package feed

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"linea/geo"
)

// The parsers that all formats share. They never allocate for what they refuse
// and never guess: a text they do not know is not a value.

// blank says whether a cell states nothing.
func blank(b []byte) bool {
	switch len(b) {
	case 0:
		return true
	case 1:
		return b[0] == '-' || b[0] == '.'
	case 2, 3, 4:
		return isMissingWord(b)
	}
	return false
}

func isMissingWord(b []byte) bool {
	switch string(bytes.ToLower(b)) {
	case "na", "n/a", "nan", "null", "none", "--", "s/d":
		return true
	}
	return false
}

// trim takes blanks, no-break spaces included, from both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	if len(b) > 1 && (b[0] >= utf8.RuneSelf || b[len(b)-1] >= utf8.RuneSelf) {
		return bytes.TrimSpace(b)
	}
	return b
}

// isBlank knows the blanks of ASCII. A zero byte or another control character is
// none: a number that one stands beside may have lost digits.
func isBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// toUTF8 reads b as UTF-8, or as Windows-1252 (of which latin-1 is the useful
// part) when it is not.
func toUTF8(b []byte) (text []byte, wasUTF8 bool) {
	if utf8.Valid(b) {
		return b, true
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return bytes.ToValidUTF8(b, []byte("\ufffd")), false
	}
	return text, false
}

// number reads a decimal number that is finite; commas, units and the notations
// of programming languages are refused.
func number(b []byte) (float64, bool) {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c == '+', c == '-', c == '.', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil
}

// wholeNumber reads an integer, also one written "3.0".
func wholeNumber(b []byte) (int, bool) {
	if n, ok := digits(b); ok {
		return n, true
	}
	v, ok := number(b)
	return int(v), ok && v == math.Trunc(v) && math.Abs(v) < 1e9
}

// digits reads up to nine digits and nothing else.
func digits(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// moment is a time as a text gives it.
type moment struct {
	at        time.Time // UTC, whole seconds
	precision geo.TimePrecision
	offset    bool // the text says how far from UTC
}

// isoMoment reads RFC 3339 and its shorter forms: 2024-05-01T20:15:00-07:00,
// 2024-05-01 20:15, 2024-05-01, 2024-05, 2024. Without an offset it is local
// time. Fractions of a second are cut.
func isoMoment(b []byte) (moment, bool) {
	y, ok := digits(b[:min(4, len(b))])
	switch {
	case !ok || len(b) < 4:
		return moment{}, false
	case len(b) == 4:
		return localDay(y, 1, 1, geo.PrecisionYear)
	case b[4] != '-' || len(b) < 7:
		return moment{}, false
	}
	m, ok := digits(b[5:7])
	if !ok {
		return moment{}, false
	}
	if len(b) == 7 {
		return localDay(y, m, 1, geo.PrecisionMonth)
	}
	if b[7] != '-' || len(b) < 10 {
		return moment{}, false
	}
	d, ok := digits(b[8:10])
	if !ok {
		return moment{}, false
	}
	day, ok := localDay(y, m, d, geo.PrecisionDay)
	if len(b) == 10 || !ok {
		return day, ok
	}
	if b[10] != 'T' && b[10] != 't' && b[10] != ' ' {
		return moment{}, false
	}
	return withClock(day, b[11:])
}

// localDay gives a local midnight; days that no calendar has are refused.
func localDay(y, m, d int, p geo.TimePrecision) (moment, bool) {
	if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return moment{}, false
	}
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, geo.Local).UTC()
	return moment{at: at, precision: p}, true
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// withClock adds 20:15, 20:15:30, 20:15:30.25, each with or without Z or
// +hh:mm, to a local midnight.
func withClock(day moment, b []byte) (moment, bool) {
	colon := bytes.IndexByte(b, ':')
	if colon < 1 || colon > 2 || len(b) < colon+3 {
		return moment{}, false
	}
	h, ok1 := digits(b[:colon])
	m, ok2 := digits(b[colon+1 : colon+3])
	b = b[colon+3:]
	s, ok3 := 0, true
	if len(b) >= 3 && b[0] == ':' {
		s, ok3 = digits(b[1:3])
		b = cutFraction(b[3:])
	}
	offsetS, stated, ok4 := zone(b)
	if !ok1 || !ok2 || !ok3 || !ok4 || h > 23 || m > 59 || s > 59 {
		return moment{}, false
	}
	at := day.at.Add(time.Duration(h*3600+m*60+s+geo.LocalOffsetS-offsetS) * time.Second)
	return moment{at: at, precision: geo.PrecisionExact, offset: stated}, true
}

func cutFraction(b []byte) []byte {
	if len(b) < 2 || b[0] != '.' && b[0] != ',' {
		return b
	}
	n := 1
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	return b[n:]
}

// zone reads "", Z, +hh:mm, -hhmm or -hh, seconds east of UTC. Nothing means local.
func zone(b []byte) (offsetS int, stated, ok bool) {
	b = trim(b)
	switch {
	case len(b) == 0:
		return geo.LocalOffsetS, false, true
	case len(b) == 1:
		return 0, true, b[0] == 'Z' || b[0] == 'z'
	case b[0] != '+' && b[0] != '-':
		return 0, false, false
	}
	n, ok := digits(bytes.Replace(b[1:], []byte{':'}, nil, 1))
	if len(b) == 3 {
		n *= 100
	}
	offsetS = n/100*3600 + n%100*60
	if b[0] == '-' {
		offsetS = -offsetS
	}
	return offsetS, true, ok && len(b) >= 3 && len(b) <= 6 && n/100 < 24 && n%100 < 60
}

// anyMoment reads what the public data sets write: ISO forms, 1/31/19,
// 01/31/2019 20:15:00, 30-Dec-19, "Thu, 01/31/2026 - 12:00". Slashes are month
// first. Years of two digits above this year's are 19yy.
func anyMoment(b []byte, thisYear int) (moment, bool) {
	if day := bytes.IndexByte(b, ','); day == 3 {
		b = trim(b[day+1:])
	}
	switch {
	case bytes.IndexByte(b, '/') > 0:
		return slashMoment(b, thisYear)
	case len(b) >= 8 && len(b) <= 11 && bytes.Count(b, []byte{'-'}) == 2 && b[4] != '-':
		return namedMonth(b, thisYear)
	}
	return isoMoment(b)
}

func slashMoment(b []byte, thisYear int) (moment, bool) {
	date, clock, hasClock := bytes.Cut(b, []byte{' '})
	parts := bytes.SplitN(date, []byte{'/'}, 3)
	if len(parts) != 3 {
		return moment{}, false
	}
	m, ok1 := digits(parts[0])
	d, ok2 := digits(parts[1])
	y, ok3 := year(parts[2], thisYear)
	day, ok := localDay(y, m, d, geo.PrecisionDay)
	if !ok || !ok1 || !ok2 || !ok3 || !hasClock {
		return day, ok && ok1 && ok2 && ok3
	}
	return withClock(day, trim(bytes.TrimPrefix(trim(clock), []byte{'-'})))
}

// namedMonth reads 30-Dec-19.
func namedMonth(b []byte, thisYear int) (moment, bool) {
	parts := bytes.SplitN(b, []byte{'-'}, 3)
	d, ok1 := digits(parts[0])
	m, ok2 := monthNamed(parts[1])
	y, ok3 := year(parts[2], thisYear)
	day, ok := localDay(y, m, d, geo.PrecisionDay)
	return day, ok && ok1 && ok2 && ok3
}

// monthNamed reads an English month, in full or its first three letters.
func monthNamed(b []byte) (int, bool) {
	for m := time.January; m <= time.December; m++ {
		if len(b) >= 3 && len(b) <= len(m.String()) && strings.EqualFold(string(b), m.String()[:len(b)]) {
			return int(m), true
		}
	}
	return 0, false
}

// year reads a year of four digits, or of two: those above this year's are 19yy.
func year(b []byte, thisYear int) (int, bool) {
	y, ok := digits(b)
	switch {
	case !ok || len(b) != 2 && len(b) != 4:
		return 0, false
	case len(b) == 4:
		return y, true
	case y > thisYear%100:
		return 1900 + y, true
	}
	return 2000 + y, true
}
