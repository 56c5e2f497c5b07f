package index

import (
	"math"
	"slices"
	"sort"

	"linea/geo"
)

// markEvery is how many entries lie between two running totals.
const markEvery = 512

// mark holds the running totals of the entries of long groups before one that
// is a multiple of markEvery. Differences of two marks in one group are the
// totals of what lies between them.
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
	persons counts
	marks   []mark   // of long groups only
	markAt  []uint32 // by entry/markEvery: number of the mark + 1; 0 = none; nil = none at all
	rows    []uint32 // world and loose levels only: the row of each entry
	traits  numbers  // of each of these rows

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
		l.traitCounts = l.appendCounts(l.traitCounts, l.begin[g], l.begin[g+1])
	}
	l.traitFirst = append(l.traitFirst, uint32(len(l.traitCounts)))
}

// appendCounts adds how often each trait occurs among entries, ascending.
func (l *level) appendCounts(counts []traitCount, from, until uint32) []traitCount {
	ordered := make([]uint32, 0, until-from)
	for i := from; i < until; i++ {
		ordered = append(ordered, l.traits.at(i))
	}
	slices.Sort(ordered)
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
func (l *level) find(c geo.Cell) (int, bool) { return slices.BinarySearch(l.cells, c) }

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

// count gives how many of the entries from..until pass the clock, and their
// persons. p is the precision of their facet.
func (l *level) count(from, until uint32, c *clock, p geo.TimePrecision) (n, persons uint32) {
	if c.all {
		return until - from, l.sumPersons(from, until)
	}
	l.inMonths(from, until, c, p, func(from, until uint32) {
		k, people := l.countSlots(from, until, c, p)
		n, persons = n+k, persons+people
	})
	return n, persons
}

// inMonths visits the stretches of the entries from..until that lie in the
// clock's months: two searches for each stretch of months, however many entries
// it holds.
func (l *level) inMonths(from, until uint32, c *clock, p geo.TimePrecision, visit func(from, until uint32)) {
	if c.anyMonth {
		visit(from, until)
		return
	}
	if from == until || p > geo.PrecisionMonth {
		return
	}
	first := sort.Search(len(c.months), func(i int) bool { return c.months[i].until > uint64(l.starts[from]) })
	for _, w := range c.months[first:] {
		from += lowerBound(l.starts[from:until], w.from)
		if from == until {
			return
		}
		end := from + lowerBound(l.starts[from:until], tick(min(w.until, math.MaxUint32)))
		if from < end {
			visit(from, end)
		}
		from = end
	}
}

func (l *level) countSlots(from, until uint32, c *clock, p geo.TimePrecision) (n, persons uint32) {
	if c.anySlot {
		return until - from, l.sumPersons(from, until)
	}
	if until-from >= 2*markEvery {
		return l.countByMarks(from, until, c, p)
	}
	for i := from; i < until; i++ {
		if c.hasSlot(slotOf(l.starts[i], p)) {
			n++
			persons += uint32(l.persons.at(i))
		}
	}
	return n, persons
}

// countByMarks counts long ranges by slots. Persons have no totals by slot and
// are summed one by one.
func (l *level) countByMarks(from, until uint32, c *clock, p geo.TimePrecision) (n, persons uint32) {
	var slots [geo.WeekSlots]uint32
	l.addSlots(&slots, from, until, p)
	for slot, k := range slots {
		if c.hasSlot(slot) {
			n += k
		}
	}
	for i := from; i < until; i++ {
		if c.hasSlot(slotOf(l.starts[i], p)) {
			persons += uint32(l.persons.at(i))
		}
	}
	return n, persons
}

func (l *level) sumPersons(from, until uint32) uint32 {
	t, ok := l.totals(from, until)
	if !ok {
		return l.persons.sum(from, until)
	}
	return l.persons.sum(from, t.from) + uint32(t.last.persons-t.first.persons) + l.persons.sum(t.until, until)
}

// totals is a stretch of a group between two marks.
type totals struct {
	from, until uint32
	first, last *mark
}

// totals finds the widest stretch with marks within entries of one group.
func (l *level) totals(from, until uint32) (totals, bool) {
	a, b := (from+markEvery-1)/markEvery, until/markEvery
	if l.markAt == nil || a >= b || l.markAt[a] == 0 || l.markAt[b] == 0 {
		return totals{}, false
	}
	return totals{a * markEvery, b * markEvery, &l.marks[l.markAt[a]-1], &l.marks[l.markAt[b]-1]}, true
}

// addSlots adds the entries from..until of a group to a histogram of week
// slots.
func (l *level) addSlots(slots *[geo.WeekSlots]uint32, from, until uint32, p geo.TimePrecision) {
	t, ok := l.totals(from, until)
	if !ok {
		l.addSlotsOneByOne(slots, from, until, p)
		return
	}
	l.addSlotsOneByOne(slots, from, t.from, p)
	for slot := range slots {
		slots[slot] += t.last.slots[slot] - t.first.slots[slot]
	}
	l.addSlotsOneByOne(slots, t.until, until, p)
}

func (l *level) addSlotsOneByOne(slots *[geo.WeekSlots]uint32, from, until uint32, p geo.TimePrecision) {
	for _, t := range l.starts[from:until] {
		slots[slotOf(t, p)]++
	}
}

// isLong says whether counting in a group is worth running totals.
func (l *level) isLong(group int) bool { return l.begin[group+1]-l.begin[group] >= 2*markEvery }

// makeMarks builds the running totals of long groups.
func (l *level) makeMarks(facets []facet) {
	n := 0
	for g := range l.facet {
		if l.isLong(g) {
			n += int(l.begin[g+1]-l.begin[g])/markEvery + 1
		}
	}
	if n == 0 {
		return
	}
	l.marks, l.markAt = make([]mark, 0, n), make([]uint32, len(l.starts)/markEvery+1)
	var total mark
	for g, f := range l.facet {
		if l.isLong(g) {
			l.markGroup(&total, l.begin[g], l.begin[g+1], facets[f].precision)
		}
	}
}

// markGroup adds the entries from..until to the totals and keeps the totals at
// every multiple of markEvery, at both ends too.
func (l *level) markGroup(total *mark, from, until uint32, p geo.TimePrecision) {
	for i := from; i <= until; i++ {
		if i%markEvery == 0 && l.markAt[i/markEvery] == 0 {
			l.marks = append(l.marks, *total)
			l.markAt[i/markEvery] = uint32(len(l.marks))
		}
		if i < until {
			total.slots[slotOf(l.starts[i], p)]++
			total.persons += uint64(l.persons.at(i))
		}
	}
}
