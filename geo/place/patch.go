package place

import (
	"math"

	"github.com/paulmach/orb"
)

// Patch is a line as it lies in the plane at the middle of a small square of
// ground: what [Seeker] finds in space, found by flat arithmetic for the many
// points of one square. Its feet are right within [Patch.OffM], and within twice
// that along the line; where that much could decide which part of the line is
// nearest, on which side a point lies or whether it lies beyond an end, it says
// that it is not sure. What it says of a point depends on the line and the reach
// alone. The zero value is ready for Move. Not safe for concurrent use.
type Patch struct {
	square Square
	line   *Polyline
	reachM float64
	offM   float64
	plane  flatGround
	busy   bool  // too much of the line comes near: nothing is sure
	legs   []leg // that come near
	near   int   // of them may be the nearest to a point of the square: they come first
	ends   bool  // a free end of the line is among them
	room   []int32
}

// Square names a square of ground, 1/16 of a degree each way.
type Square struct{ x, y int32 }

const (
	squaresPerDegree = 16
	// MaxPatchReachM is the largest reach of a patch, metres. Beyond it, a foot would
	// be off by more than the decimetre that distances are told to.
	MaxPatchReachM = 20_000.0
	// mostPieces come near to a square at most: of more, as a recorded track has
	// them, a seeker finds the nearest sooner than a patch, which looks at each.
	mostPieces = 64
)

// SquareOf gives the square that a point lies in.
func SquareOf(p orb.Point) Square {
	return Square{int32(math.Floor(p[0] * squaresPerDegree)), int32(math.Floor(p[1] * squaresPerDegree))}
}

// Slot numbers squares so that neighbours have different numbers, 0 to n-1; n is
// the square of a power of two.
func (s Square) Slot(side int32) int { return int(s.y&(side-1)*side + s.x&(side-1)) }

func (s Square) middle() orb.Point {
	return orb.Point{(float64(s.x) + 0.5) / squaresPerDegree, (float64(s.y) + 0.5) / squaresPerDegree}
}

// leg is a part of one segment, in the plane.
type leg struct {
	ax, ay, dx, dy float64 // from a, and on to b
	invLen2        float64
	fromM, lengthM float64 // along the line
	aheadA, aheadB [2]float64
	starts, ends   bool // a or b is a free end
}

// flatGround gives the plane at a point, for points up to 7 km away: the series
// of [Frame.Plane], right within a millimetre.
type flatGround struct {
	lon, lat                    float64 // of the middle, degrees
	east, eastLat               float64 // metres a radian of longitude; of longitude times latitude
	north, northLat2, northLon2 float64
}

func flatGroundAt(p orb.Point) flatGround {
	sin, cos := math.Sincos(p[1] * degree)
	w := 1 - ecc2*sin*sin
	n := semiMajorM / math.Sqrt(w)
	m := n * (1 - ecc2) / w
	return flatGround{
		lon: p[0], lat: p[1],
		east: n * cos, eastLat: -m * sin,
		north: m, northLat2: 1.5 * m * ecc2 * sin * cos / w, northLon2: 0.5 * n * sin * cos,
	}
}

func (g *flatGround) at(p orb.Point) (x, y float64) {
	lon, lat := (p[0]-g.lon)*degree, (p[1]-g.lat)*degree
	return lon * (g.east + g.eastLat*lat), lat*(g.north+g.northLat2*lat) + g.northLon2*lon*lon
}

// Shows says whether the patch is that of a square, a line and a reach.
func (p *Patch) Shows(s Square, l *Polyline, reachM float64) bool {
	return p.square == s && p.line == l && p.reachM == reachM
}

// Move makes the patch that of another square: it then knows what of the line
// comes nearer to a point of the square than reachM, at most MaxPatchReachM. Where
// that is very much, it is sure of nothing.
func (p *Patch) Move(to Square, l *Polyline, reachM float64) {
	p.square, p.line, p.reachM, p.offM = to, l, reachM, offM(reachM)
	p.legs, p.near, p.ends, p.busy = p.legs[:0], 0, false, false
	middle := to.middle()
	p.plane = flatGroundAt(middle)
	halfM := p.plane.halfDiagonalM()
	frame := NewFrame(middle)
	nearestM := math.Inf(1)
	p.room = l.somePiecesWithin(&frame.origin, reachM+halfM, mostPieces, p.room[:0])
	if p.busy = len(p.room) > mostPieces; p.busy {
		return
	}
	for _, i := range p.room {
		nearestM = min(nearestM, math.Sqrt(l.pieces[i].near2(&frame.origin)))
	}
	p.addLegs(&frame)
	p.sortLegs(nearestM + 2*halfM + 1)
}

// offM bounds how far a foot is from the true one. Tried out against geodesics:
// 3 cm at 15 km and 6 cm at 20 km, because long legs are not quite straight.
func offM(reachM float64) float64 { return 0.02 + 0.03*math.Pow(reachM/15_000, 2.5) }

// OffM bounds how far a foot is from the true one, metres: 5 cm at a reach of 15 km.
func (p *Patch) OffM() float64 { return p.offM }

// halfDiagonalM is how far a corner of the square is from its middle, or more.
func (g *flatGround) halfDiagonalM() float64 {
	const half = 0.5 / squaresPerDegree * degree
	return 1.01 * math.Hypot(half*g.east*1.001, half*g.north)
}

// addLegs joins the pieces in room that follow each other on one segment.
func (p *Patch) addLegs(f *Frame) {
	l, before := p.line, int32(-2)
	var a, b [2]float64
	for _, i := range p.room {
		c := &l.pieces[i]
		if a = b; i != before+1 {
			a = f.plane(c.a)
		}
		b = f.plane(c.b)
		if i == before+1 && c.segment == l.pieces[before].segment {
			last := &p.legs[len(p.legs)-1]
			last.dx, last.dy = b[0]-last.ax, b[1]-last.ay
			last.lengthM += c.lengthM
			last.aheadB, last.ends = f.direction(c.ahead[1]), l.isFreeEnd(i)
		} else {
			p.legs = append(p.legs, leg{
				ax: a[0], ay: a[1], dx: b[0] - a[0], dy: b[1] - a[1], fromM: c.fromM, lengthM: c.lengthM,
				aheadA: f.direction(c.ahead[0]), aheadB: f.direction(c.ahead[1]),
				starts: i == 0 && !l.isClosed(), ends: l.isFreeEnd(i),
			})
		}
		before = i
	}
	for i := range p.legs {
		g := &p.legs[i]
		g.invLen2 = 1 / (g.dx*g.dx + g.dy*g.dy)
		p.ends = p.ends || g.starts || g.ends
	}
}

// sortLegs moves the legs that come nearer to the middle than limitM to the front.
func (p *Patch) sortLegs(limitM float64) {
	for i := range p.legs {
		if _, d2 := p.legs[i].foot(0, 0); d2 <= limitM*limitM {
			p.legs[p.near], p.legs[i] = p.legs[i], p.legs[p.near]
			p.near++
		}
	}
}

// direction gives a direction in the plane.
func (f *Frame) direction(v vec) [2]float64 { return [2]float64{v.dot(f.east), v.dot(f.north)} }

// foot gives where on the leg the foot of a point is, 0 at a and 1 at b, and the
// square of its distance.
func (g *leg) foot(x, y float64) (t, d2 float64) {
	x, y = x-g.ax, y-g.ay
	t = (x*g.dx + y*g.dy) * g.invLen2
	if t < 0 {
		t = 0
	} else if t > 1 {
		t = 1
	}
	x, y = x-t*g.dx, y-t*g.dy
	return t, x*x + y*y
}

// EndWithin says whether a free end of the line may come nearer to a point of the
// square than limitM.
func (p *Patch) EndWithin(limitM float64) bool { return p.ends || p.busy || limitM > p.reachM }

// Within finds what [Seeker.Within] finds for a point of the square and a limit
// up to the reach, within OffM; the foot's Segment and Point are left empty.
// It is sure only when nothing hangs on that much, the limit included.
func (p *Patch) Within(at orb.Point, limitM float64) (foot Foot, ok, sure bool) {
	if p.busy {
		return Foot{DistanceM: math.Inf(1)}, false, false
	}
	x, y := p.plane.at(at)
	best, next := -1, -1
	bestT, bestD2, nextT, nextD2 := 0.0, math.Inf(1), 0.0, math.Inf(1)
	for i := range p.near {
		t, d2 := p.legs[i].foot(x, y)
		switch {
		case d2 < bestD2:
			next, nextT, nextD2 = best, bestT, bestD2
			best, bestT, bestD2 = i, t, d2
		case d2 < nextD2:
			next, nextT, nextD2 = i, t, d2
		}
	}
	if best < 0 {
		return Foot{DistanceM: math.Inf(1)}, false, true
	}
	g := &p.legs[best]
	distanceM := math.Sqrt(bestD2)
	if distanceM > limitM+p.offM {
		return Foot{DistanceM: math.Inf(1)}, false, true
	}
	foot = Foot{DistanceM: distanceM, AlongM: g.fromM + bestT*g.lengthM}
	if distanceM < p.offM || distanceM > limitM-p.offM || !g.end(&foot, bestT, x, y, p.offM) {
		return foot, false, false
	}
	if next >= 0 && nextD2 < (distanceM+p.offM)*(distanceM+p.offM) {
		n := &p.legs[next]
		if math.Abs(n.fromM+nextT*n.lengthM-foot.AlongM) > p.offM {
			return foot, false, false
		}
	}
	foot.Right = g.right(bestT, x, y)
	return foot, true, true
}

// end fills in what a foot on a free end says, and whether that is sure: not where
// the true foot may lie on the end and this one beside it, or the other way round.
func (g *leg) end(foot *Foot, t, x, y, offM float64) (sure bool) {
	const surelyM = 1.0 // beyond it
	atStart, atEnd := t == 0 && g.starts, t == 1 && g.ends
	if !atStart && !atEnd {
		leastM := 2 * offM // along the line a foot is less well known
		return !(g.starts && t*g.lengthM < leastM) && !(g.ends && (1-t)*g.lengthM < leastM)
	}
	length := math.Sqrt(g.dx*g.dx + g.dy*g.dy)
	along := ((x-g.ax)*g.dx + (y-g.ay)*g.dy) / length
	foot.Overshoot = true
	if atStart {
		foot.Beyond = -1
		return along < -surelyM
	}
	foot.Beyond = 1
	return along > length+surelyM
}

// right is [Polyline.isRight] in the plane.
func (g *leg) right(t, x, y float64) bool {
	dx, dy := g.dx, g.dy
	switch t {
	case 0:
		dx, dy = g.aheadA[0], g.aheadA[1]
	case 1:
		dx, dy = g.aheadB[0], g.aheadB[1]
	}
	return dx*(y-g.ay-t*g.dy)-dy*(x-g.ax-t*g.dx) < 0
}

// Straight is how a point lies along a straight line that may be longer than known.
type Straight struct {
	BeforeM, AfterM float64 // known of the line before and after the foot; below 0 beyond an end
	Starts, Ends    bool    // the line ends there
}

// Straight gives how a point of the square lies along the only leg of the line that
// comes within limitM of it; not ok when several do, or none, or limitM is beyond the
// reach. It is right within OffM, beyond an end within a metre.
func (p *Patch) Straight(at orb.Point, limitM float64) (s Straight, ok bool) {
	limitM += p.offM
	if p.busy || limitM > p.reachM {
		return Straight{}, false
	}
	x, y := p.plane.at(at)
	var only *leg
	for i := range p.legs {
		if _, d2 := p.legs[i].foot(x, y); d2 > limitM*limitM {
			continue
		}
		if only != nil {
			return Straight{}, false
		}
		only = &p.legs[i]
	}
	if only == nil {
		return Straight{}, false
	}
	t := ((x-only.ax)*only.dx + (y-only.ay)*only.dy) * only.invLen2
	return Straight{t * only.lengthM, (1 - t) * only.lengthM, only.starts, only.ends}, true
}
