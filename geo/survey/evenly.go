package survey

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// evenRows is into how many rows at least a shape is cut.
const evenRows = 48

// evenly gives n points spread evenly over the ground of a shape, however narrow
// it is: a lattice over its box would miss a corridor. The shape is cut at every
// vertex into slabs between two parallels; each gets points by its area. Rings
// are read even-odd; a shape without area has none.
func evenly(shape orb.MultiPolygon, n int) []orb.Point {
	slabs, sum := slabsOf(shape)
	var out []orb.Point
	before := 0.0
	for _, s := range slabs {
		for len(out) < n {
			due := (float64(len(out))+0.5)/float64(n)*sum - before
			if due >= s.area {
				break
			}
			out = append(out, orb.Point{s.west + due/s.area*(s.east-s.west), s.lat})
		}
		before += s.area
	}
	return out
}

// slab is a piece of a shape between two parallels.
type slab struct{ west, east, lat, area float64 }

// edge of a ring, from its southern end to its northern one.
type edge struct{ south, north orb.Point }

func (e *edge) lonAt(lat float64) float64 {
	f := (lat - e.south[1]) / (e.north[1] - e.south[1])
	return e.south[0] + f*(e.north[0]-e.south[0])
}

func slabsOf(shape orb.MultiPolygon) (slabs []slab, sum float64) {
	edges, lats := edgesOf(shape)
	var across []edge
	for i := 1; i < len(lats); i++ {
		south, north := lats[i-1], lats[i]
		for len(edges) > 0 && edges[0].south[1] <= south {
			across, edges = append(across, edges[0]), edges[1:]
		}
		across = slices.DeleteFunc(across, func(e edge) bool { return e.north[1] <= south })
		lat := (south + north) / 2
		lons := make([]float64, len(across))
		for k := range across {
			lons[k] = across[k].lonAt(lat)
		}
		slices.Sort(lons)
		for k := 1; k < len(lons); k += 2 {
			s := slab{lons[k-1], lons[k], lat, (lons[k] - lons[k-1]) * (north - south) * math.Cos(lat*math.Pi/180)}
			slabs, sum = append(slabs, s), sum+s.area
		}
	}
	return slabs, sum
}

// edgesOf gives the edges of all rings from the south on, and the latitudes of
// their ends and of evenRows rows between, ascending.
func edgesOf(shape orb.MultiPolygon) (edges []edge, lats []float64) {
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i, b := range ring {
				a := ring[(i+len(ring)-1)%len(ring)] // a ring need not be closed
				if a[1] > b[1] {
					a, b = b, a
				}
				if a[1] < b[1] {
					edges, lats = append(edges, edge{a, b}), append(lats, a[1], b[1])
				}
			}
		}
	}
	if len(edges) > 0 {
		south, north := slices.Min(lats), slices.Max(lats)
		for k := range evenRows {
			lats = append(lats, south+(north-south)*float64(k)/evenRows)
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.south[1], b.south[1]) })
	slices.Sort(lats)
	return edges, slices.Compact(lats)
}
