package hotspot

import (
	"math"
	"testing"
)

// R 4.2.2: poisson.test(x)$conf.int
func TestPoissonIntervalAgreesWithR(t *testing.T) {
	for x, want := range map[int]Interval{
		0:   {0, 3.6888794541139354},
		1:   {0.025317807984289897, 5.5716433909388989},
		2:   {0.24220927854396501, 7.2246876677239582},
		5:   {1.6234863901184209, 11.668332079322667},
		10:  {4.7953886961324343, 18.390356042017778},
		100: {81.363991250923164, 121.62679379242637},
	} {
		got := PoissonInterval(x, 0.05)
		near(t, "lower", got.Lo, want.Lo, 1e-9)
		near(t, "upper", got.Hi, want.Hi, 1e-9)
	}
	million := PoissonInterval(1_000_000, 0.05)
	near(t, "tail at the lower bound", Poisson(1_000_000, million.Lo).AtLeast, 0.025, 1e-9)
	near(t, "tail at the upper bound", Poisson(1_000_000, million.Hi).AtMost, 0.025, 1e-9)
}

// R 4.2.2: poisson.test(c(x1, x0), c(t1, t0))$conf.int, and twice the smaller of
// its one-sided p. The first four are printed in the vignettes of rateratio.test
// and exactci too.
func TestCompareRatesAgreesWithR(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		now         int
		timeNow     float64
		before      int
		timeBefore  float64
		ratio, p    float64
		interval    Interval
		wantReading Reading
	}{
		{2, 17877, 9, 16660, 0.20709415574325793, 0.050106495614108931, Interval{0.021774062759064707, 1.0005491044877215}, NoClearChange},
		{2, 17877, 10, 20000, 0.22375118867818986, 0.060556448433675608, Interval{0.023837382348776668, 1.0499546775959363}, NoClearChange},
		{11, 800, 21, 3011, 1.9714880952380953, 0.11201731957539939, Interval{0.85842640339163923, 4.2772659436540712}, NoClearChange},
		{37, 365, 61, 2920, 4.8524590163934427, 1.2590722614170005e-11, Interval{3.1352447072951715, 7.4187916432393166}, More},
		{0, 365, 5, 365, 0, 0.0625, Interval{0, 1.0912791051825459}, TooFewToCompare},
		{3, 1, 0, 1, inf, 0.25, Interval{0.41323135503089398, inf}, TooFewToCompare},
	} {
		got := CompareRates(c.now, c.timeNow, c.before, c.timeBefore, 0.05)
		near(t, "ratio", got.Ratio, c.ratio, 1e-9)
		near(t, "p", got.P, c.p, 1e-9)
		near(t, "lower", got.Interval.Lo, c.interval.Lo, 1e-9)
		near(t, "upper", got.Interval.Hi, c.interval.Hi, 1e-9)
		if got.Reading != c.wantReading {
			t.Errorf("%d against %d: reads %v, want %v", c.now, c.before, got.Reading, c.wantReading)
		}
	}
}

// The two-sided p that R prints for 11/800 against 21/3011 (0.07967) adds up
// the outcomes that are as unlikely; ours is central and agrees with the
// interval. This pins the difference down.
func TestMinimumLikelihoodIsNotOurP(t *testing.T) {
	share := 800. / 3811
	seen := binomial{32, share, 1 - share}
	var p float64
	for k := 0.; k <= 32; k++ {
		if m := seen.mass(k); m <= seen.mass(11)*(1+1e-7) {
			p += m
		}
	}
	near(t, "minlike p", p, 0.07967, 1e-4)
}

// P and interval never contradict each other, swapping the sides inverts the
// ratio, and any exposure unit gives the same answer.
func TestCompareRatesIsConsistent(t *testing.T) {
	for now := range 16 {
		for before := range 16 {
			if now+before == 0 {
				continue
			}
			r := CompareRates(now, 1, before, 2.5, 0.05)
			excludes := r.Interval.Lo > 1 || r.Interval.Hi < 1
			if excludes != (r.P <= 0.05) {
				t.Errorf("%d against %d: p %v, interval %v", now, before, r.P, r.Interval)
			}
			swapped := CompareRates(before, 2.5, now, 1, 0.05)
			near(t, "swapped p", swapped.P, r.P, 1e-12)
			near(t, "swapped upper", 1/swapped.Interval.Hi, r.Interval.Lo, 1e-10)
			if opposite := map[Reading]Reading{More: Fewer, Fewer: More}; r.Reading >= More && swapped.Reading != opposite[r.Reading] {
				t.Errorf("%d against %d: %v, swapped %v", now, before, r.Reading, swapped.Reading)
			}
			near(t, "other unit", CompareRates(now, 7, before, 17.5, 0.05).Interval.Lo, r.Interval.Lo, 1e-11)
		}
	}
}

// Coverage of the exact interval, computed and not simulated: at least 95 % for
// any pair of means that gives counts of about 0 to 10.
func TestRateIntervalsCoverTheTruth(t *testing.T) {
	const most = 45
	var bounds [most][most]Interval
	for x := range most {
		for y := range most {
			bounds[x][y] = Interval{0, math.Inf(1)}
			if x+y > 0 {
				bounds[x][y] = CompareRates(x, 1, y, 1, 0.05).Interval
			}
		}
	}
	for _, means := range [][2]float64{{.2, .2}, {.5, 3}, {1, 1}, {2, 5}, {3, 3}, {5, 1}, {7, 10}, {10, 10}, {10, .5}} {
		truth := means[0] / means[1]
		var covered, all float64
		for x := range most {
			for y := range most {
				mass := poisson{means[0]}.mass(float64(x)) * poisson{means[1]}.mass(float64(y))
				all += mass
				if bounds[x][y].Lo <= truth && truth <= bounds[x][y].Hi {
					covered += mass
				}
			}
		}
		if covered < 0.95*all || all < 0.999999 {
			t.Errorf("means %v: covered %.4f of %.6f", means, covered, all)
		}
	}
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
		h := hypergeometric{float64(c.f.HereNow + c.f.ElseNow), float64(c.f.HereNow + c.f.HereBefore), float64(c.f.HereNow + c.f.ElseNow + c.f.HereBefore + c.f.ElseBefore)}
		if got.Lo > 0 {
			near(t, "tail at the lower bound", oddsTails(h, float64(c.f.HereNow), got.Lo).AtLeast, 0.025, 1e-9)
		}
		if !math.IsInf(got.Hi, 1) {
			near(t, "tail at the upper bound", oddsTails(h, float64(c.f.HereNow), got.Hi).AtMost, 0.025, 1e-9)
		}
	}
	near(t, "difference in differences", Fourfold{110, 318, 207, 308}.Ratio(), 0.515, 1e-3)
	near(t, "small difference in differences", Fourfold{2, 9, 6, 8}.Ratio(), 0.2963, 1e-3)
}

// The weighted law at odds 1 is the plain one.
func TestOddsTailsAtOneAreTheHypergeometric(t *testing.T) {
	for _, c := range [][4]int{{9, 100, 12, 900}, {0, 1000, 40, 9000}, {400, 3000, 2600, 20000}, {30, 30, 60, 80}} {
		want := Hypergeometric(c[0], c[1], c[2], c[3])
		got := oddsTails(hypergeometric{float64(c[1]), float64(c[2]), float64(c[3])}, float64(c[0]), 1)
		near(t, "at least", got.AtLeast, want.AtLeast, 1e-10)
		near(t, "at most", got.AtMost, want.AtMost, 1e-10)
	}
}

func TestReadings(t *testing.T) {
	for _, c := range []struct {
		now, before int
		ratio       float64 // duration now / before
		want        Reading
	}{
		{0, 0, 1, TooFewToCompare}, {3, 3, 1, TooFewToCompare}, {4, 4, 1, NoClearChange},
		{2, 0, 0.125, TooFewToCompare}, {3, 0, 0.125, More}, {0, 30, 0.125, TooFewToCompare},
		{0, 8, 1, Fewer}, {8, 0, 1, More}, {20, 30, 1, NoClearChange},
	} {
		if got := CompareRates(c.now, c.ratio, c.before, 1, 0.05).Reading; got != c.want {
			t.Errorf("%d against %d at %v: %v, want %v", c.now, c.before, c.ratio, got, c.want)
		}
	}
}
