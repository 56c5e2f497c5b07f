package corridor

import (
	"math"
	"sync"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// latticePoints is how many points stand for the disk of a position that is not
// very uncertain.
const latticePoints = 256

// lattice never changes, so the same position always has the same chance.
var lattice = sync.OnceValue(func() [][2]float64 { return spread(latticePoints) })

// spread lays points evenly over the unit disk, at golden angles (H. Vogel,
// Mathematical Biosciences 44, 1979).
func spread(n int) [][2]float64 {
	out := make([][2]float64, n)
	golden := math.Pi * (3 - math.Sqrt(5))
	for i := range out {
		r := math.Sqrt((float64(i) + 0.5) / float64(n))
		sin, cos := math.Sincos(float64(i) * golden)
		out[i] = [2]float64{r * cos, r * sin}
	}
	return out
}

// wideDisk is the radius from which on a disk is set against the outline, as a
// part of the half width. The outline is right within 0.1 % of that, beside a long
// line on average within 0.05 %, which moves less than 1 % of the area of such a
// disk.
const wideDisk = 0.1

// outlineOffM bounds how far the outline is from the true edge.
func (c *Corridor) outlineOffM() float64 {
	if len(c.Line()) > manyVertices {
		return thinnedBy * c.halfWidthM
	}
	return 0.002*c.halfWidthM + 1
}

// disk says how much of the disk around an uncertain position lies inside.
type disk struct {
	c           *Corridor
	cover       *place.Cover    // of its outline
	patch       *place.Patch    // of the centre's square, when that is known
	flatEndNear bool            // a flat end may leave out a part of the disk
	stretches   []place.Stretch // reused
}

// pIn is the share of the disk that lies inside the corridor: of its area beside a
// straight stretch and where the disk is wide, and of a lattice of points, which is
// within 2 % of that, where it is small and near a bend or an end; m is the match of
// its centre. A radius of 0 means unstated: the point decides.
func (d *disk) pIn(p orb.Point, radiusM float64, m Match, inside bool) float64 {
	covered := m.OffsetM+radiusM <= d.c.halfWidthM // but for what a flat end cuts off
	switch {
	case !(radiusM > 0):
		return truth(inside)
	case m.OffsetM > d.c.halfWidthM+radiusM:
		return 0
	case covered && !d.mayMeetEnd(radiusM):
		return 1
	}
	if share, ok := d.besideStraight(p, radiusM, m); ok {
		return share
	}
	if covered {
		if d.flatEndNear = d.c.endsNear(p, radiusM); !d.flatEndNear {
			return 1
		}
	}
	if radiusM >= wideDisk*d.c.halfWidthM {
		return d.cover.Share(p, radiusM, inside)
	}
	// An edge in space runs up to 8 m below the ground between its ends.
	if reachM := radiusM + d.c.outlineOffM(); !d.cover.EdgeWithin(p, math.Hypot(reachM, 8)) {
		return truth(inside)
	}
	return d.sharePoints(p, radiusM)
}

// mayMeetEnd says whether a flat end may leave out a part of the disk.
func (d *disk) mayMeetEnd(radiusM float64) bool {
	return d.c.ends == Flat && (d.patch == nil || d.patch.EndWithin(1.02*(d.c.halfWidthM+radiusM)))
}

// besideStraight gives the share of a disk to which the corridor is a straight
// strip, or that lies beyond the flat end of one.
func (d *disk) besideStraight(p orb.Point, radiusM float64, m Match) (share float64, ok bool) {
	const surelyM = 1.0 // beyond an end
	if d.patch == nil {
		return 0, false
	}
	s, ok := d.patch.Straight(p, d.c.halfWidthM+radiusM)
	switch {
	case !ok:
		return 0, false
	case s.BeforeM > radiusM+surelyM && s.AfterM > radiusM+surelyM:
		return stripShare(m.OffsetM, d.c.halfWidthM, radiusM), true
	case d.c.ends == Flat && (s.Starts && s.BeforeM < -radiusM-surelyM || s.Ends && s.AfterM < -radiusM-surelyM):
		return 0, true
	}
	return 0, false
}

// stripShare is the share of a disk that lies in a straight strip, whose middle is
// offsetM from the disk's centre: two circular segments less than the disk.
func stripShare(offsetM, halfWidthM, radiusM float64) float64 {
	return leftOf((halfWidthM-offsetM)/radiusM) - leftOf((-halfWidthM-offsetM)/radiusM)
}

// leftOf is the share of the unit disk to the left of a line at x.
func leftOf(x float64) float64 {
	switch {
	case x <= -1:
		return 0
	case x >= 1:
		return 1
	}
	return 0.5 + (x*math.Sqrt(1-x*x)+math.Asin(x))/math.Pi
}

// sharePoints is the share of the lattice of a disk that lies inside.
func (d *disk) sharePoints(p orb.Point, radiusM float64) float64 {
	d.flatEndNear = d.c.endsNear(p, radiusM)
	frame := place.NewFrame(p)
	d.stretches = d.c.path.Around(&frame, d.c.halfWidthM+radiusM, d.stretches[:0])
	if n, ok := d.besideOne(radiusM); ok {
		return float64(n) / latticePoints
	}
	n := 0
	for _, l := range lattice() {
		if d.contains(l[0]*radiusM, l[1]*radiusM) {
			n++
		}
	}
	return float64(n) / latticePoints
}

// endsNear says whether a flat end may leave out a part of the disk: it is near,
// and a part of the disk may lie beyond it.
func (c *Corridor) endsNear(p orb.Point, radiusM float64) bool {
	if c.ends == Round {
		return false
	}
	line, reachM, before := c.Line(), 1.02*(c.halfWidthM+radiusM), -1.01*radiusM-1
	return roughlyWithin(p, line[0], reachM) && c.path.OvershootM(-1, p) > before ||
		roughlyWithin(p, line[len(line)-1], reachM) && c.path.OvershootM(1, p) > before
}

// roughlyWithin says whether both lie in a box so wide that whatever is no
// farther than limitM does.
func roughlyWithin(a, b orb.Point, limitM float64) bool {
	const metresPerDegree, degree = 110_000, math.Pi / 180 // of latitude, at least
	if math.Abs(a[1]-b[1])*metresPerDegree > limitM {
		return false
	}
	east := math.Abs(a[0] - b[0])
	if east > 180 {
		east = 360 - east
	}
	highest := math.Max(math.Abs(a[1]), math.Abs(b[1])) * degree
	return east*metresPerDegree*(1-highest*highest/2) <= limitM // at most the cosine
}

// besideOne counts the lattice points inside when the whole disk lies beside one
// straight stretch, which is the common case: only their offset matters then.
func (d *disk) besideOne(radiusM float64) (n int, ok bool) {
	if len(d.stretches) != 1 {
		return 0, false
	}
	s := &d.stretches[0]
	dx, dy := s.B[0]-s.A[0], s.B[1]-s.A[1]
	length := math.Sqrt(dx*dx + dy*dy)
	if along := -(s.A[0]*dx + s.A[1]*dy) / length; along < radiusM || along > length-radiusM {
		return 0, false
	}
	offset := (s.A[1]*dx - s.A[0]*dy) / length
	east, north := radiusM*dy/length, -radiusM*dx/length
	for _, l := range lattice() {
		if math.Abs(offset+l[0]*east+l[1]*north) <= d.c.halfWidthM {
			n++
		}
	}
	return n, true
}

// contains is the corridor's rule in the plane.
func (d *disk) contains(x, y float64) bool {
	limit2, least2 := square(d.c.halfWidthM), math.Inf(1)
	beyond := 0 // of the nearest foot
	for i := range d.stretches {
		s := &d.stretches[i]
		dx, dy := s.B[0]-s.A[0], s.B[1]-s.A[1]
		px, py := x-s.A[0], y-s.A[1]
		along, length2 := px*dx+py*dy, dx*dx+dy*dy
		d2, end := 0.0, 0
		switch {
		case along <= 0:
			d2, end = px*px+py*py, -int(truth(s.Starts && along < 0))
		case along >= length2:
			d2, end = square(x-s.B[0])+square(y-s.B[1]), int(truth(s.Ends && along > length2))
		default:
			d2 = square(px*dy-py*dx) / length2
		}
		if d2 <= limit2 && !d.flatEndNear {
			return true
		}
		if d2 < least2 {
			least2, beyond = d2, end
		}
	}
	return least2 <= limit2 && (beyond == 0 || d.passesAgain(x, y, beyond))
}

// passesAgain says whether the line comes by once more, far from an end.
func (d *disk) passesAgain(x, y float64, end int) bool {
	for i := range d.stretches {
		s := &d.stretches[i]
		dx, dy := s.B[0]-s.A[0], s.B[1]-s.A[1]
		px, py := x-s.A[0], y-s.A[1]
		length2 := dx*dx + dy*dy
		t := (px*dx + py*dy) / length2
		if t < 0 && s.Starts || t > 1 && s.Ends {
			continue
		}
		t = min(1, max(0, t))
		if d.c.isFarFrom(end, s.FromM+t*math.Sqrt(length2)) && square(px-t*dx)+square(py-t*dy) <= square(d.c.halfWidthM) {
			return true
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
