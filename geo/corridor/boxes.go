package corridor

import (
	"math"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// maxBoxes bounds how many boxes a corridor is searched by.
const maxBoxes = 256

// boxes covers the corridor with boxes along its line, so that a diagonal line
// is not one giant box. They may cover more than the corridor, never less.
func (c *Corridor) boxes() []orb.Bound {
	stepM := math.Max(2*c.halfWidthM, c.LengthM()/(maxBoxes/2))
	line := place.Densify(c.Line(), stepM)
	var out []orb.Bound
	var run orb.Bound
	runM := math.Inf(1)
	for i := 1; i < len(line); i++ {
		stretch := unwrapped(line[i-1], line[i])
		d := roughDistanceM(line[i-1], line[i])
		if runM+d > stepM*1.01 {
			if i > 1 {
				out = appendPadded(out, run, c.halfWidthM, runM)
			}
			run, runM = stretch, 0
		}
		run, runM = run.Union(unwrappedTo(run, stretch)), runM+d
	}
	return appendPadded(out, run, c.halfWidthM, runM)
}

// unwrapped is the box of a short stretch; it reaches beyond 180 degrees where
// the stretch crosses the antimeridian.
func unwrapped(a, b orb.Point) orb.Bound {
	b[0] = a[0] + math.Remainder(b[0]-a[0], 360)
	return orb.Bound{Min: a, Max: a}.Extend(b)
}

// unwrappedTo moves a box by whole turns to where another one is.
func unwrappedTo(near, b orb.Bound) orb.Bound {
	turn := 360 * math.Round((near.Center()[0]-b.Center()[0])/360)
	b.Min[0] += turn
	b.Max[0] += turn
	return b
}

// appendPadded adds a box widened by the half width, and by the little that
// geodesics of a stretch leave their chord; two boxes at the antimeridian.
func appendPadded(out []orb.Bound, b orb.Bound, halfWidthM, stretchM float64) []orb.Bound {
	const metresPerDegree = 110_500 // of latitude at least
	padM := halfWidthM + 1 + stretchM*stretchM/6_000_000
	dLat := padM / metresPerDegree
	b.Min[1], b.Max[1] = b.Min[1]-dLat, b.Max[1]+dLat
	highest := math.Max(math.Abs(b.Min[1]), math.Abs(b.Max[1]))
	dLon := dLat / math.Cos(math.Min(highest, 89)*math.Pi/180)
	b.Min[0], b.Max[0] = b.Min[0]-dLon, b.Max[0]+dLon
	out = append(out, b)
	if b.Min[0] < -180 {
		out = append(out, shifted(b, 360))
	}
	if b.Max[0] > 180 {
		out = append(out, shifted(b, -360))
	}
	return out
}

func shifted(b orb.Bound, degrees float64) orb.Bound {
	b.Min[0] += degrees
	b.Max[0] += degrees
	return b
}
