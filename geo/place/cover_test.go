package place

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// star is a ring around a point whose corners are as far as draw says, with a
// vertex at least every 2 km; backwards for a hole.
func star(at orb.Point, corners int, backwards bool, draw func() float64) orb.Ring {
	var ring orb.LineString
	for i := range corners {
		azimuth := -360 * float64(i) / float64(corners)
		if backwards {
			azimuth = -azimuth
		}
		ring = append(ring, Direct(at, azimuth, draw()))
	}
	return orb.Ring(Densify(append(ring, ring[0]), 2000))
}

// The share of a disk equals that of many points of it, for areas with holes and
// parts, larger and smaller than the disk, and disks off and on their edges.
//
//ci:plain
func TestShareOfDisksEqualsManyPoints(t *testing.T) {
	const seed, points = 5, 4000
	r := rand.New(rand.NewPCG(seed, seed))
	golden := math.Pi * (3 - math.Sqrt(5))
	for range 40 {
		at := orb.Point{-115 + 6*r.Float64(), 30 + 3*r.Float64()}
		sizeM := 500 * math.Exp2(6*r.Float64())
		hole := star(at, 5, true, func() float64 { return sizeM * (0.2 + 0.1*r.Float64()) })
		outer := star(at, 9, false, func() float64 { return sizeM * (0.5 + r.Float64()) })
		apart := star(Direct(at, 90, 3*sizeM), 3, false, func() float64 { return sizeM })
		shape := orb.MultiPolygon{{outer, hole}, {apart}}
		cover := NewCover(shape)
		for range 15 {
			center, radiusM := Direct(at, 360*r.Float64(), 4*sizeM*r.Float64()), 50*math.Exp2(10*r.Float64())
			if r.IntN(5) == 0 {
				center = outer[r.IntN(len(outer))]
			}
			in := func(p orb.Point) bool { return PolygonContains(shape[0], p) || PolygonContains(shape[1], p) }
			want := 0.0
			for i := range points {
				d := radiusM * math.Sqrt((float64(i)+0.5)/points)
				if in(Direct(center, math.Mod(float64(i)*golden*180/math.Pi, 360), d)) {
					want += 1.0 / points
				}
			}
			if got := cover.Share(center, radiusM, in(center)); math.Abs(got-want) > 0.004 {
				t.Errorf("seed %d: a disk of %g m at %v lies in an area of %g m around %v with %g, by its points %g", seed, radiusM, center, sizeM, at, got, want)
			}
		}
	}
}

func TestShareOfDisksThatNoEdgeMeets(t *testing.T) {
	at := orb.Point{-110, 31.5}
	whole := orb.MultiPolygon{{star(at, 6, false, func() float64 { return 20_000 })}}
	ring := orb.MultiPolygon{{whole[0][0], star(at, 6, true, func() float64 { return 5_000 })}}
	for _, c := range []struct {
		shape   orb.MultiPolygon
		eastM   float64
		radiusM float64
		inside  bool
		want    float64
	}{
		{whole, 0, 1000, true, 1},
		{whole, 100_000, 1000, false, 0},
		{ring, 0, 1000, false, 0},
		{ring, 10_000, 1000, true, 1},
		{nil, 0, 1000, false, 0},
	} {
		if got := NewCover(c.shape).Share(Direct(at, 90, c.eastM), c.radiusM, c.inside); got != c.want {
			t.Errorf("%d rings, %g m east, radius %g m: %g, want %g", len(c.shape), c.eastM, c.radiusM, got, c.want)
		}
	}
	hexagon := 1.5 * math.Sqrt(3) * 400 / (math.Pi * 900)
	if got := NewCover(whole).Share(at, 30_000, true); math.Abs(got-hexagon) > 1e-3 {
		t.Errorf("a disk around everything holds %g, want %g", got, hexagon)
	}
}

func BenchmarkShare(b *testing.B) {
	at := orb.Point{-110, 31.5}
	c := NewCover(orb.MultiPolygon{{star(at, 100, false, func() float64 { return 20_000 })}})
	for b.Loop() {
		c.Share(Direct(at, 90, 20_000), 5000, true)
	}
}
