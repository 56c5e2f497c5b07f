package index

import (
	"slices"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// An update applies a small batch to a snapshot without touching its large
// parts. It works on a set of rows: those of the batch, and the old rows whose
// derived state the batch may change. These are pulled in until the set is
// closed, derived anew among themselves and with the rest as context, and
// what came out different goes into a new pair of parts.
type update struct {
	*derivation
	old    *snapshot
	from   []rowRef               // by working row: where it was; part nil = nowhere
	pulled map[oldRow]uint32      // old row → working row
	inCell map[geo.Cell][]uint32  // working rows with a point
	linked map[whereWhen]bool     // what pullLinked has asked for
	retold map[whereWhen]bool     // what pullRetold has asked for
	around map[geo.Cell]*vicinity // of base cells that were asked for
	limit  int
}

// oldRow names a row of the old snapshot.
type oldRow struct {
	part *part
	row  uint32
}

// Batches above smallShare of the store are folded by building it anew, and so
// are those that pull more than maxPulled rows in.
const (
	smallShare = 1.0 / 20
	maxPulled  = 20_000
)

// newUpdate sets the batch's rows against the old snapshot.
func newUpdate(ix *Index, old *snapshot, b *batch) *update {
	u := &update{
		derivation: &derivation{dict: ix.dict, rows: newRows(b.rows.len()), sources: ix.sources},
		old:        old, pulled: map[oldRow]uint32{}, inCell: map[geo.Cell][]uint32{},
		linked: map[whereWhen]bool{}, retold: map[whereWhen]bool{}, around: map[geo.Cell]*vicinity{}, limit: b.rows.len() + maxPulled,
	}
	var id [maxID]byte
	for row := range uint32(b.rows.len()) {
		if b.dead.has(row) {
			continue
		}
		var ref rowRef
		if b.mayStandIn(row) {
			ref, _ = old.find(b.rows.id(row, &id))
		}
		u.take(b.rows, row, b.rows.said[row], ref)
	}
	return u
}

// take adds a working row, whose side is not known yet. A row that stood in the
// old snapshot is no longer found there.
func (u *update) take(from *rows, row uint32, s said, ref rowRef) uint32 {
	i := uint32(u.rows.len())
	u.rows.copyFrom(from, row, s)
	u.cells = append(u.cells, 0)
	u.out = append(u.out, derived{})
	u.from = append(u.from, ref)
	if ref.part != nil {
		u.pulled[oldRow{ref.part, ref.row}] = i
	}
	u.locate(int(i), int(i)+1)
	if c := u.cells[i]; c != 0 {
		u.inCell[c] = append(u.inCell[c], i)
	}
	return i
}

// pull takes an old row into the working set with its state as it was.
func (u *update) pull(ref rowRef) {
	if _, done := u.pulled[oldRow{ref.part, ref.row}]; done {
		return
	}
	t := u.oldTrait(ref)
	i := u.take(ref.part.rows, ref.row, u.dict.saidBy(ref.sorted()), ref)
	u.out[i].mapped, u.out[i].side, u.out[i].shared = t.mapped, t.side, t.shared
}

func (u *update) oldTrait(ref rowRef) *trait { return &u.old.traits[ref.part.rows.trait.at(ref.row)] }

func (u *update) tooLarge() bool { return u.rows.len() > u.limit }

// run derives the working set; false when it grew too large to be worth it.
func (u *update) run() bool {
	if !u.settleShared() {
		return false
	}
	spans, ok := u.settleSpans()
	if !ok {
		return false
	}
	disturbed := u.rows.len()
	for i := 0; i < disturbed && !u.tooLarge(); i++ {
		u.eachState(uint32(i), u.pullRetold)
	}
	for i := 0; i < u.rows.len() && !u.tooLarge(); i++ {
		u.eachState(uint32(i), u.pullLinked)
	}
	if u.tooLarge() {
		return false
	}
	u.findEpisodes()
	for i := range u.out {
		of := u.repeatedNow(uint32(i), spans)
		u.out[i].repeat = of != ""
		if of != "" {
			u.rows.repeats.put(uint32(i), of)
		}
	}
	return true
}

// state is what a row was, or is now, to its neighbours.
type state struct {
	*happening
	mapped bool
	start  tick
	point  orb.Point
	cell   geo.Cell // of the point
}

// whereWhen is all of a state that decides which rows it pulls in. A second row
// on the same point and day finds nothing that the first has not pulled.
type whereWhen struct {
	point  orb.Point
	source uint32
	kind   geo.Kind
	day    int64
}

// isNew notes a state in asked, and says whether it was not there.
func (s *state) isNew(asked map[whereWhen]bool) bool {
	key := whereWhen{s.point, s.source, s.kind, localDay(s.start)}
	if asked[key] {
		return false
	}
	asked[key] = true
	return true
}

// eachState visits what a working row was before, if anything, and what it is.
func (u *update) eachState(i uint32, visit func(state)) {
	if ref := u.from[i]; ref.part != nil {
		f := &u.old.facets[ref.facet]
		visit(state{&f.happening, f.mapped, ref.part.rows.start[ref.row], ref.part.rows.point(ref.row), u.cellBefore(i)})
	}
	visit(state{u.happening(i), u.out[i].mapped, u.rows.start[i], u.rows.point(i), u.cells[i]})
}

// cellBefore gives the base cell of the point that a working row had in the old
// snapshot; mostly it is still there.
func (u *update) cellBefore(i uint32) geo.Cell {
	ref := u.from[i]
	if r := ref.part.rows; r.lon[ref.row] != u.rows.lon[i] || r.lat[ref.row] != u.rows.lat[i] || u.cells[i] == 0 {
		return grid.FromPoint(r.point(ref.row), grid.BaseRes)
	}
	return u.cells[i]
}

// settleShared finds the coordinates that the batch makes shared or no longer
// so, and pulls their rows.
func (u *update) settleShared() bool {
	spots := map[spot]geo.Cell{}
	for i := range u.from {
		if ref := u.from[i]; ref.part != nil && u.oldTrait(ref).hasPoint {
			spots[spot{u.old.facets[ref.facet].source, ref.part.rows.lon[ref.row], ref.part.rows.lat[ref.row]}] = u.cellBefore(uint32(i))
		}
		if u.circumstances(uint32(i)).hasPoint {
			spots[u.spot(uint32(i))] = u.cells[i]
		}
	}
	for at, cell := range spots {
		u.settleSpot(at, cell)
		if u.tooLarge() {
			return false
		}
	}
	return true
}

// settleSpot settles the rows of a spot, which lies in the base cell given.
func (u *update) settleSpot(at spot, cell geo.Cell) {
	others := u.rowsAt(at, cell)
	var mine []uint32
	for _, i := range u.inCell[cell] {
		if u.spot(i) == at {
			mine = append(mine, i)
		}
	}
	shared := len(others)+len(mine) >= geo.SharedPointRows
	for _, ref := range others {
		if u.oldTrait(ref).shared != shared {
			u.pull(ref)
			mine = append(mine, uint32(u.rows.len()-1))
		}
	}
	for _, i := range mine {
		a := u.circumstances(i)
		u.out[i].shared = shared
		u.out[i].mapped = a.method != geo.MethodMoved && a.method != geo.MethodNone && !(shared && u.source(i).UnmapShared)
		u.out[i].side = geo.SideOther
		if u.out[i].mapped {
			u.out[i].side = sideOf(u.rows, i)
		}
	}
}

// rowsAt gives the old rows of a source at a coordinate that are not in the
// working set.
func (u *update) rowsAt(at spot, cell geo.Cell) (refs []rowRef) {
	u.eachOld(cell, func(ref rowRef) {
		if ref.part.rows.lon[ref.row] == at.lon && ref.part.rows.lat[ref.row] == at.lat && u.old.facets[ref.facet].source == at.source {
			refs = append(refs, ref)
		}
	})
	for i := range u.old.parts {
		pt := &u.old.parts[i]
		if pt.sign < 0 {
			continue
		}
		for _, row := range pt.spots[at] {
			if u.isOld(pt, row) {
				refs = append(refs, rowRef{pt, row, pt.facets.at(row)})
			}
		}
	}
	return refs
}

// isOld says whether a row of the old snapshot is true and untouched.
func (u *update) isOld(pt *part, row uint32) bool {
	if pt.dead.has(row) {
		return false
	}
	_, touched := u.pulled[oldRow{pt, row}]
	return !touched
}

// pullRetold pulls the rows that may repeat a row in this state.
func (u *update) pullRetold(s state) {
	if !s.mapped || !retold.Has(s.kind) || !s.dayKnown() || !s.counted() || !s.isNew(u.retold) {
		return
	}
	u.eachLinked(s.cell, func(ref rowRef) {
		f := &u.old.facets[ref.facet]
		days := localDay(s.start) - localDay(ref.part.rows.start[ref.row])
		if f.kind == s.kind && f.source != s.source && f.mapped && days >= -duplicateDays && days <= duplicateDays {
			u.pull(ref)
		}
	})
}

// pullLinked pulls the rows that a row in this state is linked with to an
// episode.
func (u *update) pullLinked(s state) {
	if !s.mapped || !s.counted() || !s.dayKnown() || !s.isNew(u.linked) {
		return
	}
	u.eachLinked(s.cell, func(ref rowRef) {
		f := &u.old.facets[ref.facet]
		if f.mapped && f.counted() && f.dayKnown() && f.source == s.source && f.kind == s.kind &&
			localDay(s.start) == localDay(ref.part.rows.start[ref.row]) && nearPoints(s.point, ref.part.rows.point(ref.row)) {
			u.pull(ref)
		}
	})
}

// apply gives the snapshot's next parts: the old ones with the rows that
// changed marked dead, and a pair with what is true now and copies of what was,
// which takes over none of the parts below floor.
func (u *update) apply(next *stamps, seq uint64, floor int) []part {
	plus, minus := newAssembly(0), newAssembly(0)
	dead := map[*segment][]uint32{}
	for i := range u.out {
		row, ref := uint32(i), u.from[i]
		as := u.dict.sort(u.rows.said[i], u.out[i])
		if ref.part != nil {
			if u.unchanged(row, as) {
				continue
			}
			dead[ref.part.segment] = append(dead[ref.part.segment], ref.row)
			before := u.cellBefore(row)
			minus.add(ref.part.rows, ref.row, cellIf(u.old.facets[ref.facet].mapped, before), ref.sorted())
			next.stampGone(ref.part.rows, ref.row, before, seq)
		}
		plus.add(u.rows, row, cellIf(u.out[i].mapped, u.cells[i]), as)
		next.stampGone(u.rows, row, u.cells[i], seq)
	}
	parts := slices.Clone(u.old.parts)
	for i := range parts {
		if parts[i].sign > 0 {
			parts[i].dead = parts[i].dead.with(parts[i].rows.len(), dead[parts[i].segment])
		}
	}
	return withPair(parts, plus, minus, floor, u.dict.words())
}

// unchanged says whether a pulled row came out as it was. The batch's own rows
// always count as changed: they have a new revision.
func (u *update) unchanged(row uint32, as sorted) bool {
	ref := u.from[row]
	before, _ := ref.part.rows.repeats.get(ref.row)
	after, _ := u.rows.repeats.get(row)
	return ref.sorted() == as && before == after && ref.part.rows.seq[ref.row] == u.rows.seq[row]
}

// cellIf gives the base cell under which a row is counted, 0 when unmapped.
func cellIf(mapped bool, c geo.Cell) geo.Cell {
	if !mapped {
		return 0
	}
	return c
}

// pairOf makes the parts of one step; the negative one only when it holds rows.
func pairOf(plus, minus *assembly, w words) []part {
	parts := []part{{segment: buildSegment(plus, w), sign: 1}}
	if minus.rows.len() > 0 {
		parts = append(parts, part{segment: buildSegment(minus, w), sign: -1})
	}
	return parts
}
