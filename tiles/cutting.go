package tiles

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// cutting writes clipped geometries of the Mercator square into a tile. What
// rounding leaves without length or area is left out.
type cutting struct {
	path
	tile Coord
	buf  []point
}

// geometry writes one feature's geometry and gives its type.
func (c *cutting) geometry(g orb.Geometry) geometryType {
	switch g := g.(type) {
	case orb.Point:
		c.path.points(c.rounded([]orb.Point{g}))
		return pointType
	case orb.MultiPoint:
		c.path.points(c.rounded(g))
		return pointType
	case orb.LineString:
		c.lines(orb.MultiLineString{g})
		return lineType
	case orb.MultiLineString:
		c.lines(g)
		return lineType
	case orb.Ring:
		c.polygon(orb.Polygon{g})
	case orb.Polygon:
		c.polygon(g)
	case orb.MultiPolygon:
		for _, p := range g {
			c.polygon(p)
		}
	}
	return polygonType
}

// rounded gives the points in the tile's units, without repeats in a row.
func (c *cutting) rounded(points []orb.Point) []point {
	c.buf = c.buf[:0]
	side := float64(uint64(1) << c.tile.Z)
	for _, p := range points {
		q := point{
			int32(math.Round((p[0]*side - float64(c.tile.X)) * Extent)),
			int32(math.Round((p[1]*side - float64(c.tile.Y)) * Extent)),
		}
		if len(c.buf) == 0 || q != c.buf[len(c.buf)-1] {
			c.buf = append(c.buf, q)
		}
	}
	return c.buf
}

func (c *cutting) lines(lines orb.MultiLineString) {
	for _, l := range lines {
		if points := c.rounded(l); len(points) > 1 {
			c.path.line(points)
		}
	}
}

// polygon writes an exterior ring of positive area and holes of negative area;
// no exterior, no holes.
func (c *cutting) polygon(p orb.Polygon) {
	for i, r := range p {
		ring := c.rounded(r)
		if n := len(ring); n > 1 && ring[0] == ring[n-1] {
			ring = ring[:n-1]
		}
		area := doubleArea(ring)
		switch {
		case len(ring) < 3 || area == 0:
			if i == 0 {
				return
			}
			continue
		case (area > 0) != (i == 0):
			slices.Reverse(ring)
		}
		c.path.ring(ring)
	}
}

// doubleArea is the surveyor's formula: positive for a ring that is clockwise
// as seen.
func doubleArea(ring []point) (sum int64) {
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		sum += int64(a.x)*int64(b.y) - int64(b.x)*int64(a.y)
	}
	return sum
}
