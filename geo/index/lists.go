package index

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"iter"
	"math"
	"slices"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// rowRef is a row with its facet.
type rowRef struct{ row, facet uint32 }

// Incidents yields newest first. Without a shape it merges the facets' own
// orders and never sorts; with one it sorts what the shape holds.
func (s *snapshot) Incidents(ctx context.Context, q geo.Query, after *geo.Cursor) iter.Seq2[*geo.Record, error] {
	p := newPlan(&s.words, q, 0)
	refs := s.newestFirst(ctx, p, after)
	return func(yield func(*geo.Record, error) bool) {
		n := 0
		for ref, err := range refs {
			if n++; err == nil && n&0x3ff == 0 {
				err = ctx.Err()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(s.record(ref.row, ref.facet), nil) {
				return
			}
		}
	}
}

func (s *snapshot) newestFirst(ctx context.Context, p *plan, after *geo.Cursor) iter.Seq2[rowRef, error] {
	if !p.query.Positional() {
		return s.mergeFacets(p, after)
	}
	return func(yield func(rowRef, error) bool) {
		refs, err := s.rowsIn(ctx, p)
		if err != nil {
			yield(rowRef{}, err)
			return
		}
		slices.SortFunc(refs, func(a, b rowRef) int { return s.compareNewest(a.row, b.row) })
		for _, ref := range refs {
			if after != nil && !s.comesAfter(ref.row, after) {
				continue
			}
			if !yield(ref, nil) {
				return
			}
		}
	}
}

// compareNewest orders rows by start descending, then id ascending.
func (s *snapshot) compareNewest(a, b uint32) int {
	r := s.segment.rows
	if c := cmp.Compare(r.start[b], r.start[a]); c != 0 {
		return c
	}
	return bytes.Compare(r.id(a), r.id(b))
}

// comesAfter says whether a row follows the cursor in that order.
func (s *snapshot) comesAfter(row uint32, after *geo.Cursor) bool {
	r, at := s.segment.rows, tickOf(after.OccurredAt)
	if r.start[row] != at {
		return r.start[row] < at
	}
	return string(r.id(row)) > after.ID
}

// mergeFacets walks the passing groups of the world level backwards, the newest
// of all first.
func (s *snapshot) mergeFacets(p *plan, after *geo.Cursor) iter.Seq2[rowRef, error] {
	return func(yield func(rowRef, error) bool) {
		h := &facetHeap{snapshot: s}
		world := s.segment.world
		for g, f := range world.facet {
			if !p.passes(f) {
				continue
			}
			from, until := world.entries(uint32(g), p.window)
			if after != nil {
				until = s.before(from, until, after)
			}
			if from < until {
				h.cursors = append(h.cursors, facetCursor{f, from, until})
			}
		}
		heap.Init(h)
		for len(h.cursors) > 0 {
			c := &h.cursors[0]
			ref := rowRef{world.rows[c.until-1], c.facet}
			if c.until--; c.until == c.from {
				heap.Pop(h)
			} else {
				heap.Fix(h, 0)
			}
			if p.countsRow(s.segment.rows, ref.row, ref.facet) && !yield(ref, nil) {
				return
			}
		}
	}
}

// before gives the end of the entries of a group that follow the cursor:
// entries are ordered by start, then id descending.
func (s *snapshot) before(from, until uint32, after *geo.Cursor) uint32 {
	world := s.segment.world
	n, _ := slices.BinarySearchFunc(world.rows[from:until], after, func(row uint32, c *geo.Cursor) int {
		if s.comesAfter(row, c) {
			return -1
		}
		return 1
	})
	return from + uint32(n)
}

// facetCursor is what is left of one group.
type facetCursor struct {
	facet       uint32
	from, until uint32
}

// facetHeap keeps the group whose last entry is the newest on top.
type facetHeap struct {
	snapshot *snapshot
	cursors  []facetCursor
}

func (h *facetHeap) Len() int { return len(h.cursors) }
func (h *facetHeap) Less(i, j int) bool {
	rows := h.snapshot.segment.world.rows
	return h.snapshot.compareNewest(rows[h.cursors[i].until-1], rows[h.cursors[j].until-1]) < 0
}
func (h *facetHeap) Swap(i, j int) { h.cursors[i], h.cursors[j] = h.cursors[j], h.cursors[i] }
func (h *facetHeap) Push(x any)    { h.cursors = append(h.cursors, x.(facetCursor)) }
func (h *facetHeap) Pop() any {
	last := h.cursors[len(h.cursors)-1]
	h.cursors = h.cursors[:len(h.cursors)-1]
	return last
}

// rowsIn collects the counted rows of a positional plan.
func (s *snapshot) rowsIn(ctx context.Context, p *plan) ([]rowRef, error) {
	spans, err := s.spans(ctx, p)
	if err != nil {
		return nil, err
	}
	var refs []rowRef
	add := func(row, facet uint32) {
		if p.countsRow(s.segment.rows, row, facet) {
			refs = append(refs, rowRef{row, facet})
		}
	}
	for _, sp := range spans {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.eachRow(sp, p.window, add)
	}
	return refs, nil
}

// eachRow visits the rows of a span in the window.
func (s *snapshot) eachRow(sp span, w window, visit func(row, facet uint32)) {
	if sp.level.rows == nil {
		from, until := s.segment.base.descendants(sp.level.cells[sp.cell])
		for cell := from; cell < until; cell++ {
			s.segment.rowsOf(cell, w, visit)
		}
		return
	}
	first, last := sp.level.groups(sp.cell)
	for g := first; g < last; g++ {
		from, until := sp.level.entries(g, w)
		for _, row := range sp.level.rows[from:until] {
			visit(row, sp.level.facet[g])
		}
	}
}

// Points yields the mapped rows in a box.
func (s *snapshot) Points(ctx context.Context, q geo.Query, box orb.Bound) iter.Seq2[*geo.Record, error] {
	return s.Near(ctx, q, []orb.Bound{box}, false)
}

// Near yields the rows near boxes. Rows with a large radius are looked for class
// by class, each with its own padding, so that one vague row does not make
// every search wide.
func (s *snapshot) Near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[*geo.Record, error] {
	p := newPlan(&s.words, q, 0)
	return func(yield func(*geo.Record, error) bool) {
		for _, c := range reachClasses(p, reach) {
			if !s.nearClass(ctx, p, boxes, c, yield) {
				return
			}
		}
	}
}

// reachClass is a range of radius classes that are searched with one padding.
type reachClass struct {
	from, to uint8
	padM     float64
}

// narrowM: classes up to this bound share one search.
const narrowM = 300

func reachClasses(p *plan, reach bool) []reachClass {
	if !reach {
		return []reachClass{{0, math.MaxUint8, 0}}
	}
	narrow := radiusClass(narrowM)
	seen := map[uint8]bool{}
	for i := range p.facets {
		if p.fails[i] == 0 && p.facets[i].mapped {
			seen[max(p.facets[i].radius, narrow)] = true
		}
	}
	var out []reachClass
	for class := narrow; int(class) <= len(radiusBounds)+1; class++ {
		if !seen[class] {
			continue
		}
		c := reachClass{from: class, to: class}
		c.padM, _ = maxRadiusM(class)
		if class == narrow {
			c.from = 0
		}
		out = append(out, c)
	}
	return out
}

// nearClass yields the rows of one class; false when the caller has enough.
func (s *snapshot) nearClass(ctx context.Context, p *plan, boxes []orb.Bound, class reachClass, yield func(*geo.Record, error) bool) bool {
	wide := make([]orb.Bound, len(boxes))
	var cells []int
	for i, b := range boxes {
		wide[i] = pad(b, class.padM)
		s.segment.cellsNear(grid.BaseRes, wide[i], func(cell int) { cells = append(cells, cell) })
	}
	slices.Sort(cells)
	more := true
	for i, cell := range slices.Compact(cells) {
		if i&0xff == 0 && ctx.Err() != nil {
			yield(nil, ctx.Err())
			return false
		}
		if !inCell(&p.query, s.segment.base.cells[cell]) {
			continue
		}
		s.segment.rowsOf(cell, p.window, func(row, facet uint32) {
			f := &p.facets[facet]
			point := s.segment.rows.point(row)
			if more && f.radius >= class.from && f.radius <= class.to && p.countsRow(s.segment.rows, row, facet) &&
				anyContains(wide, point) && p.shape.contains(point) {
				more = yield(s.record(row, facet), nil)
			}
		})
		if !more {
			return false
		}
	}
	return true
}

func anyContains(boxes []orb.Bound, p orb.Point) bool {
	return slices.ContainsFunc(boxes, func(b orb.Bound) bool { return b.Contains(p) })
}
