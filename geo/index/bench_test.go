package index

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"

	"github.com/paulmach/orb"
)

// benchRows is how many incidents the benchmarks hold: 200,000, or N from the
// environment.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("N")); err == nil {
		return n
	}
	return 200_000
}

var benchJournal = sync.OnceValues(func() (geo.Journal, error) {
	j := storetest.NewMemory()
	rows := plausible(benchRows())
	for len(rows) > 0 {
		n := min(geo.MaxBlock, len(rows))
		if _, err := j.Append(context.Background(), geotest.Changes(rows[:n])); err != nil {
			return nil, err
		}
		rows = rows[n:]
	}
	return j, nil
})

// plausible incidents: clusters along the line, fifteen years, some 240 facets.
func plausible(n int) []geo.Incident {
	r := rand.New(rand.NewPCG(1, 1))
	var centers []orb.Point
	for range 400 {
		centers = append(centers, orb.Point{-114.8 + 5.7*r.Float64(), 31 + 1.6*r.Float64()})
	}
	from := time.Date(2010, 1, 1, 0, 0, 0, 0, geo.Local).Unix()
	out := make([]geo.Incident, n)
	for i := range out {
		c := centers[int(float64(len(centers))*r.Float64()*r.Float64())]
		out[i] = geo.Incident{
			ID: "bench:" + strconv.Itoa(i), Source: "bench", Kind: geo.Kind(r.IntN(20)), Origin: geo.Origin(r.IntN(4)),
			OccurredAt: time.Unix(from+r.Int64N(15*365*86400), 0).UTC(), HasPoint: true,
			Point:   orb.Point{geo.OnGrid(c.Lon() + 0.08*r.NormFloat64()), geo.OnGrid(c.Lat() + 0.08*r.NormFloat64())},
			RadiusM: []float64{50, 100, 300}[r.IntN(3)], LocationMethod: geo.MethodGPS, Persons: 1 + r.IntN(4),
		}
	}
	return out
}

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
	known := plausible(20_000)
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
