package tiles

import (
	"context"
	"testing"

	"linea/geo"
	"linea/geo/corridor"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
)

func savedRoute(id string, line orb.LineString) corridor.Saved {
	return corridor.Saved{Corridor: geo.Corridor{ID: id, Name: "Route " + id, Line: line, HalfWidthM: 5000}, Revision: 1}
}

func TestCorridorTiles(t *testing.T) {
	s := New(Settings{})
	r := CorridorRequest{
		Tile: Coord{Z: 7, X: 24, Y: 52}, Version: "1", // holds lon -112.5..-109.7, lat 29.5..31.9
		Saved: []corridor.Saved{
			savedRoute("a", orb.LineString{{-111.5, 31.5}, {-110.5, 31.6}}),
			savedRoute("b", orb.LineString{{-114.5, 32.4}, {-114, 32.3}}),
			savedRoute("broken", orb.LineString{{-111, 31}}),
		},
	}
	tile, err := s.Corridor(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := mvt.Unmarshal(tile.Body)
	if err != nil || len(layers) != 2 {
		t.Fatalf("%d layers, %v", len(layers), err)
	}
	for i, want := range []struct{ name, kind string }{{"outlines", "Polygon"}, {"corridors", "LineString"}} {
		l := layers[i]
		if l.Name != want.name || len(l.Features) != 1 {
			t.Fatalf("layer %d is %s with %d features", i, l.Name, len(l.Features))
		}
		f := l.Features[0]
		if f.Geometry.GeoJSONType() != want.kind || f.Properties["id"] != "a" || f.Properties["name"] != "Route a" || f.Properties["half_width_m"] != uint64(5000) && f.Properties["half_width_m"] != 5000.0 {
			t.Errorf("%s: %s %v", l.Name, f.Geometry.GeoJSONType(), f.Properties)
		}
	}
}

// A changed shelf is another version: no tile of the one before is given.
func TestCorridorTilesFollowTheShelf(t *testing.T) {
	s := New(Settings{})
	r := CorridorRequest{Tile: Coord{Z: 4, X: 3, Y: 6}, Version: "1", Saved: []corridor.Saved{savedRoute("a", orb.LineString{{-111.5, 31.5}, {-110.5, 31.6}})}}
	first, err := s.Corridor(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Corridor(context.Background(), r)
	if err != nil || again.ETag != first.ETag || s.Stats().Hits != 1 {
		t.Errorf("the same version: %v %v, %d hits", again.ETag, err, s.Stats().Hits)
	}
	r.Version, r.Saved = "2", nil
	empty, err := s.Corridor(context.Background(), r)
	if err != nil || len(empty.Body) != 0 || empty.ETag == first.ETag {
		t.Errorf("nothing saved any more: %d bytes, %v", len(empty.Body), err)
	}
	if _, err := s.Corridor(context.Background(), CorridorRequest{Tile: Coord{Z: 18}}); geo.CodeOf(err) != geo.NotFound {
		t.Errorf("zoom 18: %v", err)
	}
}
