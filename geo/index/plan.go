package index

import (
	"math/bits"

	"linea/geo"
	"linea/geo/grid"
)

// Conditions that a facet may fail, one bit each. The first ones are the
// facets of a summary: a row that fails exactly one of them is what choosing
// another chip there would give. The last ones are reasons to leave a row out
// of a statistic, in order of precedence.
const (
	failKind uint16 = 1 << iota
	failSource
	failOrigin
	failSide
	failCause
	failLand
	failArea
	failFound
	failStatus
	failRadius
	failNotRepeat // the query asks for duplicates only
	outDuplicate
	outUnmapped
	outImprecise

	outAny = outDuplicate | outUnmapped | outImprecise
)

// plan is a query ready to be run on one snapshot.
type plan struct {
	query  geo.Query
	fails  []uint16 // by facet; 0 = passes
	window window
	slots  slotMask
	shape  shape
	facets []facet
}

// newPlan evaluates the query once for each facet. With res above 0, rows that
// are unmapped or too imprecise for it fail.
func newPlan(w *words, q geo.Query, res int) *plan {
	p := &plan{query: q, window: windowOf(&q), slots: slotsOf(&q), shape: shapeOf(&q), facets: w.facets}
	p.fails = make([]uint16, len(w.facets))
	t := newFacetTest(w, &q, res)
	for i := range w.facets {
		p.fails[i] = t.fails(&w.facets[i])
	}
	return p
}

// passes says whether the rows of a facet may match.
func (p *plan) passes(facet uint32) bool { return p.fails[facet] == 0 }

// facetTest is the facet part of a query in numbers.
type facetTest struct {
	q                     *geo.Query
	sources, lands, areas nameSet
	statuses              geo.Set[geo.Status]
	maxClass              uint8 // of radius; 0 = any
	admitClass            uint8
	res                   int
	placed                bool // the query asks for a place
}

func newFacetTest(w *words, q *geo.Query, res int) *facetTest {
	t := &facetTest{
		q: q, res: res,
		sources: nameSetOf(w, q.Sources), lands: nameSetOf(w, q.Lands), areas: nameSetOf(w, q.Areas),
		statuses: q.EffectiveStatuses(),
		placed:   res > 0 || q.Sides != 0 || q.MaxRadiusM > 0 || q.Positional(),
	}
	if q.Cell != 0 {
		t.res = max(t.res, grid.Res(q.Cell))
	}
	if t.res > 0 {
		t.admitClass = radiusClass(grid.InradiusM(t.res))
	}
	if q.MaxRadiusM > 0 {
		t.maxClass = radiusClass(q.MaxRadiusM)
	}
	return t
}

func (t *facetTest) fails(f *facet) (fails uint16) {
	set := func(bit uint16, ok bool) {
		if !ok {
			fails |= bit
		}
	}
	set(failKind, t.q.Kinds == 0 || t.q.Kinds.Has(f.kind))
	set(failSource, t.sources.has(f.source))
	set(failOrigin, t.q.Origins == 0 || t.q.Origins.Has(f.origin))
	set(failCause, t.q.Causes == 0 || t.q.Causes.Has(f.cause))
	set(failLand, t.lands.has(f.land))
	set(failArea, t.areas.has(f.area))
	set(failFound, len(t.q.FoundWithin) == 0 || t.foundMatches(f.found))
	set(failStatus, t.statuses.Has(f.status))
	set(failNotRepeat, t.q.Duplicates != geo.DuplicatesOnly || f.repeat)
	set(outDuplicate, t.q.Duplicates != geo.DuplicatesExclude || !f.repeat)
	if !f.mapped {
		set(outUnmapped, !t.placed)
		return fails
	}
	set(failSide, t.q.Sides == 0 || t.q.Sides.Has(f.side))
	set(failRadius, t.maxClass == 0 || f.radius != 0 && f.radius <= t.maxClass)
	set(outImprecise, t.res == 0 || f.radius <= t.admitClass)
	return fails
}

func (t *facetTest) foundMatches(days uint8) bool {
	for _, d := range t.q.FoundWithin {
		if d == int(days) {
			return true
		}
	}
	return false
}

// nameSet is a set of dictionary numbers; the zero value holds every number.
type nameSet struct {
	bits []uint64
	some bool
}

func nameSetOf(w *words, names []string) nameSet {
	if len(names) == 0 {
		return nameSet{}
	}
	s := nameSet{make([]uint64, len(w.names)/64+1), true}
	for _, name := range names {
		for i, known := range w.names {
			if known == name {
				s.bits[i/64] |= 1 << (i % 64)
			}
		}
	}
	return s
}

func (s nameSet) has(n uint32) bool { return !s.some || s.bits[n/64]>>(n%64)&1 == 1 }

// onlyOne says whether exactly one condition fails.
func onlyOne(fails uint16) bool { return bits.OnesCount16(fails) == 1 }
