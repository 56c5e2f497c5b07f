package hotspot

import "math"

// Gi gives the standard score of Getis and Ord's Gi for each cell: its
// neighbours, itself left out, against all other covered cells; mean and
// variance leave the cell out too. Weights are 0 and 1. Cells without coverage
// and undefined scores are NaN.
func Gi(values []float64, n *Neighbours, covered []bool) []float64 {
	return gi(values, n, covered, false)
}

// GiStar is Gi with the cell itself inside: its disk against all covered
// cells, variance with n (Getis and Ord 1996, eq. 14.2).
func GiStar(values []float64, n *Neighbours, covered []bool) []float64 {
	return gi(values, n, covered, true)
}

func gi(values []float64, n *Neighbours, covered []bool, self bool) []float64 {
	at := func(i int) float64 { return values[i] }
	disk := diskSums(n, covered, at)
	weight := diskSums(n, covered, func(int) float64 { return 1 })
	all := momentsOf(values, covered)
	z := make([]float64, len(values))
	for i := range z {
		switch {
		case covered != nil && !covered[i]:
			z[i] = math.NaN()
		case self:
			z[i] = all.score(disk[i], weight[i])
		default:
			z[i] = all.without(values[i]).score(disk[i]-values[i], weight[i]-1)
		}
	}
	return z
}

// moments are count, sum and sum of squares about a shift near the mean, which
// keeps the variance exact when values are large and alike.
type moments struct{ n, sum, squares, shift float64 }

func momentsOf(values []float64, covered []bool) moments {
	var m moments
	for i, v := range values {
		if covered == nil || covered[i] {
			m.n++
			m.shift += v
		}
	}
	m.shift /= m.n
	for i, v := range values {
		if covered == nil || covered[i] {
			m.sum += v - m.shift
			m.squares += (v - m.shift) * (v - m.shift)
		}
	}
	return m
}

func (m moments) without(v float64) moments {
	d := v - m.shift
	return moments{m.n - 1, m.sum - d, m.squares - d*d, m.shift}
}

// score compares a sum of weight values with what a random choice of as many
// would give. It is NaN when there is nothing to compare: no variance, no
// neighbour, or all cells in one disk.
func (m moments) score(sum, weight float64) float64 {
	mean := m.sum / m.n
	variance := m.squares/m.n - mean*mean
	spread := variance * weight * (m.n - weight) / (m.n - 1)
	if !(spread > 0) || variance < 1e-12*m.squares/m.n {
		return math.NaN()
	}
	return (sum - weight*(m.shift+mean)) / math.Sqrt(spread)
}

// NormalP is the two-sided probability of a standard score.
func NormalP(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
