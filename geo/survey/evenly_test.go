package survey

import (
	"math"
	"math/rand/v2"
	"testing"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// Each part of a shape has as many of the points as of the area, and all of them
// lie in it: stars with a hole, and an angle so narrow that no lattice meets it.
func TestEvenly(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	shapes := []orb.MultiPolygon{
		{{{{-112, 31}, {-110, 31}, {-110, 33}, {-110.0001, 33}, {-110.0001, 31.0001}, {-112, 31.0001}}}},
		{{{{-112, 31}, {-111, 31}, {-111, 32}, {-112, 32}}}, {{{-110, 33}, {-109.9, 33}, {-109.9, 33.1}, {-110, 33.1}}}},
	}
	for range 20 {
		shapes = append(shapes, orb.MultiPolygon{{star(r, 0.5, 1), star(r, 0.1, 0.4)}})
	}
	for i, shape := range shapes {
		const n = 1000
		points, region := evenly(shape, n), place.NewRegion(shape)
		if len(points) != n {
			t.Fatalf("shape %d: %d points", i, len(points))
		}
		b := shape.Bound()
		for _, at := range []float64{0.25, 0.5, 0.75} {
			var here, west int
			for _, p := range points {
				here += one(region.Contains(p))
				west += one(p[0] < b.Min[0]+at*(b.Max[0]-b.Min[0]))
			}
			cut := westOf(shape, b.Min[0]+at*(b.Max[0]-b.Min[0]))
			if want := place.FlatAreaM2(cut) / place.FlatAreaM2(shape); here < n-5 || math.Abs(float64(west)/n-want) > 0.02 {
				t.Errorf("shape %d: %d of %d in it, %d west of %.2f, want a share of %.3f", i, here, n, west, at, want)
			}
		}
	}
	if points := evenly(orb.MultiPolygon{{{{-111, 31}, {-110, 31}}}}, 10); len(points) != 0 {
		t.Errorf("a line has %d points", len(points))
	}
}

// star is a ring around one place whose rim is so far away.
func star(r *rand.Rand, least, most float64) orb.Ring {
	ring := make(orb.Ring, 40)
	for k := range ring {
		far, angle := least+(most-least)*r.Float64(), 2*math.Pi*float64(k)/float64(len(ring))
		ring[k] = orb.Point{-111 + far*math.Cos(angle), 32 + far*math.Sin(angle)}
	}
	return append(ring, ring[0])
}

// westOf cuts a shape at a meridian.
func westOf(shape orb.MultiPolygon, lon float64) (out orb.MultiPolygon) {
	for _, polygon := range shape {
		var cut orb.Polygon
		for _, ring := range polygon {
			var kept orb.Ring
			for i, b := range ring {
				a := ring[(i+len(ring)-1)%len(ring)]
				if a[0] < lon != (b[0] < lon) {
					kept = append(kept, orb.Point{lon, a[1] + (lon-a[0])/(b[0]-a[0])*(b[1]-a[1])})
				}
				if b[0] < lon {
					kept = append(kept, b)
				}
			}
			if len(kept) > 0 {
				cut = append(cut, append(kept, kept[0]))
			}
		}
		if len(cut) > 0 {
			out = append(out, cut)
		}
	}
	return out
}
