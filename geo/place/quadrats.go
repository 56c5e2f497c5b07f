package place

import (
	"math"
	"sync/atomic"

	"github.com/paulmach/orb"

	"linea/geo"
)

// quadrats remember what the line says of all points of a small square of
// degrees. Most lie so far from the line, and from every other edge of the two
// states, that nothing needs to be measured for each of their points. A quadrat is
// looked at when its first point comes.
type quadrats struct {
	line  *Line
	bound orb.Bound
	west  int             // columns and rows are counted from 0 degrees
	south int             // to the corner of bound
	wide  int             // columns
	known []atomic.Uint64 // of a quadrat; 0 = not looked at
}

// quadratDegrees is the side of a quadrat: 2.2 km from south to north.
const quadratDegrees = 0.02

// quadrat is what holds for all points of one.
type quadrat struct {
	clearM  float32 // no point is nearer to the line; below 0 where it may cross
	region  geo.Side
	uniform bool // all lie in region
}

// newQuadrats makes them for the two states of a line.
func newQuadrats(l *Line) *quadrats {
	b := l.arizona.Bound().Union(l.sonora.Bound())
	s := &quadrats{line: l, bound: b, west: quadratAt(b.Min.Lon()), south: quadratAt(b.Min.Lat())}
	s.wide = quadratAt(b.Max.Lon()) - s.west + 1
	s.known = make([]atomic.Uint64, s.wide*(quadratAt(b.Max.Lat())-s.south+1))
	return s
}

func quadratAt(degrees float64) int { return int(math.Floor(degrees / quadratDegrees)) }

// of gives the quadrat of a point; false for one beyond the two states.
func (s *quadrats) of(p orb.Point) (quadrat, bool) {
	min, max := s.bound.Min, s.bound.Max
	if !(p[0] >= min[0] && p[0] <= max[0] && p[1] >= min[1] && p[1] <= max[1]) { // nor what is no number
		return quadrat{}, false
	}
	column, row := quadratAt(p.Lon()), quadratAt(p.Lat())
	known := &s.known[(row-s.south)*s.wide+column-s.west]
	if packed := known.Load(); packed != 0 {
		return unpacked(packed), true
	}
	sq := s.look(column, row)
	known.Store(sq.packed())
	return sq, true
}

// look measures a quadrat, a little enlarged, so that no point of it is missed
// for the sake of a last digit.
func (s *quadrats) look(column, row int) quadrat {
	const slack = 1e-9 // degrees
	west, south := float64(column)*quadratDegrees-slack, float64(row)*quadratDegrees-slack
	box := orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + quadratDegrees + 2*slack, south + quadratDegrees + 2*slack}}
	center := box.Center()
	reachM := max(Distance(center, box.Min), Distance(center, box.Max)) // the corners are the farthest points
	const roundedM = 1.0                                                // more than a float32 is off
	return quadrat{
		clearM:  float32(s.line.path.Nearest(center).DistanceM - reachM - roundedM),
		region:  s.line.regionOf(center),
		uniform: !s.line.arizona.hasEdgeIn(box) && !s.line.sonora.hasEdgeIn(box),
	}
}

// packed gives a quadrat as a number that is not 0.
func (sq quadrat) packed() uint64 {
	n := uint64(math.Float32bits(sq.clearM))<<32 | uint64(sq.region)<<2 | 1
	if sq.uniform {
		n |= 2
	}
	return n
}

func unpacked(n uint64) quadrat {
	return quadrat{math.Float32frombits(uint32(n >> 32)), geo.Side(n >> 2 & 0xff), n&2 != 0}
}
