package hotspot

import (
	"cmp"
	"context"
	"math"
	"slices"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Pair is two incidents close to each other, by their numbers.
type Pair struct {
	A, B  int32
	DistM float64
}

// A degree is at least this long anywhere, along a meridian and (times the
// cosine of the latitude) along a parallel; metres.
const leastDegreeM = 110_500

// MostPairs is how many pairs ClosePairs lists at the most.
const MostPairs = 5_000_000

// ClosePairs lists the pairs of points closer than reachM, by a sweep from
// south to north; distance is that of two points by their numbers, geodesic
// metres. The order is that of the sweep and depends on the points alone. It
// gives up with TooLarge as soon as there are more than most pairs, and with the
// context's error when that has ended.
func ClosePairs(ctx context.Context, points []orb.Point, reachM float64, most int, distance func(a, b int32) float64) ([]Pair, error) {
	sweep, reachDeg := inSweep(points), reachM/leastDegreeM
	most = min(most, MostPairs)
	var pairs []Pair
	for k := range sweep {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p := &sweep[k]
		for j := k + 1; j < len(sweep) && sweep[j].lat-p.lat <= reachDeg; j++ {
			q := &sweep[j]
			if p.apartEast(q) > reachDeg {
				continue
			}
			if d := distance(p.point, q.point); d < reachM {
				pairs = append(pairs, Pair{min(p.point, q.point), max(p.point, q.point), d})
			}
		}
		if len(pairs) > most {
			return nil, geo.Errorf("hotspot.ClosePairs", geo.TooLarge, "More than %d pairs are closer than %.0f m; ask for a shorter time, a smaller area or shorter distances.", most, reachM)
		}
	}
	return pairs, nil
}

// swept is a point of the sweep, degrees.
type swept struct {
	lat, lon float64
	cosLat   float64
	point    int32
}

func inSweep(points []orb.Point) []swept {
	sweep := make([]swept, len(points))
	for i, p := range points {
		sweep[i] = swept{p.Lat(), p.Lon(), math.Cos(p.Lat() * math.Pi / 180), int32(i)}
	}
	slices.SortFunc(sweep, func(a, b swept) int {
		return cmp.Or(cmp.Compare(a.lat, b.lat), cmp.Compare(a.point, b.point))
	})
	return sweep
}

// apartEast is at most the distance east or west of two points, in degrees of
// leastDegreeM.
func (p *swept) apartEast(q *swept) float64 {
	turn := math.Abs(p.lon - q.lon)
	turn = min(turn, 360-turn)
	return turn * min(p.cosLat, q.cosLat) * chordSlack
}

// chordSlack allows for the geodesic cutting the corner of a parallel.
const chordSlack = 0.99
