package place

import (
	"math"

	"github.com/paulmach/orb"
)

// FlatAreaM2 is the area on the ground, in square metres, of polygons that do
// not overlap and whose edges are straight in lon, lat, as GeoJSON means them.
// Edges of up to 20 km cost it less than a part in a million; longitudes may
// count on beyond 180 degrees. For geodesic edges see [AreaM2].
func FlatAreaM2(shape orb.MultiPolygon) float64 {
	sum := 0.0
	for _, polygon := range shape {
		for i, ring := range polygon {
			area := math.Abs(flatRingM2(ring))
			if i > 0 {
				area = -area
			}
			sum += area
		}
	}
	return sum
}

// flatRingM2 adds up the strips between the edges and the equator, by the
// cylindrical projection that keeps areas.
func flatRingM2(ring orb.Ring) float64 {
	if len(ring) < 3 {
		return 0
	}
	height := func(p orb.Point) float64 { return authalicQ(math.Sin(p[1] * degree)) }
	sum, before := 0.0, height(ring[0])
	for i := 1; i < len(ring); i++ {
		after := height(ring[i])
		sum += (ring[i-1][0] - ring[i][0]) * degree * (before + after) / 2
		before = after
	}
	return sum * authalicRadiusM * authalicRadiusM / authalicQ(1)
}
