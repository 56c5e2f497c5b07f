package geotest

import (
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/place"
)

// BenchRows is how many incidents a benchmark holds: N from the environment, or
// what is usual for it.
func BenchRows(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("N")); err == nil {
		return n
	}
	return usual
}

// Plausible gives incidents as benchmarks need them, the same each time: clusters
// along the line, fifteen years, some 240 facets.
func Plausible(n int) []geo.Incident {
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

// PlannersLine is one of many lines as a planner draws them: 2 to 6 bends, 20 to
// 150 km.
func PlannersLine(r *rand.Rand) orb.LineString {
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
