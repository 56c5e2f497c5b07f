package corridor

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"linea/geo/place"
)

// Landmark is a town or crossing by which people know where along the line they
// are.
type Landmark struct {
	Name    string         `json:"name"`
	Kind    place.TownKind `json:"kind"` // town, place or crossing
	Country string         `json:"country"`
	Km      float64        `json:"km"`
	OffsetM float64        `json:"offset_m"`
	Side    string         `json:"side"` // left or right
	Compass Compass        `json:"compass"`
}

const (
	landmarkReachM = 10_000 // at least so far from the line, whatever its half width
	maxLandmarks   = 60
)

// landmarks lists the places near the line by km: all crossings, then the
// largest towns, at most 60. Places beyond an end are left out.
func (c *Corridor) landmarks() []Landmark {
	out := []Landmark{}
	reachM := math.Max(landmarkReachM, c.halfWidthM)
	seeker := c.path.Seeker()
	for _, town := range crossingsFirst() {
		foot, near := seeker.Within(town.Point, reachM)
		if !near || foot.Beyond != 0 {
			continue
		}
		m := matchOf(foot)
		out = append(out, Landmark{
			Name: town.Name, Kind: town.Kind, Country: town.Country,
			Km: round(m.AlongM/1000, 1e3), OffsetM: round(m.OffsetM, 10), Side: sideWord(m.Right),
			Compass: c.compassOf(town.Point, m.AlongM, m.Right),
		})
		if len(out) == maxLandmarks {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b Landmark) int { return cmp.Compare(a.Km, b.Km) })
	return out
}

// crossingsFirst gives all places, crossings before towns, large towns before
// small ones.
var crossingsFirst = sync.OnceValue(func() []place.Town {
	all := slices.Clone(place.AllTowns().List())
	slices.SortStableFunc(all, func(a, b place.Town) int {
		return cmp.Compare(afterCrossings(a), afterCrossings(b))
	})
	return all
})

func afterCrossings(t place.Town) int {
	if t.Kind == place.KindCrossing {
		return 0
	}
	return 1
}
