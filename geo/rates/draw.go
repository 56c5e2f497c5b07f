package rates

import "math"

// DrawBinomial turns u, uniform in [0, 1), into the number of n incidents that
// fall here when each does with probability share.
func DrawBinomial(u float64, n int, share float64) int {
	return draw(u, binomial{float64(n), share, 1 - share})
}

// DrawHypergeometric turns u, uniform in [0, 1), into the number of marked ones
// among drawn ones out of total, of which marked are marked.
func DrawHypergeometric(u float64, drawn, marked, total int) int {
	return draw(u, hypergeometric{float64(drawn), float64(marked), float64(total)})
}

// draw walks from the mean outward, so that it costs a few standard deviations
// and works at any size.
func draw[L law](u float64, l L) int {
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
