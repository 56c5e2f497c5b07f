package place

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
)

func TestSpotsAreAsFarApartAsPoints(t *testing.T) {
	r := seeded(t)
	for range 5000 {
		p := orb.Point{360*r.Float64() - 180, 180*r.Float64() - 90}
		q := Direct(p, 360*r.Float64(), math.Pow(10, -1+7*r.Float64()))
		spots, want := NewSpots([]orb.Point{p, q}), Distance(p, q)
		room := 0.001
		if want > 50_000 {
			room = 0.06
		}
		if got := spots.Distance(0, 1); math.Abs(got-want) > room {
			t.Fatalf("%v to %v: %.6f m, by the geodesic %.6f", p, q, got, want)
		}
		if spots.Distance(1, 1) != 0 {
			t.Fatalf("%v is %g m from itself", q, spots.Distance(1, 1))
		}
	}
	none := NewSpots([]orb.Point{{math.NaN(), 31}, {-111, 31}})
	if d := none.Distance(0, 1); !math.IsNaN(d) {
		t.Errorf("no place is %v m away", d)
	}
}
