package corridor

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// The union of polygons on a grid of whole numbers. Every decision is exact, for
// coordinates below 2^30: edges are cut where they meet, at grid points, until
// no two cross; then the winding number on both sides of every edge says which
// ones bound the union, and those are joined to rings. What the grid moves is at
// most its step.

// spot is a grid point.
type spot struct{ x, y int64 }

// below orders spots as the sweep meets them.
func (p spot) compare(q spot) int { return cmp.Or(cmp.Compare(p.y, q.y), cmp.Compare(p.x, q.x)) }

// turn is positive when p lies to the left of the way from a to b.
func turn(a, b, p spot) int64 { return (b.x-a.x)*(p.y-a.y) - (b.y-a.y)*(p.x-a.x) }

// side is an edge between two spots, lo before hi. Its winding says how often
// rings run from lo to hi, less how often the other way.
type side struct {
	lo, hi  spot
	winding int32
}

func sideOf(a, b spot, winding int32) side {
	if a.compare(b) > 0 {
		return side{b, a, -winding}
	}
	return side{a, b, winding}
}

// loop is a closed ring without its repeated last spot; one that runs
// counter-clockwise holds what is inside, one that runs clockwise is a hole.
type loop []spot

// unionLeaf is how many rings are united at once; more are united in halves, so
// that what lies inside early is not carried along.
const unionLeaf = 6

// union unites rings that run counter-clockwise, or clockwise around holes of
// the others. Its rings touch themselves and each other at spots only.
func union(rings [][]loop) []loop {
	var sides []side
	if len(rings) > unionLeaf {
		middle := len(rings) / 2
		rings = [][]loop{union(rings[:middle]), union(rings[middle:])}
	}
	for _, shape := range rings {
		for _, ring := range shape {
			for i, p := range ring {
				if q := ring[(i+1)%len(ring)]; p != q {
					sides = append(sides, sideOf(p, q, 1))
				}
			}
		}
	}
	return rejoined(bounding(merged(noded(sides))))
}

// noded cuts sides until they meet at their ends only.
func noded(sides []side) []side {
	const mostRounds = 30 // rounding may make new crossings; two or three rounds end it
	for range mostRounds {
		cuts := crossings(sides)
		if len(cuts) == 0 {
			break
		}
		sides = cutAt(sides, cuts)
	}
	return sides
}

// cut is a spot at which a side is cut.
type cut struct {
	side int32
	at   spot
}

// crossings finds all cuts; it sorts the sides.
func crossings(sides []side) []cut {
	slices.SortFunc(sides, func(a, b side) int { return cmp.Compare(a.lo.y, b.lo.y) })
	var cuts []cut
	var active []int32
	for i := range sides {
		s := &sides[i]
		west, east := min(s.lo.x, s.hi.x), max(s.lo.x, s.hi.x)
		kept := active[:0]
		for _, k := range active {
			o := &sides[k]
			if o.hi.y < s.lo.y {
				continue
			}
			kept = append(kept, k)
			if max(o.lo.x, o.hi.x) >= west && min(o.lo.x, o.hi.x) <= east {
				cuts = appendCuts(cuts, sides, k, int32(i))
			}
		}
		active = append(kept, int32(i))
	}
	return cuts
}

func appendCuts(cuts []cut, sides []side, i, k int32) []cut {
	s, o := &sides[i], &sides[k]
	sLo, sHi := turn(s.lo, s.hi, o.lo), turn(s.lo, s.hi, o.hi)
	if sLo > 0 && sHi > 0 || sLo < 0 && sHi < 0 {
		return cuts
	}
	oLo, oHi := turn(o.lo, o.hi, s.lo), turn(o.lo, o.hi, s.hi)
	if oLo > 0 && oHi > 0 || oLo < 0 && oHi < 0 {
		return cuts
	}
	if sLo != 0 && sHi != 0 && oLo != 0 && oHi != 0 {
		at := meeting(s.lo, s.hi, float64(oLo)/(float64(oLo)-float64(oHi)))
		cuts = s.appendCut(cuts, i, at)
		return o.appendCut(cuts, k, at)
	}
	// An end of one lies on the other, or on its extension.
	for _, p := range [2]spot{o.lo, o.hi} {
		if turn(s.lo, s.hi, p) == 0 && s.spans(p) {
			cuts = append(cuts, cut{i, p})
		}
	}
	for _, p := range [2]spot{s.lo, s.hi} {
		if turn(o.lo, o.hi, p) == 0 && o.spans(p) {
			cuts = append(cuts, cut{k, p})
		}
	}
	return cuts
}

// spans says whether a spot on the side's straight line lies between its ends.
func (s *side) spans(p spot) bool { return s.lo.compare(p) < 0 && p.compare(s.hi) < 0 }

func (s *side) appendCut(cuts []cut, i int32, at spot) []cut {
	if at == s.lo || at == s.hi {
		return cuts
	}
	return append(cuts, cut{i, at})
}

// meeting gives the spot nearest to a fraction of the way from a to b.
func meeting(a, b spot, t float64) spot {
	return spot{
		a.x + int64(math.Round(t*float64(b.x-a.x))),
		a.y + int64(math.Round(t*float64(b.y-a.y))),
	}
}

// cutAt replaces every side that has cuts by its parts.
func cutAt(sides []side, cuts []cut) []side {
	slices.SortFunc(cuts, func(a, b cut) int {
		if a.side != b.side {
			return cmp.Compare(a.side, b.side)
		}
		s := &sides[a.side]
		return cmp.Compare(s.along(a.at), s.along(b.at))
	})
	out := make([]side, 0, len(sides)+len(cuts))
	k := 0
	for i, s := range sides {
		at := s.lo
		for ; k < len(cuts) && int(cuts[k].side) == i; k++ {
			if next := cuts[k].at; next != at {
				out = append(out, sideOf(at, next, s.winding))
				at = next
			}
		}
		if at != s.hi {
			out = append(out, sideOf(at, s.hi, s.winding))
		}
	}
	return out
}

func (s *side) along(p spot) int64 {
	return (p.x-s.lo.x)*(s.hi.x-s.lo.x) + (p.y-s.lo.y)*(s.hi.y-s.lo.y)
}

// merged gives every side once, with the sum of its windings.
func merged(sides []side) []side {
	slices.SortFunc(sides, func(a, b side) int { return cmp.Or(a.lo.compare(b.lo), a.hi.compare(b.hi)) })
	out := sides[:0]
	for _, s := range sides {
		if n := len(out); n > 0 && out[n-1].lo == s.lo && out[n-1].hi == s.hi {
			out[n-1].winding += s.winding
			continue
		}
		out = append(out, s)
	}
	return slices.DeleteFunc(out, func(s side) bool { return s.winding == 0 })
}

// step is a side with a direction: the union lies to its left.
type step struct{ from, to spot }

// bounding sweeps over noded, merged sides in their order and keeps those with
// the union on one side only.
func bounding(sides []side) []step {
	ends := make([]spot, 0, len(sides))
	for i := range sides {
		ends = append(ends, sides[i].hi)
	}
	slices.SortFunc(ends, spot.compare)
	ends = slices.Compact(ends)

	var out []step
	var active []standing
	next := 0
	for _, end := range ends {
		for next < len(sides) && sides[next].lo.compare(end) <= 0 {
			active, out, next = meet(active, sides, next, sides[next].lo, out)
		}
		active, out, _ = meet(active, sides, len(sides), end, out)
	}
	return out
}

// standing is a side that the sweep is passing, with the winding number to its
// right.
type standing struct {
	side
	right int32
}

// meet moves the sweep over a spot: what ends there goes, what starts there
// comes in, from left to right.
func meet(active []standing, sides []side, next int, at spot, out []step) ([]standing, []step, int) {
	from, _ := slices.BinarySearchFunc(active, at, func(s standing, p spot) int {
		if turn(s.lo, s.hi, p) < 0 {
			return -1
		}
		return 1
	})
	until := from
	for until < len(active) && active[until].hi == at {
		until++
	}
	first := next
	for next < len(sides) && sides[next].lo == at {
		next++
	}
	starting := slices.Clone(sides[first:next])
	slices.SortFunc(starting, func(a, b side) int { return cmp.Compare(turn(at, a.hi, b.hi), 0) })
	winding := int32(0)
	if from > 0 {
		winding = active[from-1].right
	}
	coming := make([]standing, len(starting))
	for i, s := range starting {
		left := winding
		winding -= s.winding
		coming[i] = standing{s, winding}
		switch {
		case left > 0 && winding <= 0:
			out = append(out, step{s.lo, s.hi})
		case left <= 0 && winding > 0:
			out = append(out, step{s.hi, s.lo})
		}
	}
	return slices.Replace(active, from, until, coming...), out, next
}

// rejoined joins steps to rings that pass no spot twice. Where several leave a
// spot it turns left, which keeps what only touches apart.
func rejoined(steps []step) []loop {
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(a.from.compare(b.from), a.to.compare(b.to)) })
	w := walk{steps: steps, used: make([]bool, len(steps)), seen: map[spot]int{}}
	for i := range steps {
		if !w.used[i] {
			w.follow(i)
		}
	}
	return w.rings
}

// walk follows steps and closes a ring whenever it comes to a spot again.
type walk struct {
	steps []step
	used  []bool
	path  []spot
	seen  map[spot]int // position in path
	rings []loop
}

func (w *walk) follow(i int) {
	w.path = append(w.path[:0], w.steps[i].from)
	clear(w.seen)
	w.seen[w.path[0]] = 0
	for i >= 0 {
		w.used[i] = true
		came, at := w.steps[i].from, w.steps[i].to
		if k, again := w.seen[at]; again {
			w.close(k)
		} else {
			w.seen[at] = len(w.path)
			w.path = append(w.path, at)
		}
		i = w.leftmost(came, at)
	}
}

// close takes the ring from position k of the path off it.
func (w *walk) close(k int) {
	ring := slices.Clone(w.path[k:])
	for _, p := range ring[1:] {
		delete(w.seen, p)
	}
	w.path = w.path[:k+1]
	if ring = straightened(ring); len(ring) > 2 {
		w.rings = append(w.rings, ring)
	}
}

// leftmost finds the unused step from a spot that turns left most, or -1.
func (w *walk) leftmost(came, at spot) int {
	best, bestAngle := -1, math.Inf(-1)
	first, _ := slices.BinarySearchFunc(w.steps, at, func(s step, p spot) int { return s.from.compare(p) })
	for i := first; i < len(w.steps) && w.steps[i].from == at; i++ {
		if w.used[i] {
			continue
		}
		if a := angle(came, at, w.steps[i].to); a > bestAngle {
			best, bestAngle = i, a
		}
	}
	return best
}

// angle is how far the way from a over b to c turns to the left, radians.
func angle(a, b, c spot) float64 {
	ux, uy := float64(b.x-a.x), float64(b.y-a.y)
	vx, vy := float64(c.x-b.x), float64(c.y-b.y)
	return math.Atan2(ux*vy-uy*vx, ux*vx+uy*vy)
}

// straightened leaves out spots that lie on the straight way between their
// neighbours.
func straightened(ring loop) loop {
	out := make(loop, 0, len(ring))
	for i, p := range ring {
		before := ring[(i+len(ring)-1)%len(ring)]
		if n := len(out); n > 0 {
			before = out[n-1]
		}
		if turn(before, p, ring[(i+1)%len(ring)]) != 0 {
			out = append(out, p)
		}
	}
	return out
}

// doubleArea is twice the area, positive for a ring that runs counter-clockwise.
func (r loop) doubleArea() float64 {
	sum := 0.0
	for i, p := range r {
		q := r[(i+1)%len(r)]
		sum += float64(p.x-r[0].x)*float64(q.y-r[0].y) - float64(q.x-r[0].x)*float64(p.y-r[0].y)
	}
	return sum
}

// polygons sorts rings into shells with their holes; place turns a spot into a
// position.
func polygons(rings []loop, position func(spot) orb.Point) orb.MultiPolygon {
	var shells []loop
	for _, r := range rings {
		if r.doubleArea() > 0 {
			shells = append(shells, r)
		}
	}
	slices.SortStableFunc(shells, func(a, b loop) int { return cmp.Compare(a.doubleArea(), b.doubleArea()) })
	out := make(orb.MultiPolygon, len(shells))
	for i, s := range shells {
		out[i] = orb.Polygon{closedRing(s, position)}
	}
	for _, r := range rings {
		if r.doubleArea() > 0 {
			continue
		}
		if i := slices.IndexFunc(shells, func(s loop) bool { return s.holds(r) }); i >= 0 {
			out[i] = append(out[i], closedRing(r, position))
		}
	}
	slices.Reverse(out) // largest first
	return out
}

// holds says whether a ring that does not cross this one lies inside: the first
// of its spots that is not on this one decides.
func (r loop) holds(o loop) bool {
	for _, p := range o {
		if in, on := r.meets(p); !on {
			return in
		}
	}
	return true
}

func (r loop) meets(p spot) (in, on bool) {
	for i, a := range r {
		b := r[(i+1)%len(r)]
		if a.y > b.y {
			a, b = b, a
		}
		if p.y < a.y || p.y > b.y {
			continue
		}
		t := turn(a, b, p)
		if t == 0 && p.x >= min(a.x, b.x) && p.x <= max(a.x, b.x) {
			return false, true
		}
		if p.y < b.y && t > 0 {
			in = !in
		}
	}
	return in, false
}

func closedRing(r loop, position func(spot) orb.Point) orb.Ring {
	out := make(orb.Ring, 0, len(r)+1)
	for _, p := range r {
		out = append(out, position(p))
	}
	return append(out, out[0])
}
