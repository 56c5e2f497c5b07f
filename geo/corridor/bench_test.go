package corridor

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"linea/geo/geotest"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// trackOf is a recorded track: many short steps that wander.
func trackOf(r *rand.Rand, vertices int, lengthM, wobbleM float64) orb.LineString {
	stepM := lengthM / float64(vertices-1)
	at, azimuth := orb.Point{-114.7, 32.3}, 100.0
	line := orb.LineString{at}
	for len(line) < vertices {
		azimuth += 3 * r.NormFloat64() * math.Sqrt(stepM/60)
		azimuth += 0.02 * (100 - azimuth)
		at = place.Direct(at, azimuth, stepM)
		line = append(line, place.Direct(at, 360*r.Float64(), wobbleM*r.Float64()))
	}
	return line
}

func BenchmarkOutline(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 5))
	b.Run("planner", func(b *testing.B) {
		lines := make([]orb.LineString, 50)
		for i := range lines {
			lines[i] = geotest.PlannersLine(r)
		}
		vertices := 0
		for i := 0; b.Loop(); i++ {
			c := mustNew(b, lines[i%50], 1000+9000*float64(i%50)/50, Flat)
			for _, p := range c.Outline() {
				vertices += len(p[0])
			}
		}
		b.ReportMetric(float64(vertices)/float64(b.N), "vertices")
	})
	for _, wobbleM := range []float64{0, 5, 40} {
		for _, halfWidthM := range []float64{200, 2000, 10_000, 50_000} {
			line := trackOf(r, 10_000, 600_000, wobbleM)
			b.Run(fmt.Sprintf("track wobbling %g m at %g m", wobbleM, halfWidthM), func(b *testing.B) {
				vertices := 0
				for b.Loop() {
					c := mustNew(b, line, halfWidthM, Flat)
					for _, p := range c.Outline() {
						vertices += len(p[0])
					}
				}
				b.ReportMetric(float64(vertices)/float64(b.N), "vertices")
			})
		}
	}
}

func BenchmarkNewCorridor(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 5))
	line := geotest.PlannersLine(r)
	b.Run("planner", func(b *testing.B) {
		for b.Loop() {
			mustNew(b, line, 3000, Flat)
		}
	})
	track := trackOf(r, 10_000, 600_000, 5)
	b.Run("track", func(b *testing.B) {
		for b.Loop() {
			mustNew(b, track, 3000, Flat)
		}
	})
}

func BenchmarkReportJSON(b *testing.B) {
	view := scattered(1, 20_000)
	c := mustNew(b, geotest.PlannersLine(rand.New(rand.NewPCG(6, 6))), 3000, Flat)
	r, err := Query(context.Background(), view, c, year2024, Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		body, _ := json.Marshal(r)
		b.SetBytes(int64(len(body)))
	}
}
