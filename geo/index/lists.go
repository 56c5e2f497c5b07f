package index

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"iter"
	"slices"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Incidents yields newest first. A query of facets alone merges their own orders
// and never sorts; with a shape or traits what passes is collected and sorted.
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
			if !yield(s.record(ref), nil) {
				return
			}
		}
	}
}

func (s *snapshot) newestFirst(ctx context.Context, p *plan, after *geo.Cursor) iter.Seq2[rowRef, error] {
	if !p.query.Positional() && p.traitFails == nil {
		return s.mergeFacets(p, after)
	}
	return func(yield func(rowRef, error) bool) {
		refs, err := s.rowsIn(ctx, p)
		if err != nil {
			yield(rowRef{}, err)
			return
		}
		slices.SortFunc(refs, compareNewest)
		for _, ref := range refs {
			if after != nil && !ref.comesAfter(after) {
				continue
			}
			if !yield(ref, nil) {
				return
			}
		}
	}
}

// compareNewest orders rows by start descending, then id ascending.
func compareNewest(a, b rowRef) int {
	if c := cmp.Compare(b.part.rows.start[b.row], a.part.rows.start[a.row]); c != 0 {
		return c
	}
	var left, right [maxID]byte
	return bytes.Compare(a.part.rows.id(a.row, &left), b.part.rows.id(b.row, &right))
}

// comesAfter says whether a row follows the cursor in that order.
func (ref rowRef) comesAfter(after *geo.Cursor) bool {
	r, at := ref.part.rows, tickOf(after.OccurredAt)
	if r.start[ref.row] != at {
		return r.start[ref.row] < at
	}
	var id [maxID]byte
	return string(r.id(ref.row, &id)) > after.ID
}

// mergeFacets walks the passing groups of the world levels backwards, the
// newest of all first.
func (s *snapshot) mergeFacets(p *plan, after *geo.Cursor) iter.Seq2[rowRef, error] {
	return func(yield func(rowRef, error) bool) {
		h := &facetHeap{}
		for i := range s.parts {
			if s.parts[i].sign > 0 {
				h.addPart(&s.parts[i], p, after)
			}
		}
		heap.Init(h)
		for len(h.cursors) > 0 {
			c := &h.cursors[0]
			ref := c.newest()
			if c.until--; c.until == c.from {
				heap.Pop(h)
			} else {
				heap.Fix(h, 0)
			}
			if p.lists(ref) && !yield(ref, nil) {
				return
			}
		}
	}
}

// lists says whether a row that lies in window and shape is counted and true.
func (p *plan) lists(ref rowRef) bool {
	return !ref.part.dead.has(ref.row) && p.countsRow(ref.part.rows, ref.row, ref.facet)
}

// addPart adds the passing groups of a part, cut at the cursor.
func (h *facetHeap) addPart(pt *part, p *plan, after *geo.Cursor) {
	for g, f := range pt.world.facet {
		if !p.passes(f) {
			continue
		}
		from, until := pt.world.entries(uint32(g), p.window)
		if after != nil {
			until = pt.before(from, until, after)
		}
		if from < until {
			h.cursors = append(h.cursors, facetCursor{pt, f, from, until})
		}
	}
}

// before gives the end of the entries of a group that follow the cursor:
// entries are ordered by start, then id descending.
func (pt *part) before(from, until uint32, after *geo.Cursor) uint32 {
	n, _ := slices.BinarySearchFunc(pt.world.rows[from:until], after, func(row uint32, c *geo.Cursor) int {
		if (rowRef{part: pt, row: row}).comesAfter(c) {
			return -1
		}
		return 1
	})
	return from + uint32(n)
}

// facetCursor is what is left of one group.
type facetCursor struct {
	part        *part
	facet       uint32
	from, until uint32
}

func (c *facetCursor) newest() rowRef {
	return rowRef{c.part, c.part.world.rows[c.until-1], c.facet}
}

// facetHeap keeps the group whose last entry is the newest on top.
type facetHeap struct{ cursors []facetCursor }

func (h *facetHeap) Len() int { return len(h.cursors) }
func (h *facetHeap) Less(i, j int) bool {
	return compareNewest(h.cursors[i].newest(), h.cursors[j].newest()) < 0
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
	var refs []rowRef
	for i := range s.parts {
		pt := &s.parts[i]
		if pt.sign < 0 {
			continue
		}
		spans, err := pt.spans(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, sp := range spans {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			sp.eachEntry(p.window, p.passes, func(row, facet, _ uint32) {
				if ref := (rowRef{pt, row, facet}); p.lists(ref) {
					refs = append(refs, ref)
				}
			})
		}
	}
	return refs, ctx.Err()
}

// Points yields the mapped rows in a box.
func (s *snapshot) Points(ctx context.Context, q geo.Query, box orb.Bound) iter.Seq2[*geo.Record, error] {
	return func(yield func(*geo.Record, error) bool) {
		for found, err := range s.near(ctx, q, []orb.Bound{box}, false) {
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range found {
				if !found[i].each(func(ref rowRef) bool { return !box.Contains(ref.point()) || yield(s.record(ref), nil) }) {
					return
				}
			}
		}
	}
}

// Near yields the rows near boxes. Rows with a large radius are looked for apart,
// with their own padding, so that one vague row does not make every search wide.
func (s *snapshot) Near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[geo.Flock, error] {
	return func(yield func(geo.Flock, error) bool) {
		for found, err := range s.near(ctx, q, boxes, reach) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(s.flock(found), nil) {
				return
			}
		}
	}
}

func (s *snapshot) flock(found []neighbours) geo.Flock {
	return func(yield func(*geo.Glimpse) bool) {
		var g geo.Glimpse
		for i := range found {
			more := found[i].each(func(ref rowRef) bool {
				s.glimpse(ref, &g)
				return yield(&g)
			})
			if !more {
				return
			}
		}
	}
}
