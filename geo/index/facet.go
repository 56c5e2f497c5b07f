package index

import (
	"slices"

	"linea/geo"
	"linea/geo/grid"
)

// attrs are what a row says of itself beside place and time: the part of a
// facet that does not depend on other rows. Names are numbers in a dictionary.
type attrs struct {
	source, land, area, via, subkind, owner, label uint32

	kind      geo.Kind
	origin    geo.Origin
	timeKind  geo.TimeKind
	precision geo.TimePrecision
	method    geo.LocationMethod
	cause     geo.Cause
	status    geo.Status
	found     uint8 // days
	radius    uint8 // class, see radiusBounds
	hasPoint  bool
}

// facet is a combination of attributes and of what is derived from the other
// rows.
type facet struct {
	attrs
	side   geo.Side
	mapped bool
	shared bool
	repeat bool // a duplicate of a row of higher rank
	head   bool // the head of its episode
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

// dictionary numbers texts, attributes and facets. It only grows, and numbers
// keep their meaning; one writer adds to it, and a snapshot sees the part that
// existed when it was made.
type dictionary struct {
	names     []string
	nameOf    map[string]uint32
	attrs     []attrs
	attrOf    map[attrs]uint32
	facets    []facet
	facetAttr []uint32
	facetOf   map[facetKey]uint32
}

type facetKey struct {
	attr uint32
	bits uint8
}

func newDictionary() *dictionary {
	return &dictionary{
		names:   []string{""},
		nameOf:  map[string]uint32{"": 0},
		attrOf:  map[attrs]uint32{},
		facetOf: map[facetKey]uint32{},
	}
}

func (d *dictionary) name(s string) uint32 {
	n, ok := d.nameOf[s]
	if !ok {
		n = uint32(len(d.names))
		d.names = append(d.names, s)
		d.nameOf[s] = n
	}
	return n
}

func (d *dictionary) attr(a attrs) uint32 {
	n, ok := d.attrOf[a]
	if !ok {
		n = uint32(len(d.attrs))
		d.attrs = append(d.attrs, a)
		d.attrOf[a] = n
	}
	return n
}

// derived are the bits of a facet that come from other rows and from the place.
type derived struct {
	side                         geo.Side
	mapped, shared, repeat, head bool
}

func (v derived) bits() uint8 {
	b := uint8(v.side)
	for i, on := range []bool{v.mapped, v.shared, v.repeat, v.head} {
		if on {
			b |= 1 << (2 + i)
		}
	}
	return b
}

func (d *dictionary) facet(attr uint32, v derived) uint32 {
	key := facetKey{attr, v.bits()}
	n, ok := d.facetOf[key]
	if !ok {
		n = uint32(len(d.facets))
		d.facets = append(d.facets, facet{d.attrs[attr], v.side, v.mapped, v.shared, v.repeat, v.head})
		d.facetAttr = append(d.facetAttr, attr)
		d.facetOf[key] = n
	}
	return n
}

// words is the read-only part of a dictionary that a snapshot keeps.
type words struct {
	names     []string
	attrs     []attrs
	facets    []facet
	facetAttr []uint32
}

func (d *dictionary) words() words {
	return words{d.names, d.attrs, d.facets, d.facetAttr}
}
