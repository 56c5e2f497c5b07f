package survey

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// mask says which cells of a ground are covered, and with how much exposure.
type mask struct {
	weights []float64      // of whole cells: area, or what the exposure file says
	parts   []float64      // how much of each cell is covered, 0..1
	covered []bool         // parts above 0
	ground  hotspot.Ground // with the exposure of the covered parts
	share   float64        // hotspot.Ground.MedianShare
}

// newMask covers each cell that has a weight for a part of it, 0..1.
func newMask(g *Ground, weights []float64, part func(i int) float64) *mask {
	m := &mask{weights: weights, parts: make([]float64, len(g.Cells)), covered: make([]bool, len(g.Cells))}
	exposure := make([]float64, len(g.Cells))
	for i, w := range weights {
		if w > 0 {
			m.parts[i] = part(i)
			m.covered[i] = m.parts[i] > 0
			exposure[i] = m.parts[i] * w
		}
	}
	m.ground = hotspot.Ground{Neighbours: g.neighbours, Exposure: exposure}
	m.share = m.ground.MedianShare(m.covered)
	return m
}

// masks keeps the masks of sets of coverage areas: there are few.
type masks struct {
	mu   sync.Mutex
	kept map[string]*mask
}

// of gives the mask of a ground for the union of coverage areas; weighed says
// that the weights are those of the exposure file.
func (m *masks) of(g *Ground, weights []float64, weighed bool, areas []string) *mask {
	key := fmt.Sprint(g.Res, weighed, areas)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[string]*mask{}
	}
	if m.kept[key] == nil {
		m.kept[key] = newMask(g, weights, coverageParts(g, areas))
	}
	return m.kept[key]
}

// wholeArea is the coverage of a source that speaks for the whole study area,
// whatever that is.
const wholeArea = ""

// areaName gives the name of an embedded coverage area, or wholeArea: a name
// that is not known is the study area, as it is for duplicates.
func areaName(coverage string) string {
	if _, ok := place.Coverage(coverage); !ok || coverage == place.StudyAreaName {
		return wholeArea
	}
	return coverage
}

func coverageParts(g *Ground, names []string) func(i int) float64 {
	if slices.Contains(names, wholeArea) {
		return func(int) float64 { return 1 }
	}
	var areas []*place.Area
	for _, name := range names {
		if a, ok := place.Coverage(name); ok {
			areas = append(areas, a)
		}
	}
	inAny := func(p orb.Point) bool {
		return slices.ContainsFunc(areas, func(a *place.Area) bool { return a.Contains(p) })
	}
	return func(i int) float64 { return g.part(i, false, inAny) }
}

// within cuts a mask to where a query looks: outside its shape there is nothing
// to be found, and that is no finding.
func (m *mask) within(g *Ground, q *geo.Query) *mask {
	l := lookOf(q)
	if len(l.tests) == 0 {
		return m
	}
	cut := g.cutBy(l.rims)
	return newMask(g, m.weights, func(i int) float64 {
		if !m.covered[i] || !cut[i] && !l.bound.Contains(g.Centers[i]) {
			return 0
		}
		return g.part(i, cut[i], l.holds) * m.parts[i]
	})
}

// mostly is the part of a cell that must be covered before finding little there
// says anything about it.
const mostly = 0.5

// silence takes back what a cell that is mostly out of sight would say by how
// little was found: the ground across the line is not cold because nobody on
// this side can see it. What was found in the other part still counts, for the
// cell and its neighbours.
func (m *mask) silence(cells []hotspot.Cell) {
	for i := range cells {
		if cells[i].State == hotspot.Cold && m.parts[i] < mostly {
			cells[i].State = hotspot.NotSignificant
		}
	}
}

// look is where a query looks: the tests that a point must pass, the edges of
// its shapes, and a box around them. Without tests it looks everywhere.
type look struct {
	tests []func(orb.Point) bool
	rims  []orb.Ring
	bound orb.Bound
}

func (l *look) holds(p orb.Point) bool {
	return !slices.ContainsFunc(l.tests, func(holds func(orb.Point) bool) bool { return !holds(p) })
}

// add notes a test and the rings of its shape, the outer one first.
func (l *look) add(test func(orb.Point) bool, rims ...orb.Ring) {
	l.tests, l.rims = append(l.tests, test), append(l.rims, rims...)
	if len(rims) > 0 {
		l.bound = intersection(l.bound, rims[0].Bound())
	}
}

func lookOf(q *geo.Query) (l look) {
	l.bound = orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	if q.BBox != nil {
		l.add(q.BBox.Contains, q.BBox.ToRing())
	}
	if c := q.Near; c != nil {
		frame := place.NewFrame(c.Center)
		l.add(func(p orb.Point) bool {
			at := frame.Plane(p)
			return math.Hypot(at[0], at[1]) <= c.RadiusM
		}, place.Circle(c.Center, c.RadiusM, 64))
	}
	if len(q.Polygon) > 0 {
		l.add(place.NewRegion(orb.MultiPolygon{q.Polygon}).Contains, q.Polygon...)
	}
	if q.Cell != 0 {
		res := grid.Res(q.Cell)
		l.add(func(p orb.Point) bool { return grid.Parent(grid.FromPoint(p, grid.BaseRes), res) == q.Cell }, grid.Boundary(q.Cell))
	}
	if q.Sides != 0 && !q.Sides.Has(geo.SideLine) {
		l.add(func(p orb.Point) bool { return q.Sides.Has(place.Border().Region(p)) })
	}
	return l
}

func intersection(a, b orb.Bound) orb.Bound {
	return orb.Bound{
		Min: orb.Point{max(a.Min[0], b.Min[0]), max(a.Min[1], b.Min[1])},
		Max: orb.Point{min(a.Max[0], b.Max[0]), min(a.Max[1], b.Max[1])},
	}
}
