package rates

import (
	"math"
	"testing"
)

// R 4.2.2: poisson.test(x)$conf.int
func TestPoissonIntervalAgreesWithR(t *testing.T) {
	for x, want := range map[int]Interval{
		0:     {0, 3.6888794541139354},
		1:     {0.025317807984289897, 5.5716433909388989},
		2:     {0.24220927854396501, 7.2246876677239582},
		5:     {1.6234863901184209, 11.668332079322667},
		10:    {4.7953886961324343, 18.390356042017778},
		100:   {81.363991250923164, 121.62679379242637},
		12345: {12128.1809078991, 12564.7222069133},
	} {
		got := PoissonInterval(x, 0.05)
		near(t, "lower", got.Lo, want.Lo, 1e-9)
		near(t, "upper", got.Hi, want.Hi, 1e-9)
	}
	million := PoissonInterval(1_000_000, 0.05)
	near(t, "tail at the lower bound", Poisson(1_000_000, million.Lo).AtLeast, 0.025, 1e-9)
	near(t, "tail at the upper bound", Poisson(1_000_000, million.Hi).AtMost, 0.025, 1e-9)
}

// R 4.2.2: binom.test(x, n)$conf.int as odds, over the odds of the share.
func TestOddsIntervalAgreesWithR(t *testing.T) {
	for _, c := range []struct {
		x, n   int
		share  float64
		lo, hi float64
	}{
		{8, 19, .05, 4.8250918941705585, 37.716782927517606},
		{0, 400, .0172, 0, 0.52938945598871379},
		{22, 400, .0172, 2.0592584537239311, 5.1100183513493684},
	} {
		got, odds := OddsInterval(c.x, c.n, 0.05), c.share/(1-c.share)
		near(t, "lower", got.Lo/odds, c.lo, 1e-9)
		near(t, "upper", got.Hi/odds, c.hi, 1e-9)
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
		got := OddsInterval(c.k, c.n, DefaultAlpha)
		near(t, "lower", share(got.Lo), c.lo, 1e-10)
		near(t, "upper", share(got.Hi), c.hi, 1e-10)
	}
	if got := OddsInterval(0, 5, DefaultAlpha); got.Lo != 0 {
		t.Errorf("no success must leave the odds unbounded below, got %v", got)
	}
	if got := OddsInterval(5, 5, DefaultAlpha); !math.IsInf(got.Hi, 1) {
		t.Errorf("no failure must leave the odds unbounded above, got %v", got)
	}
}

// Whatever the numbers, nothing panics or runs for ever, and ends are in order.
func FuzzIntervals(f *testing.F) {
	f.Add(3, 10, 0.05)
	f.Add(-1, 0, 2.0)
	f.Add(1_000_000, 1_000_000, 1e-9)
	f.Add(7, 20, 1e-310)
	f.Add(7, 20, math.Inf(1))
	f.Fuzz(func(t *testing.T, k, n int, a float64) {
		if k > 5_000_000 || n > 5_000_000 {
			return
		}
		for _, in := range []Interval{PoissonInterval(k, a), OddsInterval(k, n, a)} {
			if in.Lo > in.Hi*(1+1e-9) {
				t.Errorf("%d of %d at %g: %v", k, n, a, in)
			}
		}
		CompareRates(k, a, n, 1, DefaultAlpha)
		if in := (Fourfold{k, n, n / 3, k / 2}).Interval(a); in.Lo > in.Hi*(1+1e-9) {
			t.Errorf("%d of %d at %g: ratio %v", k, n, a, in)
		}
	})
}
