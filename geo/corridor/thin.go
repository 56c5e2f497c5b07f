package corridor

import (
	"context"
	"math"
	"slices"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// thinnedBy is the depth of bends that drawing a long line leaves out, as a part
// of the half width.
const thinnedBy = 0.015

// drawnLine is the line as the outline needs it: few vertices as they are, many
// without bends too shallow to see. Towards its ends ever shallower bends stay:
// they turn what belongs to the end.
func (c *Corridor) drawnLine() orb.LineString {
	line := c.Line()
	if len(line) <= manyVertices {
		return line
	}
	// A geodesic of this length leaves the straight line in the plane by a
	// tenth of the depth.
	spanM := math.Sqrt(0.8 * 6_371_000 * c.halfWidthM * thinnedBy)
	out := orb.LineString{line[0], line[1]}
	for from := 1; from < len(line)-2; {
		to, reachM := furthest(line, from, math.Min(spanM, c.halfWidthM))
		out = appendThinned(out, line[from:to+1], thinnedBy*math.Min(reachM, c.halfWidthM))
		from = to
	}
	return append(out, line[len(line)-1])
}

// furthest finds the end of a run of vertices that all lie within spanM of the
// first and not much nearer to an end of the line, at most the last vertex but
// one; reachM is how far the run is from the nearer end.
func furthest(line orb.LineString, from int, spanM float64) (to int, reachM float64) {
	toEnds := func(i int) float64 {
		return math.Min(roughDistanceM(line[i], line[0]), roughDistanceM(line[i], line[len(line)-1]))
	}
	reachM = toEnds(from)
	nearestM := reachM / 2
	to = from + 1
	for to < len(line)-2 && roughDistanceM(line[from], line[to+1]) <= math.Min(spanM, reachM) && toEnds(to+1) >= nearestM {
		to++
	}
	return to, math.Min(reachM, toEnds(to))
}

// appendThinned adds the vertices of a run after its first that lie more than
// depthM from the line without them (Douglas and Peucker 1973).
func appendThinned(out, run orb.LineString, depthM float64) orb.LineString {
	last := len(run) - 1
	k := math.Cos(run[0][1] * math.Pi / 180)
	plane := func(p orb.Point) (x, y float64) {
		return math.Remainder(p[0]-run[0][0], 360) * k * 111_320, (p[1] - run[0][1]) * 111_000
	}
	bx, by := plane(run[last])
	worst, worstM := 0, depthM
	for i := 1; i < last; i++ {
		x, y := plane(run[i])
		if d := distanceToSpan(x, y, bx, by); d > worstM {
			worst, worstM = i, d
		}
	}
	if worst == 0 {
		return append(out, run[last])
	}
	out = appendThinned(out, run[:worst+1], depthM)
	return appendThinned(out, run[worst:], depthM)
}

// distanceToSpan is the distance of (x, y) from the segment from 0 to (bx, by).
func distanceToSpan(x, y, bx, by float64) float64 {
	t := 0.0
	if l := bx*bx + by*by; l > 0 {
		t = math.Min(1, math.Max(0, (x*bx+y*by)/l))
	}
	return math.Hypot(x-t*bx, y-t*by)
}

// atTrueDistance moves the vertices of rings drawn around a thinned line to
// where they are a half width from the line itself. Corners at flat ends, which
// are nearer, stay.
func (p *pen) atTrueDistance(ctx context.Context, c *Corridor, rings []loop) []loop {
	out := make([]loop, len(rings))
	var stretches []loop
	for i, r := range rings {
		out[i] = p.closely(r)
		stretches = slices.AppendSeq(stretches, slices.Chunk(out[i], len(out[i])/geo.Cores()+1))
	}
	//nolint:errcheck // of a context that ended, whose outline nobody takes
	geo.SideBySide(ctx, len(stretches), func(_ context.Context, i int) error {
		p.moveToTrueDistance(c, stretches[i])
		return ctx.Err()
	})
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
