package corridor_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/geotest"
	"linea/geo/index"
	"linea/geo/place"
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

// crowded is a view of plausible incidents: clusters along the line, fifteen
// years.
var crowded = sync.OnceValues(func() (geo.View, error) {
	r := rand.New(rand.NewPCG(1, 1))
	var centers []orb.Point
	for range 400 {
		centers = append(centers, orb.Point{-114.8 + 5.7*r.Float64(), 31 + 1.6*r.Float64()})
	}
	from := time.Date(2010, 1, 1, 0, 0, 0, 0, geo.Local).Unix()
	journal := storetest.NewMemory()
	block := make([]geo.Incident, 0, geo.MaxBlock)
	for i := range benchRows() {
		c := centers[int(float64(len(centers))*r.Float64()*r.Float64())]
		block = append(block, geo.Incident{
			ID: "bench:" + strconv.Itoa(i), Source: "bench", Kind: geo.Kind(r.IntN(20)), Origin: geo.Origin(r.IntN(4)),
			OccurredAt: time.Unix(from+r.Int64N(15*365*86400), 0).UTC(), HasPoint: true,
			Point:   orb.Point{geo.OnGrid(c.Lon() + 0.08*r.NormFloat64()), geo.OnGrid(c.Lat() + 0.08*r.NormFloat64())},
			RadiusM: []float64{50, 100, 300}[r.IntN(3)], LocationMethod: geo.MethodGPS, Persons: 1 + r.IntN(4),
		})
		if len(block) == cap(block) || i == benchRows()-1 {
			if _, err := journal.Append(context.Background(), geotest.Changes(block)); err != nil {
				return nil, err
			}
			block = block[:0]
		}
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
		line, halfWidthM := plannersLine(r), 1000+9000*r.Float64()
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

func plannersLine(r *rand.Rand) orb.LineString {
	at := orb.Point{-114.5 + 5.3*r.Float64(), 31.0 + 1.4*r.Float64()}
	line := orb.LineString{at}
	legs := 3 + r.IntN(5)
	azimuth, lengthM := 360*r.Float64(), (20_000+130_000*r.Float64())/float64(legs)
	for range legs {
		azimuth += 60 * r.NormFloat64()
		at = place.Direct(at, azimuth, lengthM)
		line = append(line, at)
	}
	return line
}
