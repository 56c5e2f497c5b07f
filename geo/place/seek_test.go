package place

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

func randomLine(r *rand.Rand, vertices int, stepDeg float64) orb.LineString {
	at := orb.Point{-113.5 + 4*r.Float64(), 30.5 + 2*r.Float64()}
	line := orb.LineString{at}
	for len(line) < vertices {
		at = orb.Point{at[0] + stepDeg*r.NormFloat64(), at[1] + stepDeg*r.NormFloat64()}
		line = append(line, at)
	}
	return line
}

func TestSeekerAgreesWithNearest(t *testing.T) {
	const seed = 41
	r := rand.New(rand.NewPCG(seed, seed))
	for range 40 {
		line := NewPolyline(randomLine(r, 2+r.IntN(30), 0.3))
		seeker := line.Seeker()
		for range 300 {
			p := orb.Point{-115 + 7*r.Float64(), 29.5 + 4*r.Float64()}
			limit := 100_000 * r.Float64()
			want := line.Nearest(p)
			got, ok := seeker.Within(p, limit)
			if ok != (want.DistanceM <= limit) {
				t.Fatalf("seed %d: %v within %g: %v, nearest is %g", seed, p, limit, ok, want.DistanceM)
			}
			if want.Point = (orb.Point{}); ok && math.Abs(got.DistanceM-want.DistanceM) > 1e-6 {
				t.Fatalf("seed %d: %v: %+v, want %+v", seed, p, got, want)
			}
		}
	}
}

// The judge walks the line in steps and looks where the distance turns.
func TestMatchesAreTheLocalMinima(t *testing.T) {
	const seed, stepM = 42, 20.0
	r := rand.New(rand.NewPCG(seed, seed))
	for range 60 {
		line := NewPolyline(randomLine(r, 3+r.IntN(4), 0.1))
		p := line.At(r.Float64() * line.LengthM())
		p = Direct(p, 360*r.Float64(), 8000*r.Float64())
		var want []float64
		n := int(line.LengthM() / stepM)
		at := func(i int) float64 {
			if i < 0 || i > n {
				return math.Inf(1)
			}
			return Distance(p, line.At(float64(i)*line.LengthM()/float64(n)))
		}
		for i := range n + 1 {
			if d := at(i); d < 10_000 && d < at(i-1) && d <= at(i+1) {
				want = append(want, d)
			}
		}
		got := line.Matches(p, 10_000)
		if len(got) != len(want) {
			t.Fatalf("seed %d: %d matches, want %d: %+v %v", seed, len(got), len(want), got, want)
		}
		if near := line.Nearest(p); math.Abs(near.DistanceM-got[0].DistanceM) > 1e-6 {
			t.Fatalf("seed %d: first match %+v, nearest %+v", seed, got[0], near)
		}
	}
}

func TestBeyondHasRoomForRounding(t *testing.T) {
	line := NewPolyline(orb.LineString{{-111, 31.5}, {-110.8, 31.6}})
	_, azimuth := Inverse(line.Line()[0], line.Line()[1])
	for _, c := range []struct {
		behindM float64
		beyond  int
	}{{-1, 0}, {0, 0}, {1, -1}} {
		p := Direct(Direct(line.Line()[0], azimuth+180, c.behindM), azimuth+90, 5000)
		if got := line.Matches(p, 6000); len(got) != 1 || got[0].Beyond != c.beyond {
			t.Errorf("%g m behind the start: %+v, want beyond %d", c.behindM, got, c.beyond)
		}
	}
	ring := NewPolyline(orb.LineString{{-111, 31.5}, {-110.8, 31.5}, {-110.9, 31.6}, {-111, 31.5}})
	for _, m := range ring.Matches(orb.Point{-111.01, 31.495}, 5000) {
		if m.Beyond != 0 {
			t.Errorf("a closed line has no end to be beyond of: %+v", m)
		}
	}
}

func TestFrameIsTrueNearItsOrigin(t *testing.T) {
	const seed = 43
	r := rand.New(rand.NewPCG(seed, seed))
	for range 2000 {
		origin := orb.Point{-115 + 7*r.Float64(), 29 + 5*r.Float64()}
		f := NewFrame(origin)
		azimuth, distM := 360*r.Float64(), 60_000*r.Float64()
		east, north := math.Sincos(azimuth * math.Pi / 180)
		want := Direct(origin, azimuth, distM)
		if off := Distance(f.Offset(east, north, distM), want); off > 0.1 {
			t.Fatalf("seed %d: offset %g m at %g° is %g m off", seed, distM, azimuth, off)
		}
		q := Direct(origin, 360*r.Float64(), 60_000*r.Float64())
		a, b := f.Plane(want), f.Plane(q)
		flat, ground := math.Hypot(a[0]-b[0], a[1]-b[1]), Distance(want, q)
		if math.Abs(flat-ground) > 2e-5*ground+0.5 {
			t.Fatalf("seed %d: %g m in the plane, %g m on the ground", seed, flat, ground)
		}
	}
}

func TestAroundGivesTheLineNearby(t *testing.T) {
	const seed = 44
	r := rand.New(rand.NewPCG(seed, seed))
	for range 300 {
		line := NewPolyline(randomLine(r, 2+r.IntN(8), 0.1))
		p := Direct(line.At(r.Float64()*line.LengthM()), 360*r.Float64(), 12_000*r.Float64())
		f := NewFrame(p)
		least := math.Inf(1)
		for _, s := range line.Around(&f, 15_000, nil) {
			least = min(least, distanceToStretch(s))
		}
		if want := line.Nearest(p).DistanceM; math.Abs(least-want) > 0.5 {
			t.Fatalf("seed %d: %g m in the plane, %g m on the ground", seed, least, want)
		}
	}
}

// distanceToStretch measures from the origin.
func distanceToStretch(s Stretch) float64 {
	dx, dy := s.B[0]-s.A[0], s.B[1]-s.A[1]
	t := min(1, max(0, -(s.A[0]*dx+s.A[1]*dy)/(dx*dx+dy*dy)))
	return math.Hypot(s.A[0]+t*dx, s.A[1]+t*dy)
}

func BenchmarkSeekerNearby(b *testing.B) {
	line := NewPolyline(randomLine(rand.New(rand.NewPCG(1, 1)), 6, 0.3))
	points := make([]orb.Point, 1000)
	for i := range points {
		points[i] = Direct(line.At(float64(i)/1000*line.LengthM()), float64(i*37%360), 4000)
	}
	b.Run("seeker", func(b *testing.B) {
		s := line.Seeker()
		for i := 0; b.Loop(); i++ {
			s.Within(points[i%1000], 5000)
		}
	})
	b.Run("nearest", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			line.Nearest(points[i%1000])
		}
	})
	b.Run("ecef", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			toECEF(points[i%1000])
		}
	})
	b.Run("frame", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			f := NewFrame(points[i%1000])
			f.Offset(0.6, 0.8, 5000)
		}
	})
}

// A base gives what toECEF gives, whatever was asked before, and always the same.
func TestBaseEqualsToECEF(t *testing.T) {
	r := seeded(t)
	var b base
	for range 20_000 {
		p := orb.Point{360*r.Float64() - 180, 180*r.Float64() - 90}
		if r.IntN(4) == 0 {
			p = orb.Point{math.Round(p[0]), math.Round(p[1])}
		}
		got, want := b.ecef(p), toECEF(p)
		if d := math.Sqrt(got.distance2(want)); d > 2e-8 {
			t.Fatalf("%v is put %g m off", p, d)
		}
		if again := (&base{}).ecef(p); again != got {
			t.Fatalf("%v is put to %v and to %v", p, got, again)
		}
	}
}

// What a seeker finds does not depend on what it found before, and a point on
// the line has no noise for a side.
func TestFeetOnVerticesAreTheSameEachTime(t *testing.T) {
	r := seeded(t)
	line := orb.LineString{{-112, 31}, {-111.5, 31.2}, {-111.4, 31.6}, {-111.9, 31.9}}
	l := NewPolyline(line)
	used := l.Seeker()
	for range 5000 {
		p := around(r)
		if r.IntN(3) == 0 {
			p = Direct(line[1+r.IntN(2)], 360*r.Float64(), 20_000*r.Float64())
		}
		got, _ := used.Within(p, 1e7)
		if want, _ := l.Seeker().Within(p, 1e7); got != want {
			t.Fatalf("%v: %+v by a used seeker, %+v by a new one", p, got, want)
		}
	}
	for _, p := range line {
		if foot, _ := used.Within(p, 1000); foot.Right || foot.DistanceM > 1e-6 {
			t.Errorf("a vertex lies %g m beside the line, right %v", foot.DistanceM, foot.Right)
		}
	}
}
