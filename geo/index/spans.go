package index

import (
	"cmp"
	"context"
	"slices"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// span is one cell of one level of a part, counted as a whole.
type span struct {
	part  *part
	level *level
	cell  int
}

// Shapes are covered by cells of these resolutions, coarse first; the rows of
// the finest that are cut are visited.
const (
	coverRes     = 6
	coverFineRes = 8
)

// spans covers the plan's shape: whole cells as they are, and one loose level
// of the rows in cut cells.
func (pt *part) spans(ctx context.Context, p *plan) ([]span, error) {
	switch {
	case !p.query.Positional():
		return []span{pt.everything()}, nil
	case len(p.shape) == 0:
		return pt.cellSpan(p.query.Cell), nil
	}
	c := cover{part: pt, plan: p}
	box, ok := p.shape.bound()
	if !ok {
		return nil, nil
	}
	var err error
	pt.cellsNear(coverRes, box, func(cell int) {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			c.take(coverRes, cell)
		}
	})
	if len(c.loose) > 0 {
		c.spans = append(c.spans, span{pt, looseLevel(c.loose), 0})
	}
	return c.spans, err
}

func (pt *part) cellSpan(c geo.Cell) []span {
	res := grid.Res(c)
	if res < grid.MinRes || res > grid.BaseRes {
		return nil
	}
	l := pt.level(res)
	if i, ok := l.find(c); ok {
		return []span{{pt, l, i}}
	}
	return nil
}

// cover collects the spans and loose rows of a shape.
type cover struct {
	part  *part
	plan  *plan
	spans []span
	loose []looseRow
}

// take adds one cell of resolution coverRes or coverFineRes.
func (c *cover) take(res, cell int) {
	l := c.part.level(res)
	relation := c.plan.shape.relate(c.part.places().center(res, cell), reachM(res))
	switch {
	case relation == outside:
	case relation == inside && c.plan.query.Cell == 0:
		c.spans = append(c.spans, span{c.part, l, cell})
	case res == coverFineRes:
		c.part.rowsUnder(l.cells[cell], c.plan, func(row, facet uint32) {
			c.loose = append(c.loose, c.part.loose(row, facet))
		})
	default:
		from, until := c.part.level(coverFineRes).descendants(l.cells[cell])
		for fine := from; fine < until; fine++ {
			c.take(coverFineRes, fine)
		}
	}
}

func (t *cellTree) center(res, cell int) orb.Point {
	c := t.centers[res][cell]
	return orb.Point{float64(c[0]), float64(c[1])}
}

// rowsUnder visits the mapped rows under a cell that lie in the plan's shape
// and window, whatever facet: the caller tests that.
func (s *segment) rowsUnder(ancestor geo.Cell, p *plan, visit func(row, facet uint32)) {
	from, until := s.base.descendants(ancestor)
	for cell := from; cell < until; cell++ {
		if !inCell(&p.query, s.base.cells[cell]) {
			continue
		}
		relation := p.shape.relate(s.places().center(grid.BaseRes, cell), reachM(grid.BaseRes))
		if relation == outside {
			continue
		}
		s.rowsOf(cell, p.window, func(row, facet uint32) {
			if relation == inside || p.shape.contains(s.rows.point(row)) {
				visit(row, facet)
			}
		})
	}
}

// rowsOf visits the rows of a base cell in the window.
func (s *segment) rowsOf(cell int, w window, visit func(row, facet uint32)) {
	first, last := s.base.groups(cell)
	for g := first; g < last; g++ {
		from, until := s.base.entries(g, w)
		for row := from; row < until; row++ {
			visit(row, s.base.facet[g])
		}
	}
}

// withTraits gives the span of the rows of the given spans whose facet is
// accepted and whose trait passes.
func (pt *part) withTraits(p *plan, spans []span, accept func(uint16) bool) []span {
	var loose []looseRow
	for _, sp := range spans {
		sp.eachEntry(p.window, func(facet uint32) bool { return accept(p.fails[facet]) }, func(row, facet, trait uint32) {
			if p.traitFails[trait] == 0 {
				loose = append(loose, pt.loose(row, facet))
			}
		})
	}
	if len(loose) == 0 {
		return nil
	}
	return []span{{pt, looseLevel(loose), 0}}
}

// eachEntry visits the rows of a span in the window whose facet is wanted.
func (sp span) eachEntry(w window, wanted func(facet uint32) bool, visit func(row, facet, trait uint32)) {
	if sp.level.rows == nil {
		sp.eachBaseEntry(w, wanted, visit)
		return
	}
	first, last := sp.level.groups(sp.cell)
	for g := first; g < last; g++ {
		f := sp.level.facet[g]
		if !wanted(f) {
			continue
		}
		from, until := sp.level.entries(g, w)
		for i := from; i < until; i++ {
			visit(sp.level.rows[i], f, sp.level.traits.at(i))
		}
	}
}

// eachBaseEntry visits the rows under a cell: those of its base cells, whose
// groups lie side by side.
func (sp span) eachBaseEntry(w window, wanted func(facet uint32) bool, visit func(row, facet, trait uint32)) {
	b := sp.part.base
	from, until := b.descendants(sp.level.cells[sp.cell])
	for g := b.first[from]; g < b.first[until]; g++ {
		f := b.facet[g]
		if !wanted(f) {
			continue
		}
		first, last := b.entries(g, w)
		for row := first; row < last; row++ {
			visit(row, f, sp.part.rows.trait.at(row))
		}
	}
}

// looseRow is a row that was visited one by one.
type looseRow struct {
	facet, trait uint32
	start        tick
	row          uint32
	persons      uint16
}

func (s *segment) loose(row, facet uint32) looseRow {
	return looseRow{facet, s.rows.trait.at(row), s.rows.start[row], row, s.rows.persons.at(row)}
}

// looseLevel makes a level of one pseudo-cell out of loose rows.
func looseLevel(rows []looseRow) *level {
	slices.SortFunc(rows, func(a, b looseRow) int {
		return cmp.Or(cmp.Compare(a.facet, b.facet), cmp.Compare(a.start, b.start), cmp.Compare(a.row, b.row))
	})
	n := len(rows)
	l := &level{cells: []geo.Cell{0}, starts: make([]tick, n), persons: newCounts(n), rows: make([]uint32, n), traits: numbers{wide: make([]uint32, n)}}
	for i, r := range rows {
		if i == 0 || rows[i-1].facet != r.facet {
			l.facet = append(l.facet, r.facet)
			l.begin = append(l.begin, uint32(i))
		}
		l.persons.add(r.persons)
		l.starts[i], l.rows[i], l.traits.wide[i] = r.start, r.row, r.trait
	}
	l.first = []uint32{0, uint32(len(l.facet))}
	l.begin = append(l.begin, uint32(n))
	return l
}
