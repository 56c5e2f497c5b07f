package hotspot

import "math"

// Interval is an exact confidence interval; Hi is +Inf when nothing bounds it.
type Interval struct{ Lo, Hi float64 }

// PoissonInterval bounds the mean behind a count (Garwood 1936); confidence is
// 1-alpha. No incidents still leave an upper bound: 0 (up to 3.7).
func PoissonInterval(count int, alpha float64) Interval {
	in := Interval{Lo: 0}
	guess := math.Log(float64(count) + 0.5)
	if count > 0 {
		in.Lo = math.Exp(meet(alpha/2, guess, func(x float64) float64 { return Poisson(count, math.Exp(x)).AtLeast }))
	}
	in.Hi = math.Exp(meet(alpha/2, guess, func(x float64) float64 { return Poisson(count, math.Exp(x)).AtMost }))
	return in
}

// OddsInterval bounds the odds behind count successes in n tries: the interval
// of Clopper and Pearson (1934), as odds.
func OddsInterval(count, n int, alpha float64) Interval {
	in := Interval{Lo: 0, Hi: math.Inf(1)}
	guess := math.Log((float64(count) + 0.5) / (float64(n-count) + 0.5))
	at := func(logOdds float64) Tails {
		odds := math.Exp(logOdds)
		return tails(binomial{float64(n), odds / (1 + odds), 1 / (1 + odds)}, count)
	}
	if count > 0 {
		in.Lo = math.Exp(meet(alpha/2, guess, func(x float64) float64 { return at(x).AtLeast }))
	}
	if count < n {
		in.Hi = math.Exp(meet(alpha/2, guess, func(x float64) float64 { return at(x).AtMost }))
	}
	return in
}

// smallest keeps the logarithm of a tail finite.
const smallest = 1e-300

// meet finds where a monotone tail equals target. The tail is given as a
// function of the logarithm of a parameter, guess is near enough to walk from;
// the answer is good to 1e-12.
func meet(target, guess float64, tail func(x float64) float64) float64 {
	gap := func(x float64) float64 { return math.Log(max(tail(x), smallest) / target) }
	a, fa := guess, gap(guess)
	for step := 0.5; ; step *= 2 {
		for _, b := range [2]float64{guess - step, guess + step} {
			if fb := gap(b); (fb > 0) != (fa > 0) {
				return bisect(gap, a, b, fa, fb)
			}
		}
		if step > 1000 {
			return math.NaN()
		}
	}
}

// bisect is Chandrupatla's method (1997): inverse quadratic steps where they
// are safe, halving where they are not. fa and fb differ in sign.
func bisect(f func(float64) float64, a, b, fa, fb float64) float64 {
	const tolerance = 1e-13
	c, fc, t := a, fa, 0.5
	for range 200 {
		x := a + t*(b-a)
		fx := f(x)
		if (fx > 0) == (fa > 0) {
			c, fc = a, fa
		} else {
			c, b, fc, fb = b, a, fb, fa
		}
		a, fa = x, fx
		best := a
		if math.Abs(fb) < math.Abs(fa) {
			best = b
		}
		narrow := tolerance * (1 + math.Abs(best)) / math.Abs(b-c)
		if narrow > 0.5 || fx == 0 {
			return best
		}
		t = min(1-narrow, max(narrow, chandrupatla(a, b, c, fa, fb, fc)))
	}
	return a
}

// chandrupatla picks the next fraction of the bracket.
func chandrupatla(a, b, c, fa, fb, fc float64) float64 {
	xi, phi := (a-b)/(c-b), (fa-fb)/(fc-fb)
	if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
		return fa/(fb-fa)*fc/(fb-fc) + (c-a)/(b-a)*fa/(fc-fa)*fb/(fc-fb)
	}
	return 0.5
}
