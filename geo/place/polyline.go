package place

import (
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"
)

// pieceM is the longest piece of a prepared line. A straight piece of 2 km runs
// 0.08 m below the ground in its middle.
const pieceM = 2000.0

// exactFromM: a distance from here on is measured as a geodesic once more,
// because the chord in space loses 1 part in a million.
const exactFromM = 200_000.0

// onLine2 is the square of the distance, a millimetre, from which on a point has
// a side of the line.
const onLine2 = 1e-6

// Polyline is a line of geodesic segments, prepared for many questions. It is
// immutable and safe for concurrent use.
//
// The segments are cut along their true geodesics into pieces of at most 2 km,
// which live in space (Earth-centred coordinates), where no direction, zone or
// meridian is special. Distances are right within 0.1 m up to 200 km and within
// a few parts in a million beyond.
type Polyline struct {
	line   orb.LineString
	pieces []piece
	tree   *boxTree
}

// piece is a straight bit of a Polyline in space.
type piece struct {
	a, b    vec
	ab      vec     // b - a
	aAB     float64 // a · ab
	invLen2 float64
	ahead   [2]vec  // directions at a and b: between those of the pieces that meet there
	fromM   float64 // along the line, to a
	lengthM float64
	segment int32
}

// Foot is the point of a line that is nearest to some point.
type Foot struct {
	DistanceM float64   // geodesic
	AlongM    float64   // from the start of the line
	Segment   int       // index of the segment, 0 for the one after the first vertex
	Right     bool      // the point lies to the right of the direction of travel
	Beyond    int       // -1: the foot is the start of the line, 1: its end, 0: between
	Overshoot bool      // the point lies beyond the perpendicular at a free end, by more than a centimetre
	Point     orb.Point // on the line
}

// NewPolyline prepares a line. Its memory grows with Length(line)/2 km: bound
// the length of a line from outside first.
func NewPolyline(line orb.LineString) *Polyline {
	l := &Polyline{line: append(orb.LineString(nil), line...)}
	along := 0.0
	for i := 1; i < len(line); i++ {
		along = l.appendSegment(line[i-1], line[i], int32(i-1), along)
	}
	if len(line) > 0 && len(l.pieces) == 0 { // one vertex, or all the same
		at := toECEF(line[0])
		l.pieces = []piece{{a: at, b: at}}
	}
	l.look()
	boxes := make([]box, len(l.pieces))
	for i := range l.pieces {
		boxes[i] = boxOf(l.pieces[i].a, l.pieces[i].b)
	}
	l.tree = newBoxTree(boxes)
	return l
}

func (l *Polyline) appendSegment(p, q orb.Point, segment int32, along float64) float64 {
	a, end := toECEF(p), toECEF(q)
	lengthM, azimuth, n := shortArcM(a.distance2(end), gaussRadiusM(a)), 0.0, 1.0
	if !(lengthM <= pieceM) {
		lengthM, azimuth = Inverse(p, q)
		n = math.Ceil(lengthM / pieceM)
	}
	if !(lengthM > 0) {
		return along
	}
	for i := 1.0; i <= n; i++ {
		b := end
		if i < n {
			b = toECEF(Direct(p, azimuth, lengthM*i/n))
		}
		ab := b.sub(a)
		l.pieces = append(l.pieces, piece{
			a: a, b: b, ab: ab, aAB: a.dot(ab), invLen2: 1 / ab.dot(ab),
			fromM: along + lengthM*(i-1)/n, lengthM: lengthM / n, segment: segment,
		})
		a = b
	}
	return along + lengthM
}

// look finds the directions at the ends of the pieces.
func (l *Polyline) look() {
	before := vec{}
	for i := range l.pieces {
		c, after := &l.pieces[i], vec{}
		if i+1 < len(l.pieces) {
			after = unit(l.pieces[i+1].ab)
		}
		along := unit(c.ab)
		c.ahead = [2]vec{along.add(before), along.add(after)}
		before = along
	}
}

// cuts gives the points in which the segment between two neighbouring vertices
// is cut into pieces, in the order from a to b; none if they are no neighbours.
func (l *Polyline) cuts(a, b orb.Point) []orb.Point {
	for i := 1; i < len(l.line); i++ {
		switch {
		case l.line[i-1] == a && l.line[i] == b:
			return l.cutsOf(i - 1)
		case l.line[i-1] == b && l.line[i] == a:
			back := l.cutsOf(i - 1)
			slices.Reverse(back)
			return back
		}
	}
	return nil
}

func (l *Polyline) cutsOf(segment int) []orb.Point {
	var out []orb.Point
	for i := 1; i < len(l.pieces); i++ {
		if int(l.pieces[i].segment) == segment && int(l.pieces[i-1].segment) == segment {
			out = append(out, fromECEF(l.pieces[i].a))
		}
	}
	return out
}

// Line gives the vertices the line was made from. Do not change them.
func (l *Polyline) Line() orb.LineString { return l.line }

// LengthM is the geodesic length of the line in metres.
func (l *Polyline) LengthM() float64 {
	if len(l.pieces) == 0 {
		return 0
	}
	last := &l.pieces[len(l.pieces)-1]
	return last.fromM + last.lengthM
}

// Nearest finds the point of the line that is nearest to p. A line without
// vertices is infinitely far from everything.
func (l *Polyline) Nearest(p orb.Point) Foot {
	at := toECEF(p)
	i, _ := l.tree.nearest(at, func(i int) float64 { return l.pieces[i].distance2(&at) })
	if i < 0 {
		return Foot{DistanceM: math.Inf(1)}
	}
	return l.footOn(i, p, at)
}

// footOn gives the foot of p on piece i.
func (l *Polyline) footOn(i int, p orb.Point, at vec) Foot {
	c := &l.pieces[i]
	t := c.fraction(&at)
	ground := c.at(t)
	foot := Foot{
		AlongM:  c.fromM + t*c.lengthM,
		Segment: int(c.segment),
		Right:   l.isRight(i, t, at),
		Point:   fromECEF(ground),
	}
	chord := math.Sqrt(at.distance2(ground))
	foot.DistanceM = arcM(chord, gaussRadiusM(at))
	if chord > exactFromM {
		foot.DistanceM = Distance(p, foot.Point)
	}
	switch {
	case t == 0 && i == 0:
		foot.Beyond = -1
	case t == 1 && i == len(l.pieces)-1:
		foot.Beyond = 1
	}
	foot.Overshoot = foot.Beyond != 0 && l.overshoots(&foot, &at)
	return foot
}

// isRight says on which side of the line a point lies whose foot is at fraction
// t of piece i. Where two pieces meet, the line between their directions
// decides, which is right for either bend. A point on the line lies to the left.
func (l *Polyline) isRight(i int, t float64, at vec) bool {
	c := &l.pieces[i]
	direction := c.ab
	switch t {
	case 0:
		direction = c.ahead[0]
	case 1:
		direction = c.ahead[1]
	}
	off := at.sub(c.a.add(c.ab.scale(t)))
	return off.dot(off) > onLine2 && direction.cross(off).dot(at) < 0
}

// fraction says where on the piece the foot of p is, 0 at a and 1 at b.
func (c *piece) fraction(p *vec) float64 {
	d := p[0]*c.ab[0] + p[1]*c.ab[1] + p[2]*c.ab[2] - c.aAB
	return min(1, max(0, d*c.invLen2))
}

func (c *piece) distance2(p *vec) float64 {
	t := c.fraction(p)
	var sum float64
	for k := range p {
		d := p[k] - c.a[k] - t*c.ab[k]
		sum += d * d
	}
	return sum
}

// at gives the position on the ground above fraction t of the piece.
func (c *piece) at(t float64) vec {
	v := c.a.add(c.ab.scale(t))
	sagM := t * (1 - t) * c.lengthM * c.lengthM / (2 * semiMajorM)
	return v.add(unit(v).scale(sagM))
}

// At gives the point alongM metres from the start, held to the ends of the
// line. A line without vertices gives the zero point.
func (l *Polyline) At(alongM float64) orb.Point {
	if len(l.pieces) == 0 {
		return orb.Point{}
	}
	if alongM >= l.LengthM() {
		return l.line[len(l.line)-1]
	}
	i := l.pieceAt(alongM)
	c := &l.pieces[i]
	if !(alongM > 0) || c.lengthM == 0 {
		return l.line[0]
	}
	return fromECEF(c.at((alongM - c.fromM) / c.lengthM))
}

// pieceAt finds the piece that holds the point alongM metres from the start.
func (l *Polyline) pieceAt(alongM float64) int {
	after := sort.Search(len(l.pieces), func(i int) bool { return l.pieces[i].fromM > alongM })
	return max(after-1, 0)
}

// Slice gives the part of the line between two distances from its start, with
// the vertices in between. It runs backwards when fromM is beyond toM.
func (l *Polyline) Slice(fromM, toM float64) orb.LineString {
	if fromM > toM {
		back := l.Slice(toM, fromM)
		back.Reverse()
		return back
	}
	if len(l.pieces) == 0 {
		return nil
	}
	out := orb.LineString{l.At(fromM)}
	for i := 1; i < len(l.pieces); i++ {
		c := &l.pieces[i]
		starts := c.segment != l.pieces[i-1].segment
		if starts && c.fromM > fromM && c.fromM < toM {
			out = append(out, l.line[c.segment])
		}
	}
	return append(out, l.At(toM))
}
