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
type snapshot struct {
	words
	head     geo.Head
	segment  *segment
	recorded []blockTime
	stamps   *stamps
	sources  []geo.SourceStatus
	mapped   int
	present  present
}

var _ geo.View = (*snapshot)(nil)

// blockTime says when the block that ends at seq was recorded.
type blockTime struct {
	last uint64
	at   time.Time
}

func (s *snapshot) Head() geo.Head { return s.head }
func (s *snapshot) Mapped() int    { return s.mapped }

func (s *snapshot) Sources() []geo.SourceStatus { return s.sources }

func (s *snapshot) recordedAt(seq uint64) time.Time {
	i := sort.Search(len(s.recorded), func(i int) bool { return s.recorded[i].last >= seq })
	if i == len(s.recorded) {
		return time.Time{}
	}
	return s.recorded[i].at
}

// facetOf finds the facet of a row. Mapped rows lie in base groups; unmapped
// ones before them are found through the world level.
func (s *snapshot) facetOf(row uint32) uint32 {
	b := s.segment.base
	if row >= b.begin[0] {
		g := sort.Search(len(b.facet), func(g int) bool { return b.begin[g+1] > row })
		return b.facet[g]
	}
	return s.segment.unmapped[sort.Search(len(s.segment.unmapped), func(i int) bool { return s.segment.unmapped[i].until > row })].facet
}

func (s *snapshot) Incident(id string) (*geo.Record, bool) {
	row, _, ok := s.segment.ids.find(s.segment.rows, []byte(id))
	if !ok {
		return nil, false
	}
	return s.record(row, s.facetOf(row)), true
}

// record builds the whole of a row, with what is worked out on demand.
func (s *snapshot) record(row, facet uint32) *geo.Record {
	r, f := s.segment.rows, &s.facets[facet]
	rec := &geo.Record{Seq: uint64(r.seq[row]), Revision: int(r.revision[row])}
	rec.RecordedAt = s.recordedAt(rec.Seq)
	rec.Incident = geo.Incident{
		ID: string(r.id(row)), Source: s.names[f.source], Kind: f.kind, Subkind: s.names[f.subkind],
		OccurredAt: timeOf(r.start[row]), OccurredUntil: timeIn(r.until, row), ReportedAt: timeIn(r.reported, row),
		TimePrecision: f.precision, TimeKind: f.timeKind, FoundWithinDays: int(f.found),
		HasPoint: f.hasPoint, RadiusM: roundMM(r.radius[row]), LocationMethod: f.method,
		Origin: f.origin, Persons: int(r.persons[row]), Cause: f.cause,
		Land: s.names[f.land], Area: s.names[f.area], Via: s.names[f.via], Summary: r.summary[row], Status: f.status,
	}
	rec.Derived = geo.Derived{Mapped: f.mapped, SharedPoint: f.shared, EpisodeHead: f.head, DuplicateOf: r.repeats[row]}
	if f.hasPoint {
		rec.Point = r.point(row)
	}
	if f.mapped {
		fix := place.Border().Locate(rec.Point)
		rec.Cell, rec.Side = grid.FromPoint(rec.Point, grid.BaseRes), f.side
		rec.DistanceM, rec.BorderKm = fix.DistanceM, fix.Km
	}
	return rec
}

func timeIn(m map[uint32]tick, row uint32) time.Time {
	if t, ok := m[row]; ok {
		return timeOf(t)
	}
	return time.Time{}
}

// roundMM undoes the rounding to 32 bits: radii are kept to the millimetre.
func roundMM(m float32) float64 {
	const mm = 1000
	return float64(int64(float64(m)*mm+0.5)) / mm
}

// bunch is a stretch of entries of one group that lies in the window, with how
// many of them pass the slots.
type bunch struct {
	level       *level
	from, until uint32
	facet       uint32
	n, persons  uint32
}

// gather finds the bunches of every facet that accept wants, within the shape
// of the plan. Unmapped rows take part though they lie in no shape: accept sees
// their outUnmapped.
func (s *snapshot) gather(ctx context.Context, p *plan, accept func(fails uint16) bool) ([]bunch, error) {
	spans, err := s.spans(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []bunch
	for i, sp := range spans {
		if i&0xff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		out = sp.append(out, p, accept)
	}
	if p.query.Positional() {
		world := span{s.segment.world, 0}
		out = world.append(out, p, func(fails uint16) bool { return fails&outUnmapped != 0 && accept(fails) })
	}
	return out, nil
}

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
		n, persons := sp.level.count(from, until, &p.slots, p.facets[f].precision)
		out = append(out, bunch{sp.level, from, until, f, n, persons})
	}
	return out
}

// passing accepts what the query counts.
func passing(fails uint16) bool { return fails == 0 }

func (s *snapshot) Count(ctx context.Context, q geo.Query) (int, error) {
	bunches, err := s.gather(ctx, newPlan(&s.words, q, 0), passing)
	n := 0
	for _, b := range bunches {
		n += int(b.n)
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

func extentOf(bunches []bunch, p *plan) (e extent) {
	for i := range bunches {
		b := &bunches[i]
		if b.n == 0 || p.fails[b.facet] != 0 {
			continue
		}
		first, last := b.ends(p)
		if !e.any {
			e = extent{first, last, true}
		}
		e.first, e.last = min(e.first, first), max(e.last, last)
	}
	return e
}

// ends gives the first and last counted start of a bunch with n > 0.
func (b *bunch) ends(p *plan) (first, last tick) {
	i, j, precision := b.from, b.until-1, p.facets[b.facet].precision
	if !p.slots.all {
		for !p.slots.has(slotOf(b.level.starts[i], precision)) {
			i++
		}
		for !p.slots.has(slotOf(b.level.starts[j], precision)) {
			j--
		}
	}
	return b.level.starts[i], b.level.starts[j]
}
