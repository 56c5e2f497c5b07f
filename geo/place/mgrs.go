package place

import (
	"fmt"
	"math"
	"strings"

	"linea/geo"

	"github.com/paulmach/orb"
)

// FormatMGRS writes the square of the Military Grid Reference System that holds
// p: "12RXV3695967588" with digits = 5 is a square of 1 m, 4 of 10 m, down to
// 0 of 100 km. As the system wants, positions are cut off, not rounded. It is
// empty beyond 80 S and 84 N.
func FormatMGRS(p orb.Point, digits int) string {
	u, err := ToUTM(p)
	if err != nil {
		return ""
	}
	digits = min(max(digits, 0), 5)
	// A value that is whole but for the last bits is whole.
	east, north := math.Floor(u.EastingM+1e-6), math.Floor(u.NorthingM+1e-6)
	north = min(north, falseNorthingM-1) // a hair south of the equator
	column, row := int(east)/squareM, int(north)/squareM
	text := fmt.Sprintf("%d%c%c%c", u.Zone, latitudeBand(p[1]), columnLetter(u.Zone, column), rowLetter(u.Zone, row))
	if digits == 0 {
		return text
	}
	unit := int(math.Pow10(5 - digits))
	return text + fmt.Sprintf("%0*d%0*d", digits, int(east)%squareM/unit, digits, int(north)%squareM/unit)
}

// MGRSDigits gives the digits for FormatMGRS that tell no more of a position
// than is known of it: those of the largest square not wider than its
// uncertainty in metres, 10 km at most. A position whose uncertainty is not
// stated (0) is written as it was reported, to 1 m.
func MGRSDigits(radiusM float64) int {
	const coarsest, finest = 1, 5
	if !(radiusM >= 1) {
		return finest
	}
	return max(coarsest, finest-int(math.Floor(math.Log10(radiusM))))
}

// columnLetter: zones take turns with the letters A to H, J to R and S to Z.
func columnLetter(zone, column int) byte {
	return columnLetters[(zone-1)%3*8+min(max(column-1, 0), 7)]
}

// rowLetter: even zones start five letters later.
func rowLetter(zone, row int) byte {
	return rowLetters[(row+rowShift(zone))%rowsInCycle]
}

func rowShift(zone int) int {
	if zone%2 == 0 {
		return evenZoneRowStep
	}
	return 0
}

// parseMGRS reads text without blanks, in capitals, known to look like
// MGRS, and gives the middle of the square.
func parseMGRS(text string) (orb.Point, error) {
	zone, rest := leadingInt(text)
	band, column, row, figures := rest[0], rest[1], rest[2], rest[3:]
	digits := len(figures) / 2
	i := strings.IndexByte(columnLetters, column) - (zone-1)%3*8
	j := strings.IndexByte(rowLetters, row)
	switch {
	case zone < 1 || zone > 60:
		return orb.Point{}, notGrid("zone %d does not exist; zones run from 1 to 60 (here 11 and 12)", zone)
	case len(figures)%2 != 0 || digits > 5:
		return orb.Point{}, notGrid("%d figures cannot be halved into easting and northing; give 2, 4, 6, 8 or 10", len(figures))
	case i < 0 || i > 7 || j < 0:
		return orb.Point{}, notGrid("zone %d has no square %c%c; check the two letters", zone, column, row)
	}
	sizeM := math.Pow10(5 - digits)
	east, _ := leadingInt(figures[:digits])
	north, _ := leadingInt(figures[digits:])
	u := UTM{
		Zone:      zone,
		South:     band < 'N',
		EastingM:  float64(i+1)*squareM + (float64(east)+0.5)*sizeM,
		NorthingM: float64((j+rowsInCycle-rowShift(zone))%rowsInCycle)*squareM + (float64(north)+0.5)*sizeM,
	}
	p, ok := inBand(u, band)
	if !ok {
		return orb.Point{}, notGrid("square %c%c is not in %d%c; check zone, band and letters", column, row, zone, band)
	}
	return p, nil
}

// inBand lifts a northing by whole cycles of 2,000 km into its latitude band.
// The middle of a square that straddles the band's edge may lie up to 1 degree
// beyond it.
func inBand(u UTM, band byte) (orb.Point, bool) {
	south := utmSouth + 8*float64(strings.IndexByte(bandLetters, band))
	north := south + 8
	if band == 'X' {
		north = utmNorth
	}
	for ; u.NorthingM < falseNorthingM; u.NorthingM += rowsInCycle * squareM {
		p := u.Point()
		if p[1] >= south-1 && p[1] <= north+1 {
			return p, true
		}
	}
	return orb.Point{}, false
}

func notGrid(format string, args ...any) error {
	return geo.Errorf("mgrs", geo.Invalid, "not an MGRS position: "+format, args...)
}

// leadingInt reads the figures that text begins with, at most nine of them.
func leadingInt(text string) (n int, rest string) {
	i := 0
	for i < len(text) && i < 9 && isDigit(text[i]) {
		n = 10*n + int(text[i]-'0')
		i++
	}
	return n, text[i:]
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
