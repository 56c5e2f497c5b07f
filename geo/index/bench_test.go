package index

import (
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"

	"github.com/paulmach/orb"
)

// benchRows is how many incidents the benchmarks hold.
func benchRows() int { return geotest.BenchRows(200_000) }

var benchJournal = sync.OnceValues(func() (*storetest.Memory, error) { return storetest.Filled(geotest.Plausible(benchRows())) })

func benchView(b *testing.B) geo.View {
	b.Helper()
	j, err := benchJournal()
	if err != nil {
		b.Fatal(err)
	}
	ix, err := Open(b.Context(), j)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	return ix.View()
}

func BenchmarkFold(b *testing.B) {
	j, err := benchJournal()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Open(b.Context(), j); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchRows())*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkFoldSingles folds what a group of 32 writers of one incident each
// committed, into an index of 20,000.
func BenchmarkFoldSingles(b *testing.B) {
	const writers = 32
	j := storetest.NewMemory()
	known := geotest.Plausible(20_000)
	if _, err := j.Append(b.Context(), geotest.Changes(known)); err != nil {
		b.Fatal(err)
	}
	ix, err := Open(b.Context(), j)
	if err != nil {
		b.Fatal(err)
	}
	written := 0
	for b.Loop() {
		b.StopTimer()
		for range writers {
			row := known[written%len(known)]
			row.ID = "bench:single-" + strconv.Itoa(written)
			written++
			if _, err := j.Append(b.Context(), geotest.Changes([]geo.Incident{row})); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		if err := ix.Fold(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// tileBox is a box of the size of a tile at zoom z around a busy place.
func tileBox(r *rand.Rand, z int) orb.Bound {
	size := 360 / float64(int(1)<<z)
	west, south := -114.5+5*r.Float64(), 31.2+r.Float64()
	return orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + size, south + size*0.85}}
}

func someWindow(r *rand.Rand, q *geo.Query) {
	from := time.Date(2010+r.IntN(10), 1+time.Month(r.IntN(12)), 1, 0, 0, 0, 0, geo.Local)
	q.From, q.Until = from.UTC(), from.AddDate(0, 3+r.IntN(36), 0).UTC()
	q.Kinds = geo.SetOf(geo.Kind(r.IntN(20)), geo.Kind(r.IntN(20)), geo.Kind(r.IntN(20)))
}

func BenchmarkCells(b *testing.B) {
	zoomRes := map[int]int{4: 3, 6: 5, 8: 6, 9: 7, 11: 8, 12: 9, 14: 9}
	for _, z := range []int{4, 6, 8, 9, 11, 12, 14} {
		b.Run("z"+strconv.Itoa(z), func(b *testing.B) {
			v := benchView(b)
			r := rand.New(rand.NewPCG(2, 2))
			for b.Loop() {
				var q geo.Query
				someWindow(r, &q)
				box := tileBox(r, z)
				if _, err := v.Cells(b.Context(), q, zoomRes[z], &box); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCellsByHour(b *testing.B) {
	v := benchView(b)
	r := rand.New(rand.NewPCG(3, 3))
	q := geo.Query{Hours: &geo.HourRange{From: 20, Until: 4}, Days: geo.SetOf(geo.Weekday(4), geo.Weekday(5))}
	for b.Loop() {
		box := tileBox(r, 6)
		if _, err := v.Cells(b.Context(), q, 5, &box); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCellsNear(b *testing.B) {
	v := benchView(b)
	r := rand.New(rand.NewPCG(4, 4))
	for b.Loop() {
		box := tileBox(r, 8)
		q := geo.Query{Near: &geo.Circle{Center: box.Center(), RadiusM: 10_000}}
		if _, err := v.Cells(b.Context(), q, 6, &box); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSummary(b *testing.B) {
	v := benchView(b)
	r := rand.New(rand.NewPCG(5, 5))
	for b.Loop() {
		var q geo.Query
		someWindow(r, &q)
		if _, err := v.Summary(b.Context(), q, geo.StepAuto); err != nil {
			b.Fatal(err)
		}
	}
}
