package index

import (
	"bytes"
	"cmp"
	"slices"

	"linea/geo"
	"linea/geo/grid"
)

// segment is a set of rows in the order (cell, facet, start, id) with the
// levels over them. Unmapped rows come first, under the pseudo-cell 0.
type segment struct {
	rows   *rows
	ids    *idTable
	base   *level // resolution 9, mapped rows only; its entries are rows
	levels [grid.BaseRes + 1]*level
	world  *level
	places *cellTree

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
}

func newAssembly(capacity int) *assembly {
	return &assembly{rows: newRows(capacity), cells: make([]geo.Cell, 0, capacity), sorted: make([]sorted, 0, capacity)}
}

// add copies a row.
func (a *assembly) add(from *rows, row uint32, cell geo.Cell, as sorted) {
	a.rows.repeats.copyFrom(&from.repeats, row, uint32(a.rows.len()))
	a.rows.copyFrom(from, row)
	a.cells = append(a.cells, cell)
	a.sorted = append(a.sorted, as)
}

// assembled gives derived rows their facets.
func (v *derivation) assembled() *assembly {
	a := &assembly{rows: v.rows, cells: v.cells, sorted: make([]sorted, v.rows.len())}
	for i := range a.sorted {
		a.sorted[i] = v.dict.sort(v.rows.attr[i], v.out[i])
		if !v.out[i].mapped {
			a.cells[i] = 0
		}
	}
	return a
}

// buildSegment puts rows in order and builds the levels over them.
func buildSegment(a *assembly, w words) *segment {
	keys := make([]sortKey, a.rows.len())
	for i := range keys {
		keys[i] = sortKey{a.cells[i], a.sorted[i].facet, a.rows.start[i], uint32(i)}
	}
	sortParallel(keys, func(x, y sortKey) int {
		if c := cmp.Or(cmp.Compare(x.cell, y.cell), cmp.Compare(x.facet, y.facet), cmp.Compare(x.start, y.start)); c != 0 {
			return c
		}
		return bytes.Compare(a.rows.id(x.row), a.rows.id(y.row))
	})
	s := &segment{rows: arrange(a, keys), unmapped: unmappedRuns(keys)}
	inParallelTwo(
		func() {
			s.world = worldLevel(s.rows, keys, w.facets)
			s.world.makeMarks(w.facets)
			s.ids = tableOf(s.rows)
			s.world.countTraits()
			s.spots = s.unmappedSpots(w)
		},
		func() { s.makeLevels(keys, w.facets) },
	)
	return s
}

// unmappedSpots finds the unmapped rows at each coordinate: the mapped ones are
// found through their cell.
func (s *segment) unmappedSpots(w words) map[spot][]uint32 {
	spots := map[spot][]uint32{}
	row := uint32(0)
	for _, run := range s.unmapped {
		for ; row < run.until; row++ {
			if w.traits[s.rows.trait[row]].hasPoint {
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
func arrange(a *assembly, keys []sortKey) *rows {
	r, out := a.rows, &rows{trait: make([]uint32, len(keys))}
	inParallelTwo(
		func() {
			out.ids, out.idEnd = arrangeIDs(r, keys)
			out.start = inOrderOf(keys, r.start)
			out.persons = inOrderOf(keys, r.persons)
			for at, k := range keys {
				out.trait[at] = a.sorted[k.row].trait
			}
		},
		func() {
			out.lon, out.lat = inOrderOf(keys, r.lon), inOrderOf(keys, r.lat)
			out.radius = inOrderOf(keys, r.radius)
			out.seq, out.revision = inOrderOf(keys, r.seq), inOrderOf(keys, r.revision)
			out.until, out.reported = r.until.inOrderOf(keys), r.reported.inOrderOf(keys)
			out.summary, out.repeats = r.summary.inOrderOf(keys), r.repeats.inOrderOf(keys)
		},
	)
	return out
}

func inOrderOf[T any](keys []sortKey, column []T) []T {
	out := make([]T, len(keys))
	for at, k := range keys {
		out[at] = column[k.row]
	}
	return out
}

func arrangeIDs(r *rows, keys []sortKey) (ids []byte, end []uint32) {
	ids, end = make([]byte, 0, len(r.ids)), make([]uint32, len(keys))
	for at, k := range keys {
		ids = append(ids, r.id(k.row)...)
		end[at] = uint32(len(ids))
	}
	return ids, end
}

func tableOf(r *rows) *idTable {
	t := newIDTable(r.len())
	for i := range r.len() {
		t.put(r, uint32(i))
	}
	return t
}

// worldLevel groups every row by facet; entries of equal start are ordered by
// id descending, so that walking back gives newest first, then id ascending.
func worldLevel(r *rows, keys []sortKey, facets []facet) *level {
	l := &level{cells: []geo.Cell{0}}
	begin := make([]uint32, len(facets)+1)
	for _, k := range keys {
		begin[k.facet+1]++
	}
	for f := range facets {
		begin[f+1] += begin[f]
	}
	l.rows = make([]uint32, len(keys))
	next := slices.Clone(begin)
	for at, k := range keys {
		l.rows[next[k.facet]] = uint32(at)
		next[k.facet]++
	}
	l.begin = append(l.begin, 0)
	for f := range facets {
		group := l.rows[begin[f]:begin[f+1]]
		if len(group) == 0 {
			continue
		}
		slices.SortFunc(group, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(r.start[a], r.start[b]), bytes.Compare(r.id(b), r.id(a)))
		})
		l.facet = append(l.facet, uint32(f))
		l.begin = append(l.begin, begin[f+1])
	}
	l.first = []uint32{0, uint32(len(l.facet))}
	l.starts, l.persons, l.traits = make([]tick, len(l.rows)), make([]uint16, len(l.rows)), make([]uint32, len(l.rows))
	for i, row := range l.rows {
		l.starts[i], l.persons[i], l.traits[i] = r.start[row], r.persons[row], r.trait[row]
	}
	return l
}

// makeLevels builds resolution 9 from the sorted rows and merges upward.
func (s *segment) makeLevels(keys []sortKey, facets []facet) {
	s.base = baseLevel(s.rows, keys)
	s.levels[grid.BaseRes] = s.base
	for res := grid.BaseRes - 1; res >= grid.MinRes; res-- {
		s.levels[res] = parentLevel(s.levels[res+1], res)
	}
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		s.levels[res].makeMarks(facets)
	}
	s.places = newCellTree(&s.levels)
}

// baseLevel shares the columns of the rows: entry i is row i.
func baseLevel(r *rows, keys []sortKey) *level {
	l := &level{res: grid.BaseRes, starts: r.start, persons: r.persons}
	for at, k := range keys {
		if k.cell == 0 {
			continue
		}
		newCell := len(l.cells) == 0 || l.cells[len(l.cells)-1] != k.cell
		if newCell {
			l.cells = append(l.cells, k.cell)
			l.first = append(l.first, uint32(len(l.facet)))
		}
		if newCell || l.facet[len(l.facet)-1] != k.facet {
			l.facet = append(l.facet, k.facet)
			l.begin = append(l.begin, uint32(at))
		}
	}
	l.first = append(l.first, uint32(len(l.facet)))
	l.begin = append(l.begin, uint32(len(keys)))
	return l
}

// entry is a start with its persons, packed so that sorting by number sorts by
// start.
type entry = uint64

// parentLevel merges the cells of a level into their parents.
func parentLevel(child *level, res int) *level {
	n := int(child.begin[len(child.facet)] - child.begin[0])
	l := &level{res: res, starts: make([]tick, 0, n), persons: make([]uint16, 0, n)}
	m := merger{child: child, out: l}
	for from := 0; from < len(child.cells); {
		parent := grid.Parent(child.cells[from], res)
		until := from + 1
		for until < len(child.cells) && grid.Parent(child.cells[until], res) == parent {
			until++
		}
		l.cells = append(l.cells, parent)
		l.first = append(l.first, uint32(len(l.facet)))
		m.merge(child.first[from], child.first[until])
		from = until
	}
	l.first = append(l.first, uint32(len(l.facet)))
	l.begin = append(l.begin, uint32(len(l.starts)))
	return l
}

// merger joins groups of equal facet; its slices are reused from cell to cell.
type merger struct {
	child  *level
	out    *level
	groups []uint32
	buffer []entry
}

func (m *merger) merge(from, until uint32) {
	m.groups = m.groups[:0]
	for g := from; g < until; g++ {
		m.groups = append(m.groups, g)
	}
	facet := m.child.facet
	slices.SortFunc(m.groups, func(a, b uint32) int { return cmp.Or(cmp.Compare(facet[a], facet[b]), cmp.Compare(a, b)) })
	for i := 0; i < len(m.groups); {
		j := i + 1
		for j < len(m.groups) && facet[m.groups[j]] == facet[m.groups[i]] {
			j++
		}
		m.emit(m.groups[i:j])
		i = j
	}
}

// emit appends one group of the parent: the children's entries, by start.
func (m *merger) emit(groups []uint32) {
	l, c := m.out, m.child
	l.facet = append(l.facet, c.facet[groups[0]])
	l.begin = append(l.begin, uint32(len(l.starts)))
	if len(groups) == 1 {
		from, until := c.begin[groups[0]], c.begin[groups[0]+1]
		l.starts = append(l.starts, c.starts[from:until]...)
		l.persons = append(l.persons, c.persons[from:until]...)
		return
	}
	m.buffer = m.buffer[:0]
	for _, g := range groups {
		for i := c.begin[g]; i < c.begin[g+1]; i++ {
			m.buffer = append(m.buffer, entry(c.starts[i])<<16|entry(c.persons[i]))
		}
	}
	slices.Sort(m.buffer)
	for _, e := range m.buffer {
		l.starts = append(l.starts, tick(e>>16))
		l.persons = append(l.persons, uint16(e))
	}
}
