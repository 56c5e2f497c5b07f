package api

import (
	"math"
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/grid"
)

type cellsAnswer struct {
	geo.Used
	Res   int        `json:"res"`
	Cells []cellItem `json:"cells"`
}

// cellItem is a cell's count at its centre.
type cellItem struct {
	H3      string  `json:"h3"`
	N       uint32  `json:"n"`
	Persons uint32  `json:"persons"`
	Lon     float64 `json:"lon"`
	Lat     float64 `json:"lat"`
	// With places=true.
	Place *whereabouts `json:"place,omitempty"`
}

func cells(c *call) error {
	q := c.params.filter(c.within)
	res := c.res()
	named := c.params.truth("places")
	if err := c.params.err(); err != nil || c.notModified(&q) {
		return err
	}
	counts, used, err := c.count(q, res)
	if err != nil {
		return err
	}
	answer := cellsAnswer{Used: used, Res: res, Cells: make([]cellItem, len(counts))}
	for i, count := range counts {
		answer.Cells[i] = itemOf(count)
		if named {
			answer.Cells[i].Place = whereaboutsOf(grid.Center(count.Cell))
		}
	}
	return c.answer(http.StatusOK, answer)
}

// count gives the cells of a resolution everywhere and what they leave out.
func (c *call) count(q geo.Query, res int) ([]geo.CellCount, geo.Used, error) {
	counts, err := c.view.Cells(c.ctx, q, res, nil)
	if err != nil {
		return nil, geo.Used{}, err
	}
	used, err := c.view.Used(c.ctx, q, res)
	return counts, used, err
}

func itemOf(count geo.CellCount) cellItem {
	center := grid.Center(count.Cell)
	return cellItem{H3: grid.Text(count.Cell), N: count.N, Persons: count.Persons, Lon: rounded(center.Lon(), 6), Lat: rounded(center.Lat(), 6)}
}

func rounded(v float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(v*scale)/scale + 0
}

// --- one cell ---

// cellAnswer is everything that the card of a cell shows.
type cellAnswer struct {
	geo.Used
	H3              string           `json:"h3"`
	Res             int              `json:"res"`
	N               int              `json:"n"`
	Persons         int              `json:"persons"`
	Lon             float64          `json:"lon"`
	Lat             float64          `json:"lat"`
	Parent          *string          `json:"parent"`   // null at the coarsest resolution
	Children        []string         `json:"children"` // empty at the finest
	AreaKM2         float64          `json:"area_km2"`
	Town            townAway         `json:"town"`
	DistanceToLineM float64          `json:"distance_to_line_m"`
	BorderKm        float64          `json:"border_km"`
	Side            geo.Side         `json:"side"`
	Rank            *int             `json:"rank"` // by n among the cells with any; ties share the best; null without incidents
	Of              int              `json:"of"`
	ByKind          []geo.ValueCount `json:"by_kind"`
	ByCause         []geo.ValueCount `json:"by_cause"`
	Series          geo.Series       `json:"series"`
	MonthByYear     geo.MonthByYear  `json:"month_by_year"`
	HourByDay       [7][24]int       `json:"hour_by_day"`
	HourUnknown     int              `json:"hour_unknown"`
	DayOnly         [7]int           `json:"day_only"`
	Boundary        []orb.Point      `json:"boundary"` // closed
}

func oneCell(c *call) error {
	q := c.params.filter(c.within)
	step := geo.Step(c.params.word("step", string(geo.StepAuto), stepWords()...))
	cell := c.cellOfPath()
	if err := c.params.err(); err != nil || c.notModified(&q) {
		return err
	}
	answer := describeCell(cell)
	if err := c.rank(q, cell, &answer); err != nil {
		return err
	}
	inside, err := c.wholePeriod(q)
	if err != nil {
		return err
	}
	inside.Cell = cell
	sum, err := c.view.Summary(c.ctx, inside, step)
	if err != nil {
		return err
	}
	answer.Used, answer.N, answer.Persons = sum.Used, sum.Total, sum.Persons
	q.Cell = cell
	answer.Filter = q.Canonical()
	answer.ByKind, answer.ByCause = sum.ByKind, sum.ByCause
	answer.Series, answer.MonthByYear = sum.Series, sum.MonthByYear
	answer.HourByDay, answer.HourUnknown, answer.DayOnly = sum.HourByDay, sum.HourUnknown, sum.DayOnly
	return c.answer(http.StatusOK, answer)
}

// wholePeriod closes the open ends of a question by the first and newest record
// that match it anywhere: a cell's series then shows the empty years before its
// first incident and after its last.
func (c *call) wholePeriod(q geo.Query) (geo.Query, error) {
	first, last, any, err := c.view.Extent(c.ctx, q)
	if err != nil || !any {
		return q, err
	}
	if q.From.IsZero() {
		q.From = geo.LocalMidnight(first)
	}
	if q.Until.IsZero() {
		q.Until = geo.LocalMidnight(last).Add(24 * time.Hour)
	}
	return q, nil
}

func (c *call) cellOfPath() geo.Cell {
	cell, err := grid.Parse(c.path("h3"))
	if err != nil {
		c.params.wrong("h3", plain(err))
		return 0
	}
	if res := grid.Res(cell); res < minRes || res > maxRes {
		c.params.wrong("h3", "a cell of resolution 3..9; this one has another")
	}
	return cell
}

// rank places the cell among all cells of its resolution.
func (c *call) rank(q geo.Query, cell geo.Cell, answer *cellAnswer) error {
	counts, err := c.view.Cells(c.ctx, q, grid.Res(cell), nil)
	if err != nil {
		return err
	}
	answer.Of = len(counts)
	var own uint32
	for _, other := range counts {
		if other.Cell == cell {
			own = other.N
		}
	}
	if own == 0 {
		return nil
	}
	rank := 1
	for _, other := range counts {
		if other.N > own {
			rank++
		}
	}
	answer.Rank = &rank
	return nil
}

// describeCell says what is true of a cell without any incident.
func describeCell(cell geo.Cell) cellAnswer {
	center, res := grid.Center(cell), grid.Res(cell)
	where := whereaboutsOf(center)
	return cellAnswer{
		H3: grid.Text(cell), Res: res, Lon: rounded(center.Lon(), 6), Lat: rounded(center.Lat(), 6),
		Parent: parentOf(cell), Children: childrenOf(cell), AreaKM2: rounded(grid.AreaKM2(cell), 4),
		Town: where.Town, DistanceToLineM: where.DistanceToLineM, BorderKm: where.BorderKm, Side: where.Side,
		Boundary: outline(cell),
	}
}

func parentOf(cell geo.Cell) *string {
	res := grid.Res(cell)
	if res <= minRes {
		return nil
	}
	text := grid.Text(grid.Parent(cell, res-1))
	return &text
}

func childrenOf(cell geo.Cell) []string {
	children := []string{}
	if res := grid.Res(cell); res < maxRes {
		for _, child := range grid.Children(cell, res+1) {
			children = append(children, grid.Text(child))
		}
	}
	return children
}

func outline(cell geo.Cell) []orb.Point {
	ring := grid.Boundary(cell)
	points := make([]orb.Point, len(ring))
	for i, p := range ring {
		points[i] = orb.Point{rounded(p.Lon(), 6), rounded(p.Lat(), 6)}
	}
	return points
}
