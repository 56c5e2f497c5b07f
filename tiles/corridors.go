package tiles

import (
	"context"

	"linea/geo/corridor"

	"github.com/paulmach/orb"
	reproject "github.com/paulmach/orb/project"
)

// Zooms of the corridor layer.
const (
	MinCorridorZoom = 0
	MaxCorridorZoom = 17
)

// CorridorRequest asks for the saved corridors of one tile.
type CorridorRequest struct {
	Tile    Coord
	Version string // names the content of Saved: equal versions, equal corridors
	Saved   []corridor.Saved
}

// corridorShapes are the saved corridors of one version in the Mercator square:
// outlines first, lines over them.
type corridorShapes struct {
	version string
	shapes  []shape
}

// Layers of a corridor tile, by shape.layer.
const (
	outlineShape = iota
	lineShape
)

// Corridor gives a tile with the layers outlines (polygons) and corridors
// (lines), each with id, name and half_width_m. Lines follow their geodesics.
func (s *Server) Corridor(ctx context.Context, r CorridorRequest) (*Tile, error) {
	if err := r.Tile.within(MinCorridorZoom, MaxCorridorZoom); err != nil {
		return nil, err
	}
	return s.cache.get(ctx, cacheKey{layer: corridorLayer, tile: r.Tile, filter: r.Version}, question{
		fresh: func(uint64) bool { return true }, // the version is part of the key
		draw: func(context.Context) ([]byte, error) {
			return s.drawCorridors(s.corridorShapes(&r), r.Tile), nil
		},
	})
}

// corridorShapes projects the corridors once a version.
func (s *Server) corridorShapes(r *CorridorRequest) []shape {
	if known := s.corridors.Load(); known != nil && known.version == r.Version {
		return known.shapes
	}
	made := &corridorShapes{version: r.Version}
	for i := range r.Saved {
		made.shapes = append(made.shapes, shapesOf(&r.Saved[i])...)
	}
	s.corridors.Store(made)
	return made.shapes
}

// shapesOf gives outline and line; nothing for a corridor that cannot be drawn.
func shapesOf(saved *corridor.Saved) []shape {
	c, err := corridor.Of(saved.Corridor)
	if err != nil {
		return nil
	}
	tags := []property{{"half_width_m", saved.HalfWidthM}, {"id", saved.ID}, {"name", saved.Name}}
	return []shape{
		projected(outlineShape, c.Outline(), tags),
		projected(lineShape, c.Drawn(), tags),
	}
}

func projected(layer int, g orb.Geometry, tags []property) shape {
	g = reproject.Geometry(orb.Clone(g), func(p orb.Point) orb.Point {
		x, y := mercator(p.Lon(), p.Lat())
		return orb.Point{x, y}
	})
	return shape{layer: layer, geometry: g, bound: g.Bound(), tags: tags}
}

func (s *Server) drawCorridors(shapes []shape, tile Coord) []byte {
	d := s.drawers.Get().(*drawer)
	defer s.drawers.Put(d)
	var out []byte
	for layer, name := range []string{outlineShape: "outlines", lineShape: "corridors"} {
		d.layer.reset()
		for i := range shapes {
			if shapes[i].layer == layer {
				d.shape(&shapes[i], tile)
			}
		}
		out = d.layer.appendTo(out, name)
	}
	return out
}

// CorridorJSON describes the corridor tiles, as HotspotJSON does.
func CorridorJSON(base string) TileJSON {
	fields := map[string]string{
		"id": "String: the corridor", "name": "String: what it was called",
		"half_width_m": "Number: how far it reaches on each side, metres",
	}
	layer := func(id, description string) VectorLayer {
		return VectorLayer{ID: id, Description: description, MinZoom: MinCorridorZoom, MaxZoom: MaxCorridorZoom, Fields: fields}
	}
	return TileJSON{
		TileJSON: "3.0.0", Name: "Línea corridors", Description: "Saved corridors: their lines, and how far they reach.",
		Scheme: "xyz", Tiles: []string{tileURL(base, "corridors", "")},
		MinZoom: MinCorridorZoom, MaxZoom: MaxCorridorZoom, Bounds: world,
		VectorLayers: []VectorLayer{layer("outlines", "How far corridors reach, polygons."), layer("corridors", "Lines of corridors.")},
	}
}
