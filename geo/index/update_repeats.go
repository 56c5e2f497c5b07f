package index

import "linea/geo"

// What repeats what, when a batch comes: a row is held against the ranks and spans of
// the sources as they now are.

// repeatedNow is repeated against the working set and the untouched rows.
func (u *update) repeatedNow(row uint32, spans map[uint32]*sourceSpan) string {
	a := u.happening(row)
	if retold.Has(a.kind) && a.dayKnown() && u.out[row].mapped {
		if of := u.bestNow(row); of != "" {
			return of
		}
	}
	return u.toldBy(row, spans)
}

// bestNow gives the id of the row of highest rank that tells of the same
// happening, "" for none above this one's.
func (u *update) bestNow(row uint32) string {
	best, found := u.rank(row), false
	consider := func(r rank) {
		if r.less(best) {
			best, found = r, true
		}
	}
	for _, c := range u.vicinity(u.cells[row]).cells {
		for _, other := range u.inCell[c] {
			if u.sameHappening(row, other) {
				consider(u.rank(other))
			}
		}
	}
	a, start, point := u.happening(row), u.rows.start[row], u.rows.point(row)
	u.eachLinked(u.cells[row], func(ref rowRef) {
		f := &u.old.facets[ref.facet]
		if f.mapped && a.retells(&f.happening, localDay(start)-localDay(ref.part.rows.start[ref.row])) && nearPoints(point, ref.part.rows.point(ref.row)) {
			consider(rankOf(sourceOf(u.sources, u.dict.names[f.source]), ref.part.rows, ref.row))
		}
	})
	if !found {
		return ""
	}
	return string(best.id)
}

// settleSpans works out what the sources that any row names as its own source
// can speak for, before and after, and pulls the rows for which that changes.
// It gives up where a replaced row was at the edge of its source's days.
func (u *update) settleSpans() (map[uint32]*sourceSpan, bool) {
	spans := map[uint32]*sourceSpan{}
	for via := range u.viaNames() {
		before, ok := u.oldSpan(via)
		after, sure := u.newSpan(via, before, ok)
		if !sure {
			return nil, false
		}
		if after == nil {
			continue
		}
		spans[via] = after
		if !ok {
			before = nil
		}
		u.pullVia(via, before, after)
	}
	return spans, !u.tooLarge()
}

// viaNames are the sources that rows name.
func (u *update) viaNames() map[uint32]bool {
	names := map[uint32]bool{}
	for i := range u.dict.circumstances {
		if via := u.dict.circumstances[i].via; via != 0 {
			names[via] = true
		}
	}
	return names
}

// oldSpan is the span of a source's counted rows in the old snapshot.
func (u *update) oldSpan(source uint32) (*sourceSpan, bool) {
	p := newPlan(&u.old.words, geo.Query{}, 0)
	for i := range p.fails {
		p.fails[i] = 1
		if f := &u.old.facets[i]; f.source == source && f.counted() {
			p.fails[i] = 0
		}
	}
	var bunches []bunch
	for i := range u.old.parts {
		bunches = u.old.parts[i].everything().append(bunches, p, passing)
	}
	e := extentOf(bunches, p)
	return &sourceSpan{firstDay: localDay(e.first), lastDay: localDay(e.last)}, e.any
}

// newSpan widens the old span by the batch. sure is false when a row at the old
// edge was replaced.
func (u *update) newSpan(source uint32, before *sourceSpan, any bool) (after *sourceSpan, sure bool) {
	s := *before
	for i := range u.rows.len() {
		row := uint32(i)
		if ref := u.from[i]; ref.part != nil && u.old.facets[ref.facet].source == source {
			day := localDay(ref.part.rows.start[ref.row])
			if day == before.firstDay || day == before.lastDay {
				return nil, false
			}
		}
		if a := u.happening(row); a.source != source || !a.counted() {
			continue
		}
		day := localDay(u.rows.start[row])
		if !any {
			s, any = sourceSpan{firstDay: day, lastDay: day}, true
		}
		s.firstDay, s.lastDay = min(s.firstDay, day), max(s.lastDay, day)
	}
	if !any {
		return nil, true
	}
	declared := sourceOf(u.sources, u.dict.names[source])
	s.declare(declared)
	before.declare(declared)
	return &s, true
}

// pullVia pulls the rows that name a source and whose day it covers in one of
// the spans only; before is nil for a source that had no rows.
func (u *update) pullVia(via uint32, before, after *sourceSpan) {
	if before != nil && *before == *after {
		return
	}
	for i := range u.old.parts {
		pt := &u.old.parts[i]
		if pt.sign < 0 {
			continue
		}
		pt.everything().eachEntry(everTime, func(uint32) bool { return true }, func(row, facet, trait uint32) {
			day := localDay(pt.rows.start[row])
			held := before != nil && before.holds(day)
			if u.old.traits[trait].via == via && held != after.holds(day) && !u.tooLarge() && u.isOld(pt, row) {
				u.pull(rowRef{pt, row, facet})
			}
		})
	}
}
