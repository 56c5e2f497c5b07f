package index

import (
	"math/rand/v2"
	"testing"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// The flat estimate may never overrule the geodesic.
func TestCirclesDecideAsGeodesicsDo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for range 3000 {
		center := orb.Point{-180 + 360*r.Float64(), -75 + 150*r.Float64()}
		if r.IntN(2) == 0 {
			center = orb.Point{-115 + 6*r.Float64(), 29 + 5*r.Float64()}
		}
		radius := geo.MinNearM + (geo.MaxNearM-geo.MinNearM)*r.Float64()*r.Float64()
		c := newInCircle(geo.Circle{Center: center, RadiusM: radius})
		for range 20 {
			far := radius * 2.5 * r.Float64()
			if r.IntN(2) == 0 {
				far = radius * (1 + 0.1*(r.Float64()-0.5)) // near the rim
			}
			p := place.Direct(center, 360*r.Float64(), far)
			d := place.Distance(center, p)
			if c.contains(p) != (d <= radius) {
				t.Fatalf("%v at %.1f m of %v, radius %.1f", p, d, center, radius)
			}
			reach := radius * r.Float64()
			switch c.relate(p, reach) {
			case inside:
				if d+reach > radius {
					t.Fatalf("disk of %.1f m at %.1f m is not inside %.1f m", reach, d, radius)
				}
			case outside:
				if d-reach < radius {
					t.Fatalf("disk of %.1f m at %.1f m is not outside %.1f m", reach, d, radius)
				}
			}
		}
	}
}
