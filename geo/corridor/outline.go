package corridor

import (
	"context"
	"math"
	"slices"
	"sync"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// Outline gives the edge of the corridor: polygons that do not overlap, outer
// rings counter-clockwise. It is the union of a strip along every stretch of the
// line, a wedge in the outer corner of every bend and, with round ends, two half
// disks.
//
// Sides come densified, so that straight lines in lon, lat between its vertices
// stay within 0.1 % of the half width (or 10 cm) of the true edge; arcs have a
// vertex every 3 degrees, which loses 0.05 % of their area. For a line of more
// than 500 vertices, bends shallower than 1.5 % of the half width are left out, and
// vertices of the outline, at least every tenth of a half width, then moved to
// their true distance: it is right within 1.5 %, and on average 0.05 %. Across 180
// degrees longitudes go on counting.
//
// The caller must not change the outline.
func (c *Corridor) Outline() orb.MultiPolygon {
	shape, _ := c.outlineIn(context.Background()) // which never ends
	return shape
}

// drawing is an outline that is drawn once, by whoever has the patience.
type drawing struct {
	sync.Mutex
	done  bool
	shape orb.MultiPolygon
	cover *place.Cover
}

// outlineIn is Outline, unless the context ends before it is drawn.
func (c *Corridor) outlineIn(ctx context.Context) (orb.MultiPolygon, error) {
	d := c.drawing
	d.Lock()
	defer d.Unlock()
	if !d.done {
		shape := c.draw(ctx)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.shape, d.cover, d.done = shape, place.NewCover(shape), true
	}
	return d.shape, nil
}

// AreaKM2 is the area of the corridor in square kilometres, overlaps once.
func (c *Corridor) AreaKM2() float64 { return areaKM2(c.Outline()) }

func areaKM2(shape orb.MultiPolygon) float64 { return place.FlatAreaM2(shape) / 1e6 }

// Drawn gives the line with vertices added along its geodesics, so that a map
// shows where they run: 20 km apart, they stay within 5 m.
func (c *Corridor) Drawn() orb.LineString { return place.Densify(c.Line(), 20_000) }

// simplest gives a MultiPolygon of one polygon as that polygon.
func simplest(shape orb.MultiPolygon) orb.Geometry {
	if len(shape) == 1 {
		return shape[0]
	}
	return shape
}

const (
	arcStepDeg   = 3.0
	crossStepM   = 10_000.0 // between vertices on the way across
	coarsestGrid = 5e8      // steps across the whole outline
	finestGrid   = 1e-7     // degrees
	manyVertices = 500
)

// draw makes the outline; anything once the context has ended.
func (c *Corridor) draw(ctx context.Context) orb.MultiPolygon {
	p := newPen(c, c.drawnLine())
	p.draw(c.ends)
	sides := united(ctx, p.pieces)
	if c.ends == Flat && !p.closed {
		sides = p.cutEnds(ctx, c, sides)
	}
	rings := rejoined(sides)
	if p.thinned && ctx.Err() == nil {
		rings = rejoined(unitedAtOnce(p.atTrueDistance(c, rings)))
	}
	return p.shape(rings)
}

// draw makes the pieces.
func (p *pen) draw(ends Ends) {
	for i := 1; i < len(p.line); i++ {
		p.strip(i - 1)
		p.bend(i)
	}
	if ends == Round && !p.closed {
		p.halfDisks()
	}
}

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

// atTrueDistance moves the vertices of rings drawn around a thinned line to
// where they are a half width from the line itself. Corners at flat ends, which
// are nearer, stay.
func (p *pen) atTrueDistance(c *Corridor, rings []loop) []loop {
	var wait sync.WaitGroup
	out := make([]loop, len(rings))
	for i, r := range rings {
		out[i] = p.closely(r)
		for some := range slices.Chunk(out[i], len(out[i])/geo.Cores()+1) {
			wait.Go(func() { p.moveToTrueDistance(c, some) })
		}
	}
	wait.Wait()
	return out
}

func (p *pen) moveToTrueDistance(c *Corridor, spots []spot) {
	seeker := c.path.Seeker()
	for i, s := range spots {
		at := p.position(s)
		foot, near := seeker.Within(at, (1+2*thinnedBy)*p.reachM)
		if !near || foot.DistanceM < (1-2*thinnedBy)*p.reachM {
			continue
		}
		ground := c.At(foot.AlongM)
		v := crossing{at: ground, frame: place.NewFrame(ground)}
		d := v.frame.Plane(at)
		n := math.Hypot(d[0], d[1])
		spots[i] = p.spot(&v, [2]float64{d[0] / n, d[1] / n}, p.reachM)
	}
}

// closely gives a ring with spots no more than a tenth of the half width apart.
func (p *pen) closely(r loop) loop {
	out := make(loop, 0, 2*len(r))
	for i, s := range r {
		next := r[(i+1)%len(r)]
		n := math.Ceil(roughDistanceM(p.position(s), p.position(next)) / (p.reachM / 10))
		for k := 0.0; k < max(n, 1); k++ {
			out = append(out, meeting(s, next, k/max(n, 1)))
		}
	}
	return out
}

// shape turns rings back into positions.
func (p *pen) shape(rings []loop) orb.MultiPolygon {
	rings = slices.DeleteFunc(rings, loop.isSliver)
	shape := polygons(rings, p.position)
	if p.upright {
		return shape
	}
	for _, polygon := range shape {
		for _, r := range polygon {
			slices.Reverse(r) // the mirror image runs the other way
		}
	}
	return shape
}

// position is the point of a spot.
func (p *pen) position(s spot) orb.Point {
	if !p.upright {
		s.x, s.y = s.y, s.x
	}
	return orb.Point{
		math.Round((p.origin[0]+float64(s.x)*p.gridDeg)*1e7) / 1e7,
		math.Round((p.origin[1]+float64(s.y)*p.gridDeg)*1e7) / 1e7,
	}
}

// add takes a convex piece, in either direction, whose middle is alongM from the
// start of the line.
func (p *pen) add(piece loop, alongM float64) {
	if piece = oriented(piece); piece != nil {
		p.pieces, p.alongM = append(p.pieces, piece), append(p.alongM, alongM)
	}
}

// oriented turns a ring counter-clockwise; nil when it has no area.
func oriented(r loop) loop {
	switch area := r.doubleArea(); {
	case area < 0:
		slices.Reverse(r)
		return r
	case area > 0:
		return r
	}
	return nil
}

// overlap is how far neighbouring strips reach into each other, in steps of the
// grid: what only touches comes apart when cuts are rounded.
const overlap = 4

// strip adds what lies beside the stretch from vertex i to the next.
func (p *pen) strip(i int) {
	a, b := &p.line[i], &p.line[i+1]
	before, after := p.onward(i)
	piece := make(loop, 0, 4*len(p.fractions))
	for _, s := range a.right[1] {
		piece = append(piece, spot{s.x - before.x, s.y - before.y})
	}
	for k := range b.right[0] {
		s := b.right[0][len(b.right[0])-1-k]
		piece = append(piece, spot{s.x + after.x, s.y + after.y})
	}
	for _, s := range b.left[0][1:] {
		piece = append(piece, spot{s.x + after.x, s.y + after.y})
	}
	for k := range len(a.left[1]) - 1 { // it ends where it began
		s := a.left[1][len(a.left[1])-1-k]
		piece = append(piece, spot{s.x - before.x, s.y - before.y})
	}
	p.add(piece, (a.alongM+b.alongM)/2)
}

// onward gives how far the strip after vertex i is drawn out at its start and
// at its end: not at all at a free end.
func (p *pen) onward(i int) (before, after spot) {
	a, b := p.line[i].left[1][0], p.line[i+1].left[0][0]
	k := overlap / math.Max(1, math.Hypot(float64(b.x-a.x), float64(b.y-a.y)))
	way := spot{int32(math.Round(k * float64(b.x-a.x))), int32(math.Round(k * float64(b.y-a.y)))}
	if i > 0 || p.closed {
		before = way
	}
	if i+2 < len(p.line) || p.closed {
		after = way
	}
	return before, after
}

func appendOutward(out loop, spots []spot) loop { return append(out, spots...) }

func appendInward(out loop, spots []spot) loop {
	for i := len(spots) - 1; i >= 0; i-- {
		out = append(out, spots[i])
	}
	return out
}

// bend adds the wedge in the outer corner at vertex i.
func (p *pen) bend(i int) {
	v := &p.line[i]
	last := i == len(p.line)-1
	if last && !p.closed || !v.turns() {
		return
	}
	arrive, depart := v.left[0], v.left[1]
	from, to := [2]float64{-v.in[1], v.in[0]}, [2]float64{-v.out[1], v.out[0]}
	if v.in[0]*v.out[1]-v.in[1]*v.out[0] > 0 { // a turn to the left opens on the right
		arrive, depart = v.right[0], v.right[1]
		from, to = [2]float64{v.in[1], -v.in[0]}, [2]float64{v.out[1], -v.out[0]}
	}
	piece := appendOutward(nil, arrive)
	piece = p.appendArc(piece, v, from, to)
	piece = appendInward(piece, depart)
	p.add(piece[:len(piece)-1], v.alongM)
}

// appendArc adds the spots between two directions, without both, the short way
// round.
func (p *pen) appendArc(out loop, v *crossing, from, to [2]float64) loop {
	whole := math.Atan2(from[0]*to[1]-from[1]*to[0], from[0]*to[0]+from[1]*to[1])
	n := math.Ceil(math.Abs(whole) / (arcStepDeg * math.Pi / 180))
	for i := 1.0; i < n; i++ {
		sin, cos := math.Sincos(whole * i / n)
		out = append(out, p.spot(v, [2]float64{from[0]*cos - from[1]*sin, from[0]*sin + from[1]*cos}, p.reachM))
	}
	return out
}

// halfDisks adds the round ends, each as two quarters.
func (p *pen) halfDisks() {
	first, last := &p.line[0], &p.line[len(p.line)-1]
	p.quarter(first, first.left[1], [2]float64{-first.out[1], first.out[0]}, [2]float64{-first.out[0], -first.out[1]})
	p.quarter(first, first.right[1], [2]float64{first.out[1], -first.out[0]}, [2]float64{-first.out[0], -first.out[1]})
	p.quarter(last, last.left[0], [2]float64{-last.in[1], last.in[0]}, last.in)
	p.quarter(last, last.right[0], [2]float64{last.in[1], -last.in[0]}, last.in)
}

func (p *pen) quarter(v *crossing, edge []spot, from, to [2]float64) {
	piece := p.appendArc(appendOutward(nil, edge), v, from, to)
	piece = append(piece, p.spot(v, to, p.reachM))
	for i := len(p.fractions) - 2; i > 0; i-- {
		piece = append(piece, p.spot(v, to, p.fractions[i]*p.reachM))
	}
	p.add(piece, v.alongM)
}
