package corridor

import (
	"context"
	"math"
	"slices"
	"sync"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// Outline gives the edge of the corridor: polygons that do not overlap, outer
// rings counter-clockwise. It is the union of a strip along every stretch of the
// line, a wedge in the outer corner of every bend and, with round ends, two half
// disks.
//
// Sides come densified, so that straight lines in lon, lat between its vertices
// stay within 0.1 % of the half width (or 10 cm) of the true edge; arcs have a
// vertex every 3 degrees, which loses 0.05 % of their area. For a line of more
// than 500 vertices, bends shallower than 1.5 % of the half width are left out, and
// vertices of the outline, at least every tenth of a half width, then moved to
// their true distance: it is right within 1.5 %, and on average 0.05 %. Across 180
// degrees longitudes go on counting.
//
// The caller must not change the outline.
func (c *Corridor) Outline() orb.MultiPolygon {
	shape, _ := c.outlineIn(context.Background()) // which never ends
	return shape
}

// drawing is an outline that is drawn once, by whoever has the patience.
type drawing struct {
	sync.Mutex
	done  bool
	shape orb.MultiPolygon
	cover *place.Cover
}

// outlineIn is Outline, unless the context ends before it is drawn.
func (c *Corridor) outlineIn(ctx context.Context) (orb.MultiPolygon, error) {
	d := c.drawing
	d.Lock()
	defer d.Unlock()
	if !d.done {
		shape := c.draw(ctx)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.shape, d.cover, d.done = shape, place.NewCover(shape), true
	}
	return d.shape, nil
}

// AreaKM2 is the area of the corridor in square kilometres, overlaps once.
func (c *Corridor) AreaKM2() float64 { return areaKM2(c.Outline()) }

func areaKM2(shape orb.MultiPolygon) float64 { return place.FlatAreaM2(shape) / 1e6 }

// Drawn gives the line with vertices added along its geodesics, so that a map
// shows where they run: 20 km apart, they stay within 5 m.
func (c *Corridor) Drawn() orb.LineString { return place.Densify(c.Line(), 20_000) }

// simplest gives a MultiPolygon of one polygon as that polygon.
func simplest(shape orb.MultiPolygon) orb.Geometry {
	if len(shape) == 1 {
		return shape[0]
	}
	return shape
}

const (
	arcStepDeg   = 3.0
	crossStepM   = 10_000.0 // between vertices on the way across
	coarsestGrid = 5e8      // steps across the whole outline
	finestGrid   = 1e-7     // degrees
	manyVertices = 500
)

// draw makes the outline; anything once the context has ended.
func (c *Corridor) draw(ctx context.Context) orb.MultiPolygon {
	p := newPen(c, c.drawnLine())
	p.draw(c.ends)
	sides := united(ctx, p.pieces)
	if c.ends == Flat && !p.closed {
		sides = p.cutEnds(ctx, c, sides)
	}
	rings := rejoined(sides)
	if p.thinned && ctx.Err() == nil {
		rings = rejoined(unitedAtOnce(p.atTrueDistance(ctx, c, rings)))
	}
	return p.shape(rings)
}

// shape turns rings back into positions.
func (p *pen) shape(rings []loop) orb.MultiPolygon {
	rings = slices.DeleteFunc(rings, loop.isSliver)
	shape := polygons(rings, p.position)
	if p.upright {
		return shape
	}
	for _, polygon := range shape {
		for _, r := range polygon {
			slices.Reverse(r) // the mirror image runs the other way
		}
	}
	return shape
}

// position is the point of a spot.
func (p *pen) position(s spot) orb.Point {
	if !p.upright {
		s.x, s.y = s.y, s.x
	}
	return orb.Point{
		math.Round((p.origin[0]+float64(s.x)*p.gridDeg)*1e7) / 1e7,
		math.Round((p.origin[1]+float64(s.y)*p.gridDeg)*1e7) / 1e7,
	}
}
