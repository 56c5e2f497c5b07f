package hotspot

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
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

// closePairs lists pairs by distances on a sphere.
func closePairs(t testing.TB, points []orb.Point, reachM float64) []Pair {
	t.Helper()
	pairs, err := ClosePairs(context.Background(), points, reachM, MostPairs, func(a, b int32) float64 { return sphere(points[a], points[b]) })
	if err != nil {
		t.Fatal(err)
	}
	return pairs
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
	return RepeatQuestion{Days: days, Pairs: closePairs(t, points, 601), BandsM: []float64{0, 201, 401, 601}, BandsD: []int{0, 1, 2, 3}, Seed: 1}
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
		got := closePairs(t, points, reach)
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
	q := RepeatQuestion{Days: days, Pairs: closePairs(t, points, 600), BandsM: []float64{0, 200, 600}, BandsD: []int{0, 3, 8}, Draws: 19}
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

// The judge shuffles the days and looks at every pair, one after the other.
func TestRepeatsAgreeWithPlainShuffles(t *testing.T) {
	many := RepeatQuestion{BandsM: []float64{0}, BandsD: []int{0}}
	for k := 1; k < 20; k++ {
		many.BandsM, many.BandsD = append(many.BandsM, float64(40*k)), append(many.BandsD, 3*k)
	}
	few := RepeatQuestion{BandsM: []float64{0, 600}, BandsD: []int{0, 1}}
	usual := RepeatQuestion{BandsM: []float64{0, 200, 400}, BandsD: []int{0, 1, 8, 15, 29}}
	decade := RepeatQuestion{BandsM: []float64{0, 600}, BandsD: []int{0, 366, mostRepeatDay}}
	r := newRand(3, 0)
	for name, c := range map[string]struct {
		q          RepeatQuestion
		days, more int // more on the last incident
	}{
		"usual": {usual, 100, 0}, "two edges": {few, 30, 0}, "twenty edges": {many, 60, 0}, "ten years": {decade, 4000, 0},
		"widest narrow lanes": {usual, 90, 1<<15 - 1 - 29 - 90}, "narrowest wide lanes": {usual, 90, 1<<15 - 29}, "a thousand years": {decade, 5000, 365_000},
	} {
		q, points := c.q, make([]orb.Point, 120)
		q.Draws, q.Seed, q.Days = 37, 5, make([]int, len(points)) // no multiple of the hands
		for i := range points {
			points[i], q.Days[i] = orb.Point{-111 + r.Float64()*0.01, 31.5 + r.Float64()*0.01}, r.IntN(c.days)-50
		}
		points[9], q.Days[0], q.Days[len(q.Days)-1] = points[8], -50, c.days+c.more-50
		q.Pairs = closePairs(t, points, 760)
		for i := 0; i < len(q.Pairs); i += 3 { // any order will do
			j := r.IntN(len(q.Pairs))
			q.Pairs[i], q.Pairs[j] = Pair{q.Pairs[j].B, q.Pairs[j].A, q.Pairs[j].DistM}, q.Pairs[i]
		}
		table := repeats(t, q)
		observed, sum, higher := shuffledPlainly(q, table, points)
		for d, row := range table.Cells {
			for c, cell := range row {
				at := [2]int{d, c}
				ratio := float64(observed[at]) * float64(q.Draws) / float64(sum[at])
				if cell.Observed != observed[at] || cell.P != float64(1+higher[at])/float64(1+q.Draws) || sum[at] > 0 && cell.Ratio != ratio || sum[at] == 0 && !math.IsNaN(cell.Ratio) {
					t.Errorf("%s: band %d, %d: %+v, want %d observed, ratio %v, %d higher", name, d, c, cell, observed[at], ratio, higher[at])
				}
			}
		}
	}
}

func shuffledPlainly(q RepeatQuestion, t RepeatTable, points []orb.Point) (observed, sum, higher map[[2]int]int) {
	count := func(days []int) map[[2]int]int {
		n := map[[2]int]int{}
		for i := range points {
			for j := range i {
				n[[2]int{bandOf(t.BandsM, sphere(points[i], points[j])), bandOf(t.BandsD, max(days[i]-days[j], days[j]-days[i]))}]++
			}
		}
		return n
	}
	observed, sum, higher = count(q.Days), map[[2]int]int{}, map[[2]int]int{}
	days, r := slices.Clone(q.Days), newRand(q.Seed, 0)
	for range q.Draws {
		r.Shuffle(len(days), func(i, j int) { days[i], days[j] = days[j], days[i] })
		n := count(days)
		for d := range t.BandsM {
			for c := range t.BandsD {
				at := [2]int{d, c}
				sum[at] += n[at]
				if n[at] >= observed[at] {
					higher[at]++
				}
			}
		}
	}
	return observed, sum, higher
}

// A seed deals the days out as it always did.
func TestShuffleIsTheOneOfTheLibrary(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 64, 20_000, 1 << 18} {
		got, want := make([]int32, n), make([]int32, n)
		for i := range got {
			got[i], want[i] = int32(i), int32(i)
		}
		source, r := rand.NewPCG(7, 0), newRand(7, 0)
		for range 20 {
			shuffle(got, source)
			r.Shuffle(n, func(i, j int) { want[i], want[j] = want[j], want[i] })
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d days are dealt otherwise", n)
		}
	}
}

// Nobody waits for an answer that is not wanted any more: of 99 draws, those
// under way are made.
func TestNearRepeatEndsWithItsContext(t *testing.T) {
	q := someRepeats(t, 200, 1)
	q.Draws = 99
	for _, looks := range []int{0, 1, 7} {
		left := looks
		if _, err := NearRepeat(patience{context.Background(), &left}, q); !errors.Is(err, context.DeadlineExceeded) || left != -1 {
			t.Errorf("patience for %d looks: %v, %d left", looks, err, left)
		}
		left = looks
		points := make([]orb.Point, 50)
		pairs, err := ClosePairs(patience{context.Background(), &left}, points, 100, MostPairs, func(a, b int32) float64 { return 0 })
		if !errors.Is(err, context.DeadlineExceeded) || left != -1 || pairs != nil {
			t.Errorf("patience for %d looks: %d pairs, %v, %d left", looks, len(pairs), err, left)
		}
	}
}

// A list that is too long is given up before it is made.
func TestTooManyPairsAreGivenUpEarly(t *testing.T) {
	asked := 0
	_, err := ClosePairs(context.Background(), make([]orb.Point, 1000), 100, 2500, func(a, b int32) float64 { asked++; return 0 })
	if geo.CodeOf(err) != geo.TooLarge || asked > 2500+1000 {
		t.Errorf("%v after %d distances", err, asked)
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
