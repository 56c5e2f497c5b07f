package index

import (
	"context"
	"iter"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// near yields the mapped rows that match and lie in one of the boxes; with reach
// also those that lie no farther from one than their radius may be.
func (s *snapshot) near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[[]neighbours, error] {
	p := newPlan(&s.words, q, 0)
	return func(yield func([]neighbours, error) bool) {
		for i := range s.parts {
			pt := &s.parts[i]
			if pt.sign < 0 {
				continue
			}
			n := nearby{ctx: ctx, plan: p, part: pt, yield: yield}
			if n.from, n.until = pt.rangeOf(q.Cell); !n.run(boxes, reach) {
				return
			}
		}
	}
}

// rangeOf gives the range of the rows in a cell; all mapped ones for 0.
func (s *segment) rangeOf(c geo.Cell) (from, until uint32) {
	b := s.base
	if c == 0 {
		return b.begin[0], b.begin[len(b.facet)]
	}
	if grid.Res(c) > grid.BaseRes {
		return 0, 0
	}
	first, last := b.descendants(c)
	return b.begin[b.first[first]], b.begin[b.first[last]]
}

// nearby is one search in one part.
type nearby struct {
	ctx         context.Context
	plan        *plan
	part        *part
	from, until uint32 // the rows that may be meant
	yield       func([]neighbours, error) bool

	swarm *swarm       // searched just now
	some  []neighbours // not yielded yet
	kept  []gridBox    // boxes of the units found
}

// unitsAtOnce is how many units are yielded together.
const unitsAtOnce = 16

// neighbours are the rows of a unit that match and lie in one of some boxes.
type neighbours struct {
	*nearby
	swarm *swarm
	unit  int
	boxes []gridBox // nil: all lie in one
}

// run searches every swarm; false when the caller has enough.
func (n *nearby) run(boxes []orb.Bound, reach bool) bool {
	swarms := n.part.above().swarms
	for i := range swarms {
		n.swarm = &swarms[i]
		padM := 0.0
		if reach {
			padM = n.swarm.padM
		}
		search := swarmSearch{swarm: n.swarm, boxes: make([]gridBox, len(boxes), 4*len(boxes)), found: n.found}
		for k, b := range boxes {
			search.boxes[k] = gridBoxOf(pad(b, padM))
		}
		if !search.run() {
			return false
		}
	}
	return n.pass()
}

// pass yields the units found since the last time.
func (n *nearby) pass() bool {
	some := n.some
	n.some = make([]neighbours, 0, unitsAtOnce)
	if len(some) > 0 && !n.yield(some, nil) {
		return false
	}
	if err := n.ctx.Err(); err != nil {
		n.yield(nil, err)
		return false
	}
	return true
}

// found takes a unit that meets boxes.
func (n *nearby) found(i int, boxes []gridBox) bool {
	unit := neighbours{nearby: n, swarm: n.swarm, unit: i}
	if !anyCovers(boxes, &n.swarm.units[i].box) {
		first := len(n.kept)
		n.kept = append(n.kept, boxes...)
		unit.boxes = n.kept[first:]
	}
	n.some = append(n.some, unit)
	return len(n.some) < unitsAtOnce || n.pass()
}

// each yields the rows, none once the context has ended; false when the caller
// has enough. Several may be read at the same time.
func (n *neighbours) each(yield func(rowRef) bool) bool {
	w, r := n.swarm, n.part.rows
	from, until := w.window(n.unit, r.start, n.plan.window)
	if from == until || n.ctx.Err() != nil {
		return true
	}
	first := w.units[n.unit].row
	for _, behind := range w.order[from:until] {
		row := first + uint32(behind)
		if n.boxes != nil && !anyHolds(n.boxes, r.lon[row], r.lat[row]) || row < n.from || row >= n.until {
			continue
		}
		ref := rowRef{n.part, row, n.part.facets.at(row)}
		if n.plan.lists(ref) && n.plan.shape.contains(ref.point()) && !yield(ref) {
			return false
		}
	}
	return true
}

func (ref rowRef) point() orb.Point { return ref.part.rows.point(ref.row) }

func anyCovers(boxes []gridBox, box *gridBox) bool {
	for i := range boxes {
		if boxes[i].covers(box) {
			return true
		}
	}
	return false
}

func anyHolds(boxes []gridBox, lon, lat int32) bool {
	for i := range boxes {
		if boxes[i].holds(lon, lat) {
			return true
		}
	}
	return false
}
