package hotspot

import (
	"math"
	"slices"
)

// Trend is the Mann-Kendall test for a monotone trend.
type Trend struct {
	S        int     // rises minus falls over all pairs
	Variance float64 // of S, corrected for ties
	Z        float64 // continuity corrected; 0 when S is 0
	P        float64 // two-sided
	Tau      float64 // Kendall's tau-b; NaN when all values tie
}

// MannKendall tests whether values tend to rise or fall. Values closer than
// 1e-9 tie, so that sums made in another order still do.
func MannKendall(values []float64) Trend {
	rounded := make([]float64, len(values))
	for i, v := range values {
		rounded[i] = math.Round(v * 1e9)
	}
	t := Trend{P: 1, Tau: math.NaN()}
	for j, later := range rounded {
		for _, earlier := range rounded[:j] {
			t.S += negative(earlier-later) - negative(later-earlier)
		}
	}
	slices.Sort(rounded)
	tied := t.correct(rounded)
	pairs := float64(len(values)*(len(values)-1)) / 2
	if t.Variance > 0 {
		t.Tau = float64(t.S) / math.Sqrt(pairs*(pairs-tied))
		t.Z = (float64(t.S) - sign(float64(t.S))) / math.Sqrt(t.Variance)
		t.P = NormalP(t.Z)
	}
	return t
}

// correct sets the variance and gives the number of tied pairs.
func (t *Trend) correct(sorted []float64) (tied float64) {
	n := float64(len(sorted))
	eighteenths := n * (n - 1) * (2*n + 5)
	for from := 0; from < len(sorted); {
		until := from + 1
		for until < len(sorted) && sorted[until] == sorted[from] {
			until++
		}
		g := float64(until - from)
		eighteenths -= g * (g - 1) * (2*g + 5)
		tied += g * (g - 1) / 2
		from = until
	}
	t.Variance = eighteenths / 18
	return tied
}

// negative is 1 for numbers below 0 and 0 for others, without a branch: the
// differences of noise cannot be predicted.
func negative(v float64) int { return int(math.Float64bits(v) >> 63) }

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// SenSlope is the median change per step over all pairs (Sen 1968): the size
// of a trend, insensitive to single outliers. NaN for fewer than two values.
func SenSlope(values []float64) float64 {
	var slopes []float64
	for j := range values {
		for i := range j {
			slopes = append(slopes, (values[j]-values[i])/float64(j-i))
		}
	}
	if len(slopes) == 0 {
		return math.NaN()
	}
	slices.Sort(slopes)
	return (slopes[(len(slopes)-1)/2] + slopes[len(slopes)/2]) / 2
}
