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
	s := t.snapshot.segment
	a, b := labelsOf(t.by[0]), labelsOf(t.by[1])
	loose := map[[2]string][]looseRow{}
	for cell := range s.base.cells {
		if cell&0xff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		center := s.places.center(grid.BaseRes, cell)
		labelA, okA := a.ofDisk(center, reachM(grid.BaseRes))
		labelB, okB := b.ofDisk(center, reachM(grid.BaseRes))
		if okA && okB && !p.query.Positional() {
			t.add(span{s.base, cell}.append(nil, p, passing), p, labelA, labelB)
			continue
		}
		s.rowsUnder(s.base.cells[cell], p, func(row, facet uint32) {
			point := s.rows.point(row)
			pair := [2]string{a.of(point), b.of(point)}
			loose[pair] = append(loose[pair], looseRow{facet, s.rows.start[row], row, s.rows.persons[row]})
		})
	}
	for pair, rows := range loose {
		t.add(span{looseLevel(rows), 0}.append(nil, p, passing), p, pair[0], pair[1])
	}
	t.addUnmapped(p)
	return nil
}

// addUnmapped counts the rows that lie in no polygon because they lie nowhere.
func (t *table) addUnmapped(p *plan) {
	world := span{t.snapshot.segment.world, 0}.append(nil, p, passing)
	var unmapped []bunch
	for _, b := range world {
		if !p.facets[b.facet].mapped {
			unmapped = append(unmapped, b)
		}
	}
	t.add(unmapped, p, "", "")
}
