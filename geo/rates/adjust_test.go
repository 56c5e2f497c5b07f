package rates

import (
	"math"
	"math/rand/v2"
	"testing"
)

var familyOf25 = []float64{.001, .008, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34, .341, .384, .569, .594, .696, .762, .94, .942, .975, .986}

// R 4.2.2: p.adjust(p, "BH") and p.adjust(p, "BY").
func TestAdjustedAgreesWithR(t *testing.T) {
	want := []float64{.025, .1, .21, .21, .21, .25, 0.26428571428571429, 0.49107142857142866, 0.49107142857142866, 0.49107142857142866, 0.49107142857142866, 0.49107142857142866, 0.49107142857142866, 0.49107142857142866, 0.5328125, 0.5328125, 0.56470588235294128, 0.78157894736842104, 0.78157894736842104, 0.87, 0.90714285714285714, .986, .986, .986, .986}
	strict := []float64{0.095398954443837669, 0.38159581777535068, 0.80135121732823644, 0.80135121732823644, 0.80135121732823644, 0.95398954443837669}
	// Backwards and with gaps, which must not matter.
	var p []float64
	for i := range familyOf25 {
		p = append(p, math.NaN(), familyOf25[24-i])
	}
	q, by := Adjusted(p, false), Adjusted(p, true)
	for i := range familyOf25 {
		at := 2*(24-i) + 1
		near(t, "BH", q[at], want[i], 1e-12)
		near(t, "BY", by[at], append(strict, make([]float64, 19)...)[i]+indicator(i >= 6), 1e-12)
		if !math.IsNaN(q[at-1]) {
			t.Error("a gap was adjusted")
		}
	}
}

// Cutoff, the step-up rule by its definition and Adjusted make the same
// discoveries; equality counts.
func TestCutoffIsTheStepUpRule(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 0))
	for range 300 {
		p := make([]float64, 1+r.IntN(40))
		for i := range p {
			p[i] = math.Round(math.Pow(r.Float64(), 4)*1000) / 1000
		}
		for _, strict := range []bool{false, true} {
			cut, q := Cutoff(p, len(p), 0.05, strict), Adjusted(p, strict)
			for i := range p {
				if (q[i] <= 0.05) != (p[i] <= cut) {
					t.Fatalf("p %v, q %v, cutoff %v", p[i], q[i], cut)
				}
			}
		}
	}
	if Cutoff([]float64{.05}, 1, .05, false) != .05 || Cutoff([]float64{.051}, 1, .05, false) != 0 {
		t.Error("equality must count")
	}
	if Cutoff([]float64{.04, .04, .9}, 3, .05, false) != 0 {
		t.Error("a Bonferroni cut-off was taken for a discovery")
	}
}
