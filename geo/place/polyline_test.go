package place

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// nearestByForce walks along every segment in steps of stepM, and then closes
// in on the best step by thirds. It uses nothing but Distance and Direct.
func nearestByForce(line orb.LineString, p orb.Point, stepM float64) float64 {
	best := math.Inf(1)
	for i := 1; i < len(line); i++ {
		length, az := Inverse(line[i-1], line[i])
		at := func(s float64) float64 { return Distance(p, Direct(line[i-1], az, min(s, length))) }
		least, where := math.Inf(1), 0.0
		for s := 0.0; s <= length+stepM; s += stepM {
			if d := at(s); d < least {
				least, where = d, s
			}
		}
		lo, hi := max(where-stepM, 0), min(where+stepM, length)
		for hi-lo > 0.01 {
			third := (hi - lo) / 3
			if at(lo+third) < at(hi-third) {
				hi -= third
			} else {
				lo += third
			}
		}
		best = min(best, at((lo+hi)/2), Distance(p, line[i]), Distance(p, line[i-1]))
	}
	return best
}

// toleranceM is the promise of the design: 0.5 m up to 20 km, 0.01 % beyond.
func toleranceM(d float64) float64 {
	if d <= 20_000 {
		return 0.5
	}
	return d / 10_000
}

// awkwardLines: across the edge of UTM zones at 114 W, due north, due east, a
// long diagonal, one that crosses itself, one that doubles back, across the
// antimeridian, and over the pole.
func awkwardLines() map[string]orb.LineString {
	return map[string]orb.LineString{
		"across 114 W":  {{-114.9, 32.4}, {-114.01, 32.1}, {-113.2, 31.9}},
		"north":         {{-112, 30}, {-112, 33.5}},
		"east":          {{-114.5, 31.5}, {-108.5, 31.5}},
		"diagonal":      {{-114.8136, 32.4941}, {-111.0748, 31.3322}},
		"self-crossing": {{-111, 31.5}, {-110, 32}, {-110, 31.5}, {-111, 32}},
		"doubling back": {{-111, 31.5}, {-110.5, 31.5}, {-111, 31.5}, {-111, 31.6}},
		"antimeridian":  {{179, 50}, {-179, 51}},
		"pole":          {{20, 89}, {-160, 88.5}},
		"one vertex":    {{-111, 31}},
		"no length":     {{-111, 31}, {-111, 31}},
	}
}

//ci:plain
func TestNearestAgainstBruteForce(t *testing.T) {
	r := seeded(t)
	for name, line := range awkwardLines() {
		prepared := NewPolyline(line)
		for range 60 {
			p := someWayOff(r, line)
			foot := prepared.Nearest(p)
			force := line
			if len(line) == 1 {
				force = append(force, line[0])
			}
			want := nearestByForce(force, p, 1500)
			if !near(foot.DistanceM, want, min(toleranceM(want), 0.1+want*5e-6)) {
				t.Errorf("%s: %v is %.3f m away, want %.3f", name, p, foot.DistanceM, want)
			}
			if d := Distance(p, foot.Point); !near(d, foot.DistanceM, 0.1+d*5e-6) {
				t.Errorf("%s: foot of %v lies %v m away, not %v", name, p, d, foot.DistanceM)
			}
			if d := Distance(prepared.At(foot.AlongM), foot.Point); d > 0.01 {
				t.Errorf("%s: %v m along the line is %v m from the foot", name, foot.AlongM, d)
			}
		}
	}
}

// someWayOff gives a point from 1 mm to 1,000 km off the line.
func someWayOff(r *rand.Rand, line orb.LineString) orb.Point {
	i := r.IntN(len(line))
	p := line[i]
	if i > 0 {
		d, az := Inverse(line[i-1], p)
		p = Direct(line[i-1], az, d*r.Float64())
	}
	return Direct(p, 360*r.Float64(), math.Pow(10, -3+9*r.Float64()))
}

func TestNearestSideAndEnds(t *testing.T) {
	l := NewPolyline(orb.LineString{{-112, 31}, {-111, 31}, {-111, 32}}) // east, then north
	for _, c := range []struct {
		p      orb.Point
		right  bool
		beyond int
	}{
		{orb.Point{-111.5, 30.9}, true, 0},
		{orb.Point{-111.5, 31.1}, false, 0},
		{orb.Point{-110.9, 31.5}, true, 0},
		{orb.Point{-110.5, 30.5}, true, 0}, // outside the bend: its foot is the vertex
		{orb.Point{-111.2, 31.2}, false, 0},
		{orb.Point{-112.5, 31.01}, false, -1},
		{orb.Point{-112.5, 30.5}, true, -1},
		{orb.Point{-110.9, 32.5}, true, 1},
	} {
		foot := l.Nearest(c.p)
		if foot.Right != c.right || foot.Beyond != c.beyond {
			t.Errorf("%v: right %v beyond %d, want %v %d", c.p, foot.Right, foot.Beyond, c.right, c.beyond)
		}
	}
}

func TestNearestOfReversedLine(t *testing.T) {
	r := seeded(t)
	line := orb.LineString{{-114.9, 32.4}, {-113, 32.1}, {-112.5, 31.2}, {-110, 31.9}}
	back := append(orb.LineString(nil), line...)
	back.Reverse()
	a, b := NewPolyline(line), NewPolyline(back)
	for range 5000 {
		p := around(r)
		f, g := a.Nearest(p), b.Nearest(p)
		if !near(f.DistanceM, g.DistanceM, 0.01) || !near(f.AlongM, a.LengthM()-g.AlongM, 1) {
			t.Fatalf("%v: %+v one way, %+v the other", p, f, g)
		}
		if f.Right == g.Right && f.DistanceM > 1 {
			t.Fatalf("%v lies right of the line both ways", p)
		}
	}
}

func TestAtAndSlice(t *testing.T) {
	line := orb.LineString{{-114.9, 32.4}, {-113, 32.1}, {-112.5, 31.2}, {-110, 31.9}}
	l := NewPolyline(line)
	if !near(l.LengthM(), Length(line), 0.001) {
		t.Errorf("length %v, want %v", l.LengthM(), Length(line))
	}
	if l.At(-5) != line[0] || l.At(l.LengthM()+5) != line[3] || l.At(math.NaN()) != line[0] {
		t.Error("At is not held to the ends")
	}
	part := l.Slice(50_000, 300_000)
	if !near(Length(part), 250_000, 0.01) || len(part) != 4 {
		t.Errorf("a slice of 250 km has %v m and %d vertices", Length(part), len(part))
	}
	back := l.Slice(300_000, 50_000)
	if back[0] != part[3] || back[3] != part[0] {
		t.Error("a slice does not run backwards")
	}
	if whole := l.Slice(math.Inf(-1), math.Inf(1)); len(whole) != len(line) {
		t.Errorf("the whole line has %d vertices", len(whole))
	}
}

// What a short segment measures in space is what its geodesic does.
func TestShortSegmentsHaveTheirGeodesicLength(t *testing.T) {
	r := seeded(t)
	for range 2000 {
		p := orb.Point{360*r.Float64() - 180, 160*r.Float64() - 80}
		q := Direct(p, 360*r.Float64(), 1.01*pieceM*r.Float64())
		if got, want := NewPolyline(orb.LineString{p, q}).LengthM(), Distance(p, q); math.Abs(got-want) > 2e-5 {
			t.Fatalf("%v to %v: %.6f m, by the geodesic %.6f", p, q, got, want)
		}
	}
}

func TestPolylineWithoutVertices(t *testing.T) {
	l := NewPolyline(nil)
	if f := l.Nearest(orb.Point{-111, 31}); !math.IsInf(f.DistanceM, 1) {
		t.Errorf("nothing is %v m away", f.DistanceM)
	}
	if l.At(5) != (orb.Point{}) || l.Slice(0, 1) != nil || l.LengthM() != 0 {
		t.Error("nothing has points")
	}
	nan := orb.Point{math.NaN(), 31}
	NewPolyline(orb.LineString{nan, {-111, 31}}).Nearest(orb.Point{-111, 31})
	NewPolyline(orb.LineString{{-111, 31}, {-110, 31}}).Nearest(nan)
}

func TestBoxTreeAgainstBruteForce(t *testing.T) {
	r := seeded(t)
	for _, n := range []int{1, 2, 4, 5, 9, 100, 1000} {
		spots := make([]vec, n)
		boxes := make([]box, n)
		for i := range spots {
			spots[i] = vec{r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}
			boxes[i] = boxOf(spots[i], spots[i])
		}
		tree := newBoxTree(boxes)
		for range 200 {
			p := vec{2 * r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}
			got, d := tree.nearest(p, func(i int) float64 { return p.distance2(spots[i]) })
			for i, s := range spots {
				if p.distance2(s) < d {
					t.Fatalf("%d items: %d is nearer than %d", n, i, got)
				}
			}
		}
	}
}
