package index

import (
	"math"
	"slices"

	"linea/geo"
	"linea/geo/grid"
)

// happening is the part of a row's attributes that most questions, and all
// ties between rows, ask about.
type happening struct {
	source    uint32
	kind      geo.Kind
	status    geo.Status
	precision geo.TimePrecision
}

// circumstances are the rest of what a row says of itself beside place and
// time. Names are numbers in a dictionary.
type circumstances struct {
	land, area, via, subkind, owner, label uint32

	origin   geo.Origin
	timeKind geo.TimeKind
	method   geo.LocationMethod
	cause    geo.Cause
	found    uint8 // days
	radius   uint8 // class, see radiusBounds
	hasPoint bool
}

// said is what a row says of itself beside place and time, as numbers of a
// dictionary.
type said struct{ happening, circumstances uint32 }

// facet is what the levels group rows by: there are some hundreds to thousands
// of them, whatever the data, because what multiplies without end is in the
// trait.
type facet struct {
	happening
	admits uint8 // finest resolution that the radius allows; 0 = none
	mapped bool
	repeat bool // a duplicate of a row of higher rank
	head   bool // the head of its episode: statistics count little else
}

// trait is everything else that a row may be asked for. Queries that test it
// visit rows; summaries count rows by it.
type trait struct {
	circumstances
	side   geo.Side
	mapped bool
	shared bool
}

// radiusBounds are the upper bounds of the radius classes in metres, ascending:
// the values of max_radius_m and every resolution's inradius, so that both
// filters are exact. Class 0 is unstated, class i+1 reaches to bound i, the
// last one has no bound.
var radiusBounds = makeRadiusBounds()

func makeRadiusBounds() []float64 {
	var bounds []float64
	for _, m := range geo.MaxRadii() {
		bounds = append(bounds, float64(m))
	}
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		bounds = append(bounds, grid.InradiusM(res))
	}
	slices.Sort(bounds)
	return slices.Compact(bounds)
}

func radiusClass(m float64) uint8 {
	if m <= 0 {
		return 0
	}
	i, _ := slices.BinarySearch(radiusBounds, m)
	return uint8(i + 1)
}

// maxRadiusM bounds the radii of a class; ok is false for the last class.
func maxRadiusM(class uint8) (m float64, ok bool) {
	switch {
	case class == 0:
		return 0, true
	case int(class) <= len(radiusBounds):
		return radiusBounds[class-1], true
	}
	return geo.MaxRadiusM, false
}

// admitted is the finest resolution into which a radius class may enter, 0 for
// none. Classes break at the inradii, so their upper bound decides.
func admitted(class uint8) uint8 {
	m, _ := maxRadiusM(class)
	for res := grid.BaseRes; res >= grid.MinRes; res-- {
		if grid.Admits(res, m) {
			return uint8(res)
		}
	}
	return 0
}

// dictionary numbers texts, what rows say of themselves, facets and traits. It
// only grows, and numbers keep their meaning; one writer adds to it, and a
// snapshot sees the part that existed when it was made.
type dictionary struct {
	names           []string
	nameOf          map[string]uint32
	happenings      []happening
	happeningOf     map[happening]uint32
	circumstances   []circumstances
	circumstancesOf map[circumstances]uint32
	facets          []facet
	facetOf         map[facet]uint32
	traits          []trait
	traitOf         map[trait]uint32
	facetAt         []uint32 // number + 1 by facetKey, 0 = not known yet
	traitAt         []uint32 // number + 1 by traitKey
	recent          [nameFields]recentName
}

// The fields of a row that hold names: most rows have the same as the row
// before in most of them.
const (
	fieldSource = iota
	fieldLand
	fieldArea
	fieldVia
	fieldSubkind
	fieldOwner
	fieldLabel
	nameFields
)

type recentName struct {
	text   string
	number uint32
}

// nameIn gives the number of a name in one of the fields.
func (d *dictionary) nameIn(field int, text string) uint32 {
	r := &d.recent[field]
	if r.text != text {
		*r = recentName{text, d.name(text)}
	}
	return r.number
}

// sorted says where a row is put: by its facet, and its trait.
type sorted struct{ facet, trait uint32 }

func newDictionary() *dictionary {
	return &dictionary{
		names:       []string{""},
		nameOf:      map[string]uint32{"": 0},
		happeningOf: map[happening]uint32{}, circumstancesOf: map[circumstances]uint32{},
		facetOf: map[facet]uint32{}, traitOf: map[trait]uint32{},
	}
}

// number gives the number of a value, adding it to the list when it is new.
func number[T comparable](list *[]T, of map[T]uint32, v T) uint32 {
	n, ok := of[v]
	if !ok {
		n = uint32(len(*list))
		*list = append(*list, v)
		of[v] = n
	}
	return n
}

func (d *dictionary) name(s string) uint32 { return number(&d.names, d.nameOf, s) }

func (d *dictionary) say(h happening, c circumstances) said {
	return said{number(&d.happenings, d.happeningOf, h), number(&d.circumstances, d.circumstancesOf, c)}
}

func (d *dictionary) facet(f facet) uint32 { return number(&d.facets, d.facetOf, f) }
func (d *dictionary) trait(t trait) uint32 { return number(&d.traits, d.traitOf, t) }

// derived are the facts about a row that come from other rows and from the
// place.
type derived struct {
	side                         geo.Side
	mapped, shared, repeat, head bool
}

// facetKey numbers the facets that rows with one happening can have.
func facetKey(happening uint32, admits uint8, v derived) int {
	return int(happening)<<7 | int(admits)<<3 | bit(v.mapped)<<2 | bit(v.repeat)<<1 | bit(v.head)
}

// traitKey numbers the traits that rows with the same circumstances can have.
func traitKey(circumstances uint32, v derived) int {
	return int(circumstances)<<4 | int(v.side)<<2 | bit(v.mapped)<<1 | bit(v.shared)
}

func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}

// sort gives facet and trait of a row.
func (d *dictionary) sort(s said, v derived) sorted {
	c := &d.circumstances[s.circumstances]
	admits := admittedBy[c.radius]
	facetAt := at(&d.facetAt, facetKey(s.happening, admits, v))
	if *facetAt == 0 {
		*facetAt = 1 + d.facet(facet{d.happenings[s.happening], admits, v.mapped, v.repeat, v.head})
	}
	traitAt := at(&d.traitAt, traitKey(s.circumstances, v))
	if *traitAt == 0 {
		*traitAt = 1 + d.trait(trait{*c, v.side, v.mapped, v.shared})
	}
	return sorted{*facetAt - 1, *traitAt - 1}
}

// at gives the place of a key in a growing table.
func at(table *[]uint32, key int) *uint32 {
	if key >= len(*table) {
		*table = append(*table, make([]uint32, key+1-len(*table))...)
	}
	return &(*table)[key]
}

// admittedBy is admitted for every class of radii.
var admittedBy = makeAdmitted()

func makeAdmitted() (by [math.MaxUint8 + 1]uint8) {
	for class := range by {
		by[class] = admitted(uint8(class))
	}
	return by
}

// saidBy gives back what a row with this facet and trait says of itself.
func (d *dictionary) saidBy(as sorted) said {
	return d.say(d.facets[as.facet].happening, d.traits[as.trait].circumstances)
}

// words is the read-only part of a dictionary that a snapshot keeps.
type words struct {
	names         []string
	happenings    []happening
	circumstances []circumstances
	facets        []facet
	traits        []trait
}

func (d *dictionary) words() words {
	return words{d.names, d.happenings, d.circumstances, d.facets, d.traits}
}
