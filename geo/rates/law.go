package rates

import "math"

// Tails are the two one-sided probabilities of a count, each including the
// count itself; relative error below 1e-9 for counts up to millions.
type Tails struct {
	AtLeast, AtMost float64
}

// P is the central two-sided probability: twice the smaller side, at most 1.
func (t Tails) P() float64 { return min(1, 2*min(t.AtLeast, t.AtMost)) }

// Binomial gives the tails of count among n incidents that each fall here with
// probability share.
func Binomial(count, n int, share float64) Tails {
	return tails(binomial{float64(n), share, 1 - share}, count)
}

// Hypergeometric gives the tails of count marked ones among drawn ones out of
// total, of which marked are marked.
func Hypergeometric(count, drawn, marked, total int) Tails {
	return tails(hypergeometric{float64(drawn), float64(marked), float64(total)}, count)
}

// Poisson gives the tails of count when mean is expected.
func Poisson(count int, mean float64) Tails { return tails(poisson{mean}, count) }

// law is a distribution of a count that one can walk along.
type law interface {
	mean() float64
	bounds() (lo, hi float64)
	mass(k float64) float64 // P(X = k) for lo <= k <= hi
	rise(k float64) float64 // P(X = k+1) / P(X = k), 0 at hi
	fall(k float64) float64 // P(X = k-1) / P(X = k), 0 at lo
}

// negligible ends a walk: what follows no longer changes a float64.
const negligible = 1e-18

// tails sums the side that points away from the mean, where terms only shrink;
// the other side is its complement, at least about a half, and loses nothing.
func tails[L law](l L, count int) Tails {
	k := float64(count)
	lo, hi := l.bounds()
	switch {
	case k < lo:
		return Tails{AtLeast: 1}
	case k > hi:
		return Tails{AtMost: 1}
	}
	mass := l.mass(k)
	if k > l.mean() {
		upper := min(1, mass*sumUp(l, k, hi))
		return Tails{AtLeast: upper, AtMost: min(1, 1-upper+mass)}
	}
	lower := min(1, mass*sumDown(l, k, lo))
	return Tails{AtLeast: min(1, 1-lower+mass), AtMost: lower}
}

// sumUp is P(X >= k) / P(X = k).
func sumUp[L law](l L, k, hi float64) float64 {
	sum, term := 1.0, 1.0
	for ; k < hi && term > sum*negligible; k++ {
		term *= l.rise(k)
		sum += term
	}
	return sum
}

// sumDown is P(X <= k) / P(X = k).
func sumDown[L law](l L, k, lo float64) float64 {
	sum, term := 1.0, 1.0
	for ; k > lo && term > sum*negligible; k-- {
		term *= l.fall(k)
		sum += term
	}
	return sum
}

// binomial is the law of successes among n tries; q = 1-p.
type binomial struct{ n, p, q float64 }

func (b binomial) mean() float64            { return b.n * b.p }
func (b binomial) bounds() (lo, hi float64) { return 0, b.n }
func (b binomial) rise(k float64) float64   { return (b.n - k) * b.p / ((k + 1) * b.q) }
func (b binomial) fall(k float64) float64   { return k * b.q / ((b.n - k + 1) * b.p) }

// mass follows C. Loader, "Fast and accurate computation of binomial
// probabilities" (2000): saddle point plus the error of Stirling's formula.
// Differences of log-gammas would lose 9 digits at a million.
func (b binomial) mass(k float64) float64 {
	switch {
	case b.p <= 0:
		return indicator(k == 0)
	case b.q <= 0:
		return indicator(k == b.n)
	case k == 0 || k <= few && b.n*b.p < few*few: // the saddle point has no logarithm of 0
		return b.fewMass(k)
	case k == b.n:
		return math.Exp(b.n * logShare(b.p, b.q))
	}
	rest := b.n - k
	exponent := stirlingError(b.n) - stirlingError(k) - stirlingError(rest) -
		deviance(k, b.n*b.p) - deviance(rest, b.n*b.q)
	return math.Exp(exponent) * math.Sqrt(b.n/(2*math.Pi*k*rest))
}

// few is a count so small that its mass is cheapest as a product.
const few = 12

// fewMass multiplies up from P(X = 0).
func (b binomial) fewMass(k float64) float64 {
	mass := math.Exp((b.n - k) * logShare(b.q, b.p))
	for i := range int(k) {
		mass *= (b.n - float64(i)) * b.p / float64(i+1)
	}
	return mass
}

// logShare is ln(p) where p+q = 1, from the smaller of the two.
func logShare(p, q float64) float64 {
	if p < 0.5 {
		return math.Log(p)
	}
	return math.Log1p(-q)
}

// hypergeometric is the law of marked ones among drawn ones out of total.
type hypergeometric struct{ drawn, marked, total float64 }

func (h hypergeometric) mean() float64 { return h.drawn * h.marked / h.total }

func (h hypergeometric) bounds() (lo, hi float64) {
	return max(0, h.drawn+h.marked-h.total), min(h.drawn, h.marked)
}

func (h hypergeometric) rise(k float64) float64 {
	return (h.marked - k) * (h.drawn - k) / ((k + 1) * (h.total - h.marked - h.drawn + k + 1))
}

func (h hypergeometric) fall(k float64) float64 {
	return k * (h.total - h.marked - h.drawn + k) / ((h.marked - k + 1) * (h.drawn - k + 1))
}

// mass is a quotient of binomial masses (Loader 2000).
func (h hypergeometric) mass(k float64) float64 {
	if h.drawn == 0 || h.drawn == h.total {
		return indicator(k == h.mean())
	}
	p, q := h.drawn/h.total, (h.total-h.drawn)/h.total
	return binomial{h.marked, p, q}.mass(k) * binomial{h.total - h.marked, p, q}.mass(h.drawn-k) / h.atMean()
}

// atMean is the mass of drawn successes in total tries that each succeed with
// probability drawn/total; both deviances are 0 there.
func (h hypergeometric) atMean() float64 {
	rest := h.total - h.drawn
	exponent := stirlingError(h.total) - stirlingError(h.drawn) - stirlingError(rest)
	return math.Exp(exponent) * math.Sqrt(h.total/(2*math.Pi*h.drawn*rest))
}

// poisson is the law of a count without an upper bound.
type poisson struct{ m float64 }

func (p poisson) mean() float64            { return p.m }
func (p poisson) bounds() (lo, hi float64) { return 0, math.Inf(1) }
func (p poisson) rise(k float64) float64   { return p.m / (k + 1) }
func (p poisson) fall(k float64) float64   { return k / p.m }

func (p poisson) mass(k float64) float64 {
	switch {
	case p.m <= 0:
		return indicator(k == 0)
	case k == 0:
		return math.Exp(-p.m)
	}
	return math.Exp(-stirlingError(k)-deviance(k, p.m)) / math.Sqrt(2*math.Pi*k)
}

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// deviance is x ln(x/m) + m - x without cancellation near x = m.
func deviance(x, m float64) float64 {
	if !(math.Abs(x-m) < 0.1*(x+m)) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	sum, term := (x-m)*v, 2*x*v
	for j := 3.0; ; j += 2 {
		term *= v * v
		next := sum + term/j
		if next == sum {
			return sum
		}
		sum = next
	}
}

// stirlingError is ln(n!) - ln(sqrt(2 pi n) (n/e)^n), for whole n >= 0 (0 at
// n = 0, where no caller uses the formula).
func stirlingError(n float64) float64 {
	if n < float64(len(smallStirling)) {
		return smallStirling[int(n)]
	}
	x := n * n
	return (1./12 - (1./360-(1./1260-(1./1680-1./1188/x)/x)/x)/x) / n
}

// smallStirling holds the values at 0..15, computed with 50 digits.
var smallStirling = [...]float64{
	0, 0.08106146679532725822, 0.04134069595540929409, 0.02767792568499833915,
	0.02079067210376509311, 0.01664469118982119216, 0.01387612882307074800, 0.01189670994589177010,
	0.01041126526197209650, 0.00925546218271273292, 0.00833056343336287126, 0.00757367548795184079,
	0.00694284010720952987, 0.00640899418800420707, 0.00595137011275884774, 0.00555473355196280137,
}
