package survey

import (
	"math"
	"slices"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/place"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// The resolutions at which significance is told.
const (
	MinRes = 4
	MaxRes = 7
)

// Ground is the study area in cells of one resolution: every cell whose centre
// lies in it. It is built once, shared and never changed.
type Ground struct {
	Res     int
	Cells   []geo.Cell  // ascending
	Centers []orb.Point // of Cells

	bound      orb.Bound
	outlines   []orb.Ring // closed
	areas      []float64  // exact, km2
	neighbours *hotspot.Neighbours
}

func newGround(area *place.Area, res int) (g *Ground, err error) {
	g = &Ground{Res: res, Cells: cellsOf(area, res)}
	for _, c := range g.Cells {
		g.areas = append(g.areas, grid.AreaKM2(c))
		g.Centers = append(g.Centers, grid.Center(c))
		g.outlines = append(g.outlines, grid.Boundary(c))
	}
	for i, ring := range g.outlines {
		if i == 0 {
			g.bound = ring.Bound()
		}
		g.bound = g.bound.Union(ring.Bound())
	}
	g.neighbours, err = hotspot.NewNeighbours(g.adjacency())
	return g, err
}

// cellsOf gives the cells whose centre lies in the area, ascending; for an area
// that holds no centre, those of its vertices.
func cellsOf(area *place.Area, res int) []geo.Cell {
	var cells []geo.Cell
	for _, polygon := range area.Shape() {
		cells = append(cells, grid.Covering(polygon, res)...)
	}
	if len(cells) == 0 {
		for _, polygon := range area.Shape() {
			for _, p := range polygon[0] {
				cells = append(cells, grid.FromPoint(p, res))
			}
		}
	}
	slices.Sort(cells)
	return slices.Compact(cells)
}

func (g *Ground) adjacency() [][]int32 {
	rows := make([][]int32, len(g.Cells))
	for i, c := range g.Cells {
		for _, other := range grid.Disk(c, 1) {
			if j, ok := g.Find(other); ok && other != c {
				rows[i] = append(rows[i], int32(j))
			}
		}
	}
	return rows
}

// Find gives the number of a cell on this ground.
func (g *Ground) Find(c geo.Cell) (int, bool) { return slices.BinarySearch(g.Cells, c) }

// part gives the share of a cell, 0..1, that fulfils a condition on points. A
// cell whose corners and centre agree is taken whole, unless it is said to be
// cut; the others are tried at the centres of 49 cells inside (within 2 %).
func (g *Ground) part(i int, cut bool, holds func(orb.Point) bool) float64 {
	yes := 0
	ring := g.outlines[i][:len(g.outlines[i])-1]
	for _, p := range ring {
		yes += one(holds(p))
	}
	yes += one(holds(g.Centers[i]))
	switch {
	case yes == 0 && !cut:
		return 0
	case yes == len(ring)+1 && !cut:
		return 1
	}
	inside, children := 0, grid.Children(g.Cells[i], g.Res+2)
	for _, c := range children {
		inside += one(holds(grid.Center(c)))
	}
	if inside == 0 { // less than any of the points tried
		return 0.5 / float64(len(children))
	}
	return float64(inside) / float64(len(children))
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cutBy marks the cells that the edges of rings pass through; edges are
// straight in lon, lat.
func (g *Ground) cutBy(rings []orb.Ring) []bool {
	cut := make([]bool, len(g.Cells))
	for _, ring := range rings {
		for _, line := range clip.LineString(g.bound, orb.LineString(ring).Clone()) {
			for i := 1; i < len(line); i++ {
				g.cutByEdge(cut, line[i-1], line[i])
			}
		}
	}
	return cut
}

func (g *Ground) cutByEdge(cut []bool, a, b orb.Point) {
	const longestDegreeM = 111_700
	steps := int(max(math.Abs(b[0]-a[0]), math.Abs(b[1]-a[1]))*longestDegreeM/grid.InradiusM(g.Res)) + 1
	for k := range steps + 1 {
		f := float64(k) / float64(steps)
		if i, ok := g.Find(grid.FromPoint(orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}, g.Res)); ok {
			cut[i] = true
		}
	}
}
