package rates

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// near fails unless got is within a relative tolerance of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(want) && math.IsNaN(got) || got == want {
		return
	}
	if !(math.Abs(got-want) <= tolerance*math.Max(math.Abs(want), 1e-300)) {
		t.Errorf("%s: got %.15g, want %.15g (relative error %.2g)", what, got, want, math.Abs(got-want)/math.Abs(want))
	}
}

// R 4.2.2, pbinom, phyper and ppois, each with lower.tail = FALSE at count-1
// and lower.tail = TRUE at count.
func TestTailsAgreeWithR(t *testing.T) {
	cases := []struct {
		name            string
		got             Tails
		atLeast, atMost float64
	}{
		{"binomial 3 of 50", Binomial(3, 50, .007), 0.005260085467448947, 0.99957233673129298},
		{"binomial 22 of 400", Binomial(22, 400, .0011), 4.7535196419033606e-30, 1},
		{"binomial 0 of 500", Binomial(0, 500, .007), 1, 0.029828007779691027},
		{"binomial of a million", Binomial(612345, 1_000_000, .61), 7.605688318353803e-07, 0.99999924719738853},
		{"binomial rare of millions", Binomial(100, 5_000_000, 1.5e-5), 0.0033522205754602376, 0.99756825811927685},
		{"binomial at the mean of millions", Binomial(2_500_000, 5_000_000, .5), 0.50017841240269467, 0.50017841240269467},
		{"binomial far out", Binomial(700, 1000, .5), 8.8328390039746235e-38, 1},
		{"binomial all", Binomial(5, 5, .3), 0.002429999999999999, 1},
		{"hypergeometric", Hypergeometric(9, 100, 12, 900), 3.0554084718691934e-07, 0.99999998969118864},
		{"hypergeometric none", Hypergeometric(0, 1000, 40, 9000), 1, 0.0088956885112283675},
		{"hypergeometric middle", Hypergeometric(400, 3000, 2600, 20000), 0.28675970232037334, 0.73283505627403245},
		{"hypergeometric of millions", Hypergeometric(120_500, 1_000_000, 600_000, 5_000_000), 0.042895927490202754, 0.95741662717834042},
		{"hypergeometric three", Hypergeometric(3, 3, 3, 503), 4.7428765669693506e-08, 1},
		{"hypergeometric all drawn", Hypergeometric(30, 400, 30, 400), 1, 1},
		{"poisson none", Poisson(0, 3.7), 1, 0.024723526470339388},
		{"poisson high", Poisson(10, 3), 0.0011024881301154794, 0.99970766304935266},
		{"poisson million", Poisson(1_000_500, 1_000_000), 0.30866954810000241, 0.69168243654521022},
		{"poisson low", Poisson(2, 7.5), 0.9952987828537434, 0.020256715056664407},
		{"poisson million low", Poisson(999_000, 1_000_000), 0.84146575160332515, 0.15877629981172559},
	}
	for _, c := range cases {
		near(t, c.name+", at least", c.got.AtLeast, c.atLeast, 1e-9)
		near(t, c.name+", at most", c.got.AtMost, c.atMost, 1e-9)
	}
}

// The judge of the tails: plain sums with 300 bits.
func exactTails(count, lo, hi int, weight func(k int) *big.Float) (atLeast, atMost float64) {
	above, below, all := wide(0), wide(0), wide(0)
	for k := lo; k <= hi; k++ {
		w := weight(k)
		all.Add(all, w)
		if k >= count {
			above.Add(above, w)
		}
		if k <= count {
			below.Add(below, w)
		}
	}
	atLeast, _ = above.Quo(above, all).Float64()
	atMost, _ = below.Quo(below, all).Float64()
	return atLeast, atMost
}

func wide(v float64) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(v) }

func choose(n, k int) *big.Float {
	return wide(0).SetInt(new(big.Int).Binomial(int64(n), int64(k)))
}

func power(base *big.Float, n int) *big.Float {
	out := wide(1)
	for range n {
		out.Mul(out, base)
	}
	return out
}

func checkBinomial(t *testing.T, count, n int, share float64) {
	t.Helper()
	p := wide(share)
	q := wide(0).Sub(wide(1), p)
	atLeast, atMost := exactTails(count, 0, n, func(k int) *big.Float {
		w := choose(n, k)
		w.Mul(w, power(p, k))
		return w.Mul(w, power(q, n-k))
	})
	got := Binomial(count, n, share)
	near(t, "binomial at least", got.AtLeast, atLeast, 1e-11)
	near(t, "binomial at most", got.AtMost, atMost, 1e-11)
	if t.Failed() {
		t.Fatalf("count %d, n %d, share %v", count, n, share)
	}
}

func checkHypergeometric(t *testing.T, count, drawn, marked, total int) {
	t.Helper()
	lo, hi := max(0, drawn+marked-total), min(drawn, marked)
	atLeast, atMost := exactTails(count, lo, hi, func(k int) *big.Float {
		w := choose(marked, k)
		return w.Mul(w, choose(total-marked, drawn-k))
	})
	got := Hypergeometric(count, drawn, marked, total)
	near(t, "hypergeometric at least", got.AtLeast, atLeast, 1e-11)
	near(t, "hypergeometric at most", got.AtMost, atMost, 1e-11)
	if t.Failed() {
		t.Fatalf("count %d, drawn %d, marked %d, total %d", count, drawn, marked, total)
	}
}

//ci:plain
func TestTailsAgreeWithPlainSums(t *testing.T) {
	const seed = 5
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	checkBinomial(t, 20, 20, 1e-10)
	checkBinomial(t, 12, 13, 1-0x1p-30)
	checkBinomial(t, 0, 162, 0.8899827604166668) // none where very many were expected
	checkBinomial(t, 0, 5000, 0.03)
	checkHypergeometric(t, 0, 400, 500, 1000)
	for range 300 {
		n := r.IntN(120)
		checkBinomial(t, r.IntN(n+1), n, math.Ldexp(1+r.Float64(), -1-r.IntN(12)))
		total := 1 + r.IntN(150)
		drawn, marked := r.IntN(total+1), r.IntN(total+1)
		lo, hi := max(0, drawn+marked-total), min(drawn, marked)
		checkHypergeometric(t, lo+r.IntN(hi-lo+1), drawn, marked, total)
	}
}

func FuzzBinomial(f *testing.F) {
	f.Add(uint16(3), uint16(50), 0.007)
	f.Add(uint16(163), uint16(162), 0.8899827604166668)
	f.Fuzz(func(t *testing.T, count, n uint16, share float64) {
		n %= 200
		count %= n + 1
		if share > 1e-6 && share < 1 {
			checkBinomial(t, int(count), int(n), share)
		}
	})
}

func FuzzHypergeometric(f *testing.F) {
	f.Add(uint16(3), uint16(50), uint16(10), uint16(100))
	f.Fuzz(func(t *testing.T, count, drawn, marked, total uint16) {
		n := int(total%200) + 1
		d, m := int(drawn)%(n+1), int(marked)%(n+1)
		lo, hi := max(0, d+m-n), min(d, m)
		checkHypergeometric(t, lo+int(count)%(hi-lo+1), d, m, n)
	})
}

func TestTailsOutsideTheSupport(t *testing.T) {
	for _, c := range []struct {
		got, want Tails
	}{
		{Binomial(0, 0, .5), Tails{1, 1}},
		{Binomial(3, 2, .5), Tails{0, 1}},
		{Binomial(-1, 2, .5), Tails{1, 0}},
		{Binomial(0, 5, 0), Tails{1, 1}},
		{Binomial(1, 5, 0), Tails{0, 1}},
		{Binomial(5, 5, 1), Tails{1, 1}},
		{Hypergeometric(0, 0, 0, 10), Tails{1, 1}},
		{Poisson(0, 0), Tails{1, 1}},
		{Poisson(1, 0), Tails{0, 1}},
		{Hypergeometric(3, 12, 12, 10), Tails{1, 0}},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}
