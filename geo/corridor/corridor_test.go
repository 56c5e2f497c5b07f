package corridor

import (
	"math"
	"math/rand/v2"
	"testing"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// namedLine is a line with the awkwardness it is there for.
type namedLine struct {
	name string
	line orb.LineString
}

func awkwardLines() []namedLine {
	return []namedLine{
		{"east-west along 31°20'", orb.LineString{{-111.07, 31.3333}, {-109.05, 31.3333}}},
		{"the border's diagonal", orb.LineString{{-114.81, 32.49}, {-113.0, 31.94}, {-111.07, 31.33}}},
		{"north-south", orb.LineString{{-110.94, 31.33}, {-110.94, 32.2}}},
		{"U-turn", orb.LineString{{-111.5, 31.5}, {-110.9, 31.52}, {-110.88, 31.54}, {-111.5, 31.56}}},
		{"out and back", orb.LineString{{-111.5, 31.5}, {-110.9, 31.6}, {-111.5, 31.5}}},
		{"self-crossing", orb.LineString{{-111.6, 31.4}, {-110.8, 31.9}, {-110.8, 31.4}, {-111.6, 31.9}}},
		{"closed", orb.LineString{{-111.6, 31.4}, {-110.8, 31.4}, {-111.2, 31.9}, {-111.6, 31.4}}},
		{"across 114 W", orb.LineString{{-114.5, 32.3}, {-113.9, 32.35}, {-113.4, 32.1}}},
		{"duplicate vertices", orb.LineString{{-111, 31.5}, {-111, 31.5}, {-110.8, 31.6}, {-110.8, 31.6}, {-110.7, 31.5}, {-110.7, 31.5}}},
		{"short first segment", orb.LineString{{-111, 31.5}, {-111.0005, 31.5003}, {-110.7, 31.5}}},
		{"spiral", spiral()},
	}
}

func spiral() orb.LineString {
	var line orb.LineString
	for i := range 60 {
		sin, cos := math.Sincos(float64(i) * 0.3)
		r := 0.02 + 0.005*float64(i)
		line = append(line, orb.Point{-111 + r*cos*1.17, 31.7 + r*sin})
	}
	return line
}

func mustNew(t testing.TB, line orb.LineString, halfWidthM float64, ends Ends) *Corridor {
	t.Helper()
	c, err := New(line, halfWidthM, ends)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// trueDistance is the judge: the least geodesic distance to the chords of the
// densified line, which it looks for with a ternary search on every chord that a
// flat map does not rule out.
func trueDistance(dense orb.LineString, p orb.Point) float64 {
	k := math.Cos(p[1] * math.Pi / 180)
	flat := func(v orb.Point) float64 { return 111_000 * math.Hypot((v[0]-p[0])*k, v[1]-p[1]) }
	best := math.Inf(1)
	for _, v := range dense {
		best = min(best, flat(v))
	}
	least := math.Inf(1)
	for i := 1; i < len(dense); i++ {
		if min(flat(dense[i-1]), flat(dense[i])) < 1.02*best+220 {
			least = min(least, toChord(p, dense[i-1], dense[i]))
		}
	}
	return least
}

// flatDistance is the distance on a flat map, within 1 % and 100 m.
func flatDistance(dense orb.LineString, p orb.Point) float64 {
	k, least := math.Cos(p[1]*math.Pi/180), math.Inf(1)
	for _, v := range dense {
		x, y := (v[0]-p[0])*k, v[1]-p[1]
		least = min(least, x*x+y*y)
	}
	return 111_000 * math.Sqrt(least)
}

func toChord(p, a, b orb.Point) float64 {
	d, azimuth := place.Inverse(a, b)
	lo, hi := 0.0, d
	for range 20 {
		m1, m2 := lo+(hi-lo)/3, hi-(hi-lo)/3
		if place.Distance(p, place.Direct(a, azimuth, m1)) < place.Distance(p, place.Direct(a, azimuth, m2)) {
			hi = m2
		} else {
			lo = m1
		}
	}
	return place.Distance(p, place.Direct(a, azimuth, lo))
}

func around(r *rand.Rand, line orb.LineString, reachDeg float64) orb.Point {
	b := line.Bound()
	return orb.Point{
		b.Min[0] - reachDeg + r.Float64()*(b.Max[0]-b.Min[0]+2*reachDeg),
		b.Min[1] - reachDeg + r.Float64()*(b.Max[1]-b.Min[1]+2*reachDeg),
	}
}

//ci:plain
func TestRoundCorridorIsDistance(t *testing.T) {
	const seed = 7
	r := rand.New(rand.NewPCG(seed, seed))
	for _, l := range awkwardLines() {
		c := mustNew(t, l.line, 4000, Round)
		dense := place.Densify(l.line, 200)
		for range 150 {
			p := around(r, l.line, 0.08)
			want := trueDistance(dense, p)
			if math.Abs(want-4000) < 0.5 {
				continue
			}
			if got := c.Contains(p); got != (want <= 4000) {
				t.Errorf("%s, seed %d: %v is %g m away, inside: %v", l.name, seed, p, want, got)
			}
			if at := c.Locate(p); math.Abs(at.OffsetM-want) > 0.5+0.001*want {
				t.Errorf("%s, seed %d: %v is %g m away, located at %g", l.name, seed, p, want, at.OffsetM)
			}
		}
	}
}

// Every point of a box is inside the corridor exactly when it is inside the
// outline, but for a strip that the outline may miss.
func TestOutlineHoldsTheCorridor(t *testing.T) {
	const seed = 8
	r := rand.New(rand.NewPCG(seed, seed))
	for _, l := range awkwardLines() {
		for _, ends := range []Ends{Flat, Round} {
			for _, halfWidthM := range []float64{50, 2000, 20_000} {
				c := mustNew(t, l.line, halfWidthM, ends)
				region := place.NewRegion(c.Outline())
				wrong, inside := 0, 0
				for range 3000 {
					p := c.At(r.Float64() * c.LengthM())
					p = place.Direct(p, 360*r.Float64(), 1.3*halfWidthM*r.Float64())
					if got, want := region.Contains(p), c.Contains(p); want {
						inside++
						if !got {
							wrong++
						}
					} else if got {
						wrong++
					}
				}
				if wrong > inside/300 {
					t.Errorf("%s, %v, %g m, seed %d: outline and corridor differ for %d of 3000 points", l.name, ends, halfWidthM, seed, wrong)
				}
				checkRings(t, l.name, c.Outline())
			}
		}
	}
}

// checkRings holds an outline to what GeoJSON asks: closed rings, the outer
// counter-clockwise and holes clockwise, no two edges that cross.
func checkRings(t *testing.T, name string, shape orb.MultiPolygon) {
	t.Helper()
	var edges [][2]orb.Point
	for _, polygon := range shape {
		for i, ring := range polygon {
			if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
				t.Errorf("%s: a ring is not closed", name)
			}
			if (ring.Orientation() == orb.CCW) != (i == 0) {
				t.Errorf("%s: ring %d runs the wrong way", name, i)
			}
			for k := 1; k < len(ring); k++ {
				edges = append(edges, [2]orb.Point{ring[k-1], ring[k]})
			}
		}
	}
	cross := func(a, b, p orb.Point) float64 { return (b[0]-a[0])*(p[1]-a[1]) - (b[1]-a[1])*(p[0]-a[0]) }
	for i, e := range edges {
		for _, f := range edges[:i] {
			if cross(e[0], e[1], f[0])*cross(e[0], e[1], f[1]) < -1e-22 && cross(f[0], f[1], e[0])*cross(f[0], f[1], e[1]) < -1e-22 {
				t.Errorf("%s: edges %v and %v cross", name, e, f)
				return
			}
		}
	}
}

func TestAreaOfSimpleShapes(t *testing.T) {
	line := orb.LineString{{-111, 31.5}, {-110.5, 31.5}}
	for _, halfWidthM := range []float64{50, 1000, 10_000, 50_000} {
		flat, round := mustNew(t, line, halfWidthM, Flat), mustNew(t, line, halfWidthM, Round)
		strip := 2 * halfWidthM * flat.LengthM() / 1e6
		for _, c := range []struct{ got, want float64 }{
			{flat.AreaKM2(), strip},
			{round.AreaKM2(), strip + math.Pi*halfWidthM*halfWidthM/1e6},
		} {
			if math.Abs(c.got/c.want-1) > 0.001 {
				t.Errorf("half width %g m: %g km², want %g", halfWidthM, c.got, c.want)
			}
		}
	}
}

// The share of random points of a box that lie inside, times the box, is the
// area: the judge for shapes that no formula gives.
func TestAreaOfAwkwardShapes(t *testing.T) {
	const seed, points = 9, 60_000
	r := rand.New(rand.NewPCG(seed, seed))
	for _, l := range awkwardLines() {
		c := mustNew(t, l.line, 3000, Flat)
		box := c.Outline().Bound().Pad(0.01)
		inside := 0
		for range points {
			lat := math.Asin(math.Sin(box.Min[1]*math.Pi/180)+r.Float64()*(math.Sin(box.Max[1]*math.Pi/180)-math.Sin(box.Min[1]*math.Pi/180))) * 180 / math.Pi
			if c.Contains(orb.Point{box.Min[0] + r.Float64()*(box.Max[0]-box.Min[0]), lat}) {
				inside++
			}
		}
		share := float64(inside) / points
		whole := place.FlatAreaM2(orb.MultiPolygon{box.ToPolygon()}) / 1e6
		sd := math.Sqrt(share*(1-share)/points) * whole
		if off := c.AreaKM2() - share*whole; math.Abs(off) > 4*sd+0.001*c.AreaKM2() {
			t.Errorf("%s, seed %d: area %g km², by points %g ± %g", l.name, seed, c.AreaKM2(), share*whole, sd)
		}
	}
}

func TestReversingSwapsEnds(t *testing.T) {
	const seed = 10
	r := rand.New(rand.NewPCG(seed, seed))
	for _, l := range awkwardLines() {
		back := l.line.Clone()
		back.Reverse()
		there, home := mustNew(t, l.line, 5000, Flat), mustNew(t, back, 5000, Flat)
		if math.Abs(there.AreaKM2()-home.AreaKM2()) > 1e-4*there.AreaKM2() {
			t.Errorf("%s: area %g one way, %g the other", l.name, there.AreaKM2(), home.AreaKM2())
		}
		for range 500 {
			p := around(r, l.line, 0.06)
			a, b := there.Locate(p), home.Locate(p)
			if a.Inside != b.Inside || math.Abs(a.OffsetM-b.OffsetM) > 1e-3 {
				t.Fatalf("%s, seed %d: %v is %+v one way and %+v the other", l.name, seed, p, a, b)
			}
			ambiguous := len(a.Others) > 0 || a.AlongM == b.AlongM || len(there.path.Matches(p, a.OffsetM+1)) > 1
			if a.Inside && !ambiguous && (a.Right == b.Right || math.Abs(a.AlongM+b.AlongM-there.LengthM()) > 0.1) {
				t.Fatalf("%s, seed %d: %v is %+v one way and %+v the other", l.name, seed, p, a, b)
			}
		}
	}
}

func TestTheEdgeIsInside(t *testing.T) {
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.4}}, 2500, Flat)
	_, azimuth := place.Inverse(c.Line()[0], c.Line()[1])
	for _, side := range []float64{-90, 90} {
		on := place.Direct(c.Line()[0], azimuth+side, 2500)
		if !c.Contains(on) {
			t.Errorf("a corner of the corridor must be inside: %+v", c.Locate(on))
		}
		if off := place.Direct(c.Line()[0], azimuth+side, 2501); c.Contains(off) {
			t.Errorf("a metre beyond the edge is outside: %+v", c.Locate(off))
		}
	}
	if p := place.Direct(c.Line()[0], azimuth+180, 1); c.Contains(p) {
		t.Error("a metre behind a flat end is outside")
	}
}

func TestOtherPassesAreListed(t *testing.T) {
	c := mustNew(t, awkwardLines()[3].line, 5000, Flat) // the U-turn
	at := c.Locate(orb.Point{-111.2, 31.52})
	if !at.Inside || len(at.Others) != 1 {
		t.Fatalf("both legs of the U-turn pass here: %+v", at)
	}
	if at.Others[0].OffsetM < at.OffsetM {
		t.Errorf("the nearest pass comes first: %+v", at)
	}
	bend := mustNew(t, orb.LineString{{-111, 31.5}, {-110.8, 31.5}, {-110.8, 31.7}}, 3000, Flat)
	if at := bend.Locate(orb.Point{-110.81, 31.51}); !at.Inside || len(at.Others) != 0 {
		t.Errorf("two legs of one bend are one pass: %+v", at)
	}
}

func TestBadLines(t *testing.T) {
	good := orb.LineString{{-111, 31.5}, {-110, 31.5}}
	many := make(orb.LineString, MaxVertices+1)
	for i := range many {
		many[i] = orb.Point{-111 + float64(i)*1e-4, 31.5}
	}
	for name, c := range map[string]struct {
		line       orb.LineString
		halfWidthM float64
		code       geo.Code
	}{
		"none":           {nil, 1000, geo.Invalid},
		"one vertex":     {good[:1], 1000, geo.Invalid},
		"all the same":   {orb.LineString{good[0], good[0]}, 1000, geo.Invalid},
		"NaN":            {orb.LineString{good[0], {math.NaN(), 31}}, 1000, geo.Invalid},
		"infinite":       {orb.LineString{good[0], {-110, math.Inf(1)}}, 1000, geo.Invalid},
		"off the Earth":  {orb.LineString{good[0], {-190, 31}}, 1000, geo.Invalid},
		"lat before lon": {orb.LineString{{31.5, -111}, {31.5, -110}}, 1000, geo.Invalid},
		"near a pole":    {orb.LineString{{0, 81}, {1, 81}}, 1000, geo.Invalid},
		"too short":      {orb.LineString{good[0], {-111.001, 31.5}}, 1000, geo.Invalid},
		"too long":       {orb.LineString{good[0], {-80, 31.5}}, 1000, geo.Invalid},
		"too many":       {many, 1000, geo.TooLarge},
		"too narrow":     {good, 49, geo.Invalid},
		"too wide":       {good, 50_001, geo.Invalid},
		"no width":       {good, math.NaN(), geo.Invalid},
	} {
		if _, err := New(c.line, c.halfWidthM, Flat); geo.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

func TestAcrossTheAntimeridian(t *testing.T) {
	c := mustNew(t, orb.LineString{{179.5, 10}, {-179.5, 10.2}}, 5000, Flat)
	if c.LengthM() > 120_000 {
		t.Fatalf("the line went round the Earth: %g m", c.LengthM())
	}
	for _, p := range []orb.Point{{179.9, 10.09}, {-179.9, 10.11}} {
		if !c.Contains(p) {
			t.Errorf("%v is on the line", p)
		}
		in := 0
		for _, b := range c.boxes() {
			if b.Contains(p) {
				in++
			}
		}
		if in == 0 {
			t.Errorf("no box holds %v", p)
		}
	}
	if want := 10 * c.LengthM() / 1000; math.Abs(c.AreaKM2()/want-1) > 0.001 {
		t.Errorf("area %g km², want %g", c.AreaKM2(), want)
	}
}

func TestBoxesCoverTheCorridor(t *testing.T) {
	const seed = 11
	r := rand.New(rand.NewPCG(seed, seed))
	for _, l := range awkwardLines() {
		for _, halfWidthM := range []float64{50, 3000, 50_000} {
			c := mustNew(t, l.line, halfWidthM, Round)
			boxes := c.boxes()
			if len(boxes) > maxBoxes+2 {
				t.Errorf("%s: %d boxes", l.name, len(boxes))
			}
			for range 2000 {
				p := place.Direct(c.At(r.Float64()*c.LengthM()), 360*r.Float64(), halfWidthM)
				held := false
				for _, b := range boxes {
					held = held || b.Contains(p)
				}
				if !held {
					t.Fatalf("%s, %g m, seed %d: no box holds %v", l.name, halfWidthM, seed, p)
				}
			}
		}
	}
}
