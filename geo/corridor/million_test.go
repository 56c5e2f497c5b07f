package corridor_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/geotest"
	"linea/geo/index"
	"linea/geo/store/storetest"
)

// crowded is a view of plausible incidents, 200,000 unless N says otherwise.
var crowded = sync.OnceValues(func() (geo.View, error) {
	journal, err := storetest.Filled(geotest.Plausible(geotest.BenchRows(200_000)))
	if err != nil {
		return nil, err
	}
	ix, err := index.Open(context.Background(), journal)
	if err != nil {
		return nil, err
	}
	return ix.View(), nil
})

// A planner's question: a line of 2 to 6 bends, 20-150 km, 1-10 km on each side,
// one year.
func BenchmarkQuery(b *testing.B) {
	view, err := crowded()
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 5))
	n := 0
	b.ResetTimer()
	for b.Loop() {
		b.StopTimer()
		line, halfWidthM := geotest.PlannersLine(r), 1000+9000*r.Float64()
		year := time.Date(2011+r.IntN(13), 1, 1, 0, 0, 0, 0, geo.Local).UTC()
		q := geo.Query{From: year, Until: year.AddDate(1, 0, 0)}
		b.StartTimer()
		c, err := corridor.New(line, halfWidthM, corridor.Flat)
		if err != nil {
			b.Fatal(err)
		}
		report, err := corridor.Query(context.Background(), view, c, q, corridor.Options{})
		if err != nil {
			b.Fatal(err)
		}
		n += report.N
	}
	b.ReportMetric(float64(n)/float64(b.N), "incidents")
}
