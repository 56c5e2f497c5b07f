package index

import (
	"math"
	"sort"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// treeRes is the resolution whose cells the R-tree holds. Finer cells are
// found through their ancestors there, coarser ones are few and walked.
const treeRes = 7

// overhang is how far the base cells under a cell, and so its incidents, reach
// beyond the cell's own circumradius, as a factor: H3 children stick out of
// their parents. Proved by TestOverhangBoundsTheRows.
const overhang = 1.25

// cellTree finds the cells of a segment near a box.
type cellTree struct {
	tree    rtree.RTreeGN[float32, int] // positions of the treeRes cells
	centers [grid.BaseRes + 1][][2]float32
}

func newCellTree(levels *[grid.BaseRes + 1]*level) *cellTree {
	t := &cellTree{}
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		cells := levels[res].cells
		centers := make([][2]float32, len(cells))
		inParallel(len(cells), func(from, until int) {
			for i := from; i < until; i++ {
				p := grid.Center(cells[i])
				centers[i] = [2]float32{float32(p.Lon()), float32(p.Lat())}
			}
		})
		t.centers[res] = centers
	}
	for i, p := range t.centers[treeRes] {
		t.tree.Insert(p, p, i)
	}
	return t
}

// reachM bounds the distance from a cell's centre to its outline and to every
// incident counted in it, metres.
func reachM(res int) float64 { return overhang * grid.CircumradiusM(res) }

// pad widens a box by metres; to every longitude where it comes near a pole or
// crosses the antimeridian.
func pad(b orb.Bound, m float64) orb.Bound {
	const (
		metresPerDegree = 110_500 // of latitude at least
		nearPole        = 88      // degrees
	)
	dLat := m / metresPerDegree
	south, north := b.Min.Lat()-dLat, b.Max.Lat()+dLat
	highest := math.Max(math.Abs(south), math.Abs(north))
	dLon := dLat / math.Cos(math.Min(highest, nearPole)*math.Pi/180)
	west, east := b.Min.Lon()-dLon, b.Max.Lon()+dLon
	if highest > nearPole || west < -180 || east > 180 {
		west, east = -180, 180
	}
	return orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}
}

// cellsNear calls visit with the positions, ascending, of the level's cells
// whose outline or incidents may touch the box. It may over-answer.
func (s *segment) cellsNear(res int, box orb.Bound, visit func(cell int)) {
	l, centers, near := s.level(res), s.places().centers[res], corners(pad(box, reachM(res)))
	if res < treeRes {
		near.visit(centers, 0, len(centers), visit)
		return
	}
	var found []int
	wide := corners(pad(box, reachM(treeRes)))
	s.places().tree.Search(wide.min, wide.max, func(_, _ [2]float32, i int) bool {
		found = append(found, i)
		return true
	})
	sort.Ints(found)
	for _, i := range found {
		from, until := l.descendants(s.level(treeRes).cells[i])
		near.visit(centers, from, until, visit)
	}
}

// box32 is a box rounded outward to the precision of the centres.
type box32 struct{ min, max [2]float32 }

func corners(b orb.Bound) box32 {
	down := func(v float64) float32 { return math.Nextafter32(float32(v), -math.MaxFloat32) }
	up := func(v float64) float32 { return math.Nextafter32(float32(v), math.MaxFloat32) }
	return box32{
		[2]float32{down(b.Min.Lon()), down(b.Min.Lat())},
		[2]float32{up(b.Max.Lon()), up(b.Max.Lat())},
	}
}

// visit calls with the positions from..until whose centre lies in the box.
func (b box32) visit(centers [][2]float32, from, until int, visit func(int)) {
	for i := from; i < until; i++ {
		if c := centers[i]; c[0] >= b.min[0] && c[0] <= b.max[0] && c[1] >= b.min[1] && c[1] <= b.max[1] {
			visit(i)
		}
	}
}

// descendants gives the positions from..until of the level's cells under
// ancestor: ids sort hierarchically.
func (l *level) descendants(ancestor geo.Cell) (from, until int) {
	lo, hi := grid.DescendantRange(ancestor, l.res)
	from = sort.Search(len(l.cells), func(i int) bool { return l.cells[i] >= lo })
	until = from + sort.Search(len(l.cells)-from, func(i int) bool { return l.cells[from+i] > hi })
	return from, until
}
