package tiles

import (
	"cmp"
	"context"
	"slices"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/survey"
)

// Zooms of the hotspot layer.
const (
	MinHotspotZoom = 0
	MaxHotspotZoom = 17
)

// HotspotRequest asks for the cells of one tile.
type HotspotRequest struct {
	Tile   Coord
	Query  geo.Query
	Key    string // Query.Key(), of who has it at hand; "" = it is worked out
	Res    int    // 0 = by the zoom
	H3Text bool   // carry each cell's H3 index as text

	// Significance asks for states instead of counts; Query and Res do not matter
	// then.
	Significance *survey.Question
}

// Hotspot gives a tile with one layer, hotspots: a polygon for each cell that
// touches the buffered tile and holds a match, with the whole cell's n and
// persons, wherever the tile's edge cuts it. Feature ids are h3 >> 18, which is
// exact up to resolution 9, and features are sorted by them.
func (s *Server) Hotspot(ctx context.Context, v geo.View, r HotspotRequest) (*Tile, error) {
	if err := r.Tile.within(MinHotspotZoom, MaxHotspotZoom); err != nil {
		return nil, err
	}
	if r.Significance != nil {
		return s.significance(ctx, v, r)
	}
	res, err := Resolution(int(r.Tile.Z), r.Res, v.Mapped())
	if err != nil {
		return nil, err
	}
	key := cacheKey{layer: hotspotLayer, tile: r.Tile, res: uint8(res), h3Text: r.H3Text, filter: keyOf(&r.Query, r.Key)}
	box := r.Tile.box()
	return s.cache.get(ctx, key, question{
		seq:   v.Head().Seq,
		fresh: func(seq uint64) bool { return !v.ChangedSince(seq, res, box) },
		draw: func(ctx context.Context) ([]byte, error) {
			cells, err := v.Cells(ctx, r.Query, res, &box)
			if err != nil {
				return nil, err
			}
			return s.drawHotspots(r.Tile, cells, r.H3Text), nil
		},
	})
}

// drawHotspots encodes cells in any order; those that do not touch the
// buffered tile are left out.
func (s *Server) drawHotspots(tile Coord, cells []geo.CellCount, h3Text bool) []byte {
	d := s.drawers.Get().(*drawer)
	defer s.drawers.Put(d)
	d.layer.reset()
	d.hotspots(s.outlines, tile.frame(), inOrder(cells), h3Text)
	return d.layer.appendTo(nil, "hotspots")
}

func (d *drawer) hotspots(outlines *outlines, f frame, cells []geo.CellCount, h3Text bool) {
	l := d.layer
	n, persons := l.key("n"), l.key("persons")
	for i := range cells {
		c := &cells[i]
		d.ring = cellRing(d.ring[:0], &f, outlines.of(c.Cell))
		if len(d.ring) == 0 {
			continue
		}
		l.tag(n, l.uint(uint64(c.N)))
		l.tag(persons, l.uint(uint64(c.Persons)))
		if h3Text {
			l.tag(l.key("h3"), l.newText(grid.Text(c.Cell)))
		}
		p := path{b: l.geometry}
		p.ring(d.ring)
		l.geometry = p.b
		l.feature(featureID(c.Cell), polygonType)
	}
}

// featureID is exact in a JavaScript number. No two cells of one resolution up
// to 9 share it: their low 18 bits are all set.
func featureID(c geo.Cell) uint64 { return uint64(c) >> 18 }

// inOrder gives the cells ascending; it copies only what is not so already.
func inOrder(cells []geo.CellCount) []geo.CellCount {
	byCell := func(a, b geo.CellCount) int { return cmp.Compare(a.Cell, b.Cell) }
	if slices.IsSortedFunc(cells, byCell) {
		return cells
	}
	cells = slices.Clone(cells)
	slices.SortFunc(cells, byCell)
	return cells
}
