package tiles

import (
	"math"
	"math/bits"
	"sync/atomic"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// maxCorners is the most corners H3 gives a cell: a pentagon on edges of the
// icosahedron. Every cell of the study area has six.
const maxCorners = 10

// outline is a cell's ring in the Mercator square, open (the first corner is
// not repeated) and clockwise as seen on a map. Neighbours in the study area
// share their corners to the bit.
type outline struct {
	cell    geo.Cell
	n       int
	corners [maxCorners]worldPoint
}

// outlines remembers projected outlines. Any number of goroutines may use it
// at once: a slot is one atomic pointer, and a cell that finds its slot taken
// by another replaces it, which bounds the memory without any bookkeeping.
type outlines struct {
	slots []atomic.Pointer[outline]
	shift int
}

// newOutlines makes room for at least n cells, about 100 bytes each when full.
func newOutlines(n int) *outlines {
	width := bits.Len(uint(max(n, 2) - 1))
	return &outlines{slots: make([]atomic.Pointer[outline], 1<<width), shift: 64 - width}
}

func (o *outlines) of(c geo.Cell) *outline {
	const fibonacci = 0x9E3779B97F4A7C15 // spreads the differing bits to the top
	slot := &o.slots[featureID(c)*fibonacci>>o.shift]
	if found := slot.Load(); found != nil && found.cell == c {
		return found
	}
	made := outlineOf(c)
	slot.Store(made)
	return made
}

// outlineOf projects a cell. One that the square cuts, at 180 degrees or near a
// pole, is drawn as its box on the side of its centre.
func outlineOf(c geo.Cell) *outline {
	ring := grid.Boundary(c)
	box := ring.Bound()
	if box.Max.Lon()-box.Min.Lon() > 180 || max(box.Max.Lat(), -box.Min.Lat()) > MaxLat {
		return boxOutline(c, ring)
	}
	o := &outline{cell: c}
	for i := len(ring) - 2; i >= 0 && o.n < maxCorners; i-- { // backwards: H3 goes counter-clockwise
		o.corners[o.n] = project(ring[i].Lon(), ring[i].Lat())
		o.n++
	}
	return o
}

func boxOutline(c geo.Cell, ring orb.Ring) *outline {
	middle := grid.Center(c).Lon()
	for i, p := range ring {
		ring[i][0] = middle + math.Remainder(p.Lon()-middle, 360)
	}
	box := ring.Bound()
	a, b := project(box.Min.Lon(), box.Max.Lat()), project(box.Max.Lon(), box.Min.Lat())
	return &outline{cell: c, n: 4, corners: [maxCorners]worldPoint{a, {b.x, a.y}, b, {a.x, b.y}}}
}
