package hotspot

import (
	"cmp"
	"math"
	"slices"
)

// Adjusted gives the false discovery rate q of each p: the smallest level at
// which Benjamini and Hochberg (1995) discover it, so that q <= alpha is their
// step-up rule with <=. The family is every p that is not NaN; a NaN stays NaN.
// strict is the variant of Benjamini and Yekutieli (2001), which holds under any
// dependence.
func Adjusted(p []float64, strict bool) []float64 {
	type ranked struct {
		p    float64
		cell int
	}
	q := make([]float64, len(p))
	order := make([]ranked, 0, len(p))
	for i, v := range p {
		q[i] = math.NaN()
		if !math.IsNaN(v) {
			order = append(order, ranked{v, i})
		}
	}
	slices.SortFunc(order, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.p, b.p), cmp.Compare(a.cell, b.cell)) })
	m, least := family(len(order), strict), 1.0
	for k := len(order); k > 0; k-- {
		least = min(least, order[k-1].p*m/float64(k))
		q[order[k-1].cell] = least
	}
	return q
}

// Cutoff gives the largest p that is a discovery at level alpha in a family of
// m, 0 when there is none. It agrees with Adjusted and sorts only the small p.
func Cutoff(p []float64, m int, alpha float64, strict bool) float64 {
	var small []float64
	for _, v := range p {
		if v <= alpha {
			small = append(small, v)
		}
	}
	slices.Sort(small)
	size := family(m, strict)
	for k := len(small); k > 0; k-- {
		if small[k-1]*size/float64(k) <= alpha {
			return small[k-1]
		}
	}
	return 0
}

// family is the size by which p is multiplied: m, or m times 1 + 1/2 + ... + 1/m.
func family(m int, strict bool) float64 {
	size := float64(m)
	if !strict {
		return size
	}
	var harmonic float64
	for i := m; i > 0; i-- {
		harmonic += 1 / float64(i)
	}
	return size * harmonic
}
