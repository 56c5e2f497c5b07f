package rates

import "math"

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
