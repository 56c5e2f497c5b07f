package corridor

import (
	"cmp"
	"slices"
)

// sweep holds the sides that a line across the long axis cuts, from left to
// right.
type sweep struct {
	active []standing
	coming []standing // reused
	out    []side
}

// standing is a side that the sweep is passing, with the winding number to its
// right.
type standing struct {
	side
	right int32
}

// enter begins with the sides that reach up to where the sweep starts.
func (w *sweep) enter(sides []side) {
	slices.SortFunc(sides, compareAcross)
	w.active = w.stand(nil, sides, 0)
}

// compareAcross orders two sides that share some y, and do not cross, from left
// to right.
func compareAcross(a, b side) int {
	if a.lo.y > b.lo.y {
		return -compareAcross(b, a)
	}
	if t := turn(a.lo, a.hi, b.lo); t != 0 {
		return cmp.Compare(t, 0) // a comes first when b lies to its right
	}
	return cmp.Compare(turn(a.lo, a.hi, b.hi), 0)
}

// stand adds sides with their windings, beginning with the one to the left.
func (w *sweep) stand(to []standing, sides []side, winding int32) []standing {
	for _, s := range sides {
		left := winding
		winding -= s.winding
		to = append(to, standing{s, winding})
		switch {
		case left > 0 && winding <= 0:
			w.out = append(w.out, side{lo: s.lo, hi: s.hi, winding: 1, fresh: true})
		case left <= 0 && winding > 0:
			w.out = append(w.out, side{lo: s.lo, hi: s.hi, winding: -1, fresh: true})
		}
	}
	return to
}

// meet moves the sweep over a spot: what ends there goes, what starts there
// comes in, from left to right.
func (w *sweep) meet(at spot, starting []side) {
	from, _ := slices.BinarySearchFunc(w.active, at, func(s standing, p spot) int {
		if turn(s.lo, s.hi, p) < 0 {
			return -1
		}
		return 1
	})
	until := from
	for until < len(w.active) && w.active[until].hi == at {
		until++
	}
	if len(starting) > 1 {
		slices.SortFunc(starting, func(a, b side) int { return cmp.Compare(turn(at, a.hi, b.hi), 0) })
	}
	winding := int32(0)
	if from > 0 {
		winding = w.active[from-1].right
	}
	w.coming = w.stand(w.coming[:0], starting, winding)
	w.active = slices.Replace(w.active, from, until, w.coming...)
}
