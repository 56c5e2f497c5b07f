package index

import (
	"context"
	"slices"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// Cells counts the cells near the box. The cost follows the cells and facets
// in them; rows are visited only in cells that the query's own shape cuts.
func (s *snapshot) Cells(ctx context.Context, q geo.Query, res int, box *orb.Bound) ([]geo.CellCount, error) {
	if err := checkRes("cells", res); err != nil {
		return nil, err
	}
	p := newPlan(&s.words, q, res)
	counts := make([][]geo.CellCount, len(s.parts))
	for i := range s.parts {
		c := counter{part: &s.parts[i], plan: p, res: res}
		if counts[i] = c.cells(ctx, box); ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return s.addUp(counts), nil
}

func checkRes(op string, res int) error {
	if res < grid.MinRes || res > grid.BaseRes {
		return geo.Errorf(op, geo.Invalid, "a resolution is %d to %d", grid.MinRes, grid.BaseRes)
	}
	return nil
}

// counter counts cells of one resolution and one part for one plan.
type counter struct {
	part    *part
	plan    *plan
	res     int
	visited int
	out     []geo.CellCount
}

func (c *counter) cells(ctx context.Context, box *orb.Bound) []geo.CellCount {
	var stopped bool
	visit := func(cell int) {
		if c.visited++; c.visited&0xff == 0 {
			stopped = stopped || ctx.Err() != nil
		}
		if !stopped {
			c.count(cell)
		}
	}
	if box != nil {
		c.part.cellsNear(c.res, *box, visit)
		return c.out
	}
	for cell := range c.part.level(c.res).cells {
		visit(cell)
	}
	return c.out
}

// addUp joins the counts of the parts, each ascending by cell, with their
// signs. A cell that comes to nothing is left out.
func (s *snapshot) addUp(counts [][]geo.CellCount) []geo.CellCount {
	out := counts[0]
	for i := 1; i < len(counts); i++ {
		out = addCells(out, counts[i], s.parts[i].sign)
	}
	return slices.DeleteFunc(out, func(c geo.CellCount) bool { return c.N == 0 })
}

// addCells merges two ascending lists; unsigned arithmetic wraps, so the order
// in which parts are added does not matter.
func addCells(a, b []geo.CellCount, sign int) []geo.CellCount {
	if len(b) == 0 {
		return a
	}
	out := make([]geo.CellCount, 0, len(a)+len(b))
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case j == len(b) || i < len(a) && a[i].Cell < b[j].Cell:
			out, i = append(out, a[i]), i+1
		case i == len(a) || b[j].Cell < a[i].Cell:
			out, j = append(out, signed(b[j], sign)), j+1
		default:
			d := signed(b[j], sign)
			out = append(out, geo.CellCount{Cell: d.Cell, N: a[i].N + d.N, Persons: a[i].Persons + d.Persons})
			i, j = i+1, j+1
		}
	}
	return out
}

func signed(c geo.CellCount, sign int) geo.CellCount {
	if sign < 0 {
		c.N, c.Persons = -c.N, -c.Persons
	}
	return c
}

func (c *counter) count(cell int) {
	l := c.part.level(c.res)
	var n, persons uint32
	switch c.relate(cell) {
	case outside:
		return
	case inside:
		if c.plan.traitFails != nil {
			n, persons = c.countTraits(cell)
		} else {
			n, persons = l.countCell(cell, c.plan)
		}
	case cut:
		c.part.rowsUnder(l.cells[cell], c.plan, func(row, facet uint32) {
			if c.plan.countsRow(c.part.rows, row, facet) {
				n++
				persons += uint32(c.part.rows.persons.at(row))
			}
		})
	}
	if n > 0 {
		c.out = append(c.out, geo.CellCount{Cell: l.cells[cell], N: n, Persons: persons})
	}
}

// countTraits counts a whole cell row by row.
func (c *counter) countTraits(cell int) (n, persons uint32) {
	p, r := c.plan, c.part.rows
	sp := span{c.part, c.part.level(c.res), cell}
	sp.eachBaseEntry(p.window, p.passes, func(row, facet, trait uint32) {
		if p.traitFails[trait] == 0 && p.onClock(r.start[row], facet) {
			n++
			persons += uint32(r.persons.at(row))
		}
	})
	return n, persons
}

// relate says how the cell lies to the query's cell and shape.
func (c *counter) relate(cell int) relation {
	relation := inside
	if of := c.plan.query.Cell; of != 0 {
		relation = relateCells(c.part.level(c.res).cells[cell], of)
	}
	if len(c.plan.shape) > 0 && relation != outside {
		relation = min(relation, c.plan.shape.relate(c.part.places().center(c.res, cell), reachM(c.res)))
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
			k, people := l.count(from, until, &p.clock, p.facets[f].precision)
			n, persons = n+k, persons+people
		}
	}
	return n, persons
}

// countsRow tests facet, trait and clock of a row that is known to lie in
// window and shape.
func (p *plan) countsRow(r *rows, row, facet uint32) bool {
	return p.fails[facet] == 0 && p.hasTrait(r.trait.at(row)) && p.onClock(r.start[row], facet)
}

func (p *plan) onClock(start tick, facet uint32) bool {
	return p.clock.has(start, p.facets[facet].precision)
}
