package survey

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
)

// CubeQuestion asks for counts by cell and step.
type CubeQuestion struct {
	Query geo.Query
	Res   int // 3..9
	Step  geo.Step
	Steps int // the last so many; 0 = MostCubeSteps
}

// Limits of a cube.
const (
	MostCubeSteps = 520
	mostCubeBins  = 2_000_000
)

// Cube counts incidents by cell and complete step, aligned to the end. A row
// whose time is known less precisely than a step stands in the step that holds
// its start; unknown says how many do.
type Cube struct {
	geo.Used
	Seq     uint64   `json:"seq"`
	Res     int      `json:"res"`
	Step    geo.Step `json:"step"`
	Steps   []string `json:"steps"` // starts, local, oldest first
	Until   string   `json:"until"` // where the last one ends; "" without steps
	Cells   []string `json:"cells"` // H3, ascending
	Counts  [][]int  `json:"counts"`
	Partial *Partial `json:"partial"` // what follows the last complete step; null for nothing
	Unknown int      `json:"unknown"`
}

// Partial is a step that is not over: draw it as such and do not compare it.
type Partial struct {
	From   string `json:"from"`
	Counts []int  `json:"counts"` // by cell
}

// Cube counts. Steps are complete up to the last day that the sources cover.
func (s *Surveyor) Cube(ctx context.Context, v geo.View, q CubeQuestion) (*Cube, error) {
	if q.Steps < 0 || q.Steps > MostCubeSteps {
		return nil, fieldError("steps", fmt.Sprintf("1 to %d", MostCubeSteps))
	}
	used, err := v.Used(ctx, q.Query, q.Res)
	if err != nil {
		return nil, err
	}
	c := &Cube{Used: used, Seq: v.Head().Seq, Res: q.Res, Step: q.Step, Steps: []string{}, Cells: []string{}, Counts: [][]int{}}
	window, ok, err := recorded(ctx, v, q.Query)
	if err != nil || !ok {
		return c, err
	}
	edges, err := hotspot.CompleteSteps(window.From, window.Until, q.Step, cmp.Or(q.Steps, MostCubeSteps))
	if err != nil {
		return nil, err
	}
	w := cubeWork{view: v, q: q, edges: edges}
	if len(edges) == 0 {
		w.edges = []time.Time{window.From}
	}
	if last := w.edges[len(w.edges)-1]; last.Before(window.Until) {
		w.edges, w.partial = append(w.edges, window.Until), true
	}
	sum, err := v.Summary(ctx, q.Query, q.Step) // refuses too short a step at once
	if err != nil {
		return nil, err
	}
	c.Unknown = sum.Series.Unknown
	if err := w.count(ctx); err != nil {
		return nil, err
	}
	w.fill(c)
	return c, nil
}

// recorded is the window of a query, an open beginning closed by its first
// record; it never goes beyond what its sources cover, but up to there: a month
// in which nothing was found is a month.
func recorded(ctx context.Context, v geo.View, q geo.Query) (w hotspot.Window, ok bool, err error) {
	first, _, ok, err := v.Extent(ctx, q)
	if err != nil || !ok {
		return w, false, err
	}
	all, err := speakers(ctx, v, &q)
	if err != nil {
		return w, false, err
	}
	var covered hotspot.Window
	for _, s := range all {
		covered = around(covered, s.days)
	}
	w = hotspot.Window{From: q.From, Until: covered.Until}
	if !q.Until.IsZero() && q.Until.Before(w.Until) {
		w.Until = q.Until
	}
	if w.From.IsZero() {
		w.From = geo.LocalMidnight(first)
	}
	return w, !w.Empty(), nil
}

// cubeWork counts step by step.
type cubeWork struct {
	view    geo.View
	q       CubeQuestion
	edges   []time.Time
	partial bool // the last step is
	counts  []map[geo.Cell]int
	seen    map[geo.Cell]bool // in any step
}

func (w *cubeWork) count(ctx context.Context) error {
	w.counts, w.seen = make([]map[geo.Cell]int, len(w.edges)-1), map[geo.Cell]bool{}
	var mu sync.Mutex
	return geo.SideBySide(ctx, len(w.counts), func(ctx context.Context, t int) error {
		q := w.q.Query
		q.From, q.Until = w.edges[t], w.edges[t+1]
		cells, err := w.view.Cells(ctx, q, w.q.Res, nil)
		if err != nil {
			return err
		}
		w.counts[t] = make(map[geo.Cell]int, len(cells))
		for _, c := range cells {
			w.counts[t][c.Cell] = int(c.N)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, c := range cells {
			w.seen[c.Cell] = true
		}
		if len(w.seen)*len(w.counts) > mostCubeBins { // the more steps, the sooner
			return tooLargeCube()
		}
		return nil
	})
}

func tooLargeCube() error {
	return geo.Errorf("", geo.TooLarge, "More than %d bins; ask for larger cells, longer steps, fewer steps or a smaller bbox.", mostCubeBins)
}

func (w *cubeWork) fill(c *Cube) {
	complete := w.counts
	if w.partial {
		complete = w.counts[:len(w.counts)-1]
	}
	for t := range complete {
		c.Steps = append(c.Steps, edgeText(w.edges[t], w.q.Step))
		c.Until = edgeText(w.edges[t+1], w.q.Step)
	}
	if w.partial {
		c.Partial = &Partial{From: edgeText(w.edges[len(complete)], w.q.Step), Counts: []int{}}
	}
	for _, cell := range slices.Sorted(maps.Keys(w.seen)) {
		row := make([]int, len(complete))
		for t, step := range complete {
			row[t] = step[cell]
		}
		c.Cells, c.Counts = append(c.Cells, grid.Text(cell)), append(c.Counts, row)
		if w.partial {
			c.Partial.Counts = append(c.Partial.Counts, w.counts[len(complete)][cell])
		}
	}
}
