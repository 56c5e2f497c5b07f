package index

import (
	"slices"
	"sort"

	"linea/geo"
)

// markEvery is how many entries lie between two running totals.
const markEvery = 512

// mark holds the running totals of all entries of a level before its own:
// entry k*markEvery for mark k. Differences of two marks are the totals of a
// range, whatever groups it spans.
type mark struct {
	slots   [geo.WeekSlots]uint32
	persons uint64
}

// level is all rows grouped by (cell, facet), starts sorted within a group.
//
//	cells   c0        c1             ascending
//	first   0         2         5    groups of c0 are 0 and 1
//	facet   f3   f7   f1  f3  f9     ascending within a cell
//	begin   0    4    6   ...        entries of group 0 are 0..3
//	starts  t t t t | t t | ...      ascending within a group
//
// The world level has one pseudo-cell with every row, mapped or not.
type level struct {
	res     int
	cells   []geo.Cell
	first   []uint32
	facet   []uint32
	begin   []uint32
	starts  []tick
	persons []uint16
	marks   []mark   // nil when every group is short
	rows    []uint32 // world and loose levels only: the row of each entry
	traits  []uint32 // of each of these rows

	// World only: how many rows of each group have which trait.
	traitFirst  []uint32
	traitCounts []traitCount
}

// traitCount is how many rows have a trait.
type traitCount struct {
	trait uint32
	n     int32
}

// countTraits prepares the counts by trait of whole groups.
func (l *level) countTraits() {
	l.traitFirst = make([]uint32, 0, len(l.facet)+1)
	for g := range l.facet {
		l.traitFirst = append(l.traitFirst, uint32(len(l.traitCounts)))
		l.traitCounts = appendCounts(l.traitCounts, l.traits[l.begin[g]:l.begin[g+1]])
	}
	l.traitFirst = append(l.traitFirst, uint32(len(l.traitCounts)))
}

// appendCounts adds how often each trait occurs, ascending.
func appendCounts(counts []traitCount, traits []uint32) []traitCount {
	ordered := slices.Sorted(slices.Values(traits))
	for i, t := range ordered {
		if i == 0 || ordered[i-1] != t {
			counts = append(counts, traitCount{trait: t})
		}
		counts[len(counts)-1].n++
	}
	return counts
}

func (l *level) groups(cell int) (from, until uint32) { return l.first[cell], l.first[cell+1] }

// find gives the position of a cell.
func (l *level) find(c geo.Cell) (int, bool) {
	i := sort.Search(len(l.cells), func(i int) bool { return l.cells[i] >= c })
	return i, i < len(l.cells) && l.cells[i] == c
}

// entries gives the range of a group's entries that lie in the window.
func (l *level) entries(group uint32, w window) (from, until uint32) {
	from, until = l.begin[group], l.begin[group+1]
	s := l.starts[from:until]
	if w.from > s[0] {
		from += lowerBound(s, w.from)
	}
	if w.until <= uint64(s[len(s)-1]) {
		until = l.begin[group] + lowerBound(s, tick(w.until))
	}
	return from, max(from, until)
}

// lowerBound is the number of values below t.
func lowerBound(s []tick, t tick) uint32 {
	base, n := 0, len(s)
	for n > 1 {
		half := n >> 1
		if s[base+half-1] < t {
			base += half
		}
		n -= half
	}
	if n == 1 && s[base] < t {
		base++
	}
	return uint32(base)
}

// count gives how many of the entries from..until pass the slots, and their
// persons. p is the precision of their facet.
func (l *level) count(from, until uint32, m *slotMask, p geo.TimePrecision) (n, persons uint32) {
	if m.all {
		return until - from, l.sumPersons(from, until)
	}
	if l.marks != nil && until-from >= 2*markEvery {
		return l.countByMarks(from, until, m, p)
	}
	for i := from; i < until; i++ {
		if m.has(slotOf(l.starts[i], p)) {
			n++
			persons += uint32(l.persons[i])
		}
	}
	return n, persons
}

// countByMarks counts long ranges under a slot mask. Persons have no totals by
// slot and are summed one by one.
func (l *level) countByMarks(from, until uint32, m *slotMask, p geo.TimePrecision) (n, persons uint32) {
	var slots [geo.WeekSlots]uint32
	l.addSlots(&slots, from, until, p)
	for slot, k := range slots {
		if m.has(slot) {
			n += k
		}
	}
	for i := from; i < until; i++ {
		if m.has(slotOf(l.starts[i], p)) {
			persons += uint32(l.persons[i])
		}
	}
	return n, persons
}

func (l *level) sumPersons(from, until uint32) (sum uint32) {
	a, b := (from+markEvery-1)/markEvery, until/markEvery
	if l.marks == nil || a >= b {
		for _, p := range l.persons[from:until] {
			sum += uint32(p)
		}
		return sum
	}
	for _, p := range l.persons[from : a*markEvery] {
		sum += uint32(p)
	}
	for _, p := range l.persons[b*markEvery : until] {
		sum += uint32(p)
	}
	return sum + uint32(l.marks[b].persons-l.marks[a].persons)
}

// addSlots adds the entries from..until to a histogram of week slots.
func (l *level) addSlots(slots *[geo.WeekSlots]uint32, from, until uint32, p geo.TimePrecision) {
	a, b := (from+markEvery-1)/markEvery, until/markEvery
	if l.marks == nil || a >= b {
		l.addSlotsOneByOne(slots, from, until, p)
		return
	}
	l.addSlotsOneByOne(slots, from, a*markEvery, p)
	for slot := range slots {
		slots[slot] += l.marks[b].slots[slot] - l.marks[a].slots[slot]
	}
	l.addSlotsOneByOne(slots, b*markEvery, until, p)
}

func (l *level) addSlotsOneByOne(slots *[geo.WeekSlots]uint32, from, until uint32, p geo.TimePrecision) {
	for _, t := range l.starts[from:until] {
		slots[slotOf(t, p)]++
	}
}

// makeMarks builds the running totals when a group is long enough to use them.
func (l *level) makeMarks(facets []facet) {
	if !l.hasLongGroup() {
		return
	}
	l.marks = make([]mark, len(l.starts)/markEvery+1)
	var total mark
	for g, f := range l.facet {
		p := facets[f].precision
		for i := l.begin[g]; i < l.begin[g+1]; i++ {
			if i%markEvery == 0 {
				l.marks[i/markEvery] = total
			}
			total.slots[slotOf(l.starts[i], p)]++
			total.persons += uint64(l.persons[i])
		}
	}
	if n := len(l.starts); n%markEvery == 0 {
		l.marks[n/markEvery] = total
	}
}

func (l *level) hasLongGroup() bool {
	for g := range l.facet {
		if l.begin[g+1]-l.begin[g] >= 2*markEvery {
			return true
		}
	}
	return false
}
