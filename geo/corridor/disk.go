package corridor

import (
	"math"
	"sync"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// latticePoints is how many points stand for the disk of an uncertain position.
const latticePoints = 256

// lattice spreads points evenly over the unit disk, on a spiral of golden
// angles (H. Vogel, Mathematical Biosciences 44, 1979). It never changes, so the
// same position always has the same chance.
var lattice = sync.OnceValue(func() *[latticePoints][2]float64 {
	var out [latticePoints][2]float64
	golden := math.Pi * (3 - math.Sqrt(5))
	for i := range out {
		r := math.Sqrt((float64(i) + 0.5) / latticePoints)
		sin, cos := math.Sincos(float64(i) * golden)
		out[i] = [2]float64{r * cos, r * sin}
	}
	return &out
})

// disk says how much of the disk around an uncertain position lies inside.
type disk struct {
	c         *Corridor
	stretches []place.Stretch // reused
}

// pIn is the share of the lattice of a disk that lies inside the corridor; m is
// the match of its centre. A radius of 0 means unstated: the point decides.
func (d *disk) pIn(p orb.Point, radiusM float64, m Match, inside bool) float64 {
	switch {
	case !(radiusM > 0):
		return truth(inside)
	case m.OffsetM > d.c.halfWidthM+radiusM:
		return 0
	case m.OffsetM+radiusM <= d.c.halfWidthM && !d.c.endsNear(p, radiusM):
		return 1
	}
	frame := place.NewFrame(p)
	d.stretches = d.c.path.Around(&frame, d.c.halfWidthM+radiusM, d.stretches[:0])
	n := 0
	for _, l := range lattice() {
		if d.contains(l[0]*radiusM, l[1]*radiusM) {
			n++
		}
	}
	return float64(n) / latticePoints
}

// endsNear says whether a flat end may leave out a part of the disk.
func (c *Corridor) endsNear(p orb.Point, radiusM float64) bool {
	if c.ends == Round {
		return false
	}
	line, reachM := c.Line(), 1.02*(c.halfWidthM+radiusM)
	return roughDistanceM(p, line[0]) <= reachM || roughDistanceM(p, line[len(line)-1]) <= reachM
}

// contains is the corridor's rule in the plane: a local minimum of the distance
// within the half width, and at no flat end.
func (d *disk) contains(x, y float64) bool {
	limit2 := d.c.halfWidthM * d.c.halfWidthM
	pastEnd := false // the foot on the stretch before is its end
	for i := range d.stretches {
		s := &d.stretches[i]
		dx, dy := s.B[0]-s.A[0], s.B[1]-s.A[1]
		px, py := x-s.A[0], y-s.A[1]
		along, length2 := px*dx+py*dy, dx*dx+dy*dy
		switch {
		case along <= 0:
			minimum := s.Starts && d.c.ends == Round || !s.Starts && (pastEnd || !s.Follows)
			if minimum && px*px+py*py <= limit2 {
				return true
			}
			pastEnd = false
		case along >= length2:
			if s.Ends && d.c.ends == Round && square(x-s.B[0])+square(y-s.B[1]) <= limit2 {
				return true
			}
			pastEnd = true
		default:
			if cross := px*dy - py*dx; cross*cross <= limit2*length2 {
				return true
			}
			pastEnd = false
		}
	}
	return false
}

func square(v float64) float64 { return v * v }

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
