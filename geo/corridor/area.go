package corridor

import (
	"math"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// MaxOutsideDeg is how far beyond the box of the study area a line may lead,
// degrees: about 100 km.
const MaxOutsideDeg = 1.0

// CheckArea refuses, with Invalid, a line that leads far away from the study
// area, where nothing is known and an empty answer would mislead.
func CheckArea(line orb.LineString, area *place.Area) error {
	box := area.Bound().Pad(MaxOutsideDeg)
	for i, p := range line {
		if !box.Contains(p) {
			return geo.Errorf("corridor", geo.Invalid, "vertex %d of the line (%.4f, %.4f) lies more than 100 km outside the study area, which reaches from %.1f to %.1f degrees of longitude and %.1f to %.1f of latitude",
				i+1, p[0], p[1], area.Bound().Min[0], area.Bound().Max[0], area.Bound().Min[1], area.Bound().Max[1])
		}
	}
	return nil
}

// leastOutsideM is how much of a line must lead off the study area before a
// reader is warned: its edge is a coast drawn to some hundred metres.
const leastOutsideM = 1000.0

// offArea is how much of a line leads over ground of which nothing is known.
type offArea struct {
	outsideM float64 // off the study area
	seaM     float64 // of that, over the sea
}

const (
	offStepM = 1000.0 // what leaves the area and comes back within it may go unseen
	offEdgeM = 10.0   // where the line crosses an edge is found so exactly
)

// off measures how much of the line leads off the study area, and over the sea.
func (c *Corridor) off(area *place.Area) (out offArea) {
	ground := func(alongM float64) groundKind { return groundAt(area, c.At(alongM)) }
	steps := int(math.Ceil(c.LengthM() / offStepM))
	before := ground(0)
	for i := range steps {
		fromM, toM := c.LengthM()*float64(i)/float64(steps), c.LengthM()*float64(i+1)/float64(steps)
		after := ground(toM)
		edgeM := toM
		if before != after {
			edgeM = edgeBetween(fromM, toM, func(m float64) bool { return ground(m) == before })
		}
		out.add(before, edgeM-fromM)
		out.add(after, toM-edgeM)
		before = after
	}
	return out
}

func (o *offArea) add(g groundKind, lengthM float64) {
	if g != covered {
		o.outsideM += lengthM
	}
	if g == sea {
		o.seaM += lengthM
	}
}

// edgeBetween finds where holds, which does at fromM, ends before toM.
func edgeBetween(fromM, toM float64, holds func(float64) bool) float64 {
	for toM-fromM > offEdgeM {
		if middle := (fromM + toM) / 2; holds(middle) {
			fromM = middle
		} else {
			toM = middle
		}
	}
	return (fromM + toM) / 2
}

type groundKind uint8

const (
	covered groundKind = iota
	elsewhere
	sea
)

func groundAt(area *place.Area, p orb.Point) groundKind {
	switch {
	case area.Contains(p):
		return covered
	case place.Sea().Contains(p):
		return sea
	}
	return elsewhere
}
