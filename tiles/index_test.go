package tiles

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/index"
	"linea/geo/store/storetest"

	"github.com/paulmach/orb"
)

// These tests hold tiles against the real index: what is drawn, and what the
// cache believes of it.

// dense is a view that passes for one of a store with many rows, so that the
// finest cells are drawn.
type dense struct{ geo.View }

func (dense) Mapped() int { return geo.SparseRows }

// store is a journal with the index that follows it.
type store struct {
	t       *testing.T
	journal geo.Journal
	index   *index.Index
	current map[string]geo.Change
}

func newStore(t *testing.T) *store {
	journal := storetest.NewMemory()
	return &store{t: t, journal: journal, index: index.New(journal), current: map[string]geo.Change{}}
}

// write appends one block and folds it.
func (w *store) write(rows ...geo.Incident) {
	changes := make([]geo.Change, len(rows))
	for i := range rows {
		var previous *geo.Change
		if c, ok := w.current[rows[i].ID]; ok {
			previous = &c
		}
		changes[i] = geotest.Change(&rows[i], previous)
	}
	if _, err := w.journal.Append(context.Background(), changes); err != nil {
		w.t.Error(err)
	}
	for _, c := range changes {
		w.current[c.ID] = c
	}
	if err := w.index.Fold(context.Background()); err != nil {
		w.t.Error(err)
	}
}

func (w *store) view() geo.View { return dense{w.index.View()} }

// randomTile is one of the study area, of zoom first..last.
func randomTile(rng *rand.Rand, first, last int) Coord {
	return tileAt(orb.Point{-115.2 + 6.8*rng.Float64(), 30.5 + 2.5*rng.Float64()}, uint32(first+rng.IntN(last-first+1)))
}

// drawnFresh draws without a cache.
func drawnFresh(t testing.TB, v geo.View, c Coord, q geo.Query) [2]*Tile {
	s := New(Settings{OutlineCells: 1024})
	return served(t, s, v, c, q)
}

// served gives the hotspot tile and, where there is one, the incident tile.
func served(t testing.TB, s *Server, v geo.View, c Coord, q geo.Query) (out [2]*Tile) {
	t.Helper()
	out[0] = hotspot(t, s, v, HotspotRequest{Tile: c, Query: q})
	if c.Z >= MinIncidentZoom {
		tile, err := s.Incident(context.Background(), v, IncidentRequest{Tile: c, Query: q})
		if err != nil {
			t.Fatal(err)
		}
		out[1] = tile
	}
	return out
}

func same(a, b [2]*Tile) bool {
	for i := range a {
		if (a[i] == nil) != (b[i] == nil) || a[i] != nil && (!bytes.Equal(a[i].Body, b[i].Body) || a[i].ETag != b[i].ETag) {
			return false
		}
	}
	return true
}

// The judge scans a slice; the index was fed in two orders. All three draw the
// same bytes.
func TestIndexAndJudgeDrawAlike(t *testing.T) {
	const seed, n = 61, 1500
	rows := geotest.Random(seed, n)
	worlds := [2]*store{newStore(t), newStore(t)}
	for i, w := range worlds {
		shuffled := geotest.Shuffled(uint64(i), rows)
		for len(shuffled) > 0 {
			k := min(len(shuffled), 100+400*i)
			w.write(shuffled[:k]...)
			shuffled = shuffled[k:]
		}
	}
	judge := dense{geotest.NewView(rows)}
	rng := rand.New(rand.NewPCG(seed, 1))
	filled := 0
	for i, q := range geotest.Queries(seed, 120) {
		tile := randomTile(rng, 4, 12)
		want := drawnFresh(t, judge, tile, q)
		for k, w := range worlds {
			if got := drawnFresh(t, w.view(), tile, q); !same(got, want) {
				t.Fatalf("seed %d, query %d (%s), tile %v: order %d draws other bytes than the judge", seed, i, q.Canonical(), tile, k)
			}
		}
		if len(want[0].Body) > 0 {
			filled++
		}
	}
	if filled < 40 {
		t.Fatalf("only %d of the tiles held anything", filled)
	}
}

// After every write each tile served is what a fresh drawing gives, and its
// ETag is another one exactly when its bytes are. Rows come, change, move and
// are retracted, until cells are empty again.
func TestCachedTilesFollowTheIndex(t *testing.T) {
	const seed, writes = 67, 50
	rng := rand.New(rand.NewPCG(seed, 1))
	w, s := newStore(t), New(Settings{})
	rows := geotest.Random(seed, 600)
	w.write(rows[:300]...)
	type asked struct {
		tile  Coord
		query geo.Query
	}
	last := map[int][2]*Tile{}
	var questions []asked
	for _, q := range geotest.Queries(seed, 30) {
		questions = append(questions, asked{randomTile(rng, 3, 13), q}, asked{randomTile(rng, 5, 10), geo.Query{}})
	}
	for range writes {
		w.write(edited(rng, rows)...)
		for i, a := range questions {
			got := served(t, s, w.view(), a.tile, a.query)
			if want := drawnFresh(t, w.view(), a.tile, a.query); !same(got, want) {
				t.Fatalf("seed %d: stale tile %v of %s", seed, a.tile, a.query.Canonical())
			}
			if before, ok := last[i]; ok && bytes.Equal(before[0].Body, got[0].Body) != (before[0].ETag == got[0].ETag) {
				t.Fatalf("seed %d: tile %v: ETag %s to %s", seed, a.tile, before[0].ETag, got[0].ETag)
			}
			last[i] = got
		}
	}
	if st := s.Stats(); st.Hits < st.Misses/2 {
		t.Errorf("the cache held little: %+v", st)
	}
}

// edited changes one or a few of the rows in one of the ways that rows change.
func edited(rng *rand.Rand, rows []geo.Incident) []geo.Incident {
	var out []geo.Incident
	for _, i := range rng.Perm(len(rows))[:1+rng.IntN(3)] {
		row := &rows[i]
		switch rng.IntN(5) {
		case 0:
			row.Status = geo.StatusRetracted
		case 1:
			row.Status = geo.StatusReported
		case 2:
			row.Point = rows[rng.IntN(len(rows))].Point
		case 3:
			row.Persons++
		case 4:
			row.OccurredAt = row.OccurredAt.AddDate(0, 0, 1)
		}
		out = append(out, *row)
	}
	return out
}

// Rows are written in pairs that share a cell: whoever reads while a writer is
// at work sees even counts, never fewer than its snapshot has.
func TestNoHalfWritesUnderReaders(t *testing.T) {
	const seed = 71
	w, s := newStore(t), New(Settings{})
	tile := tileAt(orb.Point{-111.3, 31.8}, 9)
	at := func(i, half int) geo.Incident {
		row := geotest.Random(seed, 1)[0]
		row.ID, row.Kind, row.Status, row.RadiusM = fmt.Sprintf("demo:%d-%d", i, half), geo.Crossing, geo.StatusReported, 50
		row.Source, row.Via, row.Persons, row.LocationMethod, row.HasPoint = "demo", "", 1, geo.MethodGPS, true
		row.Cause, row.FoundWithinDays = geo.NoCause, 0
		row.Point = orb.Point{geo.OnGrid(-111.6 + float64(i%7)*0.05), 31.8}
		return row
	}
	w.write(at(0, 0), at(0, 1))
	var stop atomic.Bool
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			least := uint64(0)
			for !stop.Load() {
				sum := uint64(0)
				for _, f := range drawn(t, hotspot(t, s, w.view(), HotspotRequest{Tile: tile})) {
					n := f.props["n"].(uint64)
					if n%2 != 0 {
						t.Errorf("a count of %d: half a block", n)
						return
					}
					sum += n
				}
				if sum < least {
					t.Errorf("%d after %d", sum, least)
				}
				least = sum
			}
		})
	}
	for i := 1; i < 100; i++ {
		w.write(at(i, 0), at(i, 1))
	}
	stop.Store(true)
	readers.Wait()
	sum := uint64(0)
	for _, f := range drawn(t, hotspot(t, s, w.view(), HotspotRequest{Tile: tile})) {
		sum += f.props["n"].(uint64)
	}
	if sum != 200 {
		t.Errorf("%d rows drawn of 200", sum)
	}
}
