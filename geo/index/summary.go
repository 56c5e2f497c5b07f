package index

import (
	"cmp"
	"context"
	"slices"

	"linea/geo"
)

// Used counts what the query uses at a resolution and what it leaves out.
func (s *snapshot) Used(ctx context.Context, q geo.Query, res int) (geo.Used, error) {
	p := newPlan(&s.words, q, res)
	bunches, err := s.gather(ctx, p, usedOrLeftOut)
	if err != nil {
		return geo.Used{}, err
	}
	return usedOf(bunches, p), nil
}

// usedOrLeftOut accepts what the query counts or leaves out for a reason that
// has a name.
func usedOrLeftOut(fails uint16) bool { return fails&^outAny == 0 }

// usedOf gives every row one place, the first that applies: repeats another
// row, hour unknown, unmapped, imprecise, used. Where the query itself asks for
// a place, a row without one could be anywhere: it is told of if it would count
// but for that, and is nothing otherwise.
func usedOf(bunches []bunch, p *plan) geo.Used {
	u := geo.Used{Filter: p.query.Canonical()}
	unsure := unsureClock(p)
	for i := range bunches {
		b := &bunches[i]
		fails, n, unknown := p.fails[b.facet], b.n, b.unsure(&unsure, p)
		switch {
		case fails&^outAny != 0:
			continue
		case fails&outUnmapped != 0 && asksPlace(&p.query):
			if fails == outUnmapped {
				u.Excluded.Unmapped += n
			}
			continue
		case fails&outDuplicate != 0:
			u.Excluded.Duplicates += n + unknown
			continue
		case fails&outUnmapped != 0:
			u.Excluded.Unmapped += n
		case fails&outImprecise != 0:
			u.Excluded.Imprecise += n
		default:
			u.N += n
		}
		u.Excluded.HourUnknown += unknown
	}
	if e := extentOf(bunches, p); e.any {
		asOf := timeOf(e.last)
		u.AsOf = &asOf
	}
	return u
}

// asksPlace says whether the query has a condition about place.
func asksPlace(q *geo.Query) bool { return q.Positional() || q.Sides != 0 || q.MaxRadiusM > 0 }

// unsureClock passes rows that fail the hours and days of a query only because
// theirs is unknown.
func unsureClock(p *plan) clock {
	q, c := &p.query, clock{anyMonth: p.clock.anyMonth, months: p.clock.months}
	if q.Hours == nil && q.Days == 0 {
		return c
	}
	c.slots[geo.UnknownSlot/64] |= 1 << (geo.UnknownSlot % 64)
	for day := range geo.Weekday(7) {
		if slot := geo.DaySlot + int(day); q.Hours != nil && (q.Days == 0 || q.Days.Has(day)) {
			c.slots[slot/64] |= 1 << (slot % 64)
		}
	}
	return c
}

// unsure counts the entries that fail the clock of the query only because their
// time is not known well enough for it. Of a year alone nothing can be told.
func (b *bunch) unsure(c *clock, p *plan) int {
	precision := p.facets[b.facet].precision
	switch {
	case p.clock.all || precision <= geo.PrecisionHour:
		return 0
	case precision > geo.PrecisionMonth:
		return b.sign * int(b.until-b.from)
	}
	n, _ := b.level.count(b.from, b.until, c, precision)
	return b.sign * int(n)
}

// Summary counts from every side in one pass over the facets.
func (s *snapshot) Summary(ctx context.Context, q geo.Query, step geo.Step) (geo.Summary, error) {
	p := newPlan(&s.words, q, 0)
	all, err := s.gather(ctx, p, func(fails uint16) bool { return usedOrLeftOut(fails) || onlyOne(fails) })
	if err != nil {
		return geo.Summary{}, err
	}
	sum := geo.Summary{Used: usedOf(all, p)}
	t := newTally(s)
	for i := range all {
		t.add(p.fails[all[i].facet], &p.facets[all[i].facet], all[i].n)
	}
	byTrait, err := s.countByTrait(ctx, p)
	if err != nil {
		return geo.Summary{}, err
	}
	for i, n := range byTrait {
		if n != 0 {
			t.addTrait(p, uint32(i), n)
		}
	}
	t.fill(&sum, s)

	counted := slices.DeleteFunc(all, func(b bunch) bool { return p.fails[b.facet] != 0 || b.n == 0 })
	sum.Total = sum.N
	for i := range counted {
		sum.Persons += counted[i].persons
		if p.facets[counted[i].facet].mapped {
			sum.Mapped += counted[i].n
		}
	}
	addHours(&sum, counted, p)
	if sum.Series, err = seriesOf(counted, p, step); err != nil {
		return geo.Summary{}, err
	}
	sum.MonthByYear = monthByYear(counted, p)
	return sum, ctx.Err()
}

// countByTrait counts the rows whose facet passes by their trait, whether that
// passes or not.
func (s *snapshot) countByTrait(ctx context.Context, p *plan) ([]int, error) {
	counts := make([]int, len(s.traits))
	for i := range s.parts {
		pt := &s.parts[i]
		spans, err := pt.spans(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, sp := range spans {
			sp.addTraits(counts, p)
		}
	}
	return counts, ctx.Err()
}

// addTraits adds the rows of a span to counts by trait: whole groups of the
// world from what was counted once, others row by row.
func (sp span) addTraits(counts []int, p *plan) {
	l, starts := sp.level, sp.part.rows.start
	rowByRow := p.passes
	if l.traitFirst != nil && p.clock.all {
		whole := make([]bool, len(p.facets))
		for g, f := range l.facet {
			from, until := l.entries(uint32(g), p.window)
			if !p.passes(f) || from != l.begin[g] || until != l.begin[g+1] {
				continue
			}
			whole[f] = true
			for _, t := range l.traitCounts[l.traitFirst[g]:l.traitFirst[g+1]] {
				counts[t.trait] += sp.part.sign * int(t.n)
			}
		}
		rowByRow = func(facet uint32) bool { return p.passes(facet) && !whole[facet] }
	}
	sp.eachEntry(p.window, rowByRow, func(row, facet, trait uint32) {
		if p.onClock(starts[row], facet) {
			counts[trait] += sp.part.sign
		}
	})
}

func addHours(sum *geo.Summary, counted []bunch, p *plan) {
	var slots [geo.WeekSlots]int
	for i := range counted {
		counted[i].addSlots(&slots, p)
	}
	for slot, n := range slots {
		switch {
		case slot < geo.HourSlots:
			sum.HourByDay[slot/24][slot%24] += n
		case slot < geo.UnknownSlot:
			sum.DayOnly[slot-geo.DaySlot] += n
			sum.HourUnknown += n
		default:
			sum.HourUnknown += n
		}
	}
}

// addSlots adds the counted entries of a bunch, with its sign, to a histogram.
func (b *bunch) addSlots(slots *[geo.WeekSlots]int, p *plan) {
	var mine [geo.WeekSlots]uint32
	precision := p.facets[b.facet].precision
	b.level.inMonths(b.from, b.until, &p.clock, precision, func(from, until uint32) {
		b.level.addSlots(&mine, from, until, precision)
	})
	for slot, n := range mine {
		if p.clock.hasSlot(slot) {
			slots[slot] += b.sign * int(n)
		}
	}
}

// tally counts each dimension under all the other conditions.
type tally struct {
	kinds, origins, sides, causes, found []int
	sources, lands, areas                []int // by name number
	episodes                             int
}

func newTally(s *snapshot) *tally {
	names := len(s.names)
	return &tally{
		kinds: make([]int, 32), origins: make([]int, 32), sides: make([]int, 32), causes: make([]int, 32), found: make([]int, 256),
		sources: make([]int, names), lands: make([]int, names), areas: make([]int, names),
	}
}

// add counts n rows of a facet whose traits pass.
func (t *tally) add(fails uint16, f *facet, n int) {
	if fails == 0 || fails == failKind {
		t.kinds[f.kind] += n
	}
	if fails == 0 || fails == failSource {
		t.sources[f.source] += n
	}
	if fails == 0 && f.head {
		t.episodes += n
	}
}

// addTrait counts n rows of a trait whose facets pass.
func (t *tally) addTrait(p *plan, number uint32, n int) {
	fails, r := uint16(0), &p.traits[number]
	if p.traitFails != nil {
		fails = p.traitFails[number]
	}
	if fails != 0 && !onlyOne(fails) {
		return
	}
	add := func(bit uint16, counts []int, at uint32) {
		if fails == 0 || fails == bit {
			counts[at] += n
		}
	}
	add(failOrigin, t.origins, uint32(r.origin))
	add(failCause, t.causes, uint32(r.cause))
	add(failLand, t.lands, r.land)
	add(failArea, t.areas, r.area)
	add(failFound, t.found, uint32(r.found))
	if r.mapped {
		add(failSide, t.sides, uint32(r.side))
	}
}

// fill writes the facets of a summary: every value that any row of the store
// has, counted or not.
func (t *tally) fill(sum *geo.Summary, s *snapshot) {
	name, present := func(n uint32) string { return s.names[n] }, s.present()
	sum.Episodes = t.episodes
	sum.ByKind = inOrder(present.kinds, t.kinds, func(n uint32) string { return geo.Kind(n).String() })
	sum.ByOrigin = inOrder(present.origins, t.origins, func(n uint32) string { return geo.Origin(n).String() })
	sum.BySide = inOrder(present.sides, t.sides, func(n uint32) string { return geo.Side(n).String() })
	sum.ByCause = inOrder(present.causes, t.causes, func(n uint32) string { return geo.Cause(n).String() })
	sum.ByFoundWithin = inOrder(present.found, t.found, foundText)
	sum.BySource = byCount(inOrder(present.sources, t.sources, name))
	sum.ByLand = byCount(inOrder(present.lands, t.lands, name))
	sum.ByArea = byCount(inOrder(present.areas, t.areas, name))
}

func inOrder(present []uint32, counts []int, text func(uint32) string) []geo.ValueCount {
	out := make([]geo.ValueCount, 0, len(present))
	for _, n := range present {
		out = append(out, geo.ValueCount{Value: text(n), N: counts[n]})
	}
	return out
}

func byCount(values []geo.ValueCount) []geo.ValueCount {
	slices.SortFunc(values, func(a, b geo.ValueCount) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value))
	})
	return values
}

// present lists the values that occur in any row of the store, ascending.
type present struct {
	kinds, origins, sides, causes, found, sources, lands, areas []uint32
}

// presentNow finds the values that any row of a snapshot has.
func (s *snapshot) presentNow() present {
	facets, traits := make([]int, len(s.facets)), make([]int, len(s.traits))
	for i := range s.parts {
		pt := &s.parts[i]
		for g, f := range pt.world.facet {
			facets[f] += pt.sign * int(pt.world.begin[g+1]-pt.world.begin[g])
		}
		for _, t := range pt.world.traitCounts {
			traits[t.trait] += pt.sign * int(t.n)
		}
	}
	return presentIn(s.words, facets, traits)
}

// presentIn collects the values of the facets and traits that any row has.
func presentIn(w words, facets, traits []int) present {
	kinds, sources := valueSet{}, valueSet{}
	for i, n := range facets {
		if n > 0 {
			kinds.add(uint32(w.facets[i].kind))
			sources.add(w.facets[i].source)
		}
	}
	origins, sides, causes, found, lands, areas := valueSet{}, valueSet{}, valueSet{}, valueSet{}, valueSet{}, valueSet{}
	for i, n := range traits {
		if n == 0 {
			continue
		}
		t := &w.traits[i]
		origins.add(uint32(t.origin))
		causes.add(uint32(t.cause))
		found.add(uint32(t.found))
		lands.add(t.land)
		areas.add(t.area)
		if t.mapped {
			sides.add(uint32(t.side))
		}
	}
	p := present{kinds.list(), origins.list(), sides.list(), causes.list(), found.list(), sources.list(), lands.list(), areas.list()}
	if len(p.found) > 0 && p.found[0] == 0 { // none given comes last
		p.found = append(p.found[1:], 0)
	}
	return p
}

// valueSet is a growing set of small numbers.
type valueSet struct{ has []bool }

func (s *valueSet) add(v uint32) {
	for int(v) >= len(s.has) {
		s.has = append(s.has, false)
	}
	s.has[v] = true
}

func (s *valueSet) list() (out []uint32) {
	for v, has := range s.has {
		if has {
			out = append(out, uint32(v))
		}
	}
	return out
}
