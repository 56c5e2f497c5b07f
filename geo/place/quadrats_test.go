package place

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"linea/geo"
)

// What is remembered of quadrats never changes what the line says of a point, near
// and far from every edge of the two states, whatever the radius.
func TestQuadrats(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 7))
	line := Border()
	remembered, measured, onLine := 0, 0, 0
	check := func(p orb.Point) {
		if sq, ok := line.quadrats.of(p); ok && sq.uniform {
			remembered++
		} else {
			measured++
		}
		if got, want := line.Region(p), line.regionOf(p); got != want {
			t.Fatalf("%v: region %v, want %v", p, got, want)
		}
		fix := Fix{DistanceM: line.path.Nearest(p).DistanceM, Region: line.regionOf(p)}
		for _, radiusM := range []float64{0, 50, 3000, fix.DistanceM - 1, fix.DistanceM + 1, 30_000} {
			want := fix.Side(radiusM)
			if got := line.Side(p, radiusM); got != want {
				t.Fatalf("%v, radius %g m: %v, want %v", p, radiusM, got, want)
			}
			if want == geo.SideLine {
				onLine++
			}
		}
	}
	for range 5000 {
		nearM := []float64{5, 600, 8000}[r.IntN(3)]
		check(orb.Point{-116 + 8*r.Float64(), 25 + 13*r.Float64()})
		check(Direct(line.At(line.FromKm()+line.LengthKm()*r.Float64()), 360*r.Float64(), nearM*r.Float64()))
		for _, region := range []*Region{line.arizona, line.sonora} {
			ring := region.shape[0][0]
			check(Direct(ring[r.IntN(len(ring))], 360*r.Float64(), nearM*r.Float64()))
		}
		corner := orb.Point{quadratDegrees * float64(r.IntN(400)-5770), quadratDegrees * float64(r.IntN(560)+1300)}
		check(corner)
	}
	if remembered < 5000 || measured < 5000 || onLine < 5000 {
		t.Errorf("%d points of remembered quadrats, %d measured, %d answers on the line: too few to tell", remembered, measured, onLine)
	}
}

// What is no place lies in no quadrat.
func TestNoQuadrat(t *testing.T) {
	line, nan := Border(), math.NaN()
	for _, p := range []orb.Point{{nan, 31}, {-111, nan}, {math.Inf(1), 31}, {-111, math.Inf(-1)}, {0, 0}} {
		if _, ok := line.quadrats.of(p); ok {
			t.Errorf("%v has one", p)
		}
	}
}

func TestQuadratPacked(t *testing.T) {
	for _, sq := range []quadrat{{}, {-1, geo.SideAZ, true}, {0, geo.SideOther, false}, {812345.6, geo.SideSon, true}} {
		if packed := sq.packed(); packed == 0 || unpacked(packed) != sq {
			t.Errorf("%+v became %+v", sq, unpacked(packed))
		}
	}
}

func TestHasEdgeIn(t *testing.T) {
	triangle := NewRegion(orb.MultiPolygon{{{{0, 0}, {10, 0}, {0, 10}, {0, 0}}}})
	box := func(west, south, east, north float64) orb.Bound {
		return orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}
	}
	for name, c := range map[string]struct {
		box  orb.Bound
		want bool
	}{
		"inside":                     {box(1, 1, 3, 3), false},
		"beyond the slanting edge":   {box(6, 6, 9, 9), false},
		"across the slanting edge":   {box(4, 4, 6, 6), true},
		"around all of it":           {box(-1, -1, 11, 11), true},
		"a corner on an edge":        {box(5, 5, 7, 7), true},
		"beside, at the same height": {box(-3, 2, -1, 4), false},
		"over a vertex":              {box(9, -1, 11, 1), true},
	} {
		if got := triangle.hasEdgeIn(c.box); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
