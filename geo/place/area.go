package place

import (
	"math"

	"github.com/paulmach/orb"
)

// authalicRadiusM is the radius of the sphere with the surface of WGS 84.
const authalicRadiusM = 6371007.180918474

// AreaM2 is the area in square metres of a polygon with holes whose edges are
// geodesics, whatever the direction of its rings; within 0.001 %. A polygon
// must not enclose a pole.
//
// Edges are cut into geodesics of at most 10 km, and those taken as great circles
// of the authalic sphere, on which every area is the true one. What the two
// curves leave between them falls with the square of the step.
func AreaM2(polygon orb.Polygon) float64 {
	area := 0.0
	for i, ring := range polygon {
		if i == 0 {
			area = math.Abs(ringAreaM2(ring))
			continue
		}
		area -= math.Abs(ringAreaM2(ring))
	}
	return max(area, 0)
}

func ringAreaM2(ring orb.Ring) float64 {
	if len(ring) < 3 {
		return 0
	}
	closed := append(orb.LineString(ring), ring[0])
	const stepM = 10_000
	line := Densify(closed, stepM)
	sum, before := 0.0, halfTangent(line[0][1])
	for i := 1; i < len(line); i++ {
		after := halfTangent(line[i][1])
		half := wrapLon(line[i][0]-line[i-1][0]) * degree / 2
		// Spherical excess between the edge and the equator.
		sum += 2 * math.Atan2(math.Tan(half)*(before+after), 1+before*after)
		before = after
	}
	return sum * authalicRadiusM * authalicRadiusM
}

// halfTangent gives tan(b/2) of the authalic latitude b.
func halfTangent(latDeg float64) float64 {
	s := authalicQ(math.Sin(latDeg*degree)) / authalicQ(1)
	return s / (1 + math.Sqrt(max(0, 1-s*s)))
}

// authalicQ is proportional to the area between the equator and a latitude
// (Snyder, Map Projections, 1987, equation 3-12).
func authalicQ(sinLat float64) float64 {
	e := math.Sqrt(ecc2)
	return (1 - ecc2) * (sinLat/(1-ecc2*sinLat*sinLat) + math.Atanh(e*sinLat)/e)
}
