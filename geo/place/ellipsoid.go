package place

import (
	"math"

	"github.com/paulmach/orb"
)

// WGS 84.
const (
	semiMajorM = 6378137.0
	flattening = 1 / 298.257223563
	semiMinorM = semiMajorM * (1 - flattening)
	ecc2       = flattening * (2 - flattening) // first eccentricity, squared
)

const (
	degree = math.Pi / 180
	// quarterM is about a quarter of a meridian.
	quarterM = 10_000_000.0
)

// vec is an Earth-centred, Earth-fixed position or difference, metres.
type vec [3]float64

func (a vec) add(b vec) vec           { return vec{a[0] + b[0], a[1] + b[1], a[2] + b[2]} }
func (a vec) sub(b vec) vec           { return vec{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }
func (a vec) scale(k float64) vec     { return vec{a[0] * k, a[1] * k, a[2] * k} }
func (a vec) dot(b vec) float64       { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a vec) length() float64         { return math.Sqrt(a.dot(a)) }
func (a vec) distance2(b vec) float64 { d := a.sub(b); return d.dot(d) }

func (a vec) cross(b vec) vec {
	return vec{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// unit gives the direction of a; the zero vector stays zero.
func unit(a vec) vec {
	if n := a.length(); n > 0 {
		return a.scale(1 / n)
	}
	return a
}

// toECEF puts a point on the ellipsoid into space.
func toECEF(p orb.Point) vec {
	sinLat, cosLat := math.Sincos(p[1] * degree)
	sinLon, cosLon := math.Sincos(p[0] * degree)
	n := semiMajorM / math.Sqrt(1-ecc2*sinLat*sinLat)
	return vec{n * cosLat * cosLon, n * cosLat * sinLon, n * (1 - ecc2) * sinLat}
}

// fromECEF is the inverse of toECEF for positions on the ellipsoid; one that
// lies h metres off it comes out within h/300 metres of its foot.
func fromECEF(v vec) orb.Point {
	lon := math.Atan2(v[1], v[0])
	lat := math.Atan2(v[2], (1-ecc2)*math.Hypot(v[0], v[1]))
	return orb.Point{lon / degree, lat / degree}
}

// gaussRadiusM is the mean radius of curvature at the latitude of a position
// on the ellipsoid. The radius in any azimuth differs from it by at most 0.34 %.
func gaussRadiusM(v vec) float64 {
	z := v[2] / ((1 - ecc2) * semiMajorM) // sin(lat) but for a part in 300
	return semiMinorM / (1 - ecc2*z*z)
}

// arcM turns the chord between two positions into the length over the ground.
// A radius that is 0.34 % off costs 3 parts in ten million at 200 km.
func arcM(chordM, radiusM float64) float64 {
	return 2 * radiusM * math.Asin(min(1, chordM/(2*radiusM)))
}

// wrapLon brings a longitude into [-180, 180].
func wrapLon(lon float64) float64 {
	if lon >= -180 && lon <= 180 {
		return lon
	}
	return math.Remainder(lon, 360)
}
