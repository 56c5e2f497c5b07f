package corridor

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
)

// The union of polygons on a grid of whole numbers. Every decision is exact, for
// coordinates below 2^30: edges are cut where they meet, at grid points, until
// no two cross; then the winding number on both sides of every edge says which
// ones bound the union, and those are joined to rings. What the grid moves is at
// most its step.

// spot is a grid point.
type spot struct{ x, y int32 }

// order is a number that grows as the sweep meets spots: by y, then x.
func (p spot) order() int64 { return int64(p.y)<<32 + int64(p.x) }

func (p spot) compare(q spot) int { return cmp.Compare(p.order(), q.order()) }

// turn is positive when p lies to the left of the way from a to b.
func turn(a, b, p spot) int64 {
	return int64(b.x-a.x)*int64(p.y-a.y) - int64(b.y-a.y)*int64(p.x-a.x)
}

// side is an edge between two spots, lo before hi. Its winding says how often
// rings run from lo to hi, less how often the other way.
type side struct {
	lo, hi  spot
	winding int32
	fresh   bool // not yet compared with the others
}

func sideOf(a, b spot, winding int32) side {
	if a.compare(b) > 0 {
		return side{b, a, -winding, true}
	}
	return side{a, b, winding, true}
}

// loop is a closed ring without its repeated last spot; one that runs
// counter-clockwise holds what is inside, one that runs clockwise is a hole.
type loop []spot

// fewRings are united at once; more are united in halves, so that what lies
// inside early is not carried along.
const fewRings = 6

// united gives the sides that bound the union, which lies to the left of a side
// whose winding is 1 and to the right of one whose winding is -1. Once the context
// has ended it gives anything.
func united(ctx context.Context, rings []loop) []side {
	switch {
	case ctx.Err() != nil:
		return nil
	case len(rings) > fewRings:
		return unitedHalves(halves(ctx, rings))
	}
	return unitedAtOnce(rings)
}

// unitedAtOnce takes rings that run clockwise around holes, too.
func unitedAtOnce(rings []loop) []side {
	var sides []side
	for _, ring := range rings {
		for i, p := range ring {
			if q := ring[(i+1)%len(ring)]; p != q {
				sides = append(sides, sideOf(p, q, 1))
			}
		}
	}
	return bounding(merged(noded(sides)), math.MinInt32)
}

// worthSharing is how many rings are worth another processor.
const worthSharing = 500

// halves unites each half of the rings.
func halves(ctx context.Context, rings []loop) (a, b []side) {
	first, second := rings[:len(rings)/2], rings[len(rings)/2:]
	if len(rings) < worthSharing {
		return united(ctx, first), united(ctx, second)
	}
	var wait sync.WaitGroup
	wait.Go(func() { a = united(ctx, first) })
	b = united(ctx, second)
	wait.Wait()
	return a, b
}

// unitedHalves unites two unions. Only sides in the band along which both reach
// can change; a sweep over the band sees all that matters there.
func unitedHalves(a, b []side) []side {
	fromA, toA := extent(a)
	fromB, toB := extent(b)
	from, to := max(fromA, fromB)-bandMargin, min(toA, toB)+bandMargin
	if from > to {
		return append(a, b...)
	}
	all := append(a, b...)
	var band []side
	kept := all[:0]
	for _, s := range all {
		if s.hi.y < from || s.lo.y > to {
			kept = append(kept, s)
		} else {
			band = append(band, s)
		}
	}
	return append(kept, bounding(merged(noded(band)), from)...)
}

// bandMargin keeps what rounding moves within the band.
const bandMargin = 100

// extent gives the range of y.
func extent(sides []side) (from, to int32) {
	from, to = math.MaxInt32-bandMargin, math.MinInt32+bandMargin
	for i := range sides {
		from, to = min(from, sides[i].lo.y), max(to, sides[i].hi.y)
	}
	return from, to
}

// noded cuts sides until they meet at their ends only.
func noded(sides []side) []side {
	const mostRounds = 30 // rounding may make new crossings; two or three rounds end it
	for range mostRounds {
		cuts := crossings(sides)
		if len(cuts) == 0 {
			break
		}
		for i := range sides {
			sides[i].fresh = false
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
			if (s.fresh || o.fresh) && max(o.lo.x, o.hi.x) >= west && min(o.lo.x, o.hi.x) <= east {
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
		a.x + int32(math.Round(t*float64(b.x-a.x))),
		a.y + int32(math.Round(t*float64(b.y-a.y))),
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
		if k == len(cuts) || int(cuts[k].side) != i {
			out = append(out, s)
			continue
		}
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
	return int64(p.x-s.lo.x)*int64(s.hi.x-s.lo.x) + int64(p.y-s.lo.y)*int64(s.hi.y-s.lo.y)
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

// bounding sweeps over noded, merged sides in their order, from y = from upward,
// and keeps those with the union on one side only; their winding then says on
// which. Of what lies below from it needs only the sides that reach it.
func bounding(sides []side, from int32) []side {
	entering := 0
	for entering < len(sides) && sides[entering].lo.y < from {
		entering++
	}
	var w sweep
	w.enter(sides[:entering])
	ends := make([]spot, 0, len(sides))
	for i := range sides {
		ends = append(ends, sides[i].hi)
	}
	slices.SortFunc(ends, spot.compare)
	rest := sides[entering:]
	for _, end := range slices.Compact(ends) {
		for len(rest) > 0 && rest[0].lo.compare(end) <= 0 {
			at := rest[0].lo
			n := 1
			for n < len(rest) && rest[n].lo == at {
				n++
			}
			w.meet(at, rest[:n])
			rest = rest[n:]
		}
		w.meet(end, nil)
	}
	return w.out
}
