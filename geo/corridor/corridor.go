package corridor

import (
	"iter"
	"math"
	"slices"
	"sync"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// Limits of a corridor.
const (
	MinVertices   = 2
	MaxVertices   = 10_000
	MinLengthM    = 200.0
	MaxLengthM    = 2_000_000.0
	MinHalfWidthM = 50.0
	MaxHalfWidthM = 50_000.0
	// MaxLatitude keeps lines away from the poles, where a side has no meaning.
	MaxLatitude = 80.0
)

// edgeM is how far beyond the edge a point still counts: positions are kept on
// a grid of about a centimetre.
const edgeM = 0.01

// Ends says how a corridor ends.
type Ends uint8

// Flat leaves out what lies beyond the first and last vertex. Round takes in
// everything within the half width of the line.
const (
	Flat Ends = iota
	Round
)

func (e Ends) String() string {
	if e == Round {
		return "round"
	}
	return "flat"
}

// MarshalText writes the ends as the HTTP contract names them.
func (e Ends) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (e *Ends) UnmarshalText(b []byte) (err error) {
	*e, err = ParseEnds(string(b))
	return err
}

// ParseEnds reads "flat" or "round"; "" is flat.
func ParseEnds(s string) (Ends, error) {
	switch s {
	case "", "flat":
		return Flat, nil
	case "round":
		return Round, nil
	}
	return Flat, geo.Errorf("", geo.Invalid, "%q is not a way to end a corridor; write flat or round", s)
}

// Corridor is what lies within a half width of a line of geodesics. It is
// immutable and safe for concurrent use.
//
// A point belongs to the place where the line comes nearest to it, and is inside
// when that is no farther than the half width. With flat ends, what belongs to
// the first or last vertex from beyond is left out, unless the line comes by
// again more than four half widths further along. A closed line has no ends.
type Corridor struct {
	path       *place.Polyline
	halfWidthM float64
	ends       Ends
	drawing    *drawing
	passes     func() [2]bool // by the start and by the end
}

// New checks a line and prepares its corridor. Vertices that repeat the one
// before are tolerated. Every error has code Invalid, or TooLarge for too many
// vertices, and names the limit.
func New(line orb.LineString, halfWidthM float64, ends Ends) (*Corridor, error) {
	if err := checkLine(line); err != nil {
		return nil, err
	}
	if !(halfWidthM >= MinHalfWidthM && halfWidthM <= MaxHalfWidthM) {
		return nil, geo.Errorf("corridor", geo.Invalid, "a half width of %g m is not between %g and %g m", halfWidthM, MinHalfWidthM, MaxHalfWidthM)
	}
	c := &Corridor{path: place.NewPolyline(line), halfWidthM: halfWidthM, ends: ends, drawing: &drawing{}}
	if l := c.LengthM(); !(l >= MinLengthM && l <= MaxLengthM) {
		return nil, lengthProblem(l)
	}
	c.passes = sync.OnceValue(c.findPasses)
	return c, nil
}

// Of prepares a saved corridor.
func Of(saved geo.Corridor) (*Corridor, error) {
	ends := Flat
	if saved.RoundEnds {
		ends = Round
	}
	return New(saved.Line, saved.HalfWidthM, ends)
}

func checkLine(line orb.LineString) error {
	if len(line) > MaxVertices {
		return geo.Errorf("corridor", geo.TooLarge, "the line has %d vertices, at most %d: simplify it first", len(line), MaxVertices)
	}
	if len(line) < MinVertices {
		return geo.Errorf("corridor", geo.Invalid, "a line needs at least %d vertices, this one has %d", MinVertices, len(line))
	}
	roughM := 0.0
	for i, p := range line {
		if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
			return geo.Errorf("corridor", geo.Invalid, "vertex %d of the line is no position: write longitude (-180..180), then latitude (-90..90)", i+1)
		}
		if math.Abs(p[1]) > MaxLatitude {
			return geo.Errorf("corridor", geo.Invalid, "vertex %d of the line lies at latitude %g; corridors reach to %g degrees", i+1, p[1], MaxLatitude)
		}
		if i > 0 {
			roughM += roughDistanceM(line[i-1], p)
		}
	}
	if roughM > 1.1*MaxLengthM { // before its pieces take memory
		return lengthProblem(roughM)
	}
	return nil
}

func lengthProblem(lengthM float64) error {
	return geo.Errorf("corridor", geo.Invalid, "the line is %.1f km long; corridors are made for %g m to %g km", lengthM/1000, MinLengthM, MaxLengthM/1000)
}

// roughDistanceM is the distance on a sphere, within 1 %.
func roughDistanceM(a, b orb.Point) float64 {
	const radiusM, degree = 6_371_000.0, math.Pi / 180
	sinLat, sinLon := math.Sin((b[1]-a[1])*degree/2), math.Sin((b[0]-a[0])*degree/2)
	h := sinLat*sinLat + math.Cos(a[1]*degree)*math.Cos(b[1]*degree)*sinLon*sinLon
	return 2 * radiusM * math.Asin(math.Min(1, math.Sqrt(h)))
}

// Line gives the vertices. Do not change them.
func (c *Corridor) Line() orb.LineString { return c.path.Line() }

// HalfWidthM is how far the corridor reaches on each side, metres.
func (c *Corridor) HalfWidthM() float64 { return c.halfWidthM }

// Ends says how the corridor ends.
func (c *Corridor) Ends() Ends { return c.ends }

// LengthM is the geodesic length of the line, metres.
func (c *Corridor) LengthM() float64 { return c.path.LengthM() }

// At gives the point of the line alongM metres from its start, held to its ends.
func (c *Corridor) At(alongM float64) orb.Point { return c.path.At(alongM) }

// Match is a place where the line comes nearest to a point.
type Match struct {
	OffsetM float64 // geodesic distance from the line
	AlongM  float64 // from the start of the line
	Segment int     // 0 is the segment after the first vertex
	Right   bool    // of the direction of travel
	Beyond  int     // -1: before the free start of the line, 1: past its free end
}

// Location is where a point lies along a corridor.
type Location struct {
	Match
	Inside bool
	// Others are further passes of the line that have the point inside too,
	// nearest first: where it doubles back, crosses or winds around itself.
	Others []Match
}

// Locate places a point. Inside, the match is the nearest that counts; outside,
// simply the nearest.
func (c *Corridor) Locate(p orb.Point) Location {
	var at Location
	for m := range c.matches(p, at.covers) {
		switch {
		case !at.Inside:
			at.Match, at.Inside = m, true
		default:
			at.Others = append(at.Others, m)
		}
	}
	if !at.Inside {
		at.Match = matchOf(c.path.Nearest(p))
	}
	return at
}

// Contains says whether a point lies in the corridor.
func (c *Corridor) Contains(p orb.Point) bool {
	_, inside := c.place(c.path.Seeker(), p, c.halfWidthM+edgeM)
	return inside
}

// matches gives the matches that make p lie inside, nearest first, but for what
// is covered by others: see [place.Polyline.MatchesBut].
func (c *Corridor) matches(p orb.Point, covered func(fromM, untilM, distM float64) bool) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		nearest, end := true, 0 // end is that p lies beyond
		for foot := range c.path.MatchesBut(p, c.halfWidthM+edgeM, covered) {
			if nearest && c.ends == Flat {
				end = foot.Beyond
			}
			nearest = false
			if c.ends == Flat && (foot.Beyond != 0 || end != 0 && !c.isFarFrom(end, foot.AlongM)) {
				continue
			}
			if !yield(matchOf(foot)) {
				return
			}
		}
	}
}

// isFarFrom says whether a place along the line is far enough from an end (-1
// the start, 1 the end) to be another pass of the line.
func (c *Corridor) isFarFrom(end int, alongM float64) bool {
	if end > 0 {
		alongM = c.LengthM() - alongM
	}
	return alongM > 4*c.halfWidthM
}

// place finds the match that Locate gives, for many points: its cost is one
// search, but near a flat end. Beyond limitM, which is at least the half width,
// it gives a match infinitely far.
func (c *Corridor) place(s *place.Seeker, p orb.Point, limitM float64) (m Match, inside bool) {
	foot, ok := s.Within(p, limitM)
	if !ok {
		return Match{OffsetM: math.Inf(1)}, false
	}
	return c.judge(p, foot)
}

// judge says whether a point whose nearest foot is known lies inside.
func (c *Corridor) judge(p orb.Point, foot place.Foot) (m Match, inside bool) {
	m = matchOf(foot)
	if m.OffsetM > c.halfWidthM+edgeM {
		return m, false
	}
	if !foot.Overshoot {
		m.Beyond = 0
	}
	if c.ends == Round || m.Beyond == 0 {
		return m, true
	}
	if c.comesBy(m.Beyond) {
		for m := range c.matches(p, func(_, _, _ float64) bool { return false }) {
			return m, true
		}
	}
	return m, false
}

// comesBy says whether the line comes by a free end again: to within two half
// widths of it, where what belongs to the end may be inside all the same.
func (c *Corridor) comesBy(end int) bool { return c.passes()[(end+1)/2] }

// findPasses looks around both ends; it may find a pass that is none, never the
// other way round.
func (c *Corridor) findPasses() (passes [2]bool) {
	line := c.Line()
	for i, at := range [2]orb.Point{line[0], line[len(line)-1]} {
		frame := place.NewFrame(at)
		passes[i] = slices.ContainsFunc(c.path.Around(&frame, 2.1*c.halfWidthM, nil), func(s place.Stretch) bool {
			untilM := s.FromM + 1.001*math.Hypot(s.B[0]-s.A[0], s.B[1]-s.A[1]) + 1
			return c.isFarFrom(2*i-1, s.FromM) || c.isFarFrom(2*i-1, untilM)
		})
	}
	return passes
}

func matchOf(f place.Foot) Match {
	return Match{OffsetM: f.DistanceM, AlongM: f.AlongM, Segment: f.Segment, Right: f.Right, Beyond: f.Beyond}
}

// covers says whether all matches between two places along the line, at least
// distM away, are the other leg of a bend that a match is known of, and no
// further pass: the way along the line between both is no longer than bends of 60
// degrees or more make it.
func (at *Location) covers(fromM, untilM, distM float64) bool {
	covers := func(known *Match) bool {
		wayM := math.Max(math.Abs(fromM-known.AlongM), math.Abs(untilM-known.AlongM))
		return wayM <= 4*math.Max(distM, known.OffsetM)+1
	}
	if !at.Inside || covers(&at.Match) {
		return at.Inside
	}
	for i := range at.Others {
		if covers(&at.Others[i]) {
			return true
		}
	}
	return false
}
