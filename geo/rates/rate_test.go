package rates

import (
	"math"
	"testing"
)

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
		{40, 365, 20, 730, 4, 2.72352006606645e-07, Interval{2.28382320961849, 7.22213821326323}, More},
		{0, 1, 0, 2, math.NaN(), 1, Interval{0, inf}, TooFewToCompare},
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
	for now := range 30 {
		for before := range 30 {
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

// Numbers that mean nothing give NaN, and give it at once.
func TestCompareRatesOfNonsense(t *testing.T) {
	for _, r := range []RateChange{
		CompareRates(-1, 1, 3, 1, 0.05), CompareRates(3, 0, 3, 1, 0.05),
		CompareRates(3, math.NaN(), 3, 1, 0.05), CompareRates(30, math.Inf(1), 3, math.Inf(1), 0.05),
	} {
		if !math.IsNaN(r.P) || !math.IsNaN(r.Interval.Lo) || r.Reading != TooFewToCompare {
			t.Errorf("%+v", r)
		}
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
