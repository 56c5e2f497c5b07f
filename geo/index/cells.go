package index

import (
	"context"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// Cells counts the cells near the box. The cost follows the cells and facets
// in them; rows are visited only in cells that the query's own shape cuts.
func (s *snapshot) Cells(ctx context.Context, q geo.Query, res int, box *orb.Bound) ([]geo.CellCount, error) {
	if res < grid.MinRes || res > grid.BaseRes {
		return nil, geo.Errorf("cells", geo.Invalid, "a resolution is %d to %d", grid.MinRes, grid.BaseRes)
	}
	c := counter{snapshot: s, plan: newPlan(&s.words, q, res), res: res}
	visit := func(cell int) {
		if c.visited++; c.visited&0xff == 0 && c.err == nil {
			c.err = ctx.Err()
		}
		if c.err == nil {
			c.count(cell)
		}
	}
	if box != nil {
		s.segment.cellsNear(res, *box, visit)
	} else {
		for cell := range s.segment.levels[res].cells {
			visit(cell)
		}
	}
	return c.out, c.err
}

// counter counts cells of one resolution for one plan.
type counter struct {
	snapshot *snapshot
	plan     *plan
	res      int
	visited  int
	out      []geo.CellCount
	err      error
}

func (c *counter) count(cell int) {
	l := c.snapshot.segment.levels[c.res]
	var n, persons uint32
	switch c.relate(cell) {
	case outside:
		return
	case inside:
		n, persons = l.countCell(cell, c.plan)
	case cut:
		c.snapshot.segment.rowsUnder(l.cells[cell], c.plan, func(row, facet uint32) {
			if c.plan.countsRow(c.snapshot.segment.rows, row, facet) {
				n++
				persons += uint32(c.snapshot.segment.rows.persons[row])
			}
		})
	}
	if n > 0 {
		c.out = append(c.out, geo.CellCount{Cell: l.cells[cell], N: n, Persons: persons})
	}
}

// relate says how the cell lies to the query's cell and shape.
func (c *counter) relate(cell int) relation {
	relation := inside
	if of := c.plan.query.Cell; of != 0 {
		relation = relateCells(c.snapshot.segment.levels[c.res].cells[cell], of)
	}
	if len(c.plan.shape) > 0 && relation != outside {
		relation = min(relation, c.plan.shape.relate(c.snapshot.segment.places.center(c.res, cell), reachM(c.res)))
	}
	return relation
}

// relateCells says how cell c lies to the cell asked for.
func relateCells(c, of geo.Cell) relation {
	mine, its := grid.Res(c), grid.Res(of)
	switch {
	case mine >= its && grid.Parent(c, its) == of:
		return inside
	case mine < its && grid.Parent(of, mine) == c:
		return cut
	}
	return outside
}

func (l *level) countCell(cell int, p *plan) (n, persons uint32) {
	first, last := l.groups(cell)
	for g := first; g < last; g++ {
		f := l.facet[g]
		if p.fails[f] != 0 {
			continue
		}
		if from, until := l.entries(g, p.window); from < until {
			k, people := l.count(from, until, &p.slots, p.facets[f].precision)
			n, persons = n+k, persons+people
		}
	}
	return n, persons
}

// countsRow tests facet and slots of a row that is known to lie in window and
// shape.
func (p *plan) countsRow(r *rows, row, facet uint32) bool {
	return p.fails[facet] == 0 && (p.slots.all || p.slots.has(slotOf(r.start[row], p.facets[facet].precision)))
}
