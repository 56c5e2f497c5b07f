package place

import (
	"fmt"
	"math"

	"linea/geo"

	"github.com/paulmach/orb"
)

// UTM is a position in one zone of the Universal Transverse Mercator grid.
type UTM struct {
	Zone      int  // 1..60
	South     bool // southern hemisphere: northings count from 10,000 km
	EastingM  float64
	NorthingM float64
}

const (
	utmScale        = 0.9996
	falseEastingM   = 500_000
	falseNorthingM  = 10_000_000
	utmSouth        = -80.0
	utmNorth        = 84.0
	bandLetters     = "CDEFGHJKLMNPQRSTUVWX" // 8 degrees each from 80 S; X has 12
	rowLetters      = "ABCDEFGHJKLMNPQRSTUV"
	columnLetters   = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	squareM         = 100_000
	rowsInCycle     = 20
	evenZoneRowStep = 5
)

// ToUTM gives the position of p in its own zone, within a micrometre. There is
// none beyond 80 S and 84 N.
func ToUTM(p orb.Point) (UTM, error) {
	if !onEarth(p) || p[1] < utmSouth || p[1] > utmNorth {
		return UTM{}, geo.Errorf("utm", geo.Invalid, "UTM covers latitudes from 80 S to 84 N; use degrees for this point")
	}
	return ToUTMZone(p, utmZone(p)), nil
}

// ToUTMZone gives the position of p in a zone that may be a neighbour of its
// own, so that a line across 114 W can be read in one grid. Within a millimetre
// up to 10 degrees from the zone's middle. The hemisphere is that of p.
func ToUTMZone(p orb.Point, zone int) UTM {
	x, y := transverseMercator(p, zoneMiddle(zone))
	u := UTM{Zone: zone, South: p[1] < 0, EastingM: falseEastingM + x, NorthingM: y}
	if u.South {
		u.NorthingM += falseNorthingM
	}
	return u
}

// Point is the inverse of ToUTM.
func (u UTM) Point() orb.Point {
	y := u.NorthingM
	if u.South {
		y -= falseNorthingM
	}
	return inverseTransverseMercator(u.EastingM-falseEastingM, y, zoneMiddle(u.Zone))
}

// FormatUTM writes zone, latitude band, easting and northing in whole metres:
// "12R 636960 3467589". It is empty where UTM does not reach.
func FormatUTM(p orb.Point) string {
	u, err := ToUTM(p)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d%c %.0f %.0f", u.Zone, latitudeBand(p[1]), u.EastingM, u.NorthingM)
}

// utmZone is the zone of a point, with the exceptions of Norway and Svalbard.
func utmZone(p orb.Point) int {
	lon, lat := p[0], p[1]
	zone := int(math.Floor(lon/6))%60 + 31
	if zone > 60 {
		zone = 1
	}
	switch {
	case lat >= 56 && lat < 64 && lon >= 3 && lon < 6:
		return 32
	case lat >= 72 && lon >= 0 && lon < 42:
		return 31 + 2*int((lon+3)/12)
	}
	return zone
}

func zoneMiddle(zone int) float64 { return float64(6*zone - 183) }

func latitudeBand(lat float64) byte {
	i := int(math.Floor((lat + 80) / 8))
	return bandLetters[min(max(i, 0), len(bandLetters)-1)]
}

// Krüger's series in the third flattening to the fourth order: exact to a
// micrometre within a zone (C. F. F. Karney, Transverse Mercator with an
// accuracy of a few nanometers, J. Geodesy 85, 2011, equations 14, 35, 36).
const (
	thirdF  = flattening / (2 - flattening)
	thirdF2 = thirdF * thirdF
	thirdF3 = thirdF2 * thirdF
	thirdF4 = thirdF2 * thirdF2

	rectifyingRadiusM = semiMajorM / (1 + thirdF) * (1 + thirdF2/4 + thirdF4/64)
)

func krugerForward() [4]float64 {
	return [4]float64{
		thirdF/2 - 2*thirdF2/3 + 5*thirdF3/16 + 41*thirdF4/180,
		13*thirdF2/48 - 3*thirdF3/5 + 557*thirdF4/1440,
		61*thirdF3/240 - 103*thirdF4/140,
		49561 * thirdF4 / 161280,
	}
}

func krugerInverse() [4]float64 {
	return [4]float64{
		thirdF/2 - 2*thirdF2/3 + 37*thirdF3/96 - thirdF4/360,
		thirdF2/48 + thirdF3/15 - 437*thirdF4/1440,
		17*thirdF3/480 - 37*thirdF4/840,
		4397 * thirdF4 / 161280,
	}
}

// transverseMercator gives metres east of the middle meridian and north of the
// equator, scaled by utmScale.
func transverseMercator(p orb.Point, middleDeg float64) (x, y float64) {
	sinL, cosL := math.Sincos(wrapLon(p[0]-middleDeg) * degree)
	t := conformalTangent(math.Tan(p[1] * degree))
	xi, eta := math.Atan2(t, cosL), math.Asinh(sinL/math.Hypot(t, cosL))
	dxi, deta := krugerSum(krugerForward(), xi, eta)
	return utmScale * rectifyingRadiusM * (eta + deta), utmScale * rectifyingRadiusM * (xi + dxi)
}

func inverseTransverseMercator(x, y, middleDeg float64) orb.Point {
	xi, eta := y/(utmScale*rectifyingRadiusM), x/(utmScale*rectifyingRadiusM)
	dxi, deta := krugerSum(krugerInverse(), xi, eta)
	xi, eta = xi-dxi, eta-deta
	sinXi, cosXi := math.Sincos(xi)
	t := sinXi / math.Hypot(math.Sinh(eta), cosXi)
	lon := middleDeg + math.Atan2(math.Sinh(eta), cosXi)/degree
	return orb.Point{wrapLon(lon), math.Atan(fromConformalTangent(t)) / degree}
}

func krugerSum(c [4]float64, xi, eta float64) (dxi, deta float64) {
	for i, a := range c {
		k := 2 * float64(i+1)
		sin, cos := math.Sincos(k * xi)
		dxi += a * sin * math.Cosh(k*eta)
		deta += a * cos * math.Sinh(k*eta)
	}
	return dxi, deta
}

// conformalTangent gives the tangent of the conformal latitude from that of the
// latitude (Karney 2011, equations 7 to 9).
func conformalTangent(t float64) float64 {
	e := math.Sqrt(ecc2)
	sigma := math.Sinh(e * math.Atanh(e*t/math.Hypot(1, t)))
	return t*math.Hypot(1, sigma) - sigma*math.Hypot(1, t)
}

// fromConformalTangent inverts conformalTangent by Newton's method (equations
// 19 to 21); three steps reach the last bit.
func fromConformalTangent(want float64) float64 {
	t := want
	for range 5 {
		got := conformalTangent(t)
		t += (want - got) / math.Hypot(1, got) * (1 + (1-ecc2)*t*t) / ((1 - ecc2) * math.Hypot(1, t))
	}
	return t
}

func onEarth(p orb.Point) bool { return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 }
