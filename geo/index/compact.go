package index

import (
	"context"

	"linea/geo"
)

// Parts after the first come in pairs: what became true, and copies of what
// it replaced (left out when empty). Pairs grow like the digits of a number:
// two neighbours of like size are merged, so there are few of them and a row is
// rebuilt a few times only. The first part is rebuilt in the background when
// the pairs together have grown to a share of it.
const (
	pairRatio    = 4       // a pair at least this many times smaller than the one before stays alone
	compactShare = 1.0 / 8 // of the first part
	compactLeast = 1 << 15
)

// eachRow visits all rows of a segment with their cells, 0 for unmapped ones.
func (s *segment) eachRow(visit func(row uint32, as sorted, cell geo.Cell)) {
	row := uint32(0)
	for _, run := range s.unmapped {
		for ; row < run.until; row++ {
			visit(row, sorted{run.facet, s.rows.trait.at(row)}, 0)
		}
	}
	for cell, c := range s.base.cells {
		s.rowsOf(cell, everTime, func(row, facet uint32) { visit(row, sorted{facet, s.rows.trait.at(row)}, c) })
	}
}

// withPair adds the rows of one step to the parts: plus is what became true,
// minus copies of what it replaced. They take over the newest pairs, down to
// floor, as long as these are of like size: one segment is built of them all.
func withPair(parts []part, plus, minus *assembly, floor int, w words) []part {
	first, n := len(parts), plus.rows.len()+minus.rows.len()
	for {
		before := lastPair(parts, first)
		if before < max(floor, 1) || n*pairRatio < sizeOf(parts[before:first]) {
			break
		}
		first, n = before, n+sizeOf(parts[before:first])
	}
	if first < len(parts) {
		plus, minus = joinPairs(parts[first:], plus, minus, n)
	}
	return append(parts[:first:first], pairOf(plus, minus, w)...)
}

// lastPair gives where the last pair before end begins.
func lastPair(parts []part, end int) int {
	if end > 0 && parts[end-1].sign < 0 {
		end--
	}
	return end - 1
}

func sizeOf(pair []part) (n int) {
	for i := range pair {
		n += pair[i].rows.len()
	}
	return n
}

// joinPairs puts the rows of pairs, oldest first, before those of a newer one. A
// row that one takes back from another goes from both.
func joinPairs(pairs []part, plus, minus *assembly, n int) (allPlus, allMinus *assembly) {
	allPlus, allMinus = newAssembly(n), newAssembly(0)
	for i := range pairs {
		pt := &pairs[i]
		pt.eachRow(func(row uint32, as sorted, cell geo.Cell) {
			switch {
			case pt.sign > 0 && !pt.dead.has(row):
				allPlus.add(pt.rows, row, cell, as)
			case pt.sign < 0 && !inPairs(pairs[:i-1], pt.rows, row):
				allMinus.add(pt.rows, row, cell, as)
			}
		})
	}
	plus.each(func(row uint32, as sorted, cell geo.Cell) { allPlus.add(plus.rows, row, cell, as) })
	minus.each(func(row uint32, as sorted, cell geo.Cell) {
		if !inPairs(pairs, minus.rows, row) {
			allMinus.add(minus.rows, row, cell, as)
		}
	})
	return allPlus, allMinus
}

// inPairs says whether a row of these pairs has the id of a row.
func inPairs(pairs []part, r *rows, row uint32) bool {
	var buffer [maxID]byte
	id := r.id(row, &buffer)
	for i := range pairs {
		if pt := &pairs[i]; pt.sign > 0 {
			if _, found := pt.ids.find(&pt.rows.ids, id); found {
				return true
			}
		}
	}
	return false
}

// wantsCompaction says whether the parts after the first have grown too large.
func (s *snapshot) wantsCompaction() bool {
	if len(s.parts) < 2 {
		return false
	}
	n := sizeOf(s.parts[1:])
	return n > compactLeast && float64(n) > compactShare*float64(s.parts[0].rows.len())
}

// compact rebuilds the first part from all that is true in a snapshot, beside
// the folding, and puts it in place of the parts that it replaces.
func (ix *Index) compact(ctx context.Context) {
	ix.fold.Lock()
	s := ix.current.Load()
	ix.frozen = len(s.parts)
	ix.fold.Unlock()

	all := newAssembly(s.parts[0].rows.len())
	for i := range s.parts {
		pt := &s.parts[i]
		if pt.sign < 0 {
			continue
		}
		pt.eachRow(func(row uint32, as sorted, cell geo.Cell) {
			if !pt.dead.has(row) {
				all.add(pt.rows, row, cell, as)
			}
		})
	}
	first := part{segment: buildSegment(all, s.words), sign: 1}

	ix.fold.Lock()
	defer ix.fold.Unlock()
	ix.frozen = 0
	if ctx.Err() != nil {
		return
	}
	now := ix.current.Load()
	if len(now.parts) < len(s.parts) || now.parts[0].segment != s.parts[0].segment {
		return // built anew meanwhile
	}
	later := now.parts[len(s.parts):]
	first.dead = first.replacedBy(later)
	next := *now
	next.parts = append([]part{first}, later...)
	ix.describe(&next)
	ix.publish(&next)
}

// replacedBy finds the rows of a part whose ids stand in later parts.
func (p *part) replacedBy(later []part) bitset {
	var rows []uint32
	var id [maxID]byte
	for i := range later {
		if later[i].sign < 0 {
			continue
		}
		for row := range uint32(later[i].rows.len()) {
			if mine, ok := p.ids.find(&p.rows.ids, later[i].rows.id(row, &id)); ok {
				rows = append(rows, mine)
			}
		}
	}
	return p.dead.with(p.rows.len(), rows)
}
