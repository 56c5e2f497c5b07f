package index

import (
	"bytes"
	"slices"

	"linea/geo"
)

// rowStart is a row of a segment with its start.
type rowStart struct {
	start tick
	row   uint32
}

// worldLevel groups every row by facet; entries of equal start are ordered by
// id descending, so that walking back gives newest first, then id ascending.
func worldLevel(r *rows, keys []sortKey, w words) *level {
	l := &level{
		cells: []geo.Cell{0}, begin: []uint32{0}, rows: make([]uint32, len(keys)),
		starts: make([]tick, len(keys)), persons: newCounts(len(keys)), traits: newNumbers(len(keys), len(w.traits)),
	}
	next := make([]uint32, len(w.facets)+1)
	for i := range keys {
		next[keys[i].facet+1]++
	}
	for f := range w.facets {
		if n := next[f+1]; n > 0 {
			l.facet = append(l.facet, uint32(f))
			l.begin = append(l.begin, next[f]+n)
		}
		next[f+1] += next[f]
	}
	l.first = []uint32{0, uint32(len(l.facet))}
	for _, e := range byStart(r) {
		at := &next[keys[e.row].facet]
		l.rows[*at] = e.row
		*at++
	}
	for i, row := range l.rows {
		l.starts[i] = r.start[row]
	}
	l.orderTies(r)
	for i, row := range l.rows {
		l.persons.add(r.persons.at(row))
		l.traits.set(i, r.trait.at(row))
	}
	return l
}

func byStart(r *rows) []rowStart {
	order := make([]rowStart, r.len())
	for row, start := range r.start {
		order[row] = rowStart{start, uint32(row)}
	}
	return radixSort(order, make([]rowStart, len(order)), func(e *rowStart) uint64 { return uint64(e.start) })
}

// orderTies puts entries of one group and start in the order of their ids,
// descending.
func (l *level) orderTies(r *rows) {
	for g := range l.facet {
		for from := l.begin[g]; from < l.begin[g+1]; {
			until := from + 1
			for until < l.begin[g+1] && l.starts[until] == l.starts[from] {
				until++
			}
			if until-from > 1 {
				slices.SortFunc(l.rows[from:until], func(a, b uint32) int {
					var left, right [maxID]byte
					return bytes.Compare(r.id(b, &right), r.id(a, &left))
				})
			}
			from = until
		}
	}
}
