package rates

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Draws have the law they are drawn from: a chi-square over its middle.
func TestDrawFollowsTheLaw(t *testing.T) {
	const seed, draws = 7, 200_000
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	checkDraws(t, r, draws, binomial{40, .1, .9})
	checkDraws(t, r, draws, binomial{3, .5, .5})
	checkDraws(t, r, draws, hypergeometric{100, 30, 400})
	checkDraws(t, r, draws, hypergeometric{7, 399, 400})
}

func checkDraws[L law](t *testing.T, r *rand.Rand, draws int, l L) {
	t.Helper()
	seen := map[int]int{}
	for range draws {
		seen[draw(r.Float64(), l)]++
	}
	lo, hi := l.bounds()
	var chi2, classes float64
	for k := lo; k <= hi; k++ {
		want := float64(draws) * l.mass(k)
		if want < 20 {
			continue
		}
		chi2 += (float64(seen[int(k)]) - want) * (float64(seen[int(k)]) - want) / want
		classes++
	}
	if chi2 > classes+5*math.Sqrt(2*classes)+5 {
		t.Errorf("%#v: chi-square %.1f over %.0f classes", l, chi2, classes)
	}
}
