package corridor

import (
	"math"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// pen draws the pieces of an outline on a grid.
type pen struct {
	line      []crossing
	reachM    float64
	closed    bool
	origin    orb.Point
	gridDeg   float64
	thinned   bool // the line is drawn with fewer vertices than it has
	upright   bool // taller than wide: y is the long axis as it is
	pieces    []loop
	alongM    []float64 // where their middles are
	lengthM   float64
	fractions []float64 // of the half width, on the way across
}

// crossing is a vertex of the drawn line: the plane there, the directions of
// arrival and departure.
type crossing struct {
	at          orb.Point
	alongM      float64
	frame       place.Frame
	in, out     [2]float64
	left, right [2][]spot // from the line outward: for arrival, for departure
}

func newPen(c *Corridor, drawn orb.LineString) *pen {
	line := place.Densify(c.cutFarFromEnds(drawn), c.sideStepM())
	p := &pen{reachM: c.halfWidthM, origin: line[0], thinned: len(drawn) < len(c.Line())}
	p.closed = len(line) > 3 && line[0] == line[len(line)-1]
	p.gridDeg, p.upright = gridOf(line, c.halfWidthM)
	n := math.Ceil(c.halfWidthM / crossStepM)
	for i := 0.0; i <= n; i++ {
		p.fractions = append(p.fractions, i/n)
	}
	for i, at := range line {
		if i > 0 {
			p.lengthM += roughDistanceM(line[i-1], at)
		}
		if i == 0 || at != line[i-1] {
			p.line = append(p.line, crossing{at: at, alongM: p.lengthM, frame: place.NewFrame(at)})
		}
	}
	p.direct()
	return p
}

// sideStepM is how far apart vertices along a side may be for their straight
// connection to stay near the geodesic: the sagitta s²·tan(lat)/8R, with a tan of
// 0.65 at the line and more only near the poles.
func (c *Corridor) sideStepM() float64 {
	const radiusM, tan = 6_371_000.0, 0.65
	offM := math.Max(0.1, c.halfWidthM/1000)
	return math.Min(math.Sqrt(8*radiusM*offM/tan), 20_000)
}

// gridOf chooses the step of the grid, degrees: 1e-7 (1 cm) for all but shapes
// of continental size; upright says that the line is taller than wide.
func gridOf(line orb.LineString, reachM float64) (stepDeg float64, upright bool) {
	b := orb.Bound{Min: line[0], Max: line[0]}
	highest := 0.0
	for _, p := range line {
		p[0] = line[0][0] + math.Remainder(p[0]-line[0][0], 360)
		b, highest = b.Extend(p), math.Max(highest, math.Abs(p[1]))
	}
	reachDeg := reachM / 110_000 / math.Cos((highest+1)*math.Pi/180)
	wide, tall := b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]
	extent := math.Max(wide, tall) + 2*reachDeg
	return math.Max(finestGrid, extent/coarsestGrid), tall > wide
}

// direct finds the directions at every vertex.
func (p *pen) direct() {
	for i := range p.line {
		v := &p.line[i]
		if i > 0 {
			v.in = p.toward(v, i-1, -1)
		}
		if i+1 < len(p.line) {
			v.out = p.toward(v, i+1, 1)
		}
	}
	last := len(p.line) - 1
	if p.closed {
		p.line[0].in, p.line[last].out = p.line[last].in, p.line[0].out
	} else {
		p.line[0].in, p.line[last].out = p.line[0].out, p.line[last].in
	}
	for i := range p.line {
		v := &p.line[i]
		v.left = [2][]spot{p.across(v, v.in, -1), nil}
		v.right = [2][]spot{p.across(v, v.in, 1), nil}
		v.left[1], v.right[1] = v.left[0], v.right[0]
		if v.turns() {
			v.left[1], v.right[1] = p.across(v, v.out, -1), p.across(v, v.out, 1)
		}
	}
}

// turns says whether the line bends here; along a densified geodesic it does
// not.
func (v *crossing) turns() bool {
	return math.Abs(v.in[0]*v.out[1]-v.in[1]*v.out[0]) > 1e-6 || v.in[0]*v.out[0]+v.in[1]*v.out[1] < 0
}

// toward is the unit direction from a vertex to another (sign 1) or from the
// other here (sign -1).
func (p *pen) toward(v *crossing, other int, sign float64) [2]float64 {
	d := v.frame.Plane(p.line[other].at)
	k := sign / math.Hypot(d[0], d[1])
	return [2]float64{d[0] * k, d[1] * k}
}

// across gives the spots from the line outward, to the right (sign 1) or left.
func (p *pen) across(v *crossing, direction [2]float64, sign float64) []spot {
	out := make([]spot, len(p.fractions))
	for i, f := range p.fractions {
		out[i] = p.spot(v, [2]float64{sign * direction[1], -sign * direction[0]}, f*p.reachM)
	}
	return out
}

// spot is the grid point that lies distM from a vertex in a direction.
func (p *pen) spot(v *crossing, direction [2]float64, distM float64) spot {
	at := v.at
	if distM > 0 {
		at = v.frame.Offset(direction[0], direction[1], distM)
	}
	east := int32(math.Round(math.Remainder(at[0]-p.origin[0], 360) / p.gridDeg))
	north := int32(math.Round((at[1] - p.origin[1]) / p.gridDeg))
	if p.upright {
		return spot{east, north}
	}
	return spot{north, east} // the sweep of the union follows y
}
