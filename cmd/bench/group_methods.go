package main

import (
	"context"
	"math"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/hotspot"
)

// methodsSide squared is the number of cells of the methods' table of speeds.
const methodsSide = 83

// measureMethods times the statistics themselves, in this process, on the sizes
// that the methods name: counts in hand, no server and no store.
func measureMethods(ctx context.Context, b *bench) error {
	m, err := newMethods(b.seed)
	if err != nil {
		return err
	}
	for _, row := range []struct {
		what  string
		barMS float64
		times int
		run   func(context.Context) error
	}{
		{"exact test, Gi* and false discovery, 6,889 cells", 5, 40, m.assess},
		{"cube of 52 steps classified, 6,889 cells", 150, 6, m.emerge},
		{"Gi* with 999 permutations, 6,889 cells", 800, 3, m.permute},
		{"near repeat of 522 with 999 draws", 100, 10, m.repeat},
		{"scan of 281 stretches with 999 draws", 500, 10, m.scan},
	} {
		times, err := timed(ctx, b.effort(row.times, 1), row.run)
		if err != nil {
			return err
		}
		p50, p95, _ := latencyOf(times).figures()
		b.report.add(row.what, p50.atMost(row.barMS, true), p95)
	}
	return nil
}

// timed runs once to warm up and n times for the figures.
func timed(ctx context.Context, n int, run func(context.Context) error) (times []time.Duration, err error) {
	for k := range n + 1 {
		began := time.Now()
		if err := run(ctx); err != nil {
			return nil, err
		}
		if k > 0 {
			times = append(times, time.Since(began))
		}
	}
	return times, nil
}

// methods holds what the statistics are asked about.
type methods struct {
	rng    *rand.Rand
	ground hotspot.Ground
	now    []int
	before []int
	cube   hotspot.Cube
	close  hotspot.RepeatQuestion
}

func newMethods(seed uint64) (*methods, error) {
	m := &methods{rng: rand.New(rand.NewPCG(seed, 6889))}
	neighbours, err := hotspot.NewNeighbours(honeycomb(methodsSide))
	if err != nil {
		return nil, err
	}
	m.ground = hotspot.Ground{Neighbours: neighbours, Exposure: make([]float64, neighbours.Len())}
	for i := range m.ground.Exposure {
		m.ground.Exposure[i] = 42 + m.rng.Float64()
	}
	m.now, m.before = m.gathered(neighbours.Len(), 20_000), m.gathered(neighbours.Len(), 100_000)
	for range 52 {
		m.cube.Steps = append(m.cube.Steps, hotspot.Counts{Incidents: m.gathered(neighbours.Len(), 6_000)})
	}
	m.close, err = m.someRows(522)
	return m, err
}

// honeycomb gives the six neighbours of each cell of a rhombus of side rows.
func honeycomb(side int) [][]int32 {
	around := make([][]int32, side*side)
	for i := range around {
		for _, to := range [6][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, -1}, {-1, 1}} {
			if x, y := i%side+to[0], i/side+to[1]; min(x, y) >= 0 && max(x, y) < side {
				around[i] = append(around[i], int32(y*side+x))
			}
		}
	}
	return around
}

// gathered spreads n incidents so that some cells hold many, as real ones do.
func (m *methods) gathered(cells, n int) []int {
	counts := make([]int, cells)
	for range n {
		u := m.rng.Float64()
		counts[int(u*u*float64(cells))]++
	}
	return counts
}

// someRows are as many incidents of a year in a town as the methods name, with
// their close pairs.
func (m *methods) someRows(n int) (q hotspot.RepeatQuestion, err error) {
	points := make([]orb.Point, n)
	q = hotspot.RepeatQuestion{Days: make([]int, n), BandsM: []float64{0, 201, 401, 601}, BandsD: []int{0, 1, 2, 3}, Seed: 1}
	for i := range points {
		points[i], q.Days[i] = orb.Point{-111 + m.rng.Float64()*0.3, 31.5 + m.rng.Float64()*0.3}, m.rng.IntN(365)
	}
	flat := func(a, b int32) float64 {
		return 111_000 * math.Hypot((points[a][0]-points[b][0])*0.85, points[a][1]-points[b][1])
	}
	q.Pairs, err = hotspot.ClosePairs(context.Background(), points, 601, hotspot.MostPairs, flat)
	return q, err
}

func (m *methods) assess(context.Context) error {
	_, err := hotspot.Assess(m.ground, hotspot.Question{Now: hotspot.Counts{Incidents: m.now}, Before: &hotspot.Counts{Incidents: m.before}})
	return err
}

func (m *methods) emerge(ctx context.Context) error {
	_, err := hotspot.Emerge(ctx, m.ground, hotspot.EmergingQuestion{Cube: m.cube, Baseline: hotspot.Even})
	return err
}

func (m *methods) permute(ctx context.Context) error {
	values := make([]float64, len(m.now))
	for i, n := range m.now {
		values[i] = float64(n)
	}
	_, err := hotspot.PermutedP(ctx, values, m.ground.Neighbours, nil, 999, 1)
	return err
}

func (m *methods) repeat(ctx context.Context) error {
	_, err := hotspot.NearRepeat(ctx, m.close)
	return err
}

// scan has a stretch that stands out, so that every draw is made.
func (m *methods) scan(ctx context.Context) error {
	const stretches = 281
	now := make([]int, stretches)
	for k := range now {
		now[k] = 2 + k%3
	}
	for k := 100; k < 112; k++ {
		now[k] += 12
	}
	a, err := hotspot.Scan(ctx, hotspot.ScanQuestion{Now: now, BinKM: 1, MaxShare: 0.5, Seed: 1})
	if err == nil && a.Draws != 999 {
		return geo.Errorf("bench", geo.Internal, "%d draws were made, not 999", a.Draws)
	}
	return err
}
