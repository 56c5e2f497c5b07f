package tiles

import (
	"bytes"
	"context"
	"math"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
)

func basemapTile(t testing.TB, s *Server, c Coord) decoded {
	t.Helper()
	tile, err := s.Basemap(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, tile.Body)
}

// Every tile of the whole basemap down to zoom 8, and those along the line
// deeper down, is valid and has no layer but the known ones.
func TestBasemapTilesAreValid(t *testing.T) {
	known := map[string]bool{"land": true, "water": true, "coast": true, "state": true, "county": true, "line": true, "place": true}
	s := New(Settings{})
	count := 0
	for z := uint32(0); z <= MaxBasemapZoom; z++ {
		nw, se := tileAt(orb.Point{-118, 38.5}, z), tileAt(orb.Point{-105, 26}, z)
		if z > 8 {
			nw, se = tileAt(orb.Point{-111.1, 31.4}, z), tileAt(orb.Point{-110.9, 31.3}, z)
		}
		for x := nw.X; x <= se.X; x++ {
			for y := nw.Y; y <= se.Y; y++ {
				for name := range basemapTile(t, s, Coord{z, x, y}).layers {
					if !known[name] {
						t.Fatalf("layer %q", name)
					}
					count++
				}
			}
		}
	}
	if count < 200 {
		t.Fatalf("only %d layers drawn", count)
	}
}

func TestBasemapBytesRepeat(t *testing.T) {
	for _, c := range []Coord{{0, 0, 0}, {5, 6, 13}, {9, 98, 207}} {
		first, err := New(Settings{}).Basemap(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		again, err := New(Settings{}).Basemap(context.Background(), c)
		if err != nil || !bytes.Equal(first.Body, again.Body) {
			t.Fatalf("%v: %v", c, err)
		}
	}
}

// The line and the larger towns are where they belong at every zoom.
func TestBasemapPlaces(t *testing.T) {
	s := New(Settings{})
	nogales := orb.Point{-110.94, 31.3327} // on the line, in the middle of the twin towns
	for z := uint32(3); z <= MaxBasemapZoom; z++ {
		c := tileAt(nogales, z)
		d := basemapTile(t, s, c)
		at := maptile.Fraction(nogales, maptile.Zoom(z))
		x, y := (at[0]-float64(c.X))*Extent, (at[1]-float64(c.Y))*Extent
		best := math.Inf(1)
		for _, f := range d.layers["line"].features {
			for _, l := range f.parts {
				for i := 1; i < len(l); i++ {
					best = min(best, segment(l[i-1], l[i], x, y))
				}
			}
		}
		if tolerance := 3 + 200/metresPerUnit(z); best > tolerance {
			t.Errorf("zoom %d: the line is %.1f units from Nogales, at most %.1f expected", z, best, tolerance)
		}
		towns := 0
		if l := d.layers["place"]; l != nil {
			for _, f := range l.features {
				if f.props["name"] == "" || f.props["kind"] != "town" && f.props["kind"] != "crossing" {
					t.Fatalf("zoom %d: a place with %v", z, f.props)
				}
				towns++
			}
		}
		if z <= 8 && z >= 4 && towns == 0 {
			t.Errorf("zoom %d: no towns", z)
		}
	}
}

func metresPerUnit(z uint32) float64 {
	return 40_075_017 * math.Cos(31.3*math.Pi/180) / float64(int(Extent)<<z)
}

func segment(a, b point, x, y float64) float64 {
	dx, dy := float64(b.x-a.x), float64(b.y-a.y)
	k := max(0, min(1, ((x-float64(a.x))*dx+(y-float64(a.y))*dy)/(dx*dx+dy*dy)))
	return math.Hypot(x-float64(a.x)-k*dx, y-float64(a.y)-k*dy)
}

// Land and water together cover each tile inside the box once: their areas add
// up to the buffered tile.
func TestLandAndWaterFillTheTile(t *testing.T) {
	s := New(Settings{})
	for z := uint32(7); z <= 10; z++ { // above, tiles reach beyond the box of the file
		c := tileAt(orb.Point{-113.5, 31.2}, z) // the head of the gulf
		d := basemapTile(t, s, c)
		var covered int64
		for _, name := range []string{"land", "water"} {
			if l := d.layers[name]; l != nil {
				for _, f := range l.features {
					for _, ring := range f.parts {
						if f.kind == polygonType {
							covered += doubleArea(ring)
						}
					}
				}
			}
		}
		const side = Extent + 2*Buffer
		if off := math.Abs(float64(covered)/2-side*side) / (side * side); off > 0.001 {
			t.Errorf("tile %v: land and water miss or double %.2f %%", c, 100*off)
		}
	}
}

func TestCuttingDropsWhatRoundingEmpties(t *testing.T) {
	tiny := orb.Ring{{0.5, 0.5}, {0.5 + 1e-9, 0.5}, {0.5, 0.5 + 1e-9}, {0.5, 0.5}}
	side := func(from, to float64) orb.Ring {
		return orb.Ring{{from, from}, {to, from}, {to, to}, {from, to}, {from, from}}
	}
	for name, c := range map[string]struct {
		geometry orb.Geometry
		parts    int
	}{
		"tiny ring":           {tiny, 0},
		"tiny with hole":      {orb.Polygon{tiny, side(0.1, 0.2)}, 0},
		"tiny hole":           {orb.Polygon{side(0.1, 0.9), tiny}, 1},
		"hole turned around":  {orb.Polygon{side(0.1, 0.9), side(0.2, 0.3)}, 2},
		"tiny line":           {orb.LineString{{0.5, 0.5}, {0.5 + 1e-9, 0.5}}, 0},
		"two lines, one kept": {orb.MultiLineString{{{0, 0}, {0, 1e-9}}, {{0, 0}, {1, 1}}}, 1},
	} {
		cut := cutting{}
		l := newLayer()
		kind := cut.geometry(c.geometry)
		if l.geometry = cut.path.b; len(l.geometry) > 0 {
			l.feature(1, kind)
		}
		parts := 0
		if d := decode(t, l.appendTo(nil, "x")); d.layers["x"] != nil {
			parts = len(d.layers["x"].features[0].parts)
		}
		if parts != c.parts {
			t.Errorf("%s: %d parts, want %d", name, parts, c.parts)
		}
	}
}

func TestBasemapZooms(t *testing.T) {
	s := New(Settings{})
	if _, err := s.Basemap(context.Background(), Coord{Z: 15}); geo.CodeOf(err) != geo.NotFound {
		t.Error(err)
	}
	if tile, err := s.Basemap(context.Background(), Coord{8, 1, 1}); err != nil || len(tile.Body) != 0 {
		t.Error(err)
	}
	if _, err := readBasemap([]byte("no gzip")); geo.CodeOf(err) != geo.Internal {
		t.Error(err)
	}
}
