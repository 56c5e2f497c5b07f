package hotspot

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
)

// sphere is distance enough for tests.
func sphere(a, b orb.Point) float64 {
	const rad = math.Pi / 180
	s := math.Sin((b.Lat()-a.Lat())*rad/2)*math.Sin((b.Lat()-a.Lat())*rad/2) +
		math.Cos(a.Lat()*rad)*math.Cos(b.Lat()*rad)*math.Sin((b.Lon()-a.Lon())*rad/2)*math.Sin((b.Lon()-a.Lon())*rad/2)
	return 2 * 6371008.8 * math.Asin(math.Sqrt(s))
}

// someRepeats scatters incidents over 30 x 30 km and a year, with the day
// unrelated to the place.
func someRepeats(t testing.TB, n int, seed uint64) RepeatQuestion {
	t.Helper()
	r := newRand(seed, 9)
	points, days := make([]orb.Point, n), make([]int, n)
	for i := range points {
		points[i], days[i] = orb.Point{-111 + r.Float64()*0.3, 31.5 + r.Float64()*0.3}, r.IntN(365)
	}
	pairs, err := ClosePairs(points, 601, sphere)
	if err != nil {
		t.Fatal(err)
	}
	return RepeatQuestion{Days: days, Pairs: pairs, BandsM: []float64{0, 201, 401, 601}, BandsD: []int{0, 1, 2, 3}, Seed: 1}
}

func repeats(t *testing.T, q RepeatQuestion) RepeatTable {
	t.Helper()
	table, err := NearRepeat(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestClosePairsAgreeWithAllPairs(t *testing.T) {
	const seed = 31
	t.Logf("seed %d", seed)
	r := newRand(seed, 0)
	for _, spread := range []float64{0.02, 0.3, 5, 60} {
		points := make([]orb.Point, 200)
		for i := range points {
			points[i] = orb.Point{-112 + (r.Float64()-.5)*spread*2, 31.5 + (r.Float64()-.5)*spread}
		}
		points[7] = points[3]
		reach := spread * 111_000 / 12
		got, err := ClosePairs(points, reach, sphere)
		if err != nil {
			t.Fatal(err)
		}
		var want []Pair
		for i := range points {
			for j := i + 1; j < len(points); j++ {
				if d := sphere(points[i], points[j]); d < reach {
					want = append(want, Pair{int32(i), int32(j), d})
				}
			}
		}
		slices.SortFunc(got, func(a, b Pair) int { return int(a.A-b.A)*1000 + int(a.B-b.B) })
		if !slices.Equal(got, want) {
			t.Errorf("spread %v°: %d pairs, want %d", spread, len(got), len(want))
		}
	}
}

// The table over close pairs is the table over all pairs.
func TestRepeatTableAgreesWithAllPairs(t *testing.T) {
	r := newRand(2, 0)
	n := 150
	points, days := make([]orb.Point, n), make([]int, n)
	for i := range points {
		points[i], days[i] = orb.Point{-111 + r.Float64()*0.02, 31.5 + r.Float64()*0.02}, r.IntN(20)-5
	}
	points[9], days[9] = points[8], days[8]
	pairs, _ := ClosePairs(points, 600, sphere)
	q := RepeatQuestion{Days: days, Pairs: pairs, BandsM: []float64{0, 200, 600}, BandsD: []int{0, 3, 8}, Draws: 19}
	table := repeats(t, q)
	if !slices.Equal(table.BandsM, []float64{0, 1, 200, 600}) || !slices.Equal(table.BandsD, []int{0, 1, 3, 8}) {
		t.Fatalf("edges %v, %v", table.BandsM, table.BandsD)
	}
	want := make([][]int, 4)
	for d := range want {
		want[d] = make([]int, 4)
	}
	for i := range points {
		for j := range i {
			d, days := sphere(points[i], points[j]), max(days[i]-days[j], days[j]-days[i])
			row := slices.IndexFunc([]float64{1, 200, 600, math.Inf(1)}, func(edge float64) bool { return d < edge })
			column := slices.IndexFunc([]int{1, 3, 8, math.MaxInt}, func(edge int) bool { return days < edge })
			want[row][column]++
		}
	}
	sum := 0
	for d := range want {
		for c := range want[d] {
			if table.Cells[d][c].Observed != want[d][c] {
				t.Errorf("band %d, %d: %d pairs, want %d", d, c, table.Cells[d][c].Observed, want[d][c])
			}
			sum += want[d][c]
		}
	}
	if sum != table.Pairs || want[0][0] == 0 {
		t.Errorf("%d pairs of %d, %d of the same place and day", sum, table.Pairs, want[0][0])
	}
}

// Bands are half-open: two incidents three days apart are in [3,4), not in
// [2,3) as the Near Repeat Calculator has it.
func TestBandsAreHalfOpen(t *testing.T) {
	table := repeats(t, RepeatQuestion{
		Days: []int{10, 13}, Pairs: []Pair{{0, 1, 200}},
		BandsM: []float64{0, 200, 400}, BandsD: []int{0, 1, 2, 3, 4}, Draws: 9,
	})
	if table.Cells[2][3].Observed != 1 { // [200,400) x [3,4)
		t.Errorf("%+v", table.Cells)
	}
}

func TestRepeatsAreFoundAndChanceIsNot(t *testing.T) {
	quiet := repeats(t, someRepeats(t, 522, 1))
	for d, row := range quiet.Cells {
		for c, cell := range row {
			if cell.Repeats {
				t.Errorf("chance repeats in band %d, %d: %+v", d, c, cell)
			}
		}
	}
	q := someRepeats(t, 522, 1)
	for i := range q.Pairs { // every sixth close pair happens on the same or the next day
		if i%6 == 0 {
			q.Days[q.Pairs[i].A] = q.Days[q.Pairs[i].B] + i%2
		}
	}
	loud := repeats(t, q)
	found := false
	for d := range loud.BandsM[1:] {
		for c := range 2 {
			cell := loud.Cells[d][c]
			found = found || cell.Repeats && cell.Ratio > 3 && cell.P <= 0.01
		}
	}
	if !found {
		t.Errorf("planted repeats were not found: %+v", loud.Cells)
	}
}

// Same place and same day is shown and is never evidence; few pairs are none.
func TestSamePlaceSameDayStandsApart(t *testing.T) {
	q := someRepeats(t, 60, 1)
	q.Pairs = nil
	for i := int32(0); i < 20; i += 2 {
		q.Days[i+1] = q.Days[i]
		q.Pairs = append(q.Pairs, Pair{i, i + 1, 0})
	}
	q.Days[31] = q.Days[30]
	q.Pairs = append(q.Pairs, Pair{30, 31, 120})
	table := repeats(t, q)
	if c := table.Cells[0][0]; c.Observed != 10 || c.P > 0.01 || c.Repeats {
		t.Errorf("same place, same day: %+v", c)
	}
	if c := table.Cells[1][0]; c.Observed != 1 || c.Repeats {
		t.Errorf("one pair: %+v", c)
	}
}

func TestNearRepeatIsRepeatable(t *testing.T) {
	a, b := repeats(t, someRepeats(t, 200, 3)), repeats(t, someRepeats(t, 200, 3))
	for d := range a.Cells {
		for c := range a.Cells[d] {
			x, y := a.Cells[d][c], b.Cells[d][c]
			if x.P != y.P || math.Float64bits(x.Ratio) != math.Float64bits(y.Ratio) {
				t.Errorf("band %d, %d: %+v, then %+v", d, c, x, y)
			}
		}
	}
}

func TestNearRepeatRefusesNonsense(t *testing.T) {
	good := RepeatQuestion{Days: []int{1, 2}, Pairs: []Pair{{0, 1, 5}}, BandsM: []float64{0, 9}, BandsD: []int{0, 9}}
	for name, change := range map[string]func(q *RepeatQuestion){
		"no bands":     func(q *RepeatQuestion) { q.BandsM = nil },
		"not from 0":   func(q *RepeatQuestion) { q.BandsD = []int{1, 2} },
		"not rising":   func(q *RepeatQuestion) { q.BandsM = []float64{0, 5, 5} },
		"NaN":          func(q *RepeatQuestion) { q.BandsM = []float64{0, math.NaN()} },
		"ten years":    func(q *RepeatQuestion) { q.BandsD = []int{0, 4000} },
		"unknown pair": func(q *RepeatQuestion) { q.Pairs = []Pair{{0, 2, 5}} },
		"pair of one":  func(q *RepeatQuestion) { q.Pairs = []Pair{{1, 1, 5}} },
		"too many":     func(q *RepeatQuestion) { q.Draws = 1_000_000 },
	} {
		q := good
		change(&q)
		if _, err := NearRepeat(context.Background(), q); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if table := repeats(t, RepeatQuestion{BandsM: []float64{0, 9}, BandsD: []int{0, 9}}); table.Pairs != 0 {
		t.Errorf("nothing has pairs: %+v", table)
	}
}

func TestDiscoveredRowsAreRefusedUnlessAsked(t *testing.T) {
	if AllowNearRepeat(0, 50, false) != nil || AllowNearRepeat(20, 50, true) != nil {
		t.Error("refused without reason")
	}
	err := AllowNearRepeat(20, 50, false)
	if geo.CodeOf(err) != geo.Unprocessable || !strings.Contains(err.Error(), "20 of 50") {
		t.Errorf("%v", err)
	}
}
