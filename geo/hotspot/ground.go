package hotspot

import (
	"slices"

	"linea/geo"
)

// Ground is what lies under the counts: the cells of a study area at one
// resolution, who neighbours whom, and how much exposure each has. It depends
// on no incident and is shared by every question.
type Ground struct {
	Neighbours *Neighbours
	Exposure   []float64 // area, or any weight above 0, per cell; nil = every cell alike
}

// check refuses a ground or coverage that does not fit.
func (g Ground) check(op string, covered []bool) error {
	cells := g.Neighbours.Len()
	switch {
	case g.Exposure != nil && len(g.Exposure) != cells:
		return geo.Errorf(op, geo.Internal, "%d exposures for %d cells", len(g.Exposure), cells)
	case covered != nil && len(covered) != cells:
		return geo.Errorf(op, geo.Internal, "coverage of %d cells for %d cells", len(covered), cells)
	}
	for i, e := range g.Exposure {
		if (covered == nil || covered[i]) && !(e > 0 && e <= maxExposure) {
			return geo.Errorf(op, geo.Invalid, "The exposure of cell %d is %v; give every covered cell a weight above 0 and leave the others out of coverage.", i, e)
		}
	}
	return nil
}

const maxExposure = 1e300

func (g Ground) exposure(i int) float64 {
	if g.Exposure == nil {
		return 1
	}
	return g.Exposure[i]
}

// DiskShares gives the share of the covered exposure that lies in the covered
// part of each cell's disk; 0 for cells without coverage. Their sum over a
// partition of the ground would be 1, but disks overlap.
func (g Ground) DiskShares(covered []bool) []float64 {
	var all float64
	for i := range g.Neighbours.Len() {
		if covered == nil || covered[i] {
			all += g.exposure(i)
		}
	}
	shares := diskSums(g.Neighbours, covered, g.exposure)
	for i := range shares {
		if all > 0 {
			shares[i] = min(1, shares[i]/all)
		}
	}
	return shares
}

// MedianShare is the median of DiskShares over the covered cells, 0 without any.
func (g Ground) MedianShare(covered []bool) float64 {
	shares := g.DiskShares(covered)
	var kept []float64
	for i, s := range shares {
		if covered == nil || covered[i] {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return 0
	}
	slices.Sort(kept)
	return (kept[(len(kept)-1)/2] + kept[len(kept)/2]) / 2
}

// Level is a resolution that a map of significance could have.
type Level struct {
	Res         int
	N           int     // incidents precise enough for it, on covered cells
	MedianShare float64 // Ground.MedianShare at this resolution
}

// minMedianExpected is what half of the disks must expect at the least.
const minMedianExpected = 3

// Resolution picks the finest level whose median disk expects three incidents
// or more, else the coarsest; -1 without levels. Incidents are taken as spread
// over exposure, so that the answer does not depend on the baseline.
func Resolution(levels []Level) int {
	best, coarsest := -1, -1
	for _, l := range levels {
		if coarsest < 0 || l.Res < coarsest {
			coarsest = l.Res
		}
		if float64(l.N)*l.MedianShare >= minMedianExpected && l.Res > best {
			best = l.Res
		}
	}
	if best < 0 {
		return coarsest
	}
	return best
}
