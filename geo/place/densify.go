package place

import (
	"math"

	"github.com/paulmach/orb"
)

// Length is the geodesic length of a line in metres.
func Length(line orb.LineString) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += Distance(line[i-1], line[i])
	}
	return sum
}

// Densify adds vertices along the true geodesics between the vertices of line,
// so that none is farther than stepM from the next. The given vertices stay.
// The result has about Length(line)/stepM more vertices: bound the length of a
// line from outside first.
func Densify(line orb.LineString, stepM float64) orb.LineString {
	if len(line) == 0 || !(stepM > 0) {
		return append(orb.LineString(nil), line...)
	}
	out := make(orb.LineString, 0, len(line))
	for i := 1; i < len(line); i++ {
		out = appendGeodesic(out, line[i-1], line[i], stepM)
	}
	return append(out, line[len(line)-1])
}

// appendGeodesic appends a and the points between a and b, without b.
func appendGeodesic(out orb.LineString, a, b orb.Point, stepM float64) orb.LineString {
	const surely = 0.99 // an arc of up to 2,000 km is less than 1 % longer than its chord
	if limitM := surely * min(stepM, 2e6); toECEF(a).distance2(toECEF(b)) < limitM*limitM {
		return append(out, a)
	}
	distM, azimuth := Inverse(a, b)
	n := math.Ceil(distM / stepM)
	out = append(out, a)
	for i := 1.0; i < n; i++ {
		out = append(out, Direct(a, azimuth, distM*i/n))
	}
	return out
}

// Circle is the closed ring of n+1 points that lie radiusM from the centre,
// counter-clockwise as GeoJSON wants it. n below 4 means 4.
func Circle(center orb.Point, radiusM float64, n int) orb.Ring {
	n = max(n, 4)
	ring := make(orb.Ring, 0, n+1)
	for i := range n {
		ring = append(ring, Direct(center, -360*float64(i)/float64(n), radiusM))
	}
	return append(ring, ring[0])
}
