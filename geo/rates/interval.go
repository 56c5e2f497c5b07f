package rates

import "math"

// Interval is an exact two-sided interval, each end leaving out alpha/2; Hi is
// +Inf when nothing bounds it. Relative error of the ends below 1e-9.
type Interval struct{ Lo, Hi float64 }

// Scale gives the interval of a quantity that is k times as large, k > 0.
func (i Interval) Scale(k float64) Interval { return Interval{i.Lo * k, i.Hi * k} }

var unknown = Interval{math.NaN(), math.NaN()}

// PoissonInterval bounds the mean behind a count (F. Garwood, Biometrika 28,
// 1936); confidence is 1-alpha. No incidents still leave an upper bound: 0 (up
// to 3.7). A negative count or an alpha outside (0, 1) gives NaN.
func PoissonInterval(count int, alpha float64) Interval {
	if count < 0 || !(alpha > 0 && alpha < 1) {
		return unknown
	}
	n, ends := float64(count), Interval{0, -math.Log(alpha / 2)}
	if count == 0 {
		return ends
	}
	ends.Lo = solve(guess(n, -1), alpha/2, func(mean float64) (tail, slope float64) {
		return Poisson(count, mean).AtLeast, poisson{mean}.mass(n - 1)
	})
	ends.Hi = solve(guess(n+1, 1), alpha/2, func(mean float64) (tail, slope float64) {
		return Poisson(count, mean).AtMost, -poisson{mean}.mass(n)
	})
	return ends
}

// OddsInterval bounds the odds behind count successes in n tries: the interval
// of C. Clopper and E. Pearson (Biometrika 26, 1934), as odds, which keep their
// digits near both ends. A count outside 0..n gives NaN.
func OddsInterval(count, n int, alpha float64) Interval {
	if count < 0 || count > n || !(alpha > 0 && alpha < 1) {
		return unknown
	}
	return Interval{lowerOdds(count, n, alpha/2), 1 / lowerOdds(n-count, n, alpha/2)}
}

// lowerOdds gives the odds at which count or more successes in n tries have
// probability spare; 0 when count is 0.
func lowerOdds(count, n int, spare float64) float64 {
	if count == 0 {
		return 0
	}
	k, tries := float64(count), float64(n)
	return solve(guess(k, -1)/(tries-k+1), spare, func(odds float64) (tail, slope float64) {
		b := binomial{tries, odds / (1 + odds), 1 / (1 + odds)}
		// d/dp P(X >= k) = k/p P(X = k), and dp/dodds = q².
		return tails(b, count).AtLeast, k / odds * b.mass(k) * b.q
	})
}

// guess is a start for the end of an interval around n, after Wilson and
// Hilferty (1931) at 95 %.
func guess(n, sign float64) float64 {
	root := 1 - 1/(9*n) + sign*1.96/(3*math.Sqrt(n))
	return n * max(root*root*root, 0.01)
}

// solve finds x > 0 where a monotone tail equals want, by Newton's method on
// ln(tail) over ln(x), kept within a bracket that only shrinks. The sign of the
// slope, even of a zero, says where the tail rises.
func solve(x, want float64, law func(x float64) (tail, slope float64)) float64 {
	lo, hi := 0.0, math.Inf(1)
	for range 200 {
		tail, slope := law(x)
		if (tail < want) != math.Signbit(slope) {
			lo = x
		} else {
			hi = x
		}
		next := x * math.Exp(math.Log(want/tail)*tail/(slope*x))
		if math.Abs(next-x) <= 1e-13*x {
			return next
		}
		if !(next > lo && next < hi) {
			next = between(lo, hi)
		}
		x = next
	}
	return x
}

// between halves a bracket, whose ends may still be 0 or infinite.
func between(lo, hi float64) float64 {
	switch {
	case math.IsInf(hi, 1):
		return 4*lo + math.SmallestNonzeroFloat64
	case lo == 0:
		return hi / 4
	}
	return math.Sqrt(lo) * math.Sqrt(hi)
}
