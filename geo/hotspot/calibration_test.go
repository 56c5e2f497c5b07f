package hotspot

import (
	"flag"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"linea/geo/rates"
)

var fullCalibration = flag.Bool("calibrate.full", false, "400 null maps a size instead of 40")

// A map of pure noise that shows a discovery is a false alarm that sends people
// to the wrong valley. For each number of incidents: how many of the maps do so.
// The exact test with either baseline must stay within 5 % and the error of
// counting maps; Gi* is printed beside it for comparison.
//
//	go test ./geo/hotspot -run Calibration -v -calibrate.full
//
//ci:plain
func TestCalibrationOnNoise(t *testing.T) {
	const seed, side = 2026, 34
	maps := 40
	if *fullCalibration {
		maps = 400
	}
	g := Ground{Neighbours: hexes(t, side, side)}
	share := func(yes bool) float64 {
		if yes {
			return 1 / float64(maps)
		}
		return 0
	}
	limit := 0.05 + 3*math.Sqrt(0.05*0.95/float64(maps))
	t.Logf("%d maps a size, %d cells, seed %d; maps with a discovery, %%; at most %.1f", maps, side*side, seed, 100*limit)
	t.Logf("%9s %12s %12s %12s %12s", "incidents", "usual", "usual strict", "even", "Gi* with BH")
	for _, n := range []int{50, 200, 500, 2000, 10000} {
		r := newRand(seed, uint64(n))
		var usual, strict, even, star float64
		for range maps {
			a := assess(t, g, noiseEven(r, side*side, n))
			even += share(anyState(a))
			star += share(anyScore(a))
			q := noiseUsual(r, side*side, n)
			usual += share(anyState(assess(t, g, q)))
			q.Strict = true
			strict += share(anyState(assess(t, g, q)))
		}
		t.Logf("%9d %12.1f %12.1f %12.1f %12.1f", n, 100*usual, 100*strict, 100*even, 100*star)
		if usual > limit || even > limit {
			t.Errorf("%d incidents: false alarms in %.1f %% (usual) and %.1f %% (even) of the maps", n, 100*usual, 100*even)
		}
	}
}

func noiseEven(r *rand.Rand, cells, n int) Question {
	return Question{Now: Counts{Incidents: scatter(r, cells, n)}}
}

// noiseUsual: places differ a hundredfold, and nothing changed since a
// comparison interval five times as long.
func noiseUsual(r *rand.Rand, cells, n int) Question {
	cumulated, sum := make([]float64, cells), 0.0
	for i := range cumulated {
		sum += math.Pow(10, 2*r.Float64())
		cumulated[i] = sum
	}
	deal := func(n int) []int {
		counts := make([]int, cells)
		for range n {
			i, _ := slices.BinarySearch(cumulated, r.Float64()*sum)
			counts[i]++
		}
		return counts
	}
	return Question{Now: Counts{Incidents: deal(n)}, Before: &Counts{Incidents: deal(5 * n)}}
}

func anyState(a Answer) bool {
	return slices.ContainsFunc(a.Cells, func(c Cell) bool { return c.State == Hot || c.State == Cold })
}

// anyScore is what a tool that shows Gi* with Benjamini-Hochberg would draw.
func anyScore(a Answer) bool {
	p := make([]float64, len(a.Cells))
	for i, c := range a.Cells {
		p[i] = NormalP(c.GiZ)
	}
	return rates.Cutoff(p, len(p), 0.05, false) > 0
}
