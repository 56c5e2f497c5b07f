package index

import (
	"context"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// labels tells polygons of an overlay apart: the first that holds a point
// names it.
type labels struct{ named []labelled }

type labelled struct {
	name   string
	shapes []inPolygon
}

func labelsOf(d geo.Dimension) labels {
	var l labels
	for _, n := range d.Polygons {
		one := labelled{name: n.Name}
		for _, polygon := range n.Shape {
			one.shapes = append(one.shapes, newInPolygon(polygon))
		}
		l.named = append(l.named, one)
	}
	return l
}

// of gives the label of a point, "" for none.
func (l labels) of(p orb.Point) string {
	for _, n := range l.named {
		for _, shape := range n.shapes {
			if shape.contains(p) {
				return n.name
			}
		}
	}
	return ""
}

// ofDisk gives the label of every point of a disk; ok is false when they may
// differ.
func (l labels) ofDisk(center orb.Point, reachM float64) (name string, ok bool) {
	for _, n := range l.named {
		for _, shape := range n.shapes {
			switch shape.relate(center, reachM) {
			case inside:
				return n.name, true
			case cut:
				return "", false
			}
		}
	}
	return "", true
}

// addByPolygon counts base cell by base cell: as a whole where one label holds
// for the cell and the shape of the query does not cut it, else row by row.
func (t *table) addByPolygon(ctx context.Context, p *plan) error {
	c := polygonCount{table: t, plan: p, by: [2]labels{labelsOf(t.by[0]), labelsOf(t.by[1])}, found: map[[2]string][]bunch{}}
	for i := range t.snapshot.parts {
		if err := c.add(ctx, &t.snapshot.parts[i]); err != nil {
			return err
		}
	}
	for pair, bunches := range c.found {
		t.add(bunches, p, pair[0], pair[1])
	}
	return nil
}

// polygonCount collects bunches by the polygons they lie in.
type polygonCount struct {
	table *table
	plan  *plan
	by    [2]labels
	found map[[2]string][]bunch
}

func (c *polygonCount) add(ctx context.Context, pt *part) error {
	loose := map[[2]string][]looseRow{}
	for cell := range pt.base.cells {
		if cell&0xff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if pair, ok := c.ofCell(pt, cell); ok {
			c.found[pair] = span{pt, pt.base, cell}.append(c.found[pair], c.plan, passing)
			continue
		}
		pt.rowsUnder(pt.base.cells[cell], c.plan, func(row, facet uint32) {
			point := pt.rows.point(row)
			pair := [2]string{c.by[0].of(point), c.by[1].of(point)}
			loose[pair] = append(loose[pair], pt.loose(row, facet))
		})
	}
	for pair, rows := range loose {
		c.found[pair] = span{pt, looseLevel(rows), 0}.append(c.found[pair], c.plan, passing)
	}
	for _, b := range pt.everything().append(nil, c.plan, passing) {
		if !c.plan.facets[b.facet].mapped { // in no polygon because it is nowhere
			c.found[[2]string{}] = append(c.found[[2]string{}], b)
		}
	}
	return nil
}

// ofCell gives the labels of a whole base cell, where it has one pair and the
// query no shape.
func (c *polygonCount) ofCell(pt *part, cell int) (pair [2]string, ok bool) {
	if c.plan.query.Positional() {
		return pair, false
	}
	for i, l := range c.by {
		if pair[i], ok = l.ofDisk(pt.places.center(grid.BaseRes, cell), reachM(grid.BaseRes)); !ok {
			return pair, false
		}
	}
	return pair, true
}
