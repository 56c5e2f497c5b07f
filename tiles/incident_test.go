package tiles

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"linea/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
)

func incident(t testing.TB, s *Server, v geo.View, c Coord) *Tile {
	t.Helper()
	tile, err := s.Incident(context.Background(), v, IncidentRequest{Tile: c})
	if err != nil {
		t.Fatal(err)
	}
	return tile
}

// newCrowd puts n rows around a place, some of them on one point.
func newCrowd(seed uint64, n int, spread float64) *fakeView {
	v := newFake(seed, 0)
	rng := rand.New(rand.NewPCG(seed, 9))
	for i := range n {
		p := orb.Point{-111.3 + spread*rng.NormFloat64(), 31.8 + spread*rng.NormFloat64()}
		if i%10 == 0 {
			p = orb.Point{-111.3, 31.8}
		}
		row := &geo.Record{Incident: geo.Incident{
			ID: fmt.Sprintf("demo:%04d", i), Kind: geo.Kind(rng.IntN(int(geo.Other))), Point: p, HasPoint: true,
			OccurredAt:    time.Date(2024, 5, 1, 7, 0, i, 0, time.UTC),
			TimePrecision: geo.TimePrecision(rng.IntN(5)), Persons: rng.IntN(3), RadiusM: float64(rng.IntN(2) * 300),
		}}
		v.points = append(v.points, row)
		v.add(p, uint32(row.Persons))
	}
	return v
}

func TestIncidentTilesEqualBruteForce(t *testing.T) {
	const seed = 31
	v, s := newCrowd(seed, 1500, 0.1), New(Settings{})
	for z := uint32(MinIncidentZoom); z <= MaxIncidentZoom; z++ {
		middle := tileAt(orb.Point{-111.3, 31.8}, z)
		for dx := range uint32(2) {
			tile := Coord{z, middle.X - dx, middle.Y}
			got := map[string]decodedFeature{}
			last := ""
			if l := decode(t, incident(t, s, v, tile).Body).layers["incidents"]; l != nil {
				for _, f := range l.features {
					id := f.props["id"].(string)
					if id <= last {
						t.Fatalf("%s after %s", id, last)
					}
					last, got[id] = id, f
				}
			}
			for _, row := range v.points {
				checkPoint(t, tile, row, got)
			}
		}
	}
}

func checkPoint(t *testing.T, tile Coord, row *geo.Record, got map[string]decodedFeature) {
	t.Helper()
	at := maptile.Fraction(row.Point, maptile.Zoom(tile.Z))
	x, y := (at[0]-float64(tile.X))*Extent, (at[1]-float64(tile.Y))*Extent
	outside := max(-x, x-Extent, -y, y-Extent)
	f, ok := got[row.ID]
	if outside > Buffer+1 && ok || outside < Buffer-1 && !ok {
		t.Fatalf("tile %v: %s, %g units outside, drawn: %v", tile, row.ID, outside, ok)
	}
	if !ok {
		return
	}
	p := f.parts[0][0]
	if math.Hypot(float64(p.x)-x, float64(p.y)-y) > 1 || f.kind != pointType || len(f.parts) != 1 {
		t.Fatalf("tile %v: %s drawn at %v, is at %g %g", tile, row.ID, f.parts, x, y)
	}
	want := map[string]any{"id": row.ID, "kind": row.Kind.String(), "occurred_at": geo.StartText(row.OccurredAt, row.TimePrecision)}
	if row.RadiusM > 0 {
		want["radius_m"] = row.RadiusM
	}
	if row.Persons > 0 {
		want["persons"] = uint64(row.Persons)
	}
	if fmt.Sprint(f.props) != fmt.Sprint(want) {
		t.Fatalf("tile %v: %v, want %v", tile, f.props, want)
	}
}

func TestCrowdedTilesShowCounts(t *testing.T) {
	const seed = 37
	s := New(Settings{})
	for _, n := range []int{MaxPoints, MaxPoints + 1} {
		v := newCrowd(seed, n, 0.00005)
		for _, z := range []uint32{9, 12, 17} {
			tile := tileAt(orb.Point{-111.3, 31.8}, z)
			d := decode(t, incident(t, New(Settings{}), v, tile).Body)
			if n <= MaxPoints {
				if d.layers["meta"] != nil || len(d.layers["incidents"].features) != n {
					t.Fatalf("%d points in %v are truncated", n, tile)
				}
				continue
			}
			if d.layers["meta"] == nil || len(d.layers["meta"].features) != 1 || d.layers["meta"].features[0].props["truncated"] != true {
				t.Fatalf("%d points in %v: meta is %+v", n, tile, d.layers["meta"])
			}
			cells := drawn(t, hotspot(t, s, v, HotspotRequest{Tile: tile}))
			if len(cells) != len(d.layers["incidents"].features) {
				t.Fatalf("%v: %d counts, %d cells", tile, len(d.layers["incidents"].features), len(cells))
			}
			for _, f := range d.layers["incidents"].features {
				if c := cells[f.id]; f.kind != pointType || f.props["n"] != c.props["n"] || f.props["persons"] != c.props["persons"] {
					t.Fatalf("%v: count %v, cell %v", tile, f, c)
				}
			}
		}
	}
}

func TestIncidentTilesInAnyOrder(t *testing.T) {
	const seed = 41
	for _, n := range []int{1000, 3000} {
		v := newCrowd(seed, n, 0.02)
		tile := tileAt(orb.Point{-111.3, 31.8}, 11)
		first := incident(t, New(Settings{}), v, tile)
		for i := range uint64(10) {
			v.shuffle = rand.New(rand.NewPCG(seed, i))
			if again := incident(t, New(Settings{}), v, tile); again.ETag != first.ETag {
				t.Fatalf("seed %d: %d rows in another order gave other bytes", seed, n)
			}
		}
	}
}

func TestIncidentZooms(t *testing.T) {
	s := New(Settings{})
	for _, z := range []uint32{0, 8, 18} {
		if _, err := s.Incident(context.Background(), newFake(1, 0), IncidentRequest{Tile: Coord{Z: z}}); geo.CodeOf(err) != geo.NotFound {
			t.Errorf("zoom %d: %v", z, err)
		}
	}
	if tile := incident(t, s, newFake(1, 0), Coord{9, 0, 0}); len(tile.Body) != 0 {
		t.Errorf("%+v", tile)
	}
}
