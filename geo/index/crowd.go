package index

import "math"

// A crowd of points on one day is joined by squares. Points of one square are
// within linkM of each other and need no comparison; those of two squares are
// compared only where these are near, and until the first pair joins them. A
// sweep would look at every pair of a packed crowd.

const (
	crowd       = 64     // points from which on squares pay
	squareSteps = 17_600 // side in coordinate steps of latitude: 197 m, so that the diagonal, 278 m, is below linkM
	bandsReach  = 2      // bands to the north that may hold a neighbour
	metreSteps  = 1 / 90.5
)

// square is a place in the grid: bands of latitude, each with columns of its
// own width, so that none is wider than high.
type square struct{ band, column int64 }

// members are the points of a square and their box.
type members struct {
	points                   []int
	west, east, south, north int32
}

// squares are those of one day that hold points.
type squares map[square]*members

// isCrowd says whether squares can be measured out for the points, and pay: not
// near the poles, nor where longitudes jump.
func isCrowd(day []dayRow, points []int) bool {
	if len(points) < crowd {
		return false
	}
	for _, i := range points {
		if p := day[i].point(); math.Abs(p.Lat()) > 79 || math.Abs(p.Lon()) > 179.9 {
			return false
		}
	}
	return true
}

// joinCrowd joins the points within linkM of each other.
func joinCrowd(day []dayRow, points []int, chains chains) {
	all := squares{}
	for _, i := range points {
		all.add(day, i, chains)
	}
	for at, m := range all {
		for band := at.band; band <= at.band+bandsReach; band++ {
			from, to := at.columnsIn(band)
			if band == at.band {
				from = at.column + 1
			}
			for column := from; column <= to; column++ {
				if other := all[square{band, column}]; other != nil {
					joinSquares(day, m, other, chains)
				}
			}
		}
	}
}

// add puts a point into its square and joins it with the first that is there.
func (s squares) add(day []dayRow, i int, chains chains) {
	d := &day[i]
	band := floorDiv(int64(d.lat), squareSteps)
	at := square{band, floorDiv(int64(d.lon), columnSteps(band))}
	m := s[at]
	if m == nil {
		s[at] = &members{[]int{i}, d.lon, d.lon, d.lat, d.lat}
		return
	}
	chains.join(i, m.points[0])
	m.points = append(m.points, i)
	m.west, m.east = min(m.west, d.lon), max(m.east, d.lon)
	m.south, m.north = min(m.south, d.lat), max(m.north, d.lat)
}

// columnSteps is the width of a band's columns where the band is widest.
func columnSteps(band int64) int64 {
	return int64(squareSteps / cosOf(min(abs(band), abs(band+1))))
}

// columnsIn gives the columns of a band that may hold a point within linkM of
// one in the square.
func (s square) columnsIn(band int64) (from, to int64) {
	width, own := columnSteps(band), columnSteps(s.band)
	reach := int64(float64(latitudeReach) / cosOf(max(abs(s.band), abs(band+1))))
	return floorDiv(s.column*own-reach, width), floorDiv((s.column+1)*own+reach, width)
}

// cosOf is the cosine of the latitude of a band's edge.
func cosOf(edge int64) float64 {
	return math.Cos(gridPoint(0, int32(edge*squareSteps)).Lat() * math.Pi / 180)
}

// joinSquares joins two squares if a point of one is within linkM of one of the
// other.
func joinSquares(day []dayRow, a, b *members, chains chains) {
	if chains.root(a.points[0]) == chains.root(b.points[0]) {
		return
	}
	for _, i := range a.points {
		if b.beyond(&day[i]) {
			continue
		}
		for _, j := range b.points {
			if nearPoints(day[i].point(), day[j].point()) {
				chains.join(i, j)
				return
			}
		}
	}
}

// beyond says that a point is surely farther than linkM from all members.
func (m *members) beyond(d *dayRow) bool {
	const surely = linkM * 1.005 // the estimate is flat
	north := float64(max(int64(m.south)-int64(d.lat), int64(d.lat)-int64(m.north), 0))
	east := float64(max(int64(m.west)-int64(d.lon), int64(d.lon)-int64(m.east), 0))
	farthest := gridPoint(0, max(d.lat, m.north, -d.lat, -m.south)).Lat()
	return metreSteps*math.Hypot(north, east*math.Cos(farthest*math.Pi/180)) > surely
}

func abs(n int64) int64 { return max(n, -n) }

// floorDiv divides and rounds down, also below zero.
func floorDiv(n, by int64) int64 {
	q := n / by
	if n%by < 0 {
		q--
	}
	return q
}
