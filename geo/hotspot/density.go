package hotspot

import "math"

// kernelReach is where the Gaussian kernel is cut, in bandwidths: 2e-19 of it lies beyond.
const kernelReach = 9

// LineDensity smooths the places of incidents along a line and gives the mean
// density of each of n equal steps, in incidents per km. at is in km from the
// start, 0..lengthKm. The kernel is a Gaussian with a standard deviation of
// bandwidthKm, above 0, reflected at both ends as heat is that cannot leave the
// line: the equal-split continuous kernel of Okabe and Sugihara (2012, Spatial
// Analysis along Networks, ch. 9) for a line without junctions, in closed form.
// The steps times their length sum to the number of incidents.
//
// A density has no significance: a peak of it is no finding. See [Scan] for that.
func LineDensity(at []float64, lengthKm, bandwidthKm float64, n int) []float64 {
	step := lengthKm / float64(n)
	perKm := make([]float64, n)
	upTo := func(edge int, km float64) float64 { return normalCDF((float64(edge)*step - km) / bandwidthKm) }
	for _, km := range at {
		first := int(math.Floor((km - kernelReach*bandwidthKm) / step))
		last := int(math.Ceil((km + kernelReach*bandwidthKm) / step))
		below := upTo(first, km)
		for i := first; i < last; i++ {
			above := upTo(i+1, km)
			perKm[folded(i, n)] += (above - below) / step
			below = above
		}
	}
	return perKm
}

// folded gives the step of the line that step i of its endless unfolding lies on:
// the line forth, back, forth again.
func folded(i, n int) int {
	if i = ((i % (2 * n)) + 2*n) % (2 * n); i >= n {
		return 2*n - 1 - i
	}
	return i
}

// normalCDF is the distribution function of the standard normal distribution.
func normalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
