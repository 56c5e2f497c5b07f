package demo

import (
	"math/bits"
	"math/rand/v2"
)

// dice draws whole numbers. Only the 64-bit outputs of the PCG are used, whose
// algorithm is fixed; the mapping onto ranges is our own, so that it cannot
// change with the library.
type dice struct{ *rand.PCG }

func newDice(seed uint64) dice { return dice{rand.NewPCG(seed, 0x4c_c3_ad_6e_65_61)} }

// below draws from 0..n-1; n >= 1.
func (d dice) below(n int) int {
	hi, _ := bits.Mul64(d.Uint64(), uint64(n))
	return int(hi)
}

// between draws from lo..hi.
func (d dice) between(lo, hi int) int { return lo + d.below(hi-lo+1) }

// chance is true in n of 1000 draws.
func (d dice) chance(n int) bool { return d.below(1000) < n }

// bell draws from a bell curve around zero with standard deviation sd, cut at
// 3.46 of them: the sum of four uniform draws.
func (d dice) bell(sd int) int {
	const spread = 37_837 // standard deviation of the sum of four draws of 0..65535
	sum := -2 * 65_535
	for bits := d.Uint64(); bits != 0; bits >>= 16 {
		sum += int(bits & 0xffff)
	}
	return sd * sum / spread
}

// weighted draws an index with the weights given.
func (d dice) weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	left := d.below(total)
	for i, w := range weights {
		if left -= w; left < 0 {
			return i
		}
	}
	return len(weights) - 1
}
