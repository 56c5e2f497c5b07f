package index

import (
	"context"
	"sort"
	"time"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/place"
)

// snapshot is one state of the index. Nothing in it changes once it is
// published. It is the View of today's one audience.
//
// Its rows lie in parts: a large one, and small ones with what came since. A
// row that a later part replaces stays where it is; a copy of it in a part of
// negative sign takes it out of every count, and a dead bit out of every list.
type snapshot struct {
	words
	head     geo.Head
	parts    []part
	recorded []blockTime
	stamps   *stamps
	touches  []*touch // of the newest folds, oldest first
	mapped   int
	sources  func() []geo.SourceStatus // worked out once, when first asked
	present  func() present            // likewise
}

// part is a segment with its sign in counts: 1, or -1 for copies of rows that
// are no longer true.
type part struct {
	*segment
	sign int
	dead bitset // rows that a later part replaces; none in a part of sign -1
}

var _ geo.View = (*snapshot)(nil)

// blockTime says when the block that ends at seq was recorded.
type blockTime struct {
	last uint64
	at   time.Time
}

func (s *snapshot) Head() geo.Head { return s.head }
func (s *snapshot) Mapped() int    { return s.mapped }

func (s *snapshot) Sources() []geo.SourceStatus { return s.sources() }

func (s *snapshot) recordedAt(seq uint64) time.Time {
	i := sort.Search(len(s.recorded), func(i int) bool { return s.recorded[i].last >= seq })
	if i == len(s.recorded) {
		return time.Time{}
	}
	return s.recorded[i].at
}

// rowRef is a row of a part, with its facet.
type rowRef struct {
	part       *part
	row, facet uint32
}

// sorted gives facet and trait of a row.
func (ref rowRef) sorted() sorted { return sorted{ref.facet, ref.part.rows.trait.at(ref.row)} }

// find gives the row of an id that is true today.
func (s *snapshot) find(id []byte) (rowRef, bool) {
	for i := len(s.parts) - 1; i >= 0; i-- {
		p := &s.parts[i]
		if p.sign < 0 {
			continue
		}
		if row, ok := p.ids.find(&p.rows.ids, id); ok {
			return rowRef{p, row, p.facets.at(row)}, true
		}
	}
	return rowRef{}, false
}

func (s *snapshot) Incident(id string) (*geo.Record, bool) {
	ref, ok := s.find([]byte(id))
	if !ok {
		return nil, false
	}
	return s.record(ref), true
}

// record builds the whole of a row, with what is worked out on demand.
func (s *snapshot) record(ref rowRef) *geo.Record {
	rec := s.bareRecord(ref)
	if rec.Mapped {
		fix := place.Border().Locate(rec.Point)
		rec.Cell, rec.DistanceM, rec.BorderKm = grid.FromPoint(rec.Point, grid.BaseRes), fix.DistanceM, fix.Km
	}
	return rec
}

// bareRecord is a record without cell, distance and border km.
func (s *snapshot) bareRecord(ref rowRef) *geo.Record {
	r, row, f := ref.part.rows, ref.row, &s.facets[ref.facet]
	t := &s.traits[r.trait.at(row)]
	var id [maxID]byte
	rec := &geo.Record{Seq: uint64(r.seq[row]), Revision: r.revisionOf(row)}
	rec.RecordedAt = s.recordedAt(rec.Seq)
	rec.Incident = geo.Incident{
		ID: string(r.id(row, &id)), Source: s.names[f.source], Kind: f.kind, Subkind: s.names[t.subkind],
		OccurredAt: timeOf(r.start[row]), OccurredUntil: timeIn(&r.until, row), ReportedAt: timeIn(&r.reported, row),
		TimePrecision: f.precision, TimeKind: t.timeKind, FoundWithinDays: int(t.found),
		HasPoint: t.hasPoint, RadiusM: r.radius.at(row), LocationMethod: t.method,
		Origin: t.origin, Persons: int(r.persons.at(row)), Cause: t.cause,
		Land: s.names[t.land], Area: s.names[t.area], Via: s.names[t.via], Status: f.status,
	}
	rec.Derived = geo.Derived{Mapped: f.mapped, SharedPoint: t.shared, EpisodeHead: f.head}
	rec.Summary, _ = r.summary.get(row)
	rec.DuplicateOf, _ = r.repeats.get(row)
	if t.hasPoint {
		rec.Point = r.point(row)
	}
	if f.mapped {
		rec.Side = t.side
	}
	return rec
}

// glimpse is what figures need of a mapped row.
func (s *snapshot) glimpse(ref rowRef, out *geo.Glimpse) {
	r, row, f := ref.part.rows, ref.row, &s.facets[ref.facet]
	t := &s.traits[r.trait.at(row)]
	*out = geo.Glimpse{
		Point: r.point(row), RadiusM: r.radius.at(row), Start: epoch + int64(r.start[row]), Persons: int(r.persons.at(row)),
		FoundWithinDays: int(t.found), Kind: f.kind, TimePrecision: f.precision, Origin: t.origin, EpisodeHead: f.head,
		Source: s.names[f.source], Land: s.names[t.land], Row: geo.RowRef{In: ref.part.segment, Number: row},
	}
}

// RowID gives the id of a row.
func (s *segment) RowID(row uint32) string {
	var id [maxID]byte
	return string(s.rows.id(row, &id))
}

func timeIn(column *sparse[tick], row uint32) time.Time {
	if t, ok := column.get(row); ok {
		return timeOf(t)
	}
	return time.Time{}
}

// bunch is a stretch of entries of one group that lies in the window, with how
// many of them pass the clock. n and persons have the sign of the part.
type bunch struct {
	level       *level
	from, until uint32
	facet       uint32
	sign        int
	n, persons  int
}

// gather finds the bunches of every facet that accept wants, of rows whose
// trait passes, within the shape of the plan. Unmapped rows take part though
// they lie in no shape: accept sees their outUnmapped.
func (s *snapshot) gather(ctx context.Context, p *plan, accept func(fails uint16) bool) ([]bunch, error) {
	var out []bunch
	for i := range s.parts {
		spans, err := s.parts[i].spans(ctx, p)
		if err != nil {
			return nil, err
		}
		out = s.parts[i].append(out, p, spans, accept)
		if p.query.Positional() {
			unmapped := func(fails uint16) bool { return fails&outUnmapped != 0 && accept(fails) }
			out = s.parts[i].append(out, p, []span{s.parts[i].everything()}, unmapped)
		}
	}
	return out, ctx.Err()
}

// append adds the bunches of spans of a part. Where the query tests traits, the
// rows that pass are first set apart in a level of their own.
func (pt *part) append(out []bunch, p *plan, spans []span, accept func(uint16) bool) []bunch {
	if p.traitFails != nil {
		spans = pt.withTraits(p, spans, accept)
	}
	for _, sp := range spans {
		out = sp.append(out, p, accept)
	}
	return out
}

// everything is the span of all rows of a part.
func (p *part) everything() span { return span{p, p.world, 0} }

// append adds the bunches of one span that hold any entry in the window.
func (sp span) append(out []bunch, p *plan, accept func(uint16) bool) []bunch {
	first, last := sp.level.groups(sp.cell)
	for g := first; g < last; g++ {
		f := sp.level.facet[g]
		if !accept(p.fails[f]) {
			continue
		}
		from, until := sp.level.entries(g, p.window)
		if from == until {
			continue
		}
		n, persons := sp.level.count(from, until, &p.clock, p.facets[f].precision)
		out = append(out, bunch{sp.level, from, until, f, sp.part.sign, sp.part.sign * int(n), sp.part.sign * int(persons)})
	}
	return out
}

// passing accepts what the query counts.
func passing(fails uint16) bool { return fails == 0 }

func (s *snapshot) Count(ctx context.Context, q geo.Query) (int, error) {
	bunches, err := s.gather(ctx, newPlan(&s.words, q, 0), passing)
	n := 0
	for _, b := range bunches {
		n += b.n
	}
	return n, err
}

func (s *snapshot) Extent(ctx context.Context, q geo.Query) (first, last time.Time, ok bool, err error) {
	p := newPlan(&s.words, q, 0)
	bunches, err := s.gather(ctx, p, passing)
	if err != nil {
		return first, last, false, err
	}
	e := extentOf(bunches, p)
	if !e.any {
		return first, last, false, nil
	}
	return timeOf(e.first), timeOf(e.last), true, nil
}

// extent is first and last start among counted entries.
type extent struct {
	first, last tick
	any         bool
}

// extentOf finds the ends of the counted entries. Where some are taken out
// again by negative ones, the ends are where the signed count begins and ends:
// that count never falls on the way, so it can be searched.
func extentOf(bunches []bunch, p *plan) (e extent) {
	total, negative := 0, false
	for i := range bunches {
		b := &bunches[i]
		if b.n == 0 || p.fails[b.facet] != 0 {
			continue
		}
		total += b.n
		negative = negative || b.n < 0
		first, last := b.ends(p)
		if !e.any {
			e = extent{first, last, true}
		}
		e.first, e.last = min(e.first, first), max(e.last, last)
	}
	if total == 0 {
		return extent{}
	}
	if negative {
		width := int(e.last-e.first) + 1
		from := e.first
		e.first += tick(sort.Search(width, func(i int) bool { return countBefore(bunches, p, from+tick(i)+1) > 0 }))
		e.last = from + tick(sort.Search(width, func(i int) bool { return countBefore(bunches, p, from+tick(i)+1) == total }))
	}
	return e
}

// countBefore is the signed number of counted entries that start before t.
func countBefore(bunches []bunch, p *plan, t tick) (n int) {
	for i := range bunches {
		b := &bunches[i]
		if b.n == 0 || p.fails[b.facet] != 0 {
			continue
		}
		until := b.from + lowerBound(b.level.starts[b.from:b.until], t)
		k, _ := b.level.count(b.from, until, &p.clock, p.facets[b.facet].precision)
		n += b.sign * int(k)
	}
	return n
}

// ends gives the first and last counted start of a bunch whose n is not 0.
func (b *bunch) ends(p *plan) (first, last tick) {
	i, j, precision := b.from, b.until-1, p.facets[b.facet].precision
	if !p.clock.all {
		for !p.clock.has(b.level.starts[i], precision) {
			i++
		}
		for !p.clock.has(b.level.starts[j], precision) {
			j--
		}
	}
	return b.level.starts[i], b.level.starts[j]
}

// bitset is a set of row numbers; nil is empty.
type bitset []uint64

func (s bitset) has(i uint32) bool { return int(i/64) < len(s) && s[i/64]>>(i%64)&1 == 1 }

// add puts a number into a set that nobody else reads yet.
func (s *bitset) add(i uint32) {
	if missing := int(i/64) + 1 - len(*s); missing > 0 {
		*s = append(*s, make(bitset, missing)...)
	}
	(*s)[i/64] |= 1 << (i % 64)
}

// with gives a copy that also holds the numbers given, all below n.
func (s bitset) with(n int, numbers []uint32) bitset {
	if len(numbers) == 0 {
		return s
	}
	out := make(bitset, n/64+1)
	copy(out, s)
	for _, i := range numbers {
		out[i/64] |= 1 << (i % 64)
	}
	return out
}
