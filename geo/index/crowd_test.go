package index

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"linea/geo"
)

// scattered gives n points of a square of that side around a latitude, from
// south to north.
func scattered(r *rand.Rand, n int, lat, sideM float64) []dayRow {
	day := make([]dayRow, n)
	lon := r.Float64()*300 - 150
	degrees := sideM / 111_320
	for i := range day {
		day[i].lat = int32((lat + (r.Float64()-0.5)*degrees) * geo.DegreeGrid)
		day[i].lon = int32((lon + (r.Float64()-0.5)*degrees/math.Cos(lat*math.Pi/180)) * geo.DegreeGrid)
	}
	slices.SortFunc(day, func(a, b dayRow) int { return int(a.lat - b.lat) })
	return day
}

// sets gives every point the smallest member of its chain.
func sets(c chains) []int {
	smallest, first := make([]int, len(c)), map[int]int{}
	for i := range c {
		if _, met := first[c.root(i)]; !met {
			first[c.root(i)] = i
		}
		smallest[i] = first[c.root(i)]
	}
	return smallest
}

// Squares join what comparing every pair joins: packed, loose and in between.
func TestACrowdIsJoinedAsByEveryPair(t *testing.T) {
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(7, seed))
		n := 64 + r.IntN(200)
		lat := []float64{31.5, 0, -31.5, 60, -78.9, 78.9, 45}[seed%7]
		// about as many points as circles of linkM: chains form and break
		day := scattered(r, n, lat, linkM*math.Sqrt(float64(n))*(0.1+1.2*r.Float64()))
		want, got := newChains(n), newChains(n)
		for i := range day {
			for j := range i {
				if nearPoints(day[i].point(), day[j].point()) {
					want.join(i, j)
				}
			}
		}
		points := joinSamePoints(day, got)
		if !isCrowd(day, points) {
			t.Fatalf("seed %d: no crowd", seed)
		}
		joinCrowd(day, points, got)
		if !slices.Equal(sets(got), sets(want)) {
			t.Errorf("seed %d: %d points around %v are joined otherwise", seed, n, lat)
		}
	}
}

// A packed crowd takes few squares, whose points are not compared pair by pair.
func TestAPackedCrowdTakesFewSquares(t *testing.T) {
	day := scattered(rand.New(rand.NewPCG(7, 7)), 20_000, 31.5, 500)
	all, chains := squares{}, newChains(len(day))
	for i := range day {
		all.add(day, i, chains)
	}
	if len(all) > 25 {
		t.Errorf("%d squares", len(all))
	}
}

func TestCrowdsAreNotMeasuredNearPolesAndSeam(t *testing.T) {
	for _, at := range [][2]float64{{-110, 79.5}, {-110, -89}, {179.95, 10}, {-179.95, 10}} {
		day, points := make([]dayRow, crowd), make([]int, crowd)
		for i := range day {
			day[i] = dayRow{lon: int32(at[0] * geo.DegreeGrid), lat: int32(at[1] * geo.DegreeGrid)}
		}
		if isCrowd(day, points) {
			t.Errorf("%v", at)
		}
	}
}
