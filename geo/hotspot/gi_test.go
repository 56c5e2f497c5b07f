package hotspot

import (
	"context"
	"math"
	"slices"
	"testing"

	"linea/geo/rates"
)

// Six points, neighbours up to 15 away: pysal/esda's fixture (BSD-3), with the
// values that all of them agree on, row-standardised weights included.
var (
	sixPoints = [][2]float64{{10, 10}, {20, 10}, {40, 10}, {15, 20}, {30, 20}, {30, 30}}
	sixValues = []float64{2, 3, 3.2, 5, 8, 7}
	sixGi     = []float64{-1.0136729, -0.0436159, 1.3155870, -0.3141268, 1.1537399, 1.7783394}
	sixGiStar = []float64{-1.3972763, -0.2891776, 0.6506496, -0.2891776, 1.2345209, 2.0242433}
)

// near fails unless got is within a relative tolerance of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(want) && math.IsNaN(got) || got == want {
		return
	}
	if !(math.Abs(got-want) <= tolerance*math.Max(math.Abs(want), 1e-300)) {
		t.Errorf("%s: got %.15g, want %.15g (relative error %.2g)", what, got, want, math.Abs(got-want)/math.Abs(want))
	}
}

func TestGiOfSixPoints(t *testing.T) {
	n := within(t, sixPoints, 15)
	gi, star := Gi(sixValues, n, nil), GiStar(sixValues, n, nil)
	for i := range sixValues {
		near(t, "Gi", gi[i], sixGi[i], 1e-6)
		near(t, "Gi*", star[i], sixGiStar[i], 1e-6)
	}
}

// judgeGi is the general formula with any weights, by nested loops.
func judgeGi(x []float64, weights [][]float64, i int, self bool) float64 {
	var n, sum, squares, w, w2, lag float64
	for j := range x {
		if j == i && !self {
			continue
		}
		n++
		sum += x[j]
		squares += x[j] * x[j]
		w += weights[i][j]
		w2 += weights[i][j] * weights[i][j]
		lag += weights[i][j] * x[j]
	}
	mean := sum / n
	return (lag - w*mean) / math.Sqrt((squares/n-mean*mean)*(n*w2-w*w)/(n-1))
}

func TestGiAgreesWithTheGeneralFormulaAndWithRowStandardisedWeights(t *testing.T) {
	n := within(t, sixPoints, 15)
	gi, star := Gi(sixValues, n, nil), GiStar(sixValues, n, nil)
	for i := range sixValues {
		for _, scale := range []bool{false, true} {
			near(t, "Gi", gi[i], judgeGi(sixValues, weightsOf(n, false, scale), i, false), 1e-12)
			near(t, "Gi*", star[i], judgeGi(sixValues, weightsOf(n, true, scale), i, true), 1e-12)
		}
	}
}

func weightsOf(n *Neighbours, self, standardise bool) [][]float64 {
	w := make([][]float64, n.Len())
	for i := range w {
		w[i] = make([]float64, n.Len())
		row := slices.Clone(n.Of(i))
		if self {
			row = append(row, int32(i))
		}
		for _, j := range row {
			w[i][j] = 1
			if standardise {
				w[i][j] = 1 / float64(len(row))
			}
		}
	}
	return w
}

// R 4.2.2, spdep 1.2-7: localG(getisord$val, nb2listw(dnearneigh(xy, 0, d), style = "B")),
// and with include.self; the cell at (210, 210). Getis and Ord (1996) print the first.
func TestGiOfGetisAndOrd(t *testing.T) {
	points := make([][2]float64, len(getisord))
	for i := range points {
		points[i] = [2]float64{float64(i%16) * 30, float64(i/16) * 30}
	}
	const at = 7*16 + 7
	for _, c := range []struct {
		reach, gi, star, highest, lowest float64
		hot, cold, hotBH, coldBH         int
	}{
		{30, 1.2219791626, 1.4507798074, 4.310407, -2.838662, 59, 55, 43, 35},
		{60, 1.7480975430, 1.9005588829, 5.976806, -4.518837, 87, 68, 81, 64},
		{90, 1.9861354272, 2.0969387465, 7.917283, -6.40838, 94, 88, 93, 86},
		{120, 1.8933738244, 1.9819068520, 9.479615, -8.046559, 98, 100, 96, 98},
		{150, 1.2374542527, 1.3066984442, 11.27112, -9.320131, 106, 101, 104, 100},
	} {
		n := within(t, points, c.reach)
		z := GiStar(getisord[:], n, nil)
		near(t, "Gi", Gi(getisord[:], n, nil)[at], c.gi, 1e-9)
		near(t, "Gi*", z[at], c.star, 1e-9)
		near(t, "highest", slices.Max(z), c.highest, 1e-6)
		near(t, "lowest", slices.Min(z), c.lowest, 1e-6)
		p := make([]float64, len(z))
		for i := range z {
			p[i] = NormalP(z[i])
		}
		hot, cold := countSides(z, p, 0.05)
		hotBH, coldBH := countSides(z, rates.Adjusted(p, false), 0.05)
		if hot, cold := countSides(z, rates.Adjusted(p, false), 0.01); c.reach == 30 && (hot != 13 || cold != 0) {
			t.Errorf("at 1 %%: %d hot %d cold, want 13 and none", hot, cold)
		}
		if hot != c.hot || cold != c.cold || hotBH != c.hotBH || coldBH != c.coldBH {
			t.Errorf("%v m: %d hot %d cold, adjusted %d and %d; want %+v", c.reach, hot, cold, hotBH, coldBH, c)
		}
	}
}

func countSides(z, p []float64, alpha float64) (hot, cold int) {
	for i := range z {
		if p[i] <= alpha && z[i] > 0 {
			hot++
		} else if p[i] <= alpha {
			cold++
		}
	}
	return hot, cold
}

func TestGiIsUndefinedWhereThereIsNothingToCompare(t *testing.T) {
	n := hexes(t, 5, 5)
	allNaN := func(what string, z []float64) {
		t.Helper()
		for i, v := range z {
			if !math.IsNaN(v) {
				t.Errorf("%s: cell %d scores %v", what, i, v)
			}
		}
	}
	allNaN("all alike", GiStar(slices.Repeat([]float64{0.1}, 25), n, nil))
	allNaN("nothing", GiStar(make([]float64, 25), n, nil))
	allNaN("one disk", GiStar([]float64{1, 2, 3}, mustNeighbours(t, [][]int32{{1, 2}, {0, 2}, {0, 1}}), nil))
	alone := make([]float64, 25)
	alone[12] = 7
	if z := Gi(alone, n, nil); !math.IsNaN(z[12]) || math.IsNaN(z[11]) {
		t.Errorf("the only incident: %v, beside it: %v", z[12], z[11])
	}
	covered := slices.Repeat([]bool{true}, 25)
	covered[3] = false
	if z := GiStar(alone, n, covered); !math.IsNaN(z[3]) {
		t.Errorf("without coverage: %v", z[3])
	}
}

// Leaving cells out is the same as a ground without them.
func TestGiKeepsToCoverage(t *testing.T) {
	whole := hexes(t, 6, 6)
	values := make([]float64, 36)
	covered := make([]bool, 36)
	for i := range values {
		values[i], covered[i] = float64(i*i%11), i < 24
	}
	part, star := hexes(t, 6, 4), GiStar(values, whole, covered)
	for i, want := range GiStar(values[:24], part, nil) {
		near(t, "Gi*", star[i], want, 1e-12)
	}
}

// Conditional permutation against the score it approximates: where values are
// many and tame, the p agree.
//
//ci:plain
func TestPermutedPAgreesWithTheNormalP(t *testing.T) {
	n := hexes(t, 20, 20)
	values := make([]float64, 400)
	r := newRand(3, 0)
	for i := range values {
		values[i] = 10 + r.NormFloat64()
	}
	z := Gi(values, n, nil)
	p, err := PermutedP(context.Background(), values, n, nil, 4999, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range p {
		if want := NormalP(z[i]); math.Abs(p[i]-want) > 0.06 {
			t.Errorf("cell %d: %v by permutation, %v by score", i, p[i], want)
		}
	}
}

func TestPermutedPIsRepeatableAndBounded(t *testing.T) {
	n := hexes(t, 8, 8)
	values := make([]float64, 64)
	values[20], values[21] = 50, 60
	covered := slices.Repeat([]bool{true}, 64)
	covered[63] = false
	first, _ := PermutedP(context.Background(), values, n, covered, 999, 4)
	again, _ := PermutedP(context.Background(), values, n, covered, 999, 4)
	if !slices.EqualFunc(first, again, func(a, b float64) bool { return a == b || a != a && b != b }) {
		t.Error("the same seed gave other p")
	}
	if !math.IsNaN(first[63]) {
		t.Error("a p without coverage")
	}
	if least := slices.Min(first[:63]); least < 2./1000 {
		t.Errorf("p %v is below 2/(draws+1)", least)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := PermutedP(ctx, values, n, covered, 999, 4); err == nil {
		t.Error("went on after the end of its context")
	}
}
