package corridor

import (
	"math"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// ground places points in a corridor square by square: in the plane of their
// square where that is sure, and in space where a few centimetres could matter.
type ground struct {
	c       *Corridor
	seeker  *place.Seeker
	reachM  float64                                     // of the patches
	patches *[patchesAcross * patchesAcross]place.Patch // of squares seen lately
	patch   *place.Patch                                // that the last point was placed by; nil when it was placed in space
}

const (
	patchesAcross = 8
	// beyondEdgeM is how far from the edge the patches know the line. Rows that are
	// vaguer are too few in a square to be worth a patch.
	beyondEdgeM = 2500
)

func groundOf(c *Corridor) ground {
	return ground{
		c: c, seeker: c.path.Seeker(), patches: new([patchesAcross * patchesAcross]place.Patch),
		reachM: min(c.halfWidthM+beyondEdgeM, place.MaxPatchReachM),
	}
}

// place is [Corridor.place]; where the point lies is right within
// [place.Patch.OffM], whether it lies inside exactly.
func (g *ground) place(p orb.Point, limitM float64) (m Match, inside bool) {
	g.patch = nil
	if limitM > g.reachM {
		return g.c.place(g.seeker, p, limitM)
	}
	patch := g.at(place.SquareOf(p))
	foot, ok, sure := patch.Within(p, limitM)
	if !sure || math.Abs(foot.DistanceM-g.c.halfWidthM-edgeM) < patch.OffM() {
		return g.c.place(g.seeker, p, limitM)
	}
	if !ok {
		return Match{OffsetM: math.Inf(1)}, false
	}
	g.patch = patch
	return g.c.judge(p, foot)
}

func (g *ground) at(s place.Square) *place.Patch {
	patch := &g.patches[s.Slot(patchesAcross)]
	if !patch.Shows(s, g.c.path, g.reachM) {
		patch.Move(s, g.c.path, g.reachM)
	}
	return patch
}
