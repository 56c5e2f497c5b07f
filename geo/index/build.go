package index

import (
	"bytes"
	"cmp"
	"slices"

	"linea/geo"
)

// segment is a set of rows in the order (cell, facet, start, id) with the
// levels over them. Unmapped rows come first, under the pseudo-cell 0.
type segment struct {
	rows   *rows
	ids    *idTable
	base   *level // resolution 9, mapped rows only; its entries are rows
	world  *level
	facets numbers          // of each row
	above  func() *uplands  // made when the segment is, unless it is small
	places func() *cellTree // likewise

	unmapped []facetRun        // facets of the rows before the base level's first
	spots    map[spot][]uint32 // of the unmapped rows that have a point
}

// facetRun says that the rows below until, and above the run before, have one
// facet.
type facetRun struct {
	facet uint32
	until uint32
}

// sortKey orders rows within a segment.
type sortKey struct {
	cell  geo.Cell
	facet uint32
	start tick
	row   uint32
}

// assembly is rows on their way into a segment: with cell (0 = unmapped), facet
// and trait of each.
type assembly struct {
	rows   *rows
	cells  []geo.Cell
	sorted []sorted
	byCell []placed // rows in the order of cells, where that is known; else nil
}

func newAssembly(capacity int) *assembly {
	return &assembly{rows: newRows(capacity), cells: make([]geo.Cell, 0, capacity), sorted: make([]sorted, 0, capacity)}
}

// add copies a row.
func (a *assembly) add(from *rows, row uint32, cell geo.Cell, as sorted) {
	a.rows.repeats.copyFrom(&from.repeats, row, uint32(a.rows.len()))
	a.rows.copyFrom(from, row, said{})
	a.cells = append(a.cells, cell)
	a.sorted = append(a.sorted, as)
}

// each visits the rows.
func (a *assembly) each(visit func(row uint32, as sorted, cell geo.Cell)) {
	for i, as := range a.sorted {
		visit(uint32(i), as, a.cells[i])
	}
}

// assembled gives derived rows their facets.
func (v *derivation) assembled() *assembly {
	a := &assembly{rows: v.rows, cells: v.cells, sorted: make([]sorted, v.rows.len()), byCell: v.byCell}
	for i := range a.sorted {
		a.sorted[i] = v.dict.sort(v.rows.said[i], v.out[i])
		if !v.out[i].mapped {
			a.cells[i] = 0
		}
	}
	return a
}

// keys gives the rows in the order of cells.
func (a *assembly) keys() []sortKey {
	keys := make([]sortKey, 0, a.rows.len())
	add := func(row uint32) {
		keys = append(keys, sortKey{a.cells[row], a.sorted[row].facet, a.rows.start[row], row})
	}
	for i, c := range a.cells {
		if a.byCell == nil || c == 0 {
			add(uint32(i))
		}
	}
	for _, p := range a.byCell {
		if a.cells[p.row] != 0 {
			add(p.row)
		}
	}
	if a.byCell == nil {
		keys = radixSort(keys, make([]sortKey, len(keys)), func(k *sortKey) uint64 { return uint64(k.cell) })
	}
	return keys
}

// ordered gives the rows in the order of a segment.
func (a *assembly) ordered() []sortKey {
	keys := a.keys()
	inRuns(keys, func(k *sortKey) geo.Cell { return k.cell }, func(runs [][]sortKey) {
		for _, run := range runs {
			slices.SortFunc(run, func(x, y sortKey) int {
				if c := cmp.Or(cmp.Compare(x.facet, y.facet), cmp.Compare(x.start, y.start)); c != 0 {
					return c
				}
				return bytes.Compare(a.rows.ids.raw(x.row), a.rows.ids.raw(y.row))
			})
		}
	})
	return keys
}

// buildSegment puts rows in order and builds the levels over them.
func buildSegment(a *assembly, w words) *segment {
	keys := a.ordered()
	s := &segment{rows: arrange(a, keys, len(w.traits)), unmapped: unmappedRuns(keys), facets: facetsOf(keys, len(w.facets))}
	inParallelTwo(len(keys),
		func() {
			s.world = worldLevel(s.rows, keys, w)
			s.world.makeMarks(w.facets)
			s.world.countTraits()
			s.spots = s.unmappedSpots(w)
			s.ids = tableOf(&s.rows.ids, nil)
		},
		func() {
			s.base = baseLevel(s.rows, keys)
			s.base.makeMarks(w.facets)
			s.makeUplands(w)
		},
	)
	return s
}

func facetsOf(keys []sortKey, facets int) numbers {
	out := newNumbers(len(keys), facets)
	for at := range keys {
		out.set(at, keys[at].facet)
	}
	return out
}

// unmappedSpots finds the unmapped rows at each coordinate: the mapped ones are
// found through their cell.
func (s *segment) unmappedSpots(w words) map[spot][]uint32 {
	spots := map[spot][]uint32{}
	row := uint32(0)
	for _, run := range s.unmapped {
		for ; row < run.until; row++ {
			if w.traits[s.rows.trait.at(row)].hasPoint {
				key := spot{w.facets[run.facet].source, s.rows.lon[row], s.rows.lat[row]}
				spots[key] = append(spots[key], row)
			}
		}
	}
	return spots
}

func unmappedRuns(keys []sortKey) (runs []facetRun) {
	for at, k := range keys {
		if k.cell != 0 {
			break
		}
		if len(runs) == 0 || runs[len(runs)-1].facet != k.facet {
			runs = append(runs, facetRun{facet: k.facet})
		}
		runs[len(runs)-1].until = uint32(at + 1)
	}
	return runs
}

// arrange copies the rows into the order of the keys, columns side by side.
func arrange(a *assembly, keys []sortKey, traits int) *rows {
	r, out := a.rows, &rows{trait: newNumbers(len(keys), traits)}
	inParallelTwo(len(keys),
		func() {
			out.ids = r.ids.packInOrderOf(keys)
			out.start = inOrderOf(keys, r.start)
			for at := range keys {
				out.trait.set(at, a.sorted[keys[at].row].trait)
			}
		},
		func() {
			out.lon, out.lat = inOrderOf(keys, r.lon), inOrderOf(keys, r.lat)
			out.radius, out.persons = r.radius.inOrderOf(keys), r.persons.inOrderOf(keys)
			out.seq, out.revision = inOrderOf(keys, r.seq), r.revision.inOrderOf(keys)
			out.until, out.reported = r.until.inOrderOf(keys), r.reported.inOrderOf(keys)
			out.summary, out.repeats = r.summary.inOrderOf(keys), r.repeats.inOrderOf(keys)
		},
	)
	return out
}

func inOrderOf[T any](keys []sortKey, column []T) []T {
	out := make([]T, len(keys))
	for at := range keys {
		out[at] = column[keys[at].row]
	}
	return out
}
