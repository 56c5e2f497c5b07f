package tiles

import (
	"cmp"
	"context"
	"slices"

	"linea/geo"
	"linea/geo/grid"
)

// Zooms of the incident layer, and how many points one tile draws.
const (
	MinIncidentZoom = 9
	MaxIncidentZoom = 17
	MaxPoints       = 2000
)

// IncidentRequest asks for the points of one tile.
type IncidentRequest struct {
	Tile  Coord
	Query geo.Query
	Key   string // as in HotspotRequest
}

// Incident gives a tile with one layer, incidents: a point for each mapped match
// in the buffered tile, sorted by id. Where there are more than MaxPoints, the
// layer has counts instead: a point at the centre of each cell of the zoom's
// resolution that touches the tile, with the whole cell's n and persons, even
// where that centre lies outside the tile; and a layer meta says
// truncated: true.
func (s *Server) Incident(ctx context.Context, v geo.View, r IncidentRequest) (*Tile, error) {
	if err := r.Tile.within(MinIncidentZoom, MaxIncidentZoom); err != nil {
		return nil, err
	}
	res, err := Resolution(int(r.Tile.Z), 0, v.Mapped())
	if err != nil {
		return nil, err
	}
	key := cacheKey{layer: incidentLayer, tile: r.Tile, res: uint8(res), filter: keyOf(&r.Query, r.Key)}
	box := r.Tile.box()
	return s.cache.get(ctx, key, question{
		seq:   v.Head().Seq,
		fresh: func(seq uint64) bool { return !v.ChangedSince(seq, res, box) },
		draw: func(ctx context.Context) ([]byte, error) {
			found, err := pointsIn(ctx, v, r)
			if err != nil {
				return nil, err
			}
			if len(found) <= MaxPoints {
				return s.drawIncidents(found), nil
			}
			cells, err := v.Cells(ctx, r.Query, res, &box)
			if err != nil {
				return nil, err
			}
			return s.drawCounts(r.Tile, cells), nil
		},
	})
}

// placed is a row with its place in the tile.
type placed struct {
	*geo.Record
	at point
}

// pointsIn gives the rows in the buffered tile, by id; it stops at one more
// than MaxPoints.
func pointsIn(ctx context.Context, v geo.View, r IncidentRequest) ([]placed, error) {
	f := r.Tile.frame()
	var found []placed
	for row, err := range v.Points(ctx, r.Query, r.Tile.box()) {
		if err != nil {
			return nil, err
		}
		at := f.at(project(row.Point.Lon(), row.Point.Lat()))
		if !boxTouches(at, at) {
			continue
		}
		if found = append(found, placed{row, at}); len(found) > MaxPoints {
			break
		}
	}
	slices.SortFunc(found, func(a, b placed) int { return cmp.Compare(a.ID, b.ID) })
	return found, nil
}

func (s *Server) drawIncidents(found []placed) []byte {
	d := s.drawers.Get().(*drawer)
	defer s.drawers.Put(d)
	l := d.layer
	l.reset()
	for _, row := range found {
		l.tag(l.key("id"), l.text(row.ID))
		l.tag(l.key("kind"), l.text(row.Kind.String()))
		l.tag(l.key("occurred_at"), l.text(geo.StartText(row.OccurredAt, row.TimePrecision)))
		if row.RadiusM > 0 {
			l.tag(l.key("radius_m"), l.real(row.RadiusM))
		}
		if row.Persons > 0 {
			l.tag(l.key("persons"), l.uint(uint64(row.Persons)))
		}
		l.pointFeature(0, row.at)
	}
	return l.appendTo(nil, "incidents")
}

// drawCounts encodes cells as points, and the layer meta.
func (s *Server) drawCounts(tile Coord, cells []geo.CellCount) []byte {
	d := s.drawers.Get().(*drawer)
	defer s.drawers.Put(d)
	l, f := d.layer, tile.frame()
	l.reset()
	for _, c := range inOrder(cells) {
		if d.ring = cellRing(d.ring[:0], &f, s.outlines.of(c.Cell)); len(d.ring) == 0 {
			continue
		}
		l.tag(l.key("n"), l.uint(uint64(c.N)))
		l.tag(l.key("persons"), l.uint(uint64(c.Persons)))
		centre := grid.Center(c.Cell)
		l.pointFeature(featureID(c.Cell), f.at(project(centre.Lon(), centre.Lat())))
	}
	body := l.appendTo(nil, "incidents")
	l.reset()
	l.tag(l.key("truncated"), l.bool(true))
	l.pointFeature(0, point{Extent / 2, Extent / 2})
	return l.appendTo(body, "meta")
}

// pointFeature ends a feature that is one point, with the tags set before.
func (l *layer) pointFeature(id uint64, at point) {
	p := path{b: l.geometry}
	p.points([]point{at})
	l.geometry = p.b
	l.feature(id, pointType)
}
