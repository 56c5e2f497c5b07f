package hotspot

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// reflected is the density of a Gaussian around km, reflected at 0 and at the
// end, at x: the sum over its mirror images.
func reflected(x, km, length, sigma float64) (sum float64) {
	gauss := func(d float64) float64 {
		return math.Exp(-d*d/(2*sigma*sigma)) / (sigma * math.Sqrt(2*math.Pi))
	}
	for k := -40.0; k <= 40; k++ {
		sum += gauss(x-km-2*k*length) + gauss(x+km-2*k*length)
	}
	return sum
}

// The golden row of the line kernel: every step holds the mean of the reflected
// Gaussians, by Simpson's rule, at the ends too and with a kernel as wide as the line.
//
//ci:plain
func TestLineDensityIsReflectedGaussian(t *testing.T) {
	for _, c := range []struct {
		length, sigma float64
		n             int
		at            []float64
	}{
		{600, 2, 1500, []float64{0, 0.3, 100, 299.95, 300, 600}},
		{40, 5, 80, []float64{1, 2, 39.5}},
		{10, 10, 50, []float64{2.5}},
		{7, 0.5, 1, []float64{3, 3, 7}},
	} {
		step := c.length / float64(c.n)
		for i, got := range LineDensity(c.at, c.length, c.sigma, c.n) {
			var want float64
			const parts = 200 // even
			for p := range parts + 1 {
				weight := float64(2 + 2*(p%2))
				if p == 0 || p == parts {
					weight = 1
				}
				for _, km := range c.at {
					want += weight / (3 * parts) * reflected((float64(i)+float64(p)/parts)*step, km, c.length, c.sigma)
				}
			}
			if math.Abs(got-want) > 1e-7 {
				t.Fatalf("%g km, bandwidth %g, step %d: %.9f, want %.9f", c.length, c.sigma, i, got, want)
			}
		}
	}
}

// No incident is lost, wherever it lies, and the line read from its other end
// gives the same the other way round. spatstat loses 1 % of 500 on such a line.
func TestLineDensityKeepsTheCount(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		length := math.Exp(r.Float64() * 7)
		sigma := length * math.Exp(-8*r.Float64())
		n := 1 + r.IntN(700)
		at, back := make([]float64, r.IntN(60)), []float64(nil)
		for i := range at {
			at[i] = length * float64(r.IntN(101)) / 100
			back = append(back, length-at[i])
		}
		density := LineDensity(at, length, sigma, n)
		var sum float64
		for _, d := range density {
			if sum += d * length / float64(n); d < 0 {
				t.Fatalf("density %g", d)
			}
		}
		if math.Abs(sum-float64(len(at))) > 1e-9*float64(1+len(at)) {
			t.Fatalf("%d incidents became %.12f (%g km, bandwidth %g, %d steps)", len(at), sum, length, sigma, n)
		}
		mirrored := LineDensity(back, length, sigma, n)
		slices.Reverse(mirrored)
		for i := range density {
			if math.Abs(density[i]-mirrored[i]) > 1e-9*(1+density[i]) {
				t.Fatalf("step %d of %d: %g forth, %g back", i, n, density[i], mirrored[i])
			}
		}
	}
}
