package place

import (
	"math"

	"github.com/paulmach/orb"
)

// PolygonContains says whether p lies in the polygon: in its outer ring and in
// no hole. Edges are straight in lon, lat, as GeoJSON means them. The boundary
// counts as inside, the rim of a hole too. It walks every edge: what judges a
// [Region], which is prepared for many points.
func PolygonContains(polygon orb.Polygon, p orb.Point) bool {
	for i, ring := range polygon {
		inside, edge := ringMeets(ring, p)
		if edge {
			return true
		}
		if inside != (i == 0) {
			return false
		}
	}
	return len(polygon) > 0
}

// ringMeets says whether p lies strictly inside a ring, and whether on it.
func ringMeets(ring orb.Ring, p orb.Point) (inside, edge bool) {
	for i := 1; i < len(ring); i++ {
		switch crossing(ring[i-1], ring[i], p) {
		case onEdge:
			return false, true
		case crosses:
			inside = !inside
		}
	}
	return inside, false
}

type meeting int

const (
	misses meeting = iota
	crosses
	onEdge
)

// crossing says how the ray from p to the east meets the edge from a to b. A
// vertex belongs to the edge below it, so no crossing counts twice.
func crossing(a, b, p orb.Point) meeting {
	if a[1] > b[1] {
		a, b = b, a
	}
	if p[1] < a[1] || p[1] > b[1] || p[0] > max(a[0], b[0]) {
		return misses
	}
	left := (b[0]-a[0])*(p[1]-a[1]) - (p[0]-a[0])*(b[1]-a[1])
	if left == 0 && p[0] >= min(a[0], b[0]) {
		return onEdge
	}
	if p[1] == b[1] || left < 0 {
		return misses
	}
	return crosses
}

// Region is a shape prepared for asking about many points. It is immutable and
// safe for concurrent use. Edges are straight in lon, lat; the boundary counts
// as inside.
type Region struct {
	shape orb.MultiPolygon
	bound orb.Bound
	bands [][]edge // by latitude, from bound.Min to bound.Max
	scale float64  // bands per degree
}

type edge struct{ a, b orb.Point }

// NewRegion prepares a shape. The shape must not change afterwards.
func NewRegion(shape orb.MultiPolygon) *Region {
	r := &Region{shape: shape, bound: shape.Bound()}
	vertices := 0
	for _, polygon := range shape {
		for _, ring := range polygon {
			vertices += len(ring)
		}
	}
	r.bands = make([][]edge, min(max(vertices/2, 1), 1024))
	if height := r.bound.Max[1] - r.bound.Min[1]; height > 0 {
		r.scale = float64(len(r.bands)) / height
	}
	for _, polygon := range shape {
		for _, ring := range polygon {
			r.add(ring)
		}
	}
	return r
}

func (r *Region) add(ring orb.Ring) {
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		first, last := r.band(min(a[1], b[1])), r.band(max(a[1], b[1]))
		for k := first; k <= last; k++ {
			r.bands[k] = append(r.bands[k], edge{a, b})
		}
	}
}

func (r *Region) band(lat float64) int {
	k := math.Floor((lat - r.bound.Min[1]) * r.scale)
	return int(min(max(k, 0), float64(len(r.bands)-1)))
}

// Shape gives the polygons of the region. Do not change them.
func (r *Region) Shape() orb.MultiPolygon { return r.shape }

// Bound gives the smallest lon, lat box around the region.
func (r *Region) Bound() orb.Bound { return r.bound }

// Contains says whether p lies in the region or on its boundary. Polygons of
// one region must not overlap.
func (r *Region) Contains(p orb.Point) bool {
	if len(r.shape) == 0 || !r.bound.Contains(p) {
		return false
	}
	inside := false
	for _, e := range r.bands[r.band(p[1])] {
		switch crossing(e.a, e.b, p) {
		case onEdge:
			return true
		case crosses:
			inside = !inside
		}
	}
	return inside
}

// hasEdgeIn says whether an edge may meet the box: without one, all of it lies
// inside or all outside.
func (r *Region) hasEdgeIn(box orb.Bound) bool {
	if len(r.shape) == 0 || !r.bound.Intersects(box) {
		return false
	}
	for k := r.band(box.Min[1]); k <= r.band(box.Max[1]); k++ {
		for _, e := range r.bands[k] {
			if e.meets(box) {
				return true
			}
		}
	}
	return false
}

// meets says whether an edge meets a box: their extents do, and the corners of
// the box do not all lie on one side of it.
func (e edge) meets(box orb.Bound) bool {
	if max(e.a[0], e.b[0]) < box.Min[0] || min(e.a[0], e.b[0]) > box.Max[0] ||
		max(e.a[1], e.b[1]) < box.Min[1] || min(e.a[1], e.b[1]) > box.Max[1] {
		return false
	}
	left, right := false, false
	for _, corner := range [...]orb.Point{box.Min, {box.Max[0], box.Min[1]}, box.Max, {box.Min[0], box.Max[1]}} {
		across := (e.b[0]-e.a[0])*(corner[1]-e.a[1]) - (e.b[1]-e.a[1])*(corner[0]-e.a[0])
		left, right = left || across >= 0, right || across <= 0
	}
	return left && right
}
