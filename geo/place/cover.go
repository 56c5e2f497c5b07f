package place

import (
	"math"

	"github.com/paulmach/orb"
)

// Cover is an area prepared for the question how much of a disk lies in it. It is
// immutable and safe for concurrent use.
type Cover struct {
	edges []coverEdge
	tree  *boxTree
}

// coverEdge runs with the area to its left.
type coverEdge struct{ a, b vec }

// NewCover prepares polygons that do not overlap, with rings as GeoJSON has them:
// outer ones counter-clockwise, holes clockwise. Their edges are taken to be
// straight over the ground, so they should be short (20 km leave 5 m).
func NewCover(shape orb.MultiPolygon) *Cover {
	c := &Cover{}
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				if ring[i] != ring[i-1] {
					c.edges = append(c.edges, coverEdge{toECEF(ring[i-1]), toECEF(ring[i])})
				}
			}
		}
	}
	boxes := make([]box, len(c.edges))
	for i, e := range c.edges {
		boxes[i] = boxOf(e.a, e.b)
	}
	c.tree = newBoxTree(boxes)
	return c
}

// Share is the part of the area of a disk that the cover holds, 0 to 1, for radii
// up to 200 km: right within a few parts in 10,000. inside says whether its
// centre is held, which decides for a disk that no edge meets.
func (c *Cover) Share(center orb.Point, radiusM float64, inside bool) float64 {
	m := newRim(center, radiusM)
	c.meet(&m)
	return m.share(inside)
}

// meet adds the edges that come near.
func (c *Cover) meet(m *rim) {
	// The rim of a disk on the ground lies below the plane at its centre.
	drop := m.radius2 / (2 * gaussRadiusM(m.frame.origin))
	c.near(&m.frame.origin, (m.radius2+drop*drop)*1.0001, func(e *coverEdge) bool {
		m.add(e)
		return true
	})
}

// EdgeWithin says whether an edge comes nearer to a point than limitM.
func (c *Cover) EdgeWithin(p orb.Point, limitM float64) bool {
	at, bound, found := toECEF(p), limitM*limitM, false
	c.near(&at, bound, func(e *coverEdge) bool {
		found = e.distance2(&at) < bound
		return !found
	})
	return found
}

// near visits the edges nearer to a point than the root of bound, and some more,
// until visit says that it has enough.
func (c *Cover) near(p *vec, bound float64, visit func(e *coverEdge) bool) {
	if len(c.edges) == 0 {
		return
	}
	nodes := c.tree.nodes
	var stack [64]int32
	for top := 0; top >= 0; top-- {
		n := &nodes[stack[top]]
		if n.farther(p, bound) {
			continue
		}
		if n.right != 0 {
			stack[top], stack[top+1] = n.right, stack[top]+1
			top += 2
			continue
		}
		for i := n.first; i < n.after; i++ {
			if !visit(&c.edges[i]) {
				return
			}
		}
	}
}

func (e *coverEdge) distance2(p *vec) float64 {
	ab, ap := e.b.sub(e.a), p.sub(e.a)
	t := min(1, max(0, ap.dot(ab)/ab.dot(ab)))
	off := ap.sub(ab.scale(t))
	return off.dot(off)
}

// rim is that of a disk, cut by edges. What of an area lies in the disk is bounded by
// the pieces of its edges within and, from where one leaves to where the next
// enters, by arcs of the rim. All arcs together are known, but for whole turns,
// by the product of the ends as complex numbers: their order does not matter.
type rim struct {
	frame      Frame
	radius2    float64
	twice      float64 // the area that the pieces span with the centre
	turnX      float64 // the product, of length 1
	turnY      float64
	meetsEdges bool
}

func newRim(center orb.Point, radiusM float64) rim {
	return rim{frame: NewFrame(center), radius2: radiusM * radiusM, turnX: 1}
}

// spot is a point in the plane at the centre: the ground seen from above, which
// at 50 km is 1 part in 100,000 too near.
func (m *rim) spot(v *vec) (x, y float64) {
	f := &m.frame
	dx, dy, dz := v[0]-f.origin[0], v[1]-f.origin[1], v[2]-f.origin[2]
	return dx*f.east[0] + dy*f.east[1] + dz*f.east[2], dx*f.north[0] + dy*f.north[1] + dz*f.north[2]
}

func (m *rim) add(e *coverEdge) {
	ax, ay := m.spot(&e.a)
	bx, by := m.spot(&e.b)
	a2, b2 := ax*ax+ay*ay, bx*bx+by*by
	starts, ends := a2 < m.radius2, b2 < m.radius2
	if starts && ends {
		m.twice += ax*by - bx*ay
		m.meetsEdges = true
		return
	}
	dx, dy := bx-ax, by-ay
	length2, along := dx*dx+dy*dy, -(ax*dx + ay*dy) // to the foot of the centre, times the length
	if !starts && !ends && (along <= 0 || along >= length2) {
		return
	}
	root2 := along*along - length2*(a2-m.radius2)
	if root2 <= 0 {
		return
	}
	m.meetsEdges = true
	root := math.Sqrt(root2)
	px, py, qx, qy := ax, ay, bx, by
	if !starts {
		t := (along - root) / length2
		px, py = ax+t*dx, ay+t*dy
		m.turn(px, py)
	}
	if !ends {
		t := (along + root) / length2
		qx, qy = ax+t*dx, ay+t*dy
		m.turn(qx, -qy)
	}
	m.twice += px*qy - qx*py
}

// turn takes a point of the rim into the product: as it is where an edge enters,
// mirrored where one leaves.
func (m *rim) turn(x, y float64) {
	k := 1 / math.Sqrt(x*x+y*y)
	m.turnX, m.turnY = (m.turnX*x-m.turnY*y)*k, (m.turnX*y+m.turnY*x)*k
}

func (m *rim) share(inside bool) float64 {
	const whole, tiny = 2 * math.Pi, 1e-9
	if !m.meetsEdges {
		if inside {
			return 1
		}
		return 0
	}
	arcs := math.Atan2(m.turnY, m.turnX)
	share := math.Mod(m.twice/m.radius2+arcs, whole) / whole
	if share < 0 {
		share++
	}
	if share < tiny || share > 1-tiny { // whole turns are not told from none
		if inside {
			return 1
		}
		return 0
	}
	return share
}
