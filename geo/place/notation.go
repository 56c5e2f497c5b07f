package place

import (
	"math"
	"strconv"
	"strings"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Notation is a way to write a coordinate.
type Notation string

// The notations that ParseCoordinate reads and Format writes.
const (
	Degrees Notation = "degrees" // 31.33468, -109.56037
	DMS     Notation = "dms"     // 31°20'04.8"N 109°33'37.3"W
	DDM     Notation = "ddm"     // 31°20.081'N 109°33.622'W
	MGRS    Notation = "mgrs"    // 12RXV3695967588
	UTMGrid Notation = "utm"     // 12R 636960 3467589
)

// Notations lists every notation.
func Notations() []Notation { return []Notation{Degrees, DMS, DDM, MGRS, UTMGrid} }

// Format writes a point in a notation, to about 1-3 m. It is empty where the
// notation does not reach.
func Format(p orb.Point, n Notation) string {
	switch n {
	case DMS:
		return FormatDMS(p)
	case DDM:
		return FormatDDM(p)
	case MGRS:
		return FormatMGRS(p, 5)
	case UTMGrid:
		return FormatUTM(p)
	}
	return FormatDegrees(p, 5)
}

// maxCoordinateLength is far above any way to write a coordinate.
const maxCoordinateLength = 100

// ParseCoordinate reads a coordinate in any of the notations and says in which
// one it was.
//
//   - Degrees, DMS and DDM: blanks, commas, semicolons and the usual marks are
//     free; letters N, S, E, W (or O, oeste) may lead or follow. Letters decide
//     which half is the latitude. Without letters a first number beyond 90 is a
//     longitude; otherwise latitude comes first. All longitudes of this region
//     are beyond 90, so "lat, lon" and "lon, lat" are both understood here.
//   - DMS and DDM may be packed, as aviation and radios write them: two figures
//     of degrees for a latitude and three for a longitude, two of minutes, two
//     of seconds, decimals of the last, and a letter each: 313000N 1113000W,
//     3130.5N11130.5W.
//   - Hyphens between figures separate where both halves have a letter:
//     31-30-00N 111-30-00W.
//   - A longitude of 86..125 with neither sign nor letter at latitude 14..50 is
//     refused: it lost its minus sign.
//   - MGRS gives the middle of the square. UTM needs a zone, with band letter
//     or N; S is band S (32-40 N) where the northing fits it, else the southern
//     hemisphere.
//
// The Op of an error says what was wrong: coordinate, mgrs, utm, or minus for
// the lost sign.
func ParseCoordinate(text string) (orb.Point, Notation, error) {
	if len(text) > maxCoordinateLength {
		return orb.Point{}, "", notCoordinate("the text is longer than %d characters", maxCoordinateLength)
	}
	if compact := compactGrid(text); looksLikeMGRS(compact) {
		p, err := parseMGRS(compact)
		return p, MGRS, err
	}
	tokens, err := tokenize(text)
	if err != nil {
		return orb.Point{}, "", err
	}
	tokens = unhyphened(tokens)
	if halves, ok := packed(tokens); ok {
		return pointOf(halves)
	}
	if tokens.largest() >= 1000 {
		p, err := parseUTM(tokens)
		return p, UTMGrid, err
	}
	return parseDegrees(tokens)
}

// compactGrid drops blanks and makes capitals.
func compactGrid(text string) string {
	return strings.ToUpper(strings.Join(strings.Fields(text), ""))
}

// looksLikeMGRS: one or two figures, a band letter, two letters, figures.
func looksLikeMGRS(text string) bool {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	if n < 1 || n > 2 || len(text) < n+3 || strings.IndexByte(bandLetters, text[n]) < 0 {
		return false
	}
	if !isCapital(text[n+1]) || !isCapital(text[n+2]) {
		return false
	}
	for _, b := range []byte(text[n+3:]) {
		if !isDigit(b) {
			return false
		}
	}
	return true
}

func isCapital(b byte) bool { return b >= 'A' && b <= 'Z' }

// number is a number without its sign.
type number struct {
	text  string
	value float64
}

// token is a number, a letter, or the sign of what follows or separates.
type token struct {
	number number
	symbol byte // 0 for a number; a capital letter, '-', '+' or ','
}

type tokens []token

// tokenize splits text into numbers, letters and signs. Marks of degrees,
// minutes and seconds only separate.
func tokenize(text string) (tokens, error) {
	var out tokens
	for rest := unified(text); rest != ""; {
		c := rest[0]
		if isDigit(c) || c == '.' {
			n := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
			if n < 0 {
				n = len(rest)
			}
			value, err := strconv.ParseFloat(rest[:n], 64)
			if err != nil {
				return nil, notCoordinate("%q is not a number", rest[:n])
			}
			out = append(out, token{number: number{rest[:n], value}})
			rest = rest[n:]
			continue
		}
		if c != ' ' {
			out = append(out, token{symbol: c})
		}
		rest = rest[1:]
	}
	return out, nil
}

// unified writes the many signs in use with one each, in ASCII capitals. What
// has no meaning in a coordinate becomes '?'.
func unified(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '-', '−', '–':
			return '-'
		case ',', ';', '/':
			return ','
		case '+':
			return '+'
		case '°', 'º', '˚', '\'', '’', '′', '´', '"', '”', '″', ':', '(', ')', '[', ']', ' ', '\t', '\n', '\r', '\u00a0':
			return ' '
		case 'o', 'O': // oeste
			return 'W'
		}
		switch {
		case r >= '0' && r <= '9', r == '.', r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return '?'
	}, text)
}

// unhyphened drops the hyphens between two numbers where letters say which half
// is which: there they are no signs.
func unhyphened(ts tokens) tokens {
	var lat, lon bool
	for _, t := range ts {
		half := angle{letter: t.symbol}
		lat, lon = lat || half.isLatitude(), lon || half.isLongitude()
	}
	if !lat || !lon {
		return ts
	}
	out := make(tokens, 0, len(ts))
	for i, t := range ts {
		between := i > 0 && i+1 < len(ts) && ts[i-1].symbol == 0 && ts[i+1].symbol == 0
		if t.symbol != '-' || !between {
			out = append(out, t)
		}
	}
	return out
}

func (ts tokens) largest() float64 {
	most := 0.0
	for _, t := range ts {
		most = math.Max(most, t.number.value)
	}
	return most
}

// parseDegrees reads degrees with or without minutes and seconds.
func parseDegrees(ts tokens) (orb.Point, Notation, error) {
	angles, err := angles(ts)
	if err != nil {
		return orb.Point{}, "", err
	}
	if len(angles) == 1 && angles[0].letter == 0 && len(angles[0].parts)%2 == 0 {
		angles = halved(angles[0])
	}
	return pointOf(angles)
}

// pointOf joins the halves of a coordinate.
func pointOf(angles []angle) (orb.Point, Notation, error) {
	if len(angles) != 2 {
		return orb.Point{}, "", notCoordinate(`give latitude and longitude, such as 31.3347, -109.5604 or 12R XV 36959 67588`)
	}
	first, second := angles[0], angles[1]
	n := len(first.parts)
	if n != len(second.parts) || n < 1 || n > 3 {
		return orb.Point{}, "", notCoordinate("the two halves have %d and %d numbers; write both alike, in degrees, minutes and seconds", n, len(second.parts))
	}
	p, err := orderedPoint(first, second)
	return p, [...]Notation{Degrees, DDM, DMS}[n-1], err
}

// packed reads the halves of "313000N 1113000W".
func packed(ts tokens) ([]angle, bool) {
	halves, err := angles(ts)
	if err != nil || len(halves) != 2 {
		return nil, false
	}
	for i, half := range halves {
		ok := false
		if halves[i].parts, ok = half.unpacked(); !ok {
			return nil, false
		}
	}
	return halves, true
}

// halved splits a bare run of numbers, "31 20 4.8 -109 33 37.3", in two.
func halved(a angle) []angle {
	n := len(a.parts) / 2
	return []angle{{parts: a.parts[:n], negative: a.negative}, {parts: a.parts[n:]}}
}

// angles groups tokens into the halves of a coordinate. A half ends at a comma,
// at its own letter, or where a sign or the letter of the next one stands.
func angles(ts tokens) ([]angle, error) {
	var out []angle
	var now angle
	flush := func() {
		if len(now.parts) > 0 {
			out = append(out, now)
			now = angle{}
		}
	}
	leads := false // letters stand before their numbers
	for i, t := range ts {
		switch {
		case t.symbol == 0:
			now.parts = append(now.parts, t.number)
		case t.symbol == 'D': // 31d20'04.8", a mark of degrees
		case t.symbol == ',':
			flush()
		case t.symbol == '-' || t.symbol == '+':
			flush()
			now.negative = t.symbol == '-'
		case strings.IndexByte("NSEW", t.symbol) >= 0:
			leads = leads || i == 0
			if leads {
				flush()
			}
			if now.letter != 0 {
				return nil, notCoordinate("two letters stand together; give one of N, S, E or W for each half")
			}
			now.letter = t.symbol
			if !leads {
				flush()
			}
		default:
			return nil, notCoordinate("%q has no meaning here; use numbers, N, S, E, W, or an MGRS position", string(t.symbol))
		}
	}
	flush()
	if now.letter != 0 || now.negative {
		return nil, notCoordinate("a letter or sign stands without a number")
	}
	return out, nil
}

// parseUTM reads zone, easting and northing.
func parseUTM(ts tokens) (orb.Point, error) {
	var numbers []number
	var letters [4]string // before and after each of three numbers
	for _, t := range ts {
		switch {
		case t.symbol == 0:
			numbers = append(numbers, t.number)
		case t.symbol != ',' && len(numbers) < len(letters):
			letters[len(numbers)] += string(t.symbol)
		}
	}
	if len(numbers) != 3 {
		return orb.Point{}, notUTM("give zone, easting and northing, such as 12R 636960 3467589 (here the zone is 11 or 12)")
	}
	zone, east, north := numbers[0].value, numbers[1].value, numbers[2].value
	switch {
	case zone != math.Trunc(zone) || zone < 1 || zone > 60:
		return orb.Point{}, notUTM("%s is not a zone; zones run from 1 to 60 (here 11 and 12)", numbers[0].text)
	case east < squareM || east >= 9*squareM:
		return orb.Point{}, notUTM("easting %s is outside 100,000 to 900,000 m", numbers[1].text)
	case north > falseNorthingM:
		return orb.Point{}, notUTM("northing %s is beyond 10,000,000 m", numbers[2].text)
	}
	u := UTM{Zone: int(zone), EastingM: east, NorthingM: north}
	announced := letters[1] == "E" && letters[2] == "N" // "12 E448300 N3483291"
	if letters[1] != "" && !announced {
		u.South = isSouthern(letters[1][0], u)
	}
	p := u.Point()
	if !onEarth(p) || math.Abs(p[1]) > utmNorth {
		return orb.Point{}, notUTM("northing %s is beyond 84 N", numbers[2].text)
	}
	return p, nil
}

// isSouthern reads the letter behind a zone: a band, or N or S for the
// hemisphere. S is also band S, 32 to 40 N, and that is what it means here.
func isSouthern(letter byte, u UTM) bool {
	if letter != 'S' {
		return letter < 'N'
	}
	lat := u.Point()[1]
	return lat < 32-0.1 || lat > 40+0.1
}

func notUTM(format string, args ...any) error {
	return geo.Errorf("utm", geo.Invalid, "not a UTM position: "+format, args...)
}
