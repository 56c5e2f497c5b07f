package corridor

import (
	"math"
	"math/rand/v2"
	"testing"

	"linea/geo/geotest"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// edgePoint lies within centimetres of where a corridor ends: of its edge, or of
// the perpendicular at its start; one in three lies anywhere near.
func edgePoint(r *rand.Rand, c *Corridor) orb.Point {
	const cm = 0.01
	start := c.At(0)
	_, ahead := place.Inverse(start, c.At(1))
	side, nearly := 90-180*float64(r.IntN(2)), 40*cm*(2*r.Float64()-1)
	switch r.IntN(3) {
	case 0:
		return place.Direct(place.Direct(start, ahead, nearly), ahead+side, c.halfWidthM*r.Float64())
	case 1:
		alongM := r.Float64() * (c.LengthM() - 1)
		at := c.At(alongM)
		_, azimuth := place.Inverse(at, c.At(alongM+1))
		return place.Direct(at, azimuth+side, c.halfWidthM+nearly)
	}
	return place.Direct(c.At(r.Float64()*c.LengthM()), 360*r.Float64(), 1.2*c.halfWidthM*r.Float64())
}

// Square by square a point lies inside exactly when it does in space, on the same
// side; how much of its disk does is the same but for the lattice's own error and for
// what the patch may be off.
func TestGroundIsAsSpace(t *testing.T) {
	const seed = 63
	r := rand.New(rand.NewPCG(seed, seed))
	flat := 0
	for range 60 {
		c := mustNew(t, geotest.PlannersLine(r), []float64{200, 2000, 10_000, 40_000}[r.IntN(4)], Ends(r.IntN(2)))
		g, seeker, cover := groundOf(c), c.path.Seeker(), place.NewCover(c.Outline())
		for range 1000 {
			p, radiusM := edgePoint(r, c), []float64{0, 5, 300, 2000}[r.IntN(4)]
			limitM := c.halfWidthM + edgeM + radiusM
			got, inside := g.place(p, limitM)
			want, really := c.place(seeker, p, limitM)
			if inside != really || got.OffsetM != want.OffsetM && math.Abs(got.OffsetM-want.OffsetM) > 0.5 || got.Right != want.Right {
				t.Fatalf("seed %d, %g m wide, %v: %+v %v, in space %+v %v", seed, c.halfWidthM, p, got, inside, want, really)
			}
			if g.patch == nil || want.OffsetM > limitM {
				continue
			}
			flat++
			onGround, inSpace := disk{c: c, cover: cover, patch: g.patch}, disk{c: c, cover: cover}
			if a, b := onGround.pIn(p, radiusM, got, inside), inSpace.pIn(p, radiusM, want, really); math.Abs(a-b) > 0.02+g.patch.OffM()/max(radiusM, 1) {
				t.Fatalf("seed %d, %g m wide: disk of %g m at %v is inside with %g, in space %g", seed, c.halfWidthM, radiusM, p, a, b)
			}
		}
	}
	if flat < 20_000 {
		t.Errorf("%d points were placed by patches", flat)
	}
}
