package corridor

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// Recorded tracks are drawn from fewer vertices: area and inside must hold all
// the same.
//
//ci:plain
func TestOutlineOfTracks(t *testing.T) {
	const seed = 31
	r := rand.New(rand.NewPCG(seed, seed))
	for _, wobbleM := range []float64{0, 8, 40} {
		for _, halfWidthM := range []float64{60, 500, 3000, 20_000} {
			c := mustNew(t, trackOf(r, 900, 54_000, wobbleM), halfWidthM, Flat)
			whole := newPen(c, c.Line())
			whole.draw(Flat)
			want := areaKM2(whole.shape(rejoined(whole.cutEnds(context.Background(), c, united(context.Background(), whole.pieces)))))
			if got := c.AreaKM2(); got < 0.999*want || got > 1.001*want {
				t.Errorf("wobble %g m, half width %g m, seed %d: area %g km², from every vertex %g", wobbleM, halfWidthM, seed, got, want)
			}
			checkRings(t, "track", c.Outline())
			region, wrong := place.NewRegion(c.Outline()), 0
			for range 2000 {
				p := place.Direct(c.At(r.Float64()*c.LengthM()), 360*r.Float64(), 1.2*halfWidthM*r.Float64())
				if region.Contains(p) != c.Contains(p) {
					wrong++
				}
			}
			if wrong > 8 {
				t.Errorf("wobble %g m, half width %g m, seed %d: outline and corridor differ for %d of 2000 points", wobbleM, halfWidthM, seed, wrong)
			}
		}
	}
}

// The outline of a track lies a half width from it, between its vertices, too.
//
//ci:plain
func TestOutlineOfTracksIsAtItsDistance(t *testing.T) {
	const seed, perEdge = 35, 4
	r := rand.New(rand.NewPCG(seed, seed))
	for _, wobbleM := range []float64{0, 8, 40} {
		for _, halfWidthM := range []float64{60, 500, 3000} {
			c := mustNew(t, trackOf(r, 900, 54_000, wobbleM), halfWidthM, Flat)
			worst, sum, n := 0.0, 0.0, 0
			for _, ring := range c.Outline()[0] {
				for i := 1; i < len(ring); i++ {
					for k := range perEdge {
						f := float64(k) / perEdge
						foot := c.path.Nearest(orb.Point{ring[i-1][0] + f*(ring[i][0]-ring[i-1][0]), ring[i-1][1] + f*(ring[i][1]-ring[i-1][1])})
						if foot.AlongM < 1.5*halfWidthM || foot.AlongM > c.LengthM()-1.5*halfWidthM {
							continue
						}
						off := math.Abs(foot.DistanceM-halfWidthM) / halfWidthM
						worst, sum, n = math.Max(worst, off), sum+off, n+1
					}
				}
			}
			if n < 500 || worst > thinnedBy || sum > 0.0005*float64(n) {
				t.Errorf("wobble %g m, half width %g m, seed %d: %d places of the outline are off by %.2f %% at most, %.3f %% on average", wobbleM, halfWidthM, seed, n, 100*worst, 100*sum/float64(n))
			}
		}
	}
}

// looks is a context that ends when it has been looked at so many times.
type looks struct {
	context.Context
	left atomic.Int64
}

func (l *looks) Err() error {
	if l.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// Whoever asks for a long line and leaves is not drawn for, and does not leave
// half an outline to the next.
func TestOutlineListensToTheContext(t *testing.T) {
	const seed = 36
	line := trackOf(rand.New(rand.NewPCG(seed, seed)), 900, 54_000, 8)
	want := mustNew(t, line, 500, Flat).AreaKM2()
	for _, n := range []int64{0, 1, 5, 50} {
		c := mustNew(t, line, 500, Flat)
		ctx := &looks{Context: context.Background()}
		ctx.left.Store(n)
		if _, err := Query(ctx, scattered(seed, 10), c, year2024, Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%d looks: %v", n, err)
		}
		if ctx.left.Load() < -40 {
			t.Errorf("%d looks: %d more after the end", n, -ctx.left.Load())
		}
		if got := c.AreaKM2(); got != want {
			t.Errorf("%d looks: an area of %g km² afterwards, want %g", n, got, want)
		}
	}
}

// compactLine winds within a few half widths.
func compactLine(r *rand.Rand, halfWidthM float64) orb.LineString {
	lengthM := halfWidthM * (3 + 7*r.Float64())
	at, azimuth, legs := orb.Point{-112, 31.5}, 360*r.Float64(), 3+r.IntN(4)
	line := orb.LineString{at}
	for range legs {
		at = place.Direct(at, azimuth, lengthM/float64(legs))
		azimuth += 40 + 90*r.Float64()
		line = append(line, at)
	}
	return line
}

// Lines that wind within a few half widths: what belongs to a free end from
// beyond is cut out but for what passes by four half widths further along, to the
// metre.
func TestOutlineOfCompactLines(t *testing.T) {
	const seed = 34
	r := rand.New(rand.NewPCG(seed, seed))
	for range 60 {
		halfWidthM := 1000 + 9000*r.Float64()
		line := compactLine(r, halfWidthM)
		c := mustNew(t, line, halfWidthM, Flat)
		region, wrong := place.NewRegion(c.Outline()), 0
		for range 1000 {
			p := place.Direct(c.At(r.Float64()*c.LengthM()), 360*r.Float64(), 1.2*halfWidthM*r.Float64())
			if region.Contains(p) != c.Contains(p) {
				wrong++
			}
		}
		if wrong > 4 {
			t.Errorf("seed %d: outline and corridor of %g m around %v differ for %d of 1000 points", seed, halfWidthM, line, wrong)
		}
	}
}

// A union in halves is the union at once, and every spot has as many sides
// coming as going.
func TestUnionInHalves(t *testing.T) {
	const seed = 32
	r := rand.New(rand.NewPCG(seed, seed))
	for range 60 {
		var rings []loop
		for range 3 + r.IntN(60) {
			rings = append(rings, randomQuad(r))
		}
		halves, once := united(context.Background(), rings), unitedAtOnce(rings)
		balance := map[spot]int32{}
		for _, s := range halves {
			balance[s.lo] += s.winding
			balance[s.hi] -= s.winding
		}
		for at, n := range balance {
			if n != 0 {
				t.Fatalf("seed %d: %d more sides leave %v than come", seed, n, at)
			}
		}
		if a, b := area(halves), area(once); math.Abs(a-b) > 1e-3*b {
			t.Errorf("seed %d: area %g in halves, %g at once", seed, a, b)
		}
	}
}

func area(sides []side) float64 {
	sum := 0.0
	for _, r := range rejoined(sides) {
		sum += r.doubleArea()
	}
	return sum
}

func randomQuad(r *rand.Rand) loop {
	x, y := 20_000*r.Float64(), 200_000*r.Float64()
	turn, w, h := r.Float64()*math.Pi, 500+3000*r.Float64(), 100+5000*r.Float64()
	if r.IntN(4) == 0 {
		turn = 0 // edges that run along each other
		x, y = 1000*math.Floor(x/1000), 1000*math.Floor(y/1000)
		w, h = 1000, 2000
	}
	sin, cos := math.Sincos(turn)
	corner := func(a, b float64) spot {
		return spot{int32(x + a*cos - b*sin), int32(y + a*sin + b*cos)}
	}
	return loop{corner(0, 0), corner(w, 0), corner(w, h), corner(0, h)}
}

func TestUnionOfTouchingSquares(t *testing.T) {
	square := func(x, y int32) loop { return loop{{x, y}, {x + 10, y}, {x + 10, y + 10}, {x, y + 10}} }
	position := func(s spot) orb.Point { return orb.Point{float64(s.x), float64(s.y)} }
	for name, c := range map[string]struct {
		rings           []loop
		polygons, holes int
	}{
		"the same twice":     {[]loop{square(0, 0), square(0, 0)}, 1, 0},
		"side by side":       {[]loop{square(0, 0), square(10, 0)}, 1, 0},
		"corner to corner":   {[]loop{square(0, 0), square(10, 10)}, 2, 0},
		"apart":              {[]loop{square(0, 0), square(30, 0)}, 2, 0},
		"around a hole":      {[]loop{square(0, 0), square(10, 0), square(20, 0), square(0, 10), square(20, 10), square(0, 20), square(10, 20), square(20, 20)}, 1, 1},
		"hole at the corner": {[]loop{square(0, 0), square(10, 0), square(0, 10), square(10, 20), square(0, 20), square(20, 0), square(20, 10)}, 1, 1},
		"nothing":            {nil, 0, 0},
	} {
		got := polygons(union(c.rings), position)
		holes := 0
		for _, p := range got {
			holes += len(p) - 1
		}
		if len(got) != c.polygons || holes != c.holes {
			t.Errorf("%s: %d polygons with %d holes, want %d with %d: %v", name, len(got), holes, c.polygons, c.holes, got)
		}
	}
}

// union unites rings that run counter-clockwise. The rings it gives run
// counter-clockwise around what is inside and clockwise around holes, and touch
// themselves and each other at spots only.
func union(rings []loop) []loop { return rejoined(united(context.Background(), rings)) }
