package hotspot

import (
	"cmp"
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

const mostPairs = 5_000_000

// ClosePairs lists the pairs of points closer than reachM, by a sweep from
// south to north; distance is geodesic metres. The order is that of the sweep
// and depends on the points alone.
func ClosePairs(points []orb.Point, reachM float64, distance func(a, b orb.Point) float64) ([]Pair, error) {
	order := make([]int32, len(points))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(points[a].Lat(), points[b].Lat()), cmp.Compare(a, b))
	})
	reachDeg := reachM / leastDegreeM
	var pairs []Pair
	for k, a := range order {
		for _, b := range order[k+1:] {
			north := points[b].Lat() - points[a].Lat()
			if north > reachDeg {
				break
			}
			if apartEast(points[a], points[b]) > reachDeg {
				continue
			}
			if d := distance(points[a], points[b]); d < reachM {
				pairs = append(pairs, Pair{min(a, b), max(a, b), d})
			}
		}
		if len(pairs) > mostPairs {
			return nil, geo.Errorf("hotspot.ClosePairs", geo.TooLarge, "More than %d pairs are closer than %.0f m; ask for a shorter time, a smaller area or shorter distances.", mostPairs, reachM)
		}
	}
	return pairs, nil
}

// apartEast is at most the distance east or west of two points, in degrees of
// leastDegreeM.
func apartEast(a, b orb.Point) float64 {
	turn := math.Abs(a.Lon() - b.Lon())
	turn = min(turn, 360-turn)
	poleward := max(math.Abs(a.Lat()), math.Abs(b.Lat()))
	return turn * math.Cos(poleward*math.Pi/180) * chordSlack
}

// chordSlack allows for the geodesic cutting the corner of a parallel.
const chordSlack = 0.99
