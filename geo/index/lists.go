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
	return s.near(ctx, q, []orb.Bound{box}, false, s.record)
}

// Near yields the rows near boxes. Rows with a large radius are looked for class
// by class, each with its own padding, so that one vague row does not make
// every search wide.
func (s *snapshot) Near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[*geo.Record, error] {
	return s.near(ctx, q, boxes, reach, s.bareRecord)
}

func (s *snapshot) near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool, record func(rowRef) *geo.Record) iter.Seq2[*geo.Record, error] {
	p := newPlan(&s.words, q, 0)
	return func(yield func(*geo.Record, error) bool) {
		for _, class := range reachClasses(p, reach) {
			for i := range s.parts {
				if s.parts[i].sign > 0 && !p.nearClass(ctx, &s.parts[i], boxes, class, func(ref rowRef, err error) bool {
					if err != nil {
						return yield(nil, err)
					}
					return yield(record(ref), nil)
				}) {
					return
				}
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
	for i := range p.traits {
		if p.traits[i].mapped && p.hasTrait(uint32(i)) {
			seen[max(p.traits[i].radius, narrow)] = true
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

// nearClass yields the rows of one class and part; false when the caller has
// enough.
func (p *plan) nearClass(ctx context.Context, pt *part, boxes []orb.Bound, class reachClass, yield func(rowRef, error) bool) bool {
	wide := make([]orb.Bound, len(boxes))
	var cells []int
	for i, b := range boxes {
		wide[i] = pad(b, class.padM)
		pt.cellsNear(grid.BaseRes, wide[i], func(cell int) { cells = append(cells, cell) })
	}
	slices.Sort(cells)
	more := true
	for i, cell := range slices.Compact(cells) {
		if i&0xff == 0 && ctx.Err() != nil {
			yield(rowRef{}, ctx.Err())
			return false
		}
		if !inCell(&p.query, pt.base.cells[cell]) {
			continue
		}
		pt.rowsOf(cell, p.window, func(row, facet uint32) {
			ref, point := rowRef{pt, row, facet}, pt.rows.point(row)
			if more && class.has(p.traits[pt.rows.trait.at(row)].radius) && p.lists(ref) && anyContains(wide, point) && p.shape.contains(point) {
				more = yield(ref, nil)
			}
		})
		if !more {
			return false
		}
	}
	return true
}

func (c reachClass) has(radius uint8) bool { return radius >= c.from && radius <= c.to }

func anyContains(boxes []orb.Bound, p orb.Point) bool {
	return slices.ContainsFunc(boxes, func(b orb.Bound) bool { return b.Contains(p) })
}
