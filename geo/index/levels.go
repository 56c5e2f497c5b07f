package index

import (
	"cmp"
	"slices"
	"sync"

	"linea/geo/grid"
)

// uplands is what only questions need of a segment: the levels above the base,
// and the swarms.
type uplands struct {
	levels [grid.BaseRes + 1]*level
	swarms []swarm
}

// fewToAsk: a segment of up to so many rows makes its uplands when it is first
// asked for them, and one of up to so many base cells their places, which is a
// matter of a millisecond; most parts of single writes are merged into others
// before.
const fewToAsk = 1000

// makeUplands makes them of the base level, or sees to it that they will be.
func (s *segment) makeUplands(w words) {
	s.above = sync.OnceValue(func() *uplands {
		u := &uplands{}
		u.levels[grid.BaseRes] = s.base
		for res := grid.BaseRes - 1; res >= grid.MinRes; res-- {
			u.levels[res] = parentLevel(u.levels[res+1], res)
			u.levels[res].makeMarks(w.facets)
		}
		u.swarms = s.makeSwarms(&u.levels, w.traits)
		return u
	})
	s.places = sync.OnceValue(func() *cellTree { return newCellTree(&s.above().levels) })
	if s.rows.len() > fewToAsk {
		s.above()
	}
	if len(s.base.cells) > fewToAsk {
		s.places()
	}
}

// level gives the level of a resolution.
func (s *segment) level(res int) *level {
	if res == grid.BaseRes {
		return s.base
	}
	return s.above().levels[res]
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
	l.clip()
	return l
}

// entry is a start with its persons, packed so that sorting by number sorts by
// start.
type entry = uint64

// parentLevel merges the cells of a level into their parents.
func parentLevel(child *level, res int) *level {
	n := int(child.begin[len(child.facet)] - child.begin[0])
	l := &level{res: res, starts: make([]tick, 0, n), persons: newCounts(n)}
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
	l.clip()
	return l
}

// clip gives back the memory that lists of unknown length grew into.
func (l *level) clip() {
	l.cells, l.first = exact(l.cells), exact(l.first)
	l.facet, l.begin = exact(l.facet), exact(l.begin)
}

func exact[T any](s []T) []T {
	if cap(s)-len(s) > len(s)/16 {
		return slices.Clone(s)
	}
	return s
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
		l.persons.append(&c.persons, from, until)
		return
	}
	m.buffer = m.buffer[:0]
	for _, g := range groups {
		for i := c.begin[g]; i < c.begin[g+1]; i++ {
			m.buffer = append(m.buffer, entry(c.starts[i])<<16|entry(c.persons.at(i)))
		}
	}
	slices.Sort(m.buffer)
	for _, e := range m.buffer {
		l.starts = append(l.starts, tick(e>>16))
		l.persons.add(uint16(e))
	}
}
