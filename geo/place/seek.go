package place

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Seeker asks one line about many points. It is fastest when points asked one
// after the other are neighbours, for it starts from where the last one was
// found. Not safe for concurrent use: make one for each goroutine.
type Seeker struct {
	line *Polyline
	last int // piece found before
	base base
}

// Seeker makes a seeker for the line.
func (l *Polyline) Seeker() *Seeker {
	return &Seeker{line: l}
}

// base puts points near a corner of a grid into space, without trigonometry. A
// point is put to the same place always.
type base struct {
	at                             orb.Point // the corner
	known                          bool
	sinLat, cosLat, sinLon, cosLon float64
}

func (b *base) move(to orb.Point) {
	b.at, b.known = to, true
	b.sinLat, b.cosLat = math.Sincos(to[1] * degree)
	b.sinLon, b.cosLon = math.Sincos(to[0] * degree)
}

// ecef is [toECEF], but for the last digit: up to 0.1 degrees from the corner the
// series are right to a part in 10^16.
func (b *base) ecef(p orb.Point) vec {
	const corners = 5 // a degree
	corner := orb.Point{math.RoundToEven(p[0]*corners) / corners, math.RoundToEven(p[1]*corners) / corners}
	if !b.known || corner != b.at {
		b.move(corner)
	}
	dLat, dLon := (p[1]-corner[1])*degree, (p[0]-corner[0])*degree
	lat2, lon2 := dLat*dLat, dLon*dLon
	sinDLat, cosDLat := dLat*(1-lat2/6*(1-lat2/20)), 1-lat2/2*(1-lat2/12)
	sinDLon, cosDLon := dLon*(1-lon2/6*(1-lon2/20)), 1-lon2/2*(1-lon2/12)
	sinLat, cosLat := b.sinLat*cosDLat+b.cosLat*sinDLat, b.cosLat*cosDLat-b.sinLat*sinDLat
	sinLon, cosLon := b.sinLon*cosDLon+b.cosLon*sinDLon, b.cosLon*cosDLon-b.sinLon*sinDLon
	n := semiMajorM / math.Sqrt(1-ecc2*sinLat*sinLat)
	return vec{n * cosLat * cosLon, n * cosLat * sinLon, n * (1 - ecc2) * sinLat}
}

// Within finds what [Polyline.Nearest] finds, if it is at most limitM away. The
// foot's Point is left empty: it costs as much as all the rest.
func (s *Seeker) Within(p orb.Point, limitM float64) (foot Foot, ok bool) {
	l := s.line
	if len(l.pieces) == 0 {
		return Foot{DistanceM: math.Inf(1)}, false
	}
	at := s.base.ecef(p)
	// A piece runs less than a metre below the ground, and a chord is shorter
	// than its arc: nothing within the limit is overlooked.
	bound := (limitM + 1) * (limitM + 1)
	// The piece found before bounds the search, and has no precedence over others
	// as near.
	least := min(bound, l.pieces[s.last].near2(&at)*(1+1e-9)+1e-9)
	item := l.nearestWithin(&at, -1, least)
	if item < 0 {
		return Foot{DistanceM: math.Inf(1)}, false
	}
	s.last = item
	foot = l.footAbove(item, p, at)
	return foot, foot.DistanceM <= limitM
}

// nearestWithin finds the piece nearest to p among those closer than the root
// of least, or returns item when there is none.
func (l *Polyline) nearestWithin(p *vec, item int, least float64) int {
	nodes := l.tree.nodes
	var stack [64]int32
	for top := 0; top >= 0; top-- {
		n := &nodes[stack[top]]
		if n.farther(p, least) {
			continue
		}
		if n.right != 0 {
			stack[top], stack[top+1] = stack[top]+1, n.right
			top += 2
			continue
		}
		for i := int(n.first); i < int(n.after); i++ {
			if d := l.pieces[i].near2(p); d < least {
				item, least = i, d
			}
		}
	}
	return item
}

// farther says whether the box is at least the root of least2 away from p. It
// spares the branches for NaN that the built-in max has, and most of the time.
func (b *box) farther(p *vec, least2 float64) bool {
	sum := 0.0
	for i, v := range p {
		if d := b.min[i] - v; d > 0 {
			sum += d * d
		} else if d := v - b.max[i]; d > 0 {
			sum += d * d
		}
	}
	return sum >= least2
}

// near2 is distance2, written for speed.
func (c *piece) near2(p *vec) float64 {
	x, y, z := p[0]-c.a[0], p[1]-c.a[1], p[2]-c.a[2]
	d2 := x*x + y*y + z*z
	along := x*c.ab[0] + y*c.ab[1] + z*c.ab[2]
	if along <= 0 {
		return d2
	}
	if t := along * c.invLen2; t < 1 {
		return d2 - t*along
	}
	x, y, z = p[0]-c.b[0], p[1]-c.b[1], p[2]-c.b[2]
	return x*x + y*y + z*z
}

// footAbove is footOn without the point on the line, written for speed.
func (l *Polyline) footAbove(i int, p orb.Point, at vec) Foot {
	c := &l.pieces[i]
	t := c.fraction(&at)
	if t == 1 && i+1 < len(l.pieces) && l.pieces[i+1].fraction(&at) == 0 {
		return l.footAbove(i+1, p, at) // the foot on a shared vertex counts for the later piece
	}
	ground := c.a.add(c.ab.scale(t))
	if sagM := t * (1 - t) * c.lengthM * c.lengthM / (2 * semiMajorM); sagM > 0 {
		ground = ground.scale(1 + sagM/semiMajorM) // up, but for a part in 300
	}
	off := at.sub(ground)
	chord2 := off.dot(off)
	if chord2 > exactFromM*exactFromM {
		return l.footOn(i, p, at)
	}
	foot := Foot{
		DistanceM: shortArcM(chord2, gaussRadiusM(at)),
		AlongM:    c.fromM + t*c.lengthM,
		Segment:   int(c.segment),
	}
	if t > 0 && t < 1 {
		foot.Right = chord2 > onLine2 && c.ab.cross(off).dot(at) < 0
		return foot
	}
	foot.Right = l.isRight(i, t, at)
	switch {
	case t == 0 && i == 0:
		foot.Beyond = -1
	case t == 1 && i == len(l.pieces)-1:
		foot.Beyond = 1
	}
	foot.Overshoot = foot.Beyond != 0 && l.overshoots(&foot, &at)
	return foot
}

// shortArcM is arcM of a chord's square, by its series: exact to a part in 10^12
// up to 200 km.
func shortArcM(chord2, radiusM float64) float64 {
	return math.Sqrt(chord2) * arcPerChord(chord2, radiusM)
}

func arcPerChord(chord2, radiusM float64) float64 {
	u := chord2 / (4 * radiusM * radiusM)
	return 1 + u*(1./6+u*(3./40+u*15./336))
}

// piecesWithin gives the pieces that come nearer to p than limitM, ascending;
// it may give some that are a metre farther.
func (l *Polyline) piecesWithin(p *vec, limitM float64, out []int32) []int32 {
	return l.somePiecesWithin(p, limitM, len(l.pieces), out)
}

// somePiecesWithin is piecesWithin that ends once it has more than most.
func (l *Polyline) somePiecesWithin(p *vec, limitM float64, most int, out []int32) []int32 {
	l.eachPieceWithin(p, limitM, func(i int32) bool {
		out = append(out, i)
		return len(out) <= most
	})
	return out
}

// eachPieceWithin visits the pieces that piecesWithin gives, until visit has
// enough.
func (l *Polyline) eachPieceWithin(p *vec, limitM float64, visit func(i int32) (more bool)) {
	bound := (limitM + 1) * (limitM + 1)
	var stack [64]int32
	if len(l.pieces) == 0 {
		return
	}
	for top := 0; top >= 0; top-- {
		n := &l.tree.nodes[stack[top]]
		if n.farther(p, bound) {
			continue
		}
		if n.right != 0 {
			stack[top], stack[top+1] = n.right, stack[top]+1
			top += 2
			continue
		}
		for i := n.first; i < n.after; i++ {
			if l.pieces[i].near2(p) <= bound && !visit(i) {
				return
			}
		}
	}
}

// Matches lists where the line comes nearest to p: every local minimum of the
// distance that is at most limitM away, by distance, ties along the line. A
// line that doubles back, crosses itself or bends around p has several.
//
// Beyond is set only for a free end that the foot of p overshoots by more than
// a centimetre (and a millionth of the distance); a closed line has no free end.
// Point is left empty, as [Seeker.Within] leaves it. On a tangled track
// [Polyline.MatchesBut] is many times as fast.
func (l *Polyline) Matches(p orb.Point, limitM float64) []Foot {
	at := toECEF(p)
	var found []Foot
	l.eachPieceWithin(&at, limitM, func(i int32) bool {
		if foot, ok := l.match(int(i), p, &at, limitM); ok {
			found = append(found, foot)
		}
		return true
	})
	slices.SortStableFunc(found, func(a, b Foot) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	return found
}

// match gives the foot of p on piece i, if it is one of Matches.
func (l *Polyline) match(i int, p orb.Point, at *vec, limitM float64) (foot Foot, ok bool) {
	if !l.isLocalMinimum(i, at) {
		return Foot{}, false
	}
	foot = l.footAbove(i, p, *at)
	if !foot.Overshoot {
		foot.Beyond = 0
	}
	foot.Point = orb.Point{}
	return foot, foot.DistanceM <= limitM
}

// isLocalMinimum says whether the distance to p falls on neither side of the
// foot of p on piece i. The foot on a shared vertex counts for the later piece.
func (l *Polyline) isLocalMinimum(i int, p *vec) bool {
	switch t := l.pieces[i].fraction(p); {
	case t == 0 && i == 0:
		return !l.isClosed() || l.pieces[len(l.pieces)-1].fraction(p) == 1
	case t == 0:
		return l.pieces[i-1].fraction(p) == 1
	case t == 1:
		return i == len(l.pieces)-1 && !l.isClosed()
	}
	return true
}

// isClosed says whether the line ends where it begins.
func (l *Polyline) isClosed() bool {
	return len(l.line) > 2 && l.line[0] == l.line[len(l.line)-1] && len(l.pieces) > 1
}

// overshoots says whether p lies beyond a free end, its foot, by more than a
// centimetre and a millionth of the distance.
func (l *Polyline) overshoots(foot *Foot, p *vec) bool {
	return !l.isClosed() && l.overshootM(foot.Beyond, p) > 0.01+1e-6*foot.DistanceM
}

// OvershootM says how far p lies beyond the perpendicular at an end (-1 the
// start, 1 the end), metres; below 0 before it. A closed line has no free end,
// and everything lies infinitely far before it.
func (l *Polyline) OvershootM(end int, p orb.Point) float64 {
	if len(l.pieces) == 0 || l.isClosed() {
		return math.Inf(-1)
	}
	at := toECEF(p)
	return l.overshootM(end, &at)
}

// overshootM says how far p lies beyond the perpendicular at an end (-1 the
// start, 1 the end), metres.
func (l *Polyline) overshootM(end int, p *vec) float64 {
	if end < 0 {
		c := &l.pieces[0]
		return -p.sub(c.a).dot(unit(c.ab))
	}
	c := &l.pieces[len(l.pieces)-1]
	return p.sub(c.b).dot(unit(c.ab))
}
