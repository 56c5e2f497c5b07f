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
func (s *snapshot) near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[rowRef, error] {
	p := newPlan(&s.words, q, 0)
	return func(yield func(rowRef, error) bool) {
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
	yield       func(rowRef, error) bool

	swarm *swarm // searched just now
	read  int    // entries, since the context was looked at
}

// run searches every swarm; false when the caller has enough.
func (n *nearby) run(boxes []orb.Bound, reach bool) bool {
	for i := range n.part.swarms {
		n.swarm = &n.part.swarms[i]
		padM := 0.0
		if reach {
			padM = n.swarm.padM
		}
		search := swarmSearch{swarm: n.swarm, boxes: make([]gridBox, len(boxes), 4*len(boxes)), found: n.unit}
		for k, b := range boxes {
			search.boxes[k] = gridBoxOf(pad(b, padM))
		}
		if !search.run() {
			return false
		}
	}
	return true
}

// patientFor is about how many entries are read between two looks at the
// context.
const patientFor = 1 << 10

// unit yields the rows of a unit that match and lie in one of the boxes.
func (n *nearby) unit(i int, boxes []gridBox) bool {
	w, r := n.swarm, n.part.rows
	from, until := w.window(i, r.start, n.plan.window)
	if n.read += 1 + int(until-from); n.read >= patientFor {
		if n.read = 0; n.ctx.Err() != nil {
			n.yield(rowRef{}, n.ctx.Err())
			return false
		}
	}
	first := w.units[i].row
	for _, behind := range w.order[from:until] {
		row := first + uint32(behind)
		if !anyHolds(boxes, r.lon[row], r.lat[row]) || row < n.from || row >= n.until {
			continue
		}
		ref := rowRef{n.part, row, n.part.facets.at(row)}
		if n.plan.lists(ref) && n.plan.shape.contains(ref.point()) && !n.yield(ref, nil) {
			return false
		}
	}
	return true
}

func (ref rowRef) point() orb.Point { return ref.part.rows.point(ref.row) }

func anyHolds(boxes []gridBox, lon, lat int32) bool {
	for i := range boxes {
		if boxes[i].holds(lon, lat) {
			return true
		}
	}
	return false
}
