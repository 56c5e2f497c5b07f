package hotspot

import (
	"math"
	"math/rand/v2"
)

// newRand gives a generator that depends on seed and stream alone.
func newRand(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// draw turns u, uniform in [0, 1), into a count of the law: it walks from the
// mean outward, so that it costs a few standard deviations and works at any size.
func draw[L law](l L, u float64) int {
	lo, hi := l.bounds()
	start := min(hi, max(lo, math.Floor(l.mean())))
	mass := l.mass(start)
	if u -= mass; u < 0 || lo == hi {
		return int(start)
	}
	up, down, above, below := start, start, mass, mass
	for up < hi || down > lo {
		if up < hi {
			above *= l.rise(up)
			up++
			if u -= above; u < 0 {
				return int(up)
			}
		}
		if down > lo {
			below *= l.fall(down)
			down--
			if u -= below; u < 0 {
				return int(down)
			}
		}
		if above+below == 0 {
			break
		}
	}
	return int(start) // u lay in what rounding leaves out, about 1e-13
}
