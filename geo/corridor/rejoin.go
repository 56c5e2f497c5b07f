package corridor

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// step is a side with a direction: the union lies to its left.
type step struct{ from, to spot }

// rejoined joins bounding sides to rings that pass no spot twice. Where several
// leave a spot it turns left, which keeps what only touches apart.
func rejoined(sides []side) []loop {
	steps := make([]step, len(sides))
	for i, s := range sides {
		if steps[i] = (step{s.lo, s.hi}); s.winding < 0 {
			steps[i] = step{s.hi, s.lo}
		}
	}
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

// isSliver says whether a ring is no wider than what rounding makes: twice its
// area over its length.
func (r loop) isSliver() bool {
	around := 0.0
	for i, p := range r {
		q := r[(i+1)%len(r)]
		around += math.Hypot(float64(q.x-p.x), float64(q.y-p.y))
	}
	return math.Abs(r.doubleArea()) < 2*overlap*around
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
