package index

import (
	"slices"

	"linea/geo"
	"linea/geo/grid"
)

// What lies around the points of an update in the old snapshot.

// vicinity is what lies around a base cell: the base cells within linkRing,
// and those of them that the old parts have rows in.
type vicinity struct {
	cells []geo.Cell
	old   []oldCell
}

// oldCell is a base cell of a part.
type oldCell struct {
	part *part
	cell int
}

// vicinity is looked up once for each cell.
func (u *update) vicinity(c geo.Cell) *vicinity {
	v := u.around[c]
	if v == nil {
		v = &vicinity{cells: grid.Disk(c, linkRing)}
		slices.Sort(v.cells)
		v.old = u.old.appendCells(nil, v.cells)
		u.around[c] = v
	}
	return v
}

// appendCells adds the base cells of the parts that are among some, which
// ascend. Most parts are small and have none between the first and the last.
func (s *snapshot) appendCells(found []oldCell, cells []geo.Cell) []oldCell {
	for i := range s.parts {
		pt := &s.parts[i]
		if pt.sign < 0 {
			continue
		}
		from := 0
		for _, c := range cells {
			at, ok := slices.BinarySearch(pt.base.cells[from:], c)
			if from += at; from == len(pt.base.cells) {
				break
			}
			if ok {
				found = append(found, oldCell{pt, from})
			} else if pt.base.cells[from] > cells[len(cells)-1] {
				break
			}
		}
	}
	return found
}

// eachLinked visits the untouched mapped rows in the base cells that may hold
// what is linked with a point in a cell.
func (u *update) eachLinked(c geo.Cell, visit func(rowRef)) {
	u.eachOf(u.vicinity(c).old, visit)
}

// eachOld visits the untouched mapped rows in a base cell.
func (u *update) eachOld(c geo.Cell, visit func(rowRef)) {
	u.eachOf(u.old.appendCells(nil, []geo.Cell{c}), visit)
}

func (u *update) eachOf(cells []oldCell, visit func(rowRef)) {
	for _, o := range cells {
		o.part.rowsOf(o.cell, everTime, func(row, facet uint32) {
			if u.isOld(o.part, row) {
				visit(rowRef{o.part, row, facet})
			}
		})
	}
}
