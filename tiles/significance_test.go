package tiles

import (
	"bytes"
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/survey"

	"github.com/paulmach/orb"
)

// surveyed is a store of random rows with a question about them.
func surveyed(t *testing.T) (*store, *survey.Question) {
	w := newStore(t)
	w.write(geotest.Random(12, 1200)...)
	return w, &survey.Question{Query: geo.Query{Until: time.Date(2022, 1, 1, 0, 0, 0, 0, geo.Local)}, Baseline: 1, Res: 4}
}

// A tile draws every cell of the study area that touches it, with what the
// assessment says, at one resolution whatever the zoom.
func TestSignificanceTilesDrawTheAssessment(t *testing.T) {
	w, q := surveyed(t)
	v, surveyor := w.view(), survey.New(survey.Settings{})
	s, seen := New(Settings{Survey: surveyor}), map[string]bool{}
	for _, res := range []int{4, 6} {
		q.Res = res
		a, err := surveyor.Assess(t.Context(), v, *q)
		if err != nil {
			t.Fatal(err)
		}
		for _, tile := range []Coord{{0, 0, 0}, tileAt(orb.Point{-111, 32}, 5), tileAt(orb.Point{-111, 32}, 7), tileAt(orb.Point{-111, 31.4}, 9), tileAt(orb.Point{-114.9, 32.4}, 8), tileAt(orb.Point{-111, 32}, 13), tileAt(orb.Point{-90, 32}, 9)} {
			checkDrawn(t, drawn(t, hotspot(t, s, v, HotspotRequest{Tile: tile, Significance: q})), tile, a, seen)
		}
	}
	for _, state := range []string{"too_few", "not_significant", "hot", "cold"} {
		if !seen[state] {
			t.Errorf("no cell is %s: the test shows less than it should", state)
		}
	}
}

// checkDrawn judges a tile by brute force and notes the states it has.
func checkDrawn(t *testing.T, got map[uint64]decodedFeature, tile Coord, a *survey.Assessment, seen map[string]bool) {
	t.Helper()
	for i, c := range a.Ground.Cells {
		f, isDrawn := got[featureID(c)]
		ring := mercatorRing(c, tile)
		if must, may := overlaps(ring, Buffer-1), overlaps(ring, Buffer+1); must && !isDrawn || isDrawn && !may {
			t.Fatalf("tile %v: cell %x drawn %v, touches %v", tile, c, isDrawn, must)
		}
		if isDrawn {
			seen[checkAssessed(t, f.props, a, i)] = true
			delete(got, featureID(c))
		}
	}
	if len(got) > 0 {
		t.Fatalf("tile %v: %d cells that are not of the study area", tile, len(got))
	}
}

func checkAssessed(t *testing.T, props map[string]any, a *survey.Assessment, i int) string {
	t.Helper()
	c := &a.Answer.Cells[i]
	if props["state"] != c.State.String() || props["n"] != uint64(c.Incidents) {
		t.Fatalf("cell %d: %v, want %+v", i, props, *c)
	}
	if !a.Covers(i) {
		if len(props) != 2 {
			t.Fatalf("cell %d says more than that there is no data: %v", i, props)
		}
		return "no_data"
	}
	if props["n_disk"] != uint64(c.Disk) {
		t.Fatalf("cell %d: %v, want %+v", i, props, *c)
	}
	for name, want := range map[string]float64{"expected": c.Expected, "rr": c.RR, "p": c.P, "q": c.Q, "gi_z": c.GiZ} {
		got, there := props[name].(float64)
		finite := !math.IsNaN(want) && !math.IsInf(want, 0)
		if there != finite || finite && math.Abs(got-want) > 0.0051*math.Abs(want) {
			t.Fatalf("cell %d: %s is %v, want %v", i, name, props[name], want)
		}
	}
	return c.State.String()
}

func TestSignificanceWithoutCoverageIsDrawn(t *testing.T) {
	w := newStore(t)
	w.write(geo.Incident{ID: "ogis:1", Source: "ogis", Kind: geo.Death, OccurredAt: geotest.Now, HasPoint: true, Point: orb.Point{-111.5, 32}, LocationMethod: geo.MethodGPS})
	tile := HotspotRequest{Tile: tileAt(orb.Point{-110.5, 30.7}, 10), H3Text: true, Significance: &survey.Question{Res: 6}}
	features := drawn(t, hotspot(t, New(Settings{}), w.view(), tile))
	if len(features) < 5 {
		t.Fatalf("%d cells of Sonora", len(features))
	}
	for id, f := range features {
		if f.props["state"] != "no_data" || f.props["h3"] == nil {
			t.Fatalf("cell %x: %v", id, f.props)
		}
	}
}

// The cache gives equal bytes as long as nothing in the study area changes,
// and never a stale one.
func TestSignificanceTilesAreNeverStale(t *testing.T) {
	w, q := surveyed(t)
	s, tile := New(Settings{}), HotspotRequest{Tile: tileAt(orb.Point{-111, 32}, 7), Significance: q}
	check := func() *Tile {
		t.Helper()
		got := hotspot(t, s, w.view(), tile)
		if want := hotspot(t, New(Settings{}), w.view(), tile); !bytes.Equal(got.Body, want.Body) || got.ETag != want.ETag {
			t.Fatal("a stale tile")
		}
		return got
	}
	first := check()
	at := time.Date(2020, 5, 1, 19, 0, 0, 0, time.UTC)
	w.write(geo.Incident{ID: "ogis:far", Source: "ogis", Kind: geo.Death, OccurredAt: at, HasPoint: true, Point: orb.Point{-95, 25}, LocationMethod: geo.MethodGPS})
	misses := s.Stats().Misses
	if check() != first || s.Stats().Misses != misses {
		t.Error("a row far away draws the tile anew")
	}
	for i := range 12 { // far from the tile, but in the study area: shares change everywhere
		w.write(geo.Incident{ID: "ogis:near" + string(rune('a'+i)), Source: "ogis", Kind: geo.Death, OccurredAt: at, HasPoint: true, Point: orb.Point{-114.4, 32.3 + 0.01*float64(i)}, LocationMethod: geo.MethodGPS})
	}
	if second := check(); second == first || slices.Equal(second.Body, first.Body) {
		t.Error("rows in the study area change nothing")
	}
	if count := hotspot(t, s, w.view(), HotspotRequest{Tile: tile.Tile}); count.ETag == first.ETag {
		t.Error("counts are drawn as states")
	}
}

func TestSignificanceThatCannotBe(t *testing.T) {
	w, q := surveyed(t)
	s := New(Settings{})
	if _, err := s.Hotspot(t.Context(), w.view(), HotspotRequest{Tile: Coord{18, 0, 0}, Significance: q}); geo.CodeOf(err) != geo.NotFound {
		t.Errorf("%v", err)
	}
	if _, err := s.Hotspot(t.Context(), w.view(), HotspotRequest{Significance: &survey.Question{Res: 9}}); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Hotspot(ctx, w.view(), HotspotRequest{Significance: q}); err == nil {
		t.Error("an asker who left gets a tile")
	}
}

func TestThreeDigits(t *testing.T) {
	for v, want := range map[float64]float64{0: 0, 1: 1, 12345: 12300, -0.0123456: -0.0123, 1e-310: 1e-310, 9.999: 10, 3e300: 3e300} {
		if got := threeDigits(v); math.Abs(got-want) > 1e-9*math.Abs(want) {
			t.Errorf("%g: %g, want %g", v, got, want)
		}
	}
}

// The whole study area in one tile, the largest there is.
func BenchmarkSignificanceTile(b *testing.B) {
	surveyor, s := survey.New(survey.Settings{}), New(Settings{})
	v := geotest.NewView(geotest.Random(1, 2000))
	a, err := surveyor.Assess(b.Context(), v, survey.Question{Baseline: 1, Res: 7})
	if err != nil {
		b.Fatal(err)
	}
	for _, tile := range []Coord{tileAt(orb.Point{-111, 32}, 4), tileAt(orb.Point{-111, 32}, 8), tileAt(orb.Point{-111, 32}, 12)} {
		b.Run(string(rune('0'+tile.Z/10))+string(rune('0'+tile.Z%10)), func(b *testing.B) {
			var body []byte
			for b.Loop() {
				body = s.drawSignificance(tile, a, false)
			}
			b.ReportMetric(float64(len(body)), "bytes")
			b.ReportMetric(float64(len(s.cache.compress(body))), "gzipped")
		})
	}
}
