package index

import (
	"math"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// relation says how a disk lies to a shape.
type relation int

const (
	outside relation = iota
	cut
	inside
)

// shape is the positional part of a query: every condition must hold.
type shape []condition

// condition is one positional test. relate is about all points within reachM
// of center and may answer cut when it is not sure; contains decides.
type condition interface {
	relate(center orb.Point, reachM float64) relation
	contains(p orb.Point) bool
	bound() orb.Bound
}

func shapeOf(q *geo.Query) shape {
	var s shape
	if q.BBox != nil {
		s = append(s, inBox{*q.BBox})
	}
	if q.Near != nil {
		s = append(s, newInCircle(*q.Near))
	}
	if len(q.Polygon) > 0 {
		s = append(s, newInPolygon(q.Polygon))
	}
	return s
}

func (s shape) relate(center orb.Point, reachM float64) relation {
	worst := inside
	for _, c := range s {
		worst = min(worst, c.relate(center, reachM))
	}
	return worst
}

func (s shape) contains(p orb.Point) bool {
	for _, c := range s {
		if !c.contains(p) {
			return false
		}
	}
	return true
}

// bound is a box around the shape; ok is false when no point can be in it.
func (s shape) bound() (b orb.Bound, ok bool) {
	b = s[0].bound()
	for _, c := range s[1:] {
		o := c.bound()
		b.Min = orb.Point{math.Max(b.Min[0], o.Min[0]), math.Max(b.Min[1], o.Min[1])}
		b.Max = orb.Point{math.Min(b.Max[0], o.Max[0]), math.Min(b.Max[1], o.Max[1])}
	}
	return b, b.Min[0] <= b.Max[0] && b.Min[1] <= b.Max[1]
}

func pointBound(p orb.Point) orb.Bound { return orb.Bound{Min: p, Max: p} }

type inBox struct{ box orb.Bound }

func (c inBox) bound() orb.Bound          { return c.box }
func (c inBox) contains(p orb.Point) bool { return c.box.Contains(p) }
func (c inBox) relate(center orb.Point, reachM float64) relation {
	around := pad(pointBound(center), reachM)
	switch {
	case !around.Intersects(c.box):
		return outside
	case c.box.Contains(around.Min) && c.box.Contains(around.Max):
		return inside
	}
	return cut
}

// inCircle tests a geodesic circle. A flat estimate decides what is clearly
// inside or outside; only near the rim is the geodesic measured.
type inCircle struct {
	circle    geo.Circle
	east      float64 // metres per degree of longitude at the centre
	north     float64 // metres per degree of latitude there
	uncertain float64 // the estimate is off by at most this share; +Inf far from the equator
}

func newInCircle(circle geo.Circle) inCircle {
	const (
		step     = 0.01 // degrees
		least    = 0.01
		perMetre = 0.04 / geo.MaxNearM // the scale of longitude changes by 2 % over the largest radius
		highest  = 60                  // degrees of latitude up to which that holds
	)
	p := circle.Center
	c := inCircle{
		circle:    circle,
		east:      place.Distance(p, orb.Point{p.Lon() + step, p.Lat()}) / step,
		north:     place.Distance(p, orb.Point{p.Lon(), p.Lat() + step}) / step,
		uncertain: least + perMetre*circle.RadiusM,
	}
	if math.Abs(p.Lat()) > highest {
		c.uncertain = math.Inf(1)
	}
	return c
}

func (c inCircle) bound() orb.Bound { return pad(pointBound(c.circle.Center), c.circle.RadiusM) }

// estimate is the distance to the centre, off by at most uncertain within twice
// the radius and never less than the radius beyond.
func (c inCircle) estimate(p orb.Point) float64 {
	dLon := math.Abs(p.Lon() - c.circle.Center.Lon())
	return math.Hypot(math.Min(dLon, 360-dLon)*c.east, (p.Lat()-c.circle.Center.Lat())*c.north)
}

func (c inCircle) contains(p orb.Point) bool {
	switch d := c.estimate(p); {
	case d*(1+c.uncertain) < c.circle.RadiusM:
		return true
	case d*(1-c.uncertain) > c.circle.RadiusM:
		return false
	}
	return place.Distance(c.circle.Center, p) <= c.circle.RadiusM
}

func (c inCircle) relate(center orb.Point, reachM float64) relation {
	d := c.estimate(center)
	switch {
	case d*(1-c.uncertain) > c.circle.RadiusM+reachM:
		return outside
	case d*(1+c.uncertain)+reachM < c.circle.RadiusM:
		return inside
	}
	return cut
}

// inPolygon tests a polygon whose edges are straight in lon, lat.
type inPolygon struct {
	region *place.Region
	edges  []orb.Bound // of each edge
	ends   [][2]orb.Point
}

func newInPolygon(polygon orb.Polygon) inPolygon {
	c := inPolygon{region: place.NewRegion(orb.MultiPolygon{polygon})}
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			c.ends = append(c.ends, [2]orb.Point{ring[i-1], ring[i]})
			c.edges = append(c.edges, orb.MultiPoint{ring[i-1], ring[i]}.Bound())
		}
	}
	return c
}

func (c inPolygon) bound() orb.Bound          { return c.region.Bound() }
func (c inPolygon) contains(p orb.Point) bool { return c.region.Contains(p) }

// relate is inside or outside only when no edge comes near the disk's box.
func (c inPolygon) relate(center orb.Point, reachM float64) relation {
	around := pad(pointBound(center), reachM)
	if !around.Intersects(c.region.Bound()) {
		return outside
	}
	for i, e := range c.edges {
		if around.Intersects(e) && segmentMeets(c.ends[i], around) {
			return cut
		}
	}
	if c.region.Contains(center) {
		return inside
	}
	return outside
}

// segmentMeets says whether a straight segment touches a box (slab test).
func segmentMeets(s [2]orb.Point, b orb.Bound) bool {
	t0, t1 := 0.0, 1.0
	for axis := range 2 {
		d := s[1][axis] - s[0][axis]
		lo, hi := b.Min[axis]-s[0][axis], b.Max[axis]-s[0][axis]
		if d == 0 {
			if lo > 0 || hi < 0 {
				return false
			}
			continue
		}
		if d < 0 {
			lo, hi = hi, lo
		}
		t0, t1 = math.Max(t0, lo/d), math.Min(t1, hi/d)
	}
	return t0 <= t1
}

// inCell says whether a base cell lies under q.Cell; every cell does when the
// query names none.
func inCell(q *geo.Query, base geo.Cell) bool {
	return q.Cell == 0 || grid.Parent(base, grid.Res(q.Cell)) == q.Cell
}
