package api

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestClasses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		counts []int
		method string
		most   int
		want   []class
	}{
		{"one cell", []int{1}, "quantile", 5, []class{{1, 1, 1}}},
		{"small", []int{1, 1, 1, 2, 3, 4, 9, 57}, "quantile", 5, []class{{1, 1, 3}, {2, 2, 1}, {3, 4, 2}, {5, 9, 1}, {10, 57, 1}}},
		{"small, cut to what exists", []int{1, 1, 4}, "quantile", 5, []class{{1, 1, 2}, {2, 2, 0}, {3, 4, 1}}},
		{"small, from three on", []int{3, 7, 12}, "quantile", 5, []class{{3, 4, 1}, {5, 9, 1}, {10, 12, 1}}},
		{"small, three classes", []int{1, 2, 3, 50}, "quantile", 3, []class{{1, 1, 1}, {2, 2, 1}, {3, 50, 2}}},
		{"all alike and many", []int{100, 100, 100}, "quantile", 5, []class{{100, 100, 3}}},
		{"large", []int{1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144}, "quantile", 4, []class{{1, 1, 2}, {2, 9, 4}, {10, 49, 3}, {50, 144, 3}}},
		{"equal", []int{1, 5, 10, 100}, "equal", 4, []class{{1, 25, 3}, {26, 50, 0}, {51, 75, 0}, {76, 100, 1}}},
		{"equal, few values", []int{1, 2, 3}, "equal", 5, []class{{1, 1, 1}, {2, 2, 1}, {3, 3, 1}}},
	} {
		if got := classify(tt.counts, tt.method, tt.most); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Classes are adjacent, never repeated, cover every count, and hold every cell
// once.
func TestClassesCoverEveryCell(t *testing.T) {
	const seed = 11
	r := rand.New(rand.NewPCG(seed, 0))
	for range 3000 {
		counts := make([]int, 1+r.IntN(60))
		most := []int{3, 60, 61, 5000}[r.IntN(4)]
		for i := range counts {
			counts[i] = 1 + int(float64(most)*r.Float64()*r.Float64()*r.Float64())
		}
		slices.Sort(counts)
		classes := 2 + r.IntN(8)
		for _, method := range []string{"quantile", "equal"} {
			got := classify(counts, method, classes)
			cells := 0
			for i, c := range got {
				cells += c.Cells
				if c.From > c.To || i > 0 && c.From != got[i-1].To+1 {
					t.Fatalf("seed %d: %s of %v: %v", seed, method, counts, got)
				}
			}
			if cells != len(counts) || len(got) > classes || got[0].From != counts[0] || got[len(got)-1].To != counts[len(counts)-1] {
				t.Fatalf("seed %d: %s of %v: %v", seed, method, counts, got)
			}
		}
	}
}

func TestRoundNumber(t *testing.T) {
	for n, want := range map[int]int{1: 1, 2: 2, 3: 2, 4: 5, 6: 5, 7: 5, 8: 10, 14: 10, 15: 20, 34: 50, 70: 50, 72: 100, 144: 200, 1500: 2000} {
		if got := roundNumber(n); got != want {
			t.Errorf("%d: %d, want %d", n, got, want)
		}
	}
}

func TestCompass(t *testing.T) {
	for azimuth, want := range map[float64]string{0: "N", 22: "N", 23: "NE", 90: "E", 180: "S", 225: "SW", 270: "W", 337: "NW", 338: "N", 359.9: "N"} {
		if got := compass(azimuth); got != want {
			t.Errorf("%g: %s, want %s", azimuth, got, want)
		}
	}
}
