package rates_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"linea/geo/rates"
)

const alpha = rates.DefaultAlpha

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return
	}
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %.15g, want %.15g within %g", what, got, want, within)
	}
}

// Half the quantiles of chi-squared, by R: qchisq(.025, 2n)/2, qchisq(.975, 2n+2)/2.
func TestPoissonIntervalGoldens(t *testing.T) {
	for _, c := range []struct {
		n      int
		lo, hi float64
	}{
		{0, 0, 3.68887945411394},
		{1, 0.0253178079842899, 5.5716433909389},
		{2, 0.242209278543965, 7.22468766772396},
		{5, 1.62348639011842, 11.6683320793227},
		{10, 4.79538869613243, 18.3903560420178},
		{100, 81.3639912509231, 121.626793792426},
		{12345, 12128.1809078991, 12564.7222069133},
	} {
		got := rates.PoissonInterval(c.n, alpha)
		near(t, "lower", got.Lo, c.lo, 1e-12*c.lo)
		near(t, "upper", got.Hi, c.hi, 1e-12*c.hi)
	}
}

// By R: binom.test(k, n)$conf.int.
func TestOddsIntervalGoldens(t *testing.T) {
	share := func(odds float64) float64 { return odds / (1 + odds) }
	for _, c := range []struct {
		k, n   int
		lo, hi float64
	}{
		{3, 10, 0.0667395111777345, 0.652452850059997},
		{1, 1_000_000, 2.53178076637942e-08, 5.57163065517224e-06},
		{999, 1000, 0.994441075720173, 0.999974682512509},
		{50_000, 1_000_000, 0.0495736395473264, 0.050428969368464},
	} {
		got := rates.OddsInterval(c.k, c.n, alpha)
		near(t, "lower", share(got.Lo), c.lo, 1e-10*c.lo)
		near(t, "upper", share(got.Hi), c.hi, 1e-10*c.hi)
	}
	if got := rates.OddsInterval(0, 5, alpha); got.Lo != 0 {
		t.Errorf("no success must leave the odds unbounded below, got %v", got)
	}
	if got := rates.OddsInterval(5, 5, alpha); !math.IsInf(got.Hi, 1) {
		t.Errorf("no failure must leave the odds unbounded above, got %v", got)
	}
}

// The first two are the vignettes of rateratio.test and exactci, the third has
// R's central p beside the interval of its documentation (which prints a p of
// another kind, .0797); then the zero cells.
func TestCompareRatesGoldens(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		now       int
		over      float64
		before    int
		overBack  float64
		ratio     float64
		lo, hi, p float64
		reading   rates.Reading
	}{
		{2, 17877, 9, 16660, .207094155743258, .0217740627590647, 1.00054910448772, .0501064956141089, rates.NoClearChange},
		{2, 17877, 10, 20000, .22375118867819, .0238373823487767, 1.04995467759594, .0605564484336756, rates.NoClearChange},
		{11, 800, 21, 3011, 1.9714880952381, .858426403391639, 4.27726594365407, .112017319575399, rates.NoClearChange},
		{40, 365, 20, 730, 4, 2.28382320961849, 7.22213821326323, 2.72352006606645e-07, rates.More},
		{0, 365, 5, 365, 0, 0, 1.0913, .0625, rates.TooFewToCompare},
		{3, 100, 0, 100, inf, .4132, inf, .25, rates.TooFewToCompare},
		{0, 1, 0, 2, math.NaN(), 0, inf, 1, rates.TooFewToCompare},
		{1, 365, 30, 365, 1. / 30, 0.0008173, 0.2005106, 2.9802e-8, rates.Fewer},
	} {
		got := rates.CompareRates(c.now, c.over, c.before, c.overBack, alpha)
		near(t, "ratio", got.Ratio, c.ratio, 1e-9)
		near(t, "lower", got.Interval.Lo, c.lo, 5e-5)
		near(t, "upper", got.Interval.Hi, c.hi, 5e-5)
		near(t, "p", got.P, c.p, 1e-9)
		if got.Reading != c.reading {
			t.Errorf("%d against %d reads %v, want %v", c.now, c.before, got.Reading, c.reading)
		}
	}
}

func TestAdjustedGolden(t *testing.T) {
	p := []float64{.001, .008, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34, .341, .384, .569, .594, .696, .762, .94, .942, .975, .986}
	want := []float64{.025, .1, .21, .21, .21, .25, .264286, .491071, .491071, .491071, .491071, .491071, .491071, .491071, .5328125, .5328125, .564706, .781579, .781579, .87, .907143, .986, .986, .986, .986}
	for i, got := range rates.Adjusted(p, false) {
		near(t, "q", got, want[i], 1e-6)
	}
}

// A p of the pair of counts is at most alpha exactly when its interval leaves
// out 1: the promise of the central p.
func TestPAndIntervalAgree(t *testing.T) {
	for now := range 30 {
		for before := range 30 {
			got := rates.CompareRates(now, 1, before, 1.7, alpha)
			outside := got.Interval.Lo > 1 || got.Interval.Hi < 1
			if now+before > 0 && outside != (got.P <= alpha) {
				t.Errorf("%d against %d: p %g but interval %v", now, before, got.P, got.Interval)
			}
		}
	}
}

// The oracle: sums of exact fractions.
func TestBinomialTailsAgainstFractions(t *testing.T) {
	const seed = 3
	r := rand.New(rand.NewPCG(seed, seed))
	for range 300 {
		n := r.IntN(60)
		k, num, den := r.IntN(n+1), int64(1+r.IntN(98)), int64(99)
		atLeast := new(big.Rat)
		for j := k; j <= n; j++ {
			atLeast.Add(atLeast, binomialMass(n, j, num, den))
		}
		want, _ := atLeast.Float64()
		got := rates.Binomial(k, n, float64(num)/float64(den))
		near(t, "P(X >= k)", got.AtLeast, want, 1e-11*want)
		rest := new(big.Rat).Sub(big.NewRat(1, 1), atLeast)
		want, _ = rest.Add(rest, binomialMass(n, k, num, den)).Float64()
		near(t, "P(X <= k)", got.AtMost, want, 1e-11*want)
	}
}

func binomialMass(n, k int, num, den int64) *big.Rat {
	power := func(a int64, e int) *big.Int {
		return new(big.Int).Exp(big.NewInt(a), big.NewInt(int64(e)), nil)
	}
	top := new(big.Int).Binomial(int64(n), int64(k))
	top.Mul(top, power(num, k)).Mul(top, power(den-num, n-k))
	return new(big.Rat).SetFrac(top, power(den, n))
}

// Whatever the numbers, nothing panics or runs for ever, and ends are in order.
func FuzzIntervals(f *testing.F) {
	f.Add(3, 10, 0.05)
	f.Add(-1, 0, 2.0)
	f.Add(1_000_000, 1_000_000, 1e-9)
	f.Fuzz(func(t *testing.T, k, n int, a float64) {
		if k > 5_000_000 || n > 5_000_000 {
			return
		}
		for _, in := range []rates.Interval{rates.PoissonInterval(k, a), rates.OddsInterval(k, n, a)} {
			if in.Lo > in.Hi*(1+1e-9) {
				t.Errorf("%d of %d at %g: %v", k, n, a, in)
			}
		}
		rates.CompareRates(k, a, n, 1, alpha)
	})
}
