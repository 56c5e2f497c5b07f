package corridor

import (
	"context"
	"math"
	"slices"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// At a flat end the pieces of an outline may reach into what belongs to the end
// from beyond: the strip after a bend near the end does, and every step of a
// recorded track. What belongs to the end is convex, bounded by the
// perpendicular there and by what is as near to any other place of the line.

// cutEnds takes from a union what belongs to the free ends, but for what the
// line comes by again.
func (p *pen) cutEnds(ctx context.Context, c *Corridor, sides []side) []side {
	for _, end := range [2]int{-1, 1} {
		cell := p.endCell(c, end)
		if cell == nil {
			continue
		}
		beyond := unitedAtOnce([]loop{cell})
		if again := p.passesAgain(end, cell); len(again) > 0 {
			beyond = minus(beyond, united(ctx, again))
		}
		sides = minus(sides, beyond)
	}
	return sides
}

// endCell draws what belongs to an end; nil when no other piece comes near.
func (p *pen) endCell(c *Corridor, end int) loop {
	v := &p.line[0]
	into := v.out
	if end > 0 {
		v = &p.line[len(p.line)-1]
		into = [2]float64{-v.in[0], -v.in[1]}
	}
	stretches := c.path.Around(&v.frame, 2.1*p.reachM, nil)
	own := slices.IndexFunc(stretches, func(s place.Stretch) bool { return end < 0 && s.Starts || end > 0 && s.Ends })
	if own >= 0 {
		stretches = slices.Delete(stretches, own, own+1)
	}
	if len(stretches) == 0 {
		return nil
	}
	r := 1.05 * p.reachM
	across := [2]float64{-into[1] * r, into[0] * r}
	cell := [][2]float64{
		{-across[0], -across[1]}, across,
		{across[0] - into[0]*r, across[1] - into[1]*r}, {-across[0] - into[0]*r, -across[1] - into[1]*r},
	}
	for _, s := range stretches {
		cell = nearerThan(cell, s)
	}
	return p.plane(v, cell)
}

// nearerThan cuts off from a convex polygon what is nearer to a stretch than to
// the origin. It tries points of the stretch that are close enough together to
// leave less than 0.01 % of its distance.
func nearerThan(cell [][2]float64, s place.Stretch) [][2]float64 {
	dx, dy := s.B[0]-s.A[0], s.B[1]-s.A[1]
	length := math.Hypot(dx, dy)
	for t := 0.0; ; {
		x, y := s.A[0]+t*dx, s.A[1]+t*dy
		cell = cutOff(cell, x, y, (x*x+y*y)/2)
		if t >= 1 || length == 0 {
			return cell
		}
		t = math.Min(1, t+math.Max(0.02*math.Hypot(x, y), 1)/length)
	}
}

// cutOff keeps of a convex polygon what has x·a + y·b <= limit.
func cutOff(cell [][2]float64, a, b, limit float64) [][2]float64 {
	over := func(p [2]float64) float64 { return p[0]*a + p[1]*b - limit }
	if !slices.ContainsFunc(cell, func(p [2]float64) bool { return over(p) > 0 }) {
		return cell
	}
	var out [][2]float64
	for i, p := range cell {
		q := cell[(i+1)%len(cell)]
		op, oq := over(p), over(q)
		if op <= 0 {
			out = append(out, p)
		}
		if op > 0 != (oq > 0) {
			t := op / (op - oq)
			out = append(out, [2]float64{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])})
		}
	}
	return out
}

// plane puts a polygon of the plane at a vertex onto the grid; nil when nothing
// is left of it.
func (p *pen) plane(v *crossing, polygon [][2]float64) loop {
	var out loop
	for i, a := range polygon {
		b := polygon[(i+1)%len(polygon)]
		n := math.Max(1, math.Ceil(math.Hypot(b[0]-a[0], b[1]-a[1])/crossStepM))
		for k := 0.0; k < n; k++ {
			x, y := a[0]+(b[0]-a[0])*k/n, a[1]+(b[1]-a[1])*k/n
			s := p.spot(v, [2]float64{}, 0)
			if d := math.Hypot(x, y); d > 0 {
				s = p.spot(v, [2]float64{x / d, y / d}, d)
			}
			out = append(out, s)
		}
	}
	if out = oriented(out); len(out) < 3 || out.isSliver() {
		return nil
	}
	return out
}

// cutFarFromEnds adds vertices to the drawn line where another pass of it begins
// to count at a flat end, so that a piece lies on one side of them.
func (c *Corridor) cutFarFromEnds(drawn orb.LineString) orb.LineString {
	farM := 4 * c.halfWidthM
	if c.ends == Round || farM >= c.LengthM() {
		return drawn
	}
	path := c.path
	if len(drawn) < len(c.Line()) {
		path = place.NewPolyline(drawn)
	}
	first, second := min(farM, path.LengthM()-farM), max(farM, path.LengthM()-farM)
	out := path.Slice(0, first)
	out = append(out, path.Slice(first, second)[1:]...)
	return append(out, path.Slice(second, path.LengthM())[1:]...)
}

// passesAgain gives the pieces that reach into a cell and lie far from its end.
func (p *pen) passesAgain(end int, cell loop) []loop {
	var out []loop
	west, south, east, north := cell.bounds()
	for i, piece := range p.pieces {
		fromEndM := p.alongM[i]
		if end > 0 {
			fromEndM = p.lengthM - p.alongM[i]
		}
		if fromEndM <= 4*p.reachM {
			continue
		}
		if w, s, e, n := piece.bounds(); w <= east && e >= west && s <= north && n >= south {
			out = append(out, piece)
		}
	}
	return out
}

func (r loop) bounds() (west, south, east, north int32) {
	west, south, east, north = math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32
	for _, p := range r {
		west, south, east, north = min(west, p.x), min(south, p.y), max(east, p.x), max(north, p.y)
	}
	return west, south, east, north
}

// minus gives the sides that bound what is in a and not in b.
func minus(a, b []side) []side {
	from, to := extent(b)
	from, to = from-bandMargin, to+bandMargin
	var band, kept []side
	for _, s := range a {
		if s.hi.y < from || s.lo.y > to {
			kept = append(kept, s)
		} else {
			band = append(band, s)
		}
	}
	for _, s := range b {
		s.winding = -s.winding
		band = append(band, s)
	}
	return append(kept, bounding(merged(noded(band)), from)...)
}
