package survey

import (
	"context"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/feed/demo"
	"linea/geo/geotest"
	"linea/geo/hotspot"
	"linea/geo/index"
	"linea/geo/store/storetest"
)

// benchRows is how many synthetic incidents the benchmarks hold: the bars of the
// methods are for 1,000,000.
func benchRows() int { return geotest.BenchRows(100_000) }

var benchView = sync.OnceValues(func() (geo.View, error) {
	all, err := demo.Generate(demo.Options{N: benchRows(), Seed: 1})
	if err != nil {
		return nil, err
	}
	var rows []geo.Incident
	for in := range all {
		rows = append(rows, *in)
	}
	journal, err := storetest.Filled(rows)
	if err != nil {
		return nil, err
	}
	ix, err := index.Open(context.Background(), journal)
	if err != nil {
		return nil, err
	}
	return ix.View(), nil
})

func benchHotspots(b *testing.B, q Question, cold bool) {
	v, err := benchView()
	if err != nil {
		b.Fatal(err)
	}
	s := New(Settings{})
	s.Prepare(b.Context())
	b.ResetTimer()
	for range b.N {
		if cold {
			s.plans, s.answers, s.notes = newShelf[*plan](1), newShelf[*Assessment](1), newShelf[*notes](1)
		}
		if _, err := s.Hotspots(b.Context(), v, q, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func year2024() geo.Query {
	return geo.Query{From: time.Date(2024, 1, 1, 0, 0, 0, 0, geo.Local), Until: time.Date(2025, 1, 1, 0, 0, 0, 0, geo.Local)}
}

// Bar: over the study area at resolution 7 from 1,000,000 incidents, 60 ms cold
// and 2 ms from the cache.
func BenchmarkUsualCold(b *testing.B) { benchHotspots(b, Question{Query: year2024(), Res: 7}, true) }
func BenchmarkEvenCold(b *testing.B) {
	benchHotspots(b, Question{Query: year2024(), Res: 7, Baseline: hotspot.Even}, true)
}
func BenchmarkAutoCold(b *testing.B) { benchHotspots(b, Question{Query: year2024()}, true) }
func BenchmarkUsualCached(b *testing.B) {
	benchHotspots(b, Question{Query: year2024(), Res: 7}, false)
}

// A year of the border in bins of 5 km against the years before, cold.
func BenchmarkScanCold(b *testing.B) {
	v, err := benchView()
	if err != nil {
		b.Fatal(err)
	}
	s := New(Settings{})
	b.ResetTimer()
	for range b.N {
		s.plans, s.notes = newShelf[*plan](1), newShelf[*notes](1)
		if _, err := s.Scan(b.Context(), v, ScanQuestion{Question: Question{Query: year2024()}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEffectCold(b *testing.B) {
	v, err := benchView()
	if err != nil {
		b.Fatal(err)
	}
	s := New(Settings{})
	s.Prepare(b.Context())
	q := effectQuestion(b, "2022-01-01/2022-12-31", "2023-01-01/2023-12-31", "near=-112.4,32,30000", "near=-110.6,31.7,30000")
	b.ResetTimer()
	for range b.N {
		s.plans = newShelf[*plan](1)
		if _, err := s.Effect(b.Context(), v, q); err != nil {
			b.Fatal(err)
		}
	}
}
