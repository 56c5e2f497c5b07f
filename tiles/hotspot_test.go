package tiles

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
)

// drawn reads the cells of a hotspot tile by feature id.
func drawn(t testing.TB, tile *Tile) map[uint64]decodedFeature {
	t.Helper()
	out := map[uint64]decodedFeature{}
	l := decode(t, tile.Body).layers["hotspots"]
	if l == nil {
		return out
	}
	last := uint64(0)
	for _, f := range l.features {
		if f.id <= last {
			t.Fatalf("feature %x after %x", f.id, last)
		}
		if last = f.id; f.kind != polygonType || len(f.parts) != 1 || !simple(f.parts[0]) {
			t.Fatalf("feature %x is no simple polygon: %v", f.id, f.parts)
		}
		out[f.id] = f
	}
	return out
}

// mercatorRing is a cell's outline in units of a tile, by orb's projection.
func mercatorRing(c geo.Cell, tile Coord) orb.Ring {
	at := maptile.New(0, 0, maptile.Zoom(tile.Z)).Z
	ring := orb.Ring{}
	for _, p := range grid.Boundary(c) {
		f := maptile.Fraction(p, at)
		ring = append(ring, orb.Point{(f[0] - float64(tile.X)) * Extent, (f[1] - float64(tile.Y)) * Extent})
	}
	return ring
}

// overlaps judges by brute force whether the ring reaches into the box that
// starts at -buffer: a corner of one inside the other, or edges that cross.
func overlaps(ring orb.Ring, buffer float64) bool {
	box := orb.Bound{Min: orb.Point{-buffer, -buffer}, Max: orb.Point{Extent + buffer, Extent + buffer}}
	for _, p := range ring {
		if box.Contains(p) {
			return true
		}
	}
	corners := box.ToRing()
	for _, p := range corners {
		if planar.RingContains(ring, p) {
			return true
		}
	}
	for i := 1; i < len(ring); i++ {
		for j := 1; j < len(corners); j++ {
			if cross(ring[i-1], ring[i], corners[j-1], corners[j]) {
				return true
			}
		}
	}
	return false
}

func cross(a, b, c, d orb.Point) bool {
	side := func(a, b, p orb.Point) bool { return (b[0]-a[0])*(p[1]-a[1]) > (b[1]-a[1])*(p[0]-a[0]) }
	return side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)
}

//ci:plain
func TestHotspotTilesEqualBruteForce(t *testing.T) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 2))
	v := newFake(seed, 4_000)
	s := New(Settings{OutlineCells: 512})
	for range 250 {
		z := uint32(rng.IntN(18))
		tile := tileAt(orb.Point{-115.2 + 6.8*rng.Float64(), 30 + 3.6*rng.Float64()}, z)
		own := ZoomRes(int(z))
		res := min(9, 3+rng.IntN(own-1))
		got := drawn(t, hotspot(t, s, v, HotspotRequest{Tile: tile, Res: res}))
		for c, n := range v.cells {
			if grid.Res(c) != res {
				continue
			}
			f, isDrawn := got[featureID(c)]
			ring := mercatorRing(c, tile)
			if must, may := overlaps(ring, Buffer-1), overlaps(ring, Buffer+1); must && !isDrawn || isDrawn && !may {
				t.Fatalf("seed %d, tile %v res %d: cell %x drawn %v, touches %v", seed, tile, res, c, isDrawn, must)
			}
			if isDrawn && (f.props["n"] != uint64(n.N) || f.props["persons"] != uint64(n.Persons)) {
				t.Fatalf("seed %d, tile %v: cell %x has %v, want %v", seed, tile, c, f.props, n)
			}
			if isDrawn && !near(f.parts[0], ring) {
				t.Fatalf("seed %d, tile %v res %d: cell %x drawn at %v, is at %v", seed, tile, res, c, f.parts[0], ring)
			}
			delete(got, featureID(c))
		}
		if len(got) > 0 {
			t.Fatalf("seed %d, tile %v: %d cells that hold nothing", seed, tile, len(got))
		}
	}
}

// near: every drawn corner is within a unit of the ring, and every corner of
// the ring that lies in reach was drawn.
func near(drawn []point, ring orb.Ring) bool {
	for _, p := range drawn {
		if distanceToRing(ring, orb.Point{float64(p.x), float64(p.y)}) > 1.01 {
			return clippedCorner(p)
		}
	}
	for _, q := range ring {
		if math.Abs(q[0]-Extent/2) > reach+Extent/2-1 || math.Abs(q[1]-Extent/2) > reach+Extent/2-1 {
			continue
		}
		if !slices.ContainsFunc(drawn, func(p point) bool {
			return math.Hypot(float64(p.x)-q[0], float64(p.y)-q[1]) < 1.01
		}) {
			return false
		}
	}
	return true
}

// clippedCorner: a corner of the box of reach, which a clipped ring may gain.
func clippedCorner(p point) bool {
	edge := func(v int32) bool { return v == -reach || v == Extent+reach }
	return edge(p.x) && edge(p.y)
}

func distanceToRing(ring orb.Ring, p orb.Point) float64 {
	best := math.Inf(1)
	for i := 1; i < len(ring); i++ {
		best = min(best, planar.DistanceFromSegment(ring[i-1], ring[i], p))
	}
	return best
}

// Every cell is the same in every tile that draws it: its count, and its corners
// on the zoom's grid; neighbours share two corners.
//
//ci:plain
func TestNoSeams(t *testing.T) {
	const seed = 11
	v := newFake(seed, 20_000)
	rng := rand.New(rand.NewPCG(seed, 1))
	for range 20_000 { // a crowd, so that cells have neighbours at every zoom
		v.add(orb.Point{-111.3 + 0.05*rng.NormFloat64(), 31.8 + 0.05*rng.NormFloat64()}, 1)
	}
	s := New(Settings{})
	for z := uint32(3); z <= MaxHotspotZoom; z++ {
		origin := tileAt(orb.Point{-111.3, 31.8}, z)
		whole := map[uint64][]point{}
		props := map[uint64]map[string]any{}
		for dx := range uint32(3) {
			for dy := range uint32(3) {
				tile := Coord{z, origin.X + dx, origin.Y + dy}
				for id, f := range drawn(t, hotspot(t, s, v, HotspotRequest{Tile: tile})) {
					ring := onZoomGrid(f.parts[0], tile)
					if seen, ok := whole[id]; ok && !slices.Equal(seen, ring) {
						t.Fatalf("zoom %d: cell %x is %v in one tile and %v in another", z, id, seen, ring)
					}
					if seen, ok := props[id]; ok && (seen["n"] != f.props["n"] || seen["persons"] != f.props["persons"]) {
						t.Fatalf("zoom %d: cell %x has two counts", z, id)
					}
					whole[id], props[id] = ring, f.props
				}
			}
		}
		shareCorners(t, whole, ZoomRes(int(z)))
	}
}

func onZoomGrid(ring []point, tile Coord) []point {
	out := make([]point, len(ring))
	for i, p := range ring {
		out[i] = point{p.x + int32(tile.X)*Extent, p.y + int32(tile.Y)*Extent}
	}
	return out
}

func shareCorners(t *testing.T, whole map[uint64][]point, res int) {
	t.Helper()
	for id, ring := range whole {
		c := geo.Cell(id<<18 | (1<<18 - 1))
		if grid.Res(c) != res {
			t.Fatalf("id %x is not of resolution %d", id, res)
		}
		for _, other := range grid.Disk(c, 1) {
			neighbour, ok := whole[featureID(other)]
			if !ok || other == c {
				continue
			}
			shared := 0
			for _, p := range ring {
				if slices.Contains(neighbour, p) {
					shared++
				}
			}
			if shared != 2 {
				t.Fatalf("cells %x and %x share %d corners: %v %v", c, other, shared, ring, neighbour)
			}
		}
	}
}

func TestEqualAnswersHaveEqualBytes(t *testing.T) {
	const seed = 3
	v := newFake(seed, 5_000)
	tile := HotspotRequest{Tile: tileAt(orb.Point{-111, 31.5}, 6), H3Text: true}
	first := hotspot(t, New(Settings{}), v, tile)
	for i := range uint64(20) {
		v.shuffle = rand.New(rand.NewPCG(seed, i))
		again := hotspot(t, New(Settings{OutlineCells: 1 << i % 1024}), v, tile)
		if !bytes.Equal(first.Body, again.Body) || first.ETag != again.ETag {
			t.Fatalf("seed %d: order %d of the same cells gave other bytes", seed, i)
		}
	}
	v.add(orb.Point{-111, 31.5}, 0)
	if other := hotspot(t, New(Settings{}), v, tile); other.ETag == first.ETag {
		t.Fatal("another count has the same ETag")
	}
}

func TestH3Text(t *testing.T) {
	v := newFake(5, 1000)
	r := HotspotRequest{Tile: tileAt(orb.Point{-111, 31.5}, 7), H3Text: true}
	s := New(Settings{})
	for id, f := range drawn(t, hotspot(t, s, v, r)) {
		if c, err := grid.Parse(f.props["h3"].(string)); err != nil || featureID(c) != id {
			t.Fatalf("%v for id %x: %v", f.props["h3"], id, err)
		}
	}
	r.H3Text = false
	for _, f := range drawn(t, hotspot(t, s, v, r)) {
		if len(f.props) != 2 {
			t.Fatalf("properties %v; want n and persons", f.props)
		}
	}
}

func TestOrbReadsTheSame(t *testing.T) {
	v := newFake(9, 3000)
	tile := hotspot(t, New(Settings{}), v, HotspotRequest{Tile: tileAt(orb.Point{-111, 31.5}, 7)})
	ours := drawn(t, tile)
	layers, err := mvt.Unmarshal(tile.Body)
	if err != nil || len(layers) != 1 || layers[0].Name != "hotspots" || layers[0].Version != 2 || layers[0].Extent != Extent {
		t.Fatalf("%v %+v", err, layers)
	}
	for _, f := range layers[0].Features {
		mine, ok := ours[uint64(f.ID.(float64))]
		if !ok || f.Properties["n"] != float64(mine.props["n"].(uint64)) {
			t.Fatalf("feature %v %v, ours %v", f.ID, f.Properties, mine)
		}
		ring := f.Geometry.(orb.Polygon)[0]
		if ring.Orientation() != orb.CCW { // positive area by orb's formula, y downwards
			t.Fatalf("feature %v turns the wrong way", f.ID)
		}
		delete(ours, uint64(f.ID.(float64)))
	}
	if len(ours) > 0 {
		t.Fatalf("orb misses %d features", len(ours))
	}
}

func TestEmptyTile(t *testing.T) {
	tile := hotspot(t, New(Settings{}), newFake(1, 100), HotspotRequest{Tile: Coord{10, 0, 0}})
	if len(tile.Body) != 0 || tile.Gzip != nil || tile.ETag != `"e3b0c44298fc1c149afbf4c8996fb924"` {
		t.Fatalf("%+v", tile)
	}
}

func TestOutsideTheGrid(t *testing.T) {
	s, v := New(Settings{}), newFake(1, 1)
	for _, c := range []Coord{{18, 0, 0}, {0, 1, 0}, {3, 0, 8}, {17, 1 << 17, 0}, {4_000_000_000, 0, 0}} {
		if _, err := s.Hotspot(context.Background(), v, HotspotRequest{Tile: c}); geo.CodeOf(err) != geo.NotFound {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestResolution(t *testing.T) {
	own := []int{3, 3, 3, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 9, 9, 9, 9}
	for z, want := range own {
		for asked := -1; asked <= 11; asked++ {
			for _, mapped := range []int{0, geo.SparseRows - 1, geo.SparseRows} {
				finest := 9
				if mapped < geo.SparseRows {
					finest = 7
				}
				got, err := Resolution(z, asked, mapped)
				switch allowed := asked >= 3 && asked <= min(want+1, finest); {
				case asked == 0 && (err != nil || got != min(want, finest)):
					t.Errorf("zoom %d, %d mapped: %d %v", z, mapped, got, err)
				case asked != 0 && allowed && (err != nil || got != asked):
					t.Errorf("zoom %d res %d, %d mapped: %d %v", z, asked, mapped, got, err)
				case asked != 0 && !allowed && geo.CodeOf(err) != geo.Invalid:
					t.Errorf("zoom %d res %d, %d mapped: %d %v", z, asked, mapped, got, err)
				}
			}
		}
	}
}

// Cells anywhere, far smaller than a unit or far larger than a tile, at the
// poles and at 180 degrees: always a valid polygon, never dropped.
func TestCellsOfAnySize(t *testing.T) {
	const seed = 21
	rng := rand.New(rand.NewPCG(seed, 3))
	s := New(Settings{OutlineCells: 16})
	for range 4000 {
		p := orb.Point{-180 + 360*rng.Float64(), -90 + 180*rng.Float64()}
		if rng.IntN(4) == 0 {
			p[0] = 180 - 0.01*rng.Float64()
		}
		c := grid.FromPoint(p, 3+rng.IntN(7))
		tile := tileAt(grid.Center(c), uint32(rng.IntN(18)))
		body := s.drawHotspots(tile, []geo.CellCount{{Cell: c, N: 1}}, false)
		d := decode(t, body)
		if d.layers["hotspots"] == nil || !simple(d.layers["hotspots"].features[0].parts[0]) {
			t.Fatalf("seed %d: cell %x in tile %v: %+v", seed, c, tile, d.layers["hotspots"])
		}
		for _, q := range d.layers["hotspots"].features[0].parts[0] {
			if q.x < -reach-1 || q.y < -reach-1 || q.x > Extent+reach+1 || q.y > Extent+reach+1 {
				t.Fatalf("seed %d: cell %x in tile %v goes to %v", seed, c, tile, q)
			}
		}
	}
}
