package place

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"linea/geo"

	"github.com/paulmach/orb"
)

// FormatDegrees writes latitude and longitude in decimal degrees, latitude
// first as people say them: "31.33468, -109.56037". Five decimals are about 1 m.
func FormatDegrees(p orb.Point, decimals int) string {
	if !onEarth(p) {
		return ""
	}
	decimals = min(max(decimals, 0), 9)
	return fmt.Sprintf("%.*f, %.*f", decimals, p[1], decimals, p[0])
}

// FormatDMS writes degrees, minutes and tenths of a second (about 3 m):
// `31°20'04.8"N 109°33'37.3"W`.
func FormatDMS(p orb.Point) string {
	if !onEarth(p) {
		return ""
	}
	return dms(p[1], 'N', 'S') + " " + dms(p[0], 'E', 'W')
}

func dms(value float64, plus, minus byte) string {
	tenths, letter := steps(value, 36_000, plus, minus)
	seconds := tenths % 600
	return fmt.Sprintf(`%d°%02d'%02d.%d"%c`, tenths/36_000, tenths/600%60, seconds/10, seconds%10, letter)
}

// FormatDDM writes degrees and thousandths of a minute (about 2 m), as aircraft
// and boats use them: "31°20.081'N 109°33.622'W".
func FormatDDM(p orb.Point) string {
	if !onEarth(p) {
		return ""
	}
	return ddm(p[1], 'N', 'S') + " " + ddm(p[0], 'E', 'W')
}

func ddm(value float64, plus, minus byte) string {
	thousandths, letter := steps(value, 60_000, plus, minus)
	minutes := thousandths % 60_000
	return fmt.Sprintf("%d°%02d.%03d'%c", thousandths/60_000, minutes/1000, minutes%1000, letter)
}

// steps rounds a value to whole steps of 1/perDegree, so that 59.96" carries
// into the minute, and gives the letter of its hemisphere.
func steps(value, perDegree float64, plus, minus byte) (n int, letter byte) {
	letter = plus
	if value < 0 {
		letter = minus
	}
	return int(math.Round(math.Abs(value) * perDegree)), letter
}

// angle is one half of a coordinate as it was written.
type angle struct {
	parts    []number // degrees, minutes, seconds
	letter   byte     // N, S, E or W; 0 for none
	negative bool
}

// value checks the parts of an angle and adds them up.
func (a angle) value() (float64, error) {
	sum, unit := 0.0, 1.0
	for i, part := range a.parts {
		last := i == len(a.parts)-1
		switch {
		case i > 0 && part.value >= 60:
			return 0, notCoordinate("%s is too many minutes or seconds; they run from 0 to below 60", part.text)
		case !last && part.value != math.Trunc(part.value):
			return 0, notCoordinate("%s has decimals but is not the last part; only the last part may", part.text)
		}
		sum += part.value / unit
		unit *= 60
	}
	if a.negative && a.letter != 0 {
		return 0, notCoordinate("give either a minus sign or the letter %c, not both", a.letter)
	}
	if a.negative || a.letter == 'S' || a.letter == 'W' {
		sum = -sum
	}
	return sum, nil
}

// unpacked splits the one number of an angle, DDMMSS.s or DDMM.m with a letter,
// DDDMMSS.s or DDDMM.m for a longitude.
func (a angle) unpacked() ([]number, bool) {
	if len(a.parts) != 1 || a.letter == 0 || a.negative {
		return nil, false
	}
	text, degrees := a.parts[0].text, 2
	if a.isLongitude() {
		degrees = 3
	}
	whole, _, _ := strings.Cut(text, ".")
	cuts := []int{0, degrees, len(text)}
	switch len(whole) - degrees {
	case 2:
	case 4:
		cuts = []int{0, degrees, degrees + 2, len(text)}
	default:
		return nil, false
	}
	var parts []number
	for i, from := range cuts[:len(cuts)-1] {
		part := text[from:cuts[i+1]]
		value, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return nil, false
		}
		parts = append(parts, number{part, value})
	}
	return parts, true
}

func (a angle) isLongitude() bool { return a.letter == 'E' || a.letter == 'W' }
func (a angle) isLatitude() bool  { return a.letter == 'N' || a.letter == 'S' }

// orderedPoint puts two angles in order. Letters decide; without letters a first
// number beyond 90 must be a longitude, else latitude comes first.
func orderedPoint(first, second angle) (orb.Point, error) {
	a, err := first.value()
	if err != nil {
		return orb.Point{}, err
	}
	b, err := second.value()
	if err != nil {
		return orb.Point{}, err
	}
	bare := first.letter == 0 && second.letter == 0
	switch {
	case first.isLatitude() && second.isLatitude(), first.isLongitude() && second.isLongitude():
		return orb.Point{}, notCoordinate("both halves are of one kind; give one of N or S and one of E or W")
	case first.isLongitude(), second.isLatitude(), bare && math.Abs(a) > 90:
		a, b = b, a
	}
	p := orb.Point{b, a}
	switch {
	case !onEarth(p):
		return orb.Point{}, notCoordinate("latitude %g, longitude %g is not on Earth; latitudes reach 90, longitudes 180", a, b)
	case bare && lostMinus(p):
		return orb.Point{}, geo.Errorf("minus", geo.Invalid, "not a coordinate: longitude %g without a minus sign is in Asia; write -%g or %g W (or %g E if you mean it)", b, b, b, b)
	}
	return p, nil
}

// lostMinus recognises a longitude of this region whose minus sign is missing.
func lostMinus(p orb.Point) bool {
	return p[0] >= 86 && p[0] <= 125 && p[1] >= 14 && p[1] <= 50
}

func notCoordinate(format string, args ...any) error {
	return geo.Errorf("coordinate", geo.Invalid, "not a coordinate: "+format, args...)
}
