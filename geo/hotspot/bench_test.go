package hotspot

import (
	"context"
	"math/rand/v2"
	"testing"
)

// The speed table of the methods: 6,889 cells are 83 x 83.
const benchSide = 83

// uneven makes counts that gather in some cells, as real ones do.
func uneven(r *rand.Rand, cells, n int) []int {
	counts := make([]int, cells)
	for range n {
		u := r.Float64()
		counts[int(u*u*float64(cells))]++
	}
	return counts
}

func benchGround(b *testing.B) Ground {
	g := Ground{Neighbours: hexes(b, benchSide, benchSide), Exposure: make([]float64, benchSide*benchSide)}
	r := newRand(1, 1)
	for i := range g.Exposure {
		g.Exposure[i] = 42 + r.Float64()
	}
	return g
}

func benchAssess(b *testing.B, n int, usual bool) {
	g, r := benchGround(b), newRand(1, 2)
	q := Question{Now: Counts{Incidents: uneven(r, g.Neighbours.Len(), n)}}
	if usual {
		q.Before = &Counts{Incidents: uneven(r, g.Neighbours.Len(), 5*n)}
	}
	b.ResetTimer()
	for range b.N {
		if _, err := Assess(g, q); err != nil {
			b.Fatal(err)
		}
	}
}

// Bar: exact test, Gi* and Benjamini-Hochberg over 6,889 cells in 5 ms.
func BenchmarkAssessEven20000(b *testing.B)    { benchAssess(b, 20_000, false) }
func BenchmarkAssessUsual20000(b *testing.B)   { benchAssess(b, 20_000, true) }
func BenchmarkAssessUsual1000000(b *testing.B) { benchAssess(b, 1_000_000, true) }

func benchEmerge(b *testing.B, baseline Baseline) {
	g, r := benchGround(b), newRand(1, 3)
	var cube Cube
	for range 52 {
		cube.Steps = append(cube.Steps, Counts{Incidents: uneven(r, g.Neighbours.Len(), 6_000)})
	}
	b.ResetTimer()
	for range b.N {
		if _, err := Emerge(context.Background(), g, EmergingQuestion{Cube: cube, Baseline: baseline}); err != nil {
			b.Fatal(err)
		}
	}
}

// Bar: a cube of 52 steps classified in 150 ms.
func BenchmarkEmergeEven52(b *testing.B)  { benchEmerge(b, Even) }
func BenchmarkEmergeUsual52(b *testing.B) { benchEmerge(b, Usual) }

// Bar: 999 permutations over 6,889 cells in 0.8 s.
func BenchmarkPermuted999(b *testing.B) {
	g, r := benchGround(b), newRand(1, 4)
	values := make([]float64, g.Neighbours.Len())
	for i, n := range uneven(r, len(values), 20_000) {
		values[i] = float64(n)
	}
	b.ResetTimer()
	for range b.N {
		if _, err := PermutedP(context.Background(), values, g.Neighbours, nil, 999, 1); err != nil {
			b.Fatal(err)
		}
	}
}

// The whole border by the kilometre, all draws made because something stands out.
func BenchmarkScanBorder999(b *testing.B) {
	r := newRand(1, 5)
	now := scatter(r, 569, 2_000)
	for km := 120; km < 146; km++ {
		now[km] += 5
	}
	b.ResetTimer()
	for range b.N {
		a, err := Scan(context.Background(), ScanQuestion{Now: now, BinKM: 1, Seed: 1})
		if err != nil || a.Draws != 999 {
			b.Fatal(a.Draws, err)
		}
	}
}

// Bar: Knox over 522 incidents with 999 draws in 0.1 s.
func BenchmarkNearRepeat522(b *testing.B) {
	q := someRepeats(b, 522, 1)
	b.ResetTimer()
	for range b.N {
		if _, err := NearRepeat(context.Background(), q); err != nil {
			b.Fatal(err)
		}
	}
}

// The interval of one cell, as ranked lists show it.
func BenchmarkInterval(b *testing.B) {
	g, r := benchGround(b), newRand(1, 6)
	q := Question{Now: Counts{Incidents: uneven(r, g.Neighbours.Len(), 20_000)}}
	even := assess(b, g, q)
	q.Before = &Counts{Incidents: uneven(r, g.Neighbours.Len(), 100_000)}
	usual := assess(b, g, q)
	for name, a := range map[string]Answer{"even": even, "usual": usual} {
		b.Run(name, func(b *testing.B) {
			for k := range b.N {
				a.Interval(k % len(a.Cells))
			}
		})
	}
}

// As a million rows ask it: an eighth of them now, the others before, by the
// kilometre, all draws made.
func BenchmarkScanUsualMillion999(b *testing.B) {
	r := newRand(1, 7)
	q := ScanQuestion{Now: uneven(r, 569, 125_000), Before: uneven(r, 569, 875_000), BinKM: 1, Seed: 1}
	q.Now[300] += 2_000
	b.ResetTimer()
	for range b.N {
		if a, err := Scan(context.Background(), q); err != nil || a.Draws != 999 {
			b.Fatal(a.Draws, err)
		}
	}
}

// As many incidents as may be asked, and close pairs: 20,000 of six years, each
// with 50 others.
func BenchmarkNearRepeatMillionPairs99(b *testing.B) {
	q := RepeatQuestion{Days: make([]int, 20_000), BandsM: []float64{0, 500, 1000, 2000, 4000}, BandsD: []int{0, 1, 8, 15, 29}, Draws: 99, Seed: 1}
	r := newRand(1, 8)
	for i := range q.Days {
		q.Days[i] = r.IntN(2190)
		for k := range 50 {
			q.Pairs = append(q.Pairs, Pair{int32(i), int32((i + 1 + k*7) % len(q.Days)), 80 * float64(k)})
		}
	}
	b.ResetTimer()
	for range b.N {
		if _, err := NearRepeat(context.Background(), q); err != nil {
			b.Fatal(err)
		}
	}
}
