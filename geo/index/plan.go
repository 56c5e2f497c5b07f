package index

import (
	"math"
	"math/bits"
	"slices"

	"linea/geo"
	"linea/geo/grid"
)

// Conditions that a facet or a trait may fail, one bit each. The first ones are
// the dimensions of a summary: a row that fails exactly one of them is what
// choosing another chip there would give. The last ones are reasons to leave a
// row out of a statistic, in order of precedence.
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
	failNotHead   // the query asks for heads of episodes only
	failPlaced    // the query asks for rows with, or without, a usable place only
	outDuplicate
	outUnmapped
	outImprecise

	outAny = outDuplicate | outUnmapped | outImprecise
)

// plan is a query ready to be run on one snapshot.
type plan struct {
	words
	query      geo.Query
	fails      []uint16 // by facet; 0 = passes
	traitFails []uint16 // by trait; nil when the query tests none
	window     window
	clock      clock
	shape      shape
}

// newPlan evaluates the query once for each facet. With res above 0, rows that
// are unmapped or too imprecise for it fail.
func newPlan(w *words, q geo.Query, res int) *plan {
	p := &plan{words: *w, query: q, window: windowOf(&q), shape: shapeOf(&q)}
	p.clock = clockOf(&q, p.window)
	p.fails = make([]uint16, len(w.facets))
	t := newFacetTest(w, &q, res)
	for i := range w.facets {
		p.fails[i] = t.fails(&w.facets[i])
	}
	if testsTraits(&q) {
		p.traitFails = make([]uint16, len(w.traits))
		t := newTraitTest(w, &q)
		for i := range w.traits {
			p.traitFails[i] = t.fails(&w.traits[i])
		}
	}
	return p
}

// testsTraits says whether the query asks for more than facets know.
func testsTraits(q *geo.Query) bool {
	return q.Origins != 0 || q.Causes != 0 || q.Sides != 0 || q.MaxRadiusM > 0 ||
		len(q.Lands) > 0 || len(q.Areas) > 0 || len(q.FoundWithin) > 0
}

// hasTrait says whether a row's trait passes.
func (p *plan) hasTrait(trait uint32) bool { return p.traitFails == nil || p.traitFails[trait] == 0 }

// passes says whether the rows of a facet may match.
func (p *plan) passes(facet uint32) bool { return p.fails[facet] == 0 }

// facetTest is the part of a query that facets decide, as tables: there are
// thousands of facets, and every question tests them all.
type facetTest struct {
	ofKind   [math.MaxUint8 + 1]uint16
	ofStatus [math.MaxUint8 + 1]uint16
	sources  nameSet
	ofRest   [restKeys]uint16
}

func newFacetTest(w *words, q *geo.Query, res int) *facetTest {
	t := &facetTest{sources: nameSetOf(w, q.Sources)}
	statuses := q.EffectiveStatuses()
	for i := range t.ofKind {
		t.ofKind[i] = failure(failKind, q.Kinds == 0 || q.Kinds.Has(geo.Kind(i)))
		t.ofStatus[i] = failure(failStatus, statuses.Has(geo.Status(i)))
	}
	placed := res > 0 || asksPlace(q)
	if q.Cell != 0 {
		res = max(res, grid.Res(q.Cell))
	}
	for key := range t.ofRest {
		t.ofRest[key] = restFails(q, restOf(key), res, placed)
	}
	return t
}

func (t *facetTest) fails(f *facet) uint16 {
	return t.ofKind[f.kind] | t.ofStatus[f.status] | failure(failSource, t.sources.has(f.source)) | t.ofRest[f.rest()]
}

// rest numbers what else a facet says, but for the precision of its times.
func (f *facet) rest() int {
	return int(f.admits)<<3 | bit(f.mapped)<<2 | bit(f.repeat)<<1 | bit(f.head)
}

const restKeys = (grid.BaseRes + 1) << 3

func restOf(key int) facet {
	return facet{admits: uint8(key >> 3), mapped: key>>2&1 == 1, repeat: key>>1&1 == 1, head: key&1 == 1}
}

// restFails tests what a facet says beside kind, status and source; placed says
// that the query asks for a place.
func restFails(q *geo.Query, f facet, res int, placed bool) uint16 {
	fails := failure(failPlaced, q.Placed == geo.PlacedOrNot || f.mapped == (q.Placed == geo.OnlyMapped)) |
		failure(failNotHead, !q.HeadsOnly || f.head) |
		failure(failNotRepeat, q.Duplicates != geo.DuplicatesOnly || f.repeat) |
		failure(outDuplicate, q.Duplicates != geo.DuplicatesExclude || !f.repeat)
	if !f.mapped {
		return fails | failure(outUnmapped, !placed)
	}
	return fails | failure(outImprecise, int(f.admits) >= res)
}

// failure is bit unless ok.
func failure(bit uint16, ok bool) uint16 {
	if ok {
		return 0
	}
	return bit
}

// traitTest is the part of a query that traits decide, in numbers.
type traitTest struct {
	q            *geo.Query
	lands, areas nameSet
	maxClass     uint8 // of radius; 0 = any
}

func newTraitTest(w *words, q *geo.Query) *traitTest {
	t := &traitTest{q: q, lands: nameSetOf(w, q.Lands), areas: nameSetOf(w, q.Areas)}
	if q.MaxRadiusM > 0 {
		t.maxClass = radiusClass(q.MaxRadiusM)
	}
	return t
}

func (t *traitTest) fails(r *trait) uint16 {
	fails := failure(failOrigin, t.q.Origins == 0 || t.q.Origins.Has(r.origin)) |
		failure(failCause, t.q.Causes == 0 || t.q.Causes.Has(r.cause)) |
		failure(failLand, t.lands.has(r.land)) |
		failure(failArea, t.areas.has(r.area)) |
		failure(failFound, len(t.q.FoundWithin) == 0 || slices.Contains(t.q.FoundWithin, int(r.found)))
	if !r.mapped {
		return fails // the facet says that it is unmapped
	}
	return fails | failure(failSide, t.q.Sides == 0 || t.q.Sides.Has(r.side)) |
		failure(failRadius, t.maxClass == 0 || r.radius != 0 && r.radius <= t.maxClass)
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
