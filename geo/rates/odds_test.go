package rates

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// R 4.2.2: fisher.test(m). R finds its bounds, or one over them, with an absolute
// tolerance of 1.2e-4, so they are compared that far; to 1e-9 the bounds are held
// to what defines them. (R's estimate is the conditional one, 0.311 for the second
// table; ours is the ratio that a reader can check by hand.)
func TestFourfoldAgreesWithR(t *testing.T) {
	for _, c := range []struct {
		f        Fourfold
		interval Interval
		tails    Tails
	}{
		{Fourfold{110, 318, 207, 308}, Interval{0.38504271421037473, 0.6867073099636869}, Tails{0.99999916466427408, 1.6679161587186699e-06}},
		{Fourfold{2, 9, 6, 8}, Interval{0.024081208474018474, 2.4311221131200651}, Tails{0.96231884057971018, 0.1903890160183066}},
		{Fourfold{22, 30, 378, 3970}, Interval{4.1842312673327804, 13.951826040488823}, Tails{1.4633877297157256e-10, 0.99999999998202038}},
		{Fourfold{0, 12, 100, 800}, Interval{0, 2.9304077343058643}, Tails{1, 0.24593979539143779}},
		{Fourfold{5, 0, 95, 800}, Interval{7.5451584383211081, math.Inf(1)}, Tails{1.5471244410621965e-05, 1}},
	} {
		near(t, "at least", c.f.Tails().AtLeast, c.tails.AtLeast, 1e-9)
		near(t, "at most", c.f.Tails().AtMost, c.tails.AtMost, 1e-9)
		got := c.f.Interval(0.05)
		near(t, "lower", got.Lo, c.interval.Lo, 1.3e-4*max(got.Lo, 1/got.Lo))
		near(t, "upper", got.Hi, c.interval.Hi, 1.3e-4*max(got.Hi, 1/got.Hi))
		h := c.f.law()
		if got.Lo > 0 {
			near(t, "tail at the lower bound", h.splitAt(float64(c.f.HereNow), got.Lo).tails().AtLeast, 0.025, 1e-9)
		}
		if !math.IsInf(got.Hi, 1) {
			near(t, "tail at the upper bound", h.splitAt(float64(c.f.HereNow), got.Hi).tails().AtMost, 0.025, 1e-9)
		}
	}
	near(t, "difference in differences", Fourfold{110, 318, 207, 308}.Ratio(), 0.515, 1e-3)
	near(t, "small difference in differences", Fourfold{2, 9, 6, 8}.Ratio(), 0.2963, 1e-3)
}

// The weighted law at odds 1 is the plain one.
func TestOddsTailsAtOneAreTheHypergeometric(t *testing.T) {
	for _, c := range [][4]int{{9, 100, 12, 900}, {0, 1000, 40, 9000}, {400, 3000, 2600, 20000}, {30, 30, 60, 80}} {
		want := Hypergeometric(c[0], c[1], c[2], c[3])
		got := hypergeometric{float64(c[1]), float64(c[2]), float64(c[3])}.splitAt(float64(c[0]), 1).tails()
		near(t, "at least", got.AtLeast, want.AtLeast, 1e-10)
		near(t, "at most", got.AtMost, want.AtMost, 1e-10)
	}
}

// At each end of its interval, plain sums with 300 bits leave out what they must.
func TestFourfoldIntervalsAgreeWithPlainSums(t *testing.T) {
	const seed = 8
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 150 {
		f := Fourfold{r.IntN(12), r.IntN(60), r.IntN(30), r.IntN(60)}
		alpha := []float64{0.05, 0.01, 1e-6}[r.IntN(3)]
		h, in := f.law(), f.Interval(alpha)
		lo, hi := h.bounds()
		at := func(ratio float64) (atLeast, atMost float64) {
			return exactTails(f.HereNow, int(lo), int(hi), func(k int) *big.Float {
				w := choose(int(h.marked), k)
				w.Mul(w, choose(int(h.total-h.marked), int(h.drawn)-k))
				return w.Mul(w, power(wide(ratio), k))
			})
		}
		if in.Lo > 0 {
			atLeast, _ := at(in.Lo)
			near(t, "tail at the lower end", atLeast, alpha/2, 1e-9)
		} else if f.HereNow != int(lo) {
			t.Errorf("%+v: %v", f, in)
		}
		if !math.IsInf(in.Hi, 1) {
			_, atMost := at(in.Hi)
			near(t, "tail at the upper end", atMost, alpha/2, 1e-9)
		} else if f.HereNow != int(hi) {
			t.Errorf("%+v: %v", f, in)
		}
	}
}
