package rates

import (
	"math"
	"math/big"
	"testing"
)

// The three rows that ptools (A. Wheeler) tests its wdd with.
func TestWeightedDisplacementDifferenceAgreesWithPtools(t *testing.T) {
	treated, control := Site{Before: 207, After: 110}, Site{Before: 308, After: 318}
	beside, besideControl := Site{Before: 178, After: 157}, Site{Before: 150, After: 140}
	d := WeightedDisplacementDifference(treated, control, beside, besideControl, 1, 1, 0.05)
	near(t, "difference", d.Value, -118, 1e-12)
	near(t, "its error", d.SE, math.Sqrt(1568), 1e-12)
	near(t, "z", d.Z(), -118/math.Sqrt(1568), 1e-12)
	near(t, "lower", d.Interval.Lo, -118-1.95996398454*math.Sqrt(1568), 1e-6)
	near(t, "upper", d.Interval.Hi, -118+1.95996398454*math.Sqrt(1568), 1e-6)

	control.Weight, treated.Weight, besideControl.Weight, beside.Weight = .9, 1.2, 1.6, 1.5
	d = WeightedDisplacementDifference(treated, control, beside, besideControl, 1, 1, 0.05)
	near(t, "by areas", d.Value, -99.694444, 1e-6)
	near(t, "error by areas", d.SE, 35.428076, 1e-6)
	near(t, "z by areas", d.Z(), -2.813995, 1e-6)

	d = WeightedDisplacementDifference(Site{Before: 80, After: 20}, Site{Before: 100, After: 50}, Site{}, Site{}, 2, 1, 0.05)
	near(t, "by durations", d.Value, -20, 1e-12)
	near(t, "error by durations", d.SE, math.Sqrt(115), 1e-12)
}

// Bowers and Johnson's quotient on the worked example of the methods.
func TestWeightedDisplacementQuotient(t *testing.T) {
	treated, beside, control := Site{Before: 207, After: 110}, Site{Before: 178, After: 157}, Site{Before: 308, After: 318}
	d := WeightedDisplacementQuotient(treated, beside, control)
	success := 110./318 - 207./308
	near(t, "success", d.Success, success, 1e-12)
	near(t, "quotient", d.Quotient, (157./318-178./308)/success, 1e-12)
	near(t, "quotient", d.Quotient, 0.258, 2e-3)
	near(t, "net effect", d.Net, 207*318./308-110+178*318./308-157, 1e-12)
	near(t, "net effect", d.Net, 130.5, 1e-3)
	if !Interpretable(treated, beside, control) {
		t.Error("this can be read")
	}
	for name, areas := range map[string][3]Site{
		"few":       {{Before: 9, After: 4}, beside, control},
		"no effect": {{Before: 110, After: 207}, beside, control},
		"nothing":   {{}, {}, {}},
	} {
		if Interpretable(areas[0], areas[1], areas[2]) {
			t.Errorf("%s cannot be read", name)
		}
	}
}

// The examples of section 3.11: the ratio, Fisher's interval, the conditional
// estimate that R prints, and Wald's interval, which the small one shows to be
// far too narrow.
//
//ci:plain
func TestDifferenceInDifferencesExamples(t *testing.T) {
	for _, c := range []struct {
		f               Fourfold
		conditional     float64
		exact, wald     Interval
		exactTol, wants float64
	}{
		{Fourfold{110, 318, 207, 308}, 0.515, Interval{0.385, 0.687}, Interval{0.389, 0.681}, 2e-3, 0.514695},
		{Fourfold{2, 9, 6, 8}, 0.311, Interval{0.024, 2.43}, Interval{0.046, 1.91}, 5e-3, 0.296296},
	} {
		near(t, "ratio", c.f.Ratio(), c.wants, 1e-5)
		near(t, "conditional ratio", conditionalRatio(c.f), c.conditional, 2e-3)
		got := c.f.Interval(0.05)
		near(t, "lower", got.Lo, c.exact.Lo, c.exactTol)
		near(t, "upper", got.Hi, c.exact.Hi, c.exactTol)
		wald := waldInterval(c.f)
		near(t, "Wald's lower", wald.Lo, c.wald.Lo, 8e-3)
		near(t, "Wald's upper", wald.Hi, c.wald.Hi, 8e-3)
	}
}

func waldInterval(f Fourfold) Interval {
	se := math.Sqrt(1/float64(f.HereNow) + 1/float64(f.ElseNow) + 1/float64(f.HereBefore) + 1/float64(f.ElseBefore))
	return Interval{f.Ratio() * math.Exp(-1.959964*se), f.Ratio() * math.Exp(1.959964*se)}
}

// conditionalRatio finds, by bisection over plain sums, the odds ratio at which
// the count seen is the mean.
func conditionalRatio(f Fourfold) float64 {
	h := f.law()
	lo, hi := h.bounds()
	mean := func(ratio float64) float64 {
		sum, all := wide(0), wide(0)
		for k := int(lo); k <= int(hi); k++ {
			w := choose(int(h.marked), k)
			w.Mul(w, choose(int(h.total-h.marked), int(h.drawn)-k))
			w.Mul(w, power(wide(ratio), k))
			all.Add(all, w)
			sum.Add(sum, new(big.Float).Mul(w, wide(float64(k))))
		}
		v, _ := sum.Quo(sum, all).Float64()
		return v
	}
	a, b := 1e-3, 1e3
	for range 60 {
		if m := math.Sqrt(a * b); mean(m) < float64(f.HereNow) {
			a = m
		} else {
			b = m
		}
	}
	return math.Sqrt(a * b)
}

// The least fall is the one that brute force finds.
func TestLeastFall(t *testing.T) {
	for _, c := range [][3]int{{207, 308, 318}, {6, 8, 9}, {40, 10, 30}, {7, 500, 520}, {0, 9, 9}, {9, 0, 4}, {9, 9, 0}} {
		best := -1
		for now := 0; float64(now) < float64(c[0])*float64(c[2])/float64(c[1]); now++ {
			f := Fourfold{now, c[2], c[0], c[1]}
			if f.Tails().AtMost <= 0.025 {
				best = now
			} else {
				break
			}
		}
		got := LeastFall(c[0], c[1], c[2], 0.05)
		if best < 0 || c[1] == 0 {
			if !math.IsNaN(got) {
				t.Errorf("%v: %v", c, got)
			}
			continue
		}
		near(t, "least fall", got, 1-float64(best)*float64(c[1])/(float64(c[0])*float64(c[2])), 1e-12)
	}
}

func TestReadChange(t *testing.T) {
	for _, c := range []struct {
		f    Fourfold
		want Reading
	}{
		{Fourfold{110, 318, 207, 308}, Fewer}, {Fourfold{207, 308, 110, 318}, More}, {Fourfold{2, 9, 6, 8}, TooFewToCompare}, {Fourfold{5, 18, 12, 16}, NoClearChange},
		{Fourfold{100, 320, 105, 308}, NoClearChange}, {Fourfold{}, TooFewToCompare}, {Fourfold{1, 300, 2, 310}, TooFewToCompare},
		{Fourfold{50, 0, 52, 1}, TooFewToCompare}, {Fourfold{0, 12, 12, 10}, Fewer},
	} {
		if got := c.f.ReadChange(0.05); got != c.want {
			t.Errorf("%+v reads %v, want %v", c.f, got, c.want)
		}
	}
}

// The e-test (Krishnamoorthy and Thomson 2004) is the usual alternative to our
// exact conditional test of two rates. It has no interval that agrees with it,
// and two p for one question invite choosing, so no answer shows it: here it
// judges ours. It is never much larger, and at large counts both are one.
func TestConditionalTestBesideTheETest(t *testing.T) {
	near(t, "ptools, 0 and 3", eTest(0, 3), 0.0884, 6e-4)
	near(t, "ptools, 6 and 2", eTest(6, 2), 0.1749, 3e-4)
	for _, c := range [][2]int{{0, 3}, {6, 2}, {5, 12}, {20, 9}, {30, 60}, {90, 130}, {200, 260}} {
		e, ours := eTest(c[0], c[1]), CompareRates(c[0], 1, c[1], 1, 0.05).P
		if ours < e*0.99 {
			t.Errorf("%v: ours %v is bolder than the e-test's %v", c, ours, e)
		}
		if c[0]+c[1] > 400 && ours > 1.25*e {
			t.Errorf("%v: ours %v, the e-test's %v", c, ours, e)
		}
	}
}

// eTest is the p of equal rates over equal times.
func eTest(x, y int) float64 {
	size := func(a, b float64) float64 {
		if a+b == 0 {
			return 0
		}
		return math.Abs(a-b) / math.Sqrt(a+b)
	}
	seen := size(float64(x), float64(y))
	law := poisson{float64(x+y) / 2}
	var masses []float64
	for k := 0.; k < law.m || law.mass(k) > 1e-16; k++ {
		masses = append(masses, law.mass(k))
	}
	var p float64
	for a, ma := range masses {
		for b, mb := range masses {
			if size(float64(a), float64(b)) >= seen-1e-12 {
				p += ma * mb
			}
		}
	}
	return p
}
