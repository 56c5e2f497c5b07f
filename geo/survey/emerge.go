package survey

import (
	"cmp"
	"context"
	"time"

	"linea/geo"
	"linea/geo/hotspot"
)

// steps are the histories of the cells of an assessment.
type steps struct {
	edges    []time.Time // one more than there are steps
	partial  hotspot.Window
	emerging hotspot.Emerging
}

// emerge counts the last complete steps up to the end of the interval, as far
// back as every source that is counted reaches, and names each cell's history.
func (s *Surveyor) emerge(ctx context.Context, v geo.View, p *plan, g *Ground, m *mask) (*steps, error) {
	out, err := &steps{}, error(nil)
	if !p.silent() {
		if out.edges, err = hotspot.CompleteSteps(p.days.From, p.now.Until, p.Step, cmp.Or(p.Steps, DefaultSteps)); err != nil {
			return nil, err
		}
	}
	if n := len(out.edges); n > 0 && out.edges[n-1].Before(p.now.Until) {
		out.partial = hotspot.Window{From: out.edges[n-1], Until: p.now.Until}
	}
	cube, err := g.cube(ctx, v, p.query(p.now), out.edges)
	if err != nil {
		return nil, err
	}
	out.emerging, err = hotspot.Emerge(ctx, m.ground, hotspot.EmergingQuestion{Cube: cube, Baseline: p.Baseline, Covered: m.covered, Alpha: p.alpha()})
	for i := range out.emerging.Cells { // as mask.silence has it
		if h := &out.emerging.Cells[i]; h.Class >= hotspot.NewCold && m.parts[i] < mostly {
			h.Class = hotspot.NoPattern
		}
	}
	return out, err
}

// cube counts incidents and episodes between each two edges.
func (g *Ground) cube(ctx context.Context, v geo.View, q geo.Query, edges []time.Time) (hotspot.Cube, error) {
	var cube hotspot.Cube
	if len(edges) < 2 {
		return cube, nil
	}
	cube.Steps = make([]hotspot.Counts, len(edges)-1)
	return cube, geo.SideBySide(ctx, len(cube.Steps), func(ctx context.Context, t int) (err error) {
		cube.Steps[t], err = g.tallies(ctx, v, q, []hotspot.Window{{From: edges[t], Until: edges[t+1]}})
		return err
	})
}

// StepsInfo says what the histories of the cells are histories of.
type StepsInfo struct {
	Step       geo.Step           `json:"step"`
	Starts     []string           `json:"starts"`  // of each complete step, local
	Until      string             `json:"until"`   // where the last one ends; "" without steps
	Partial    string             `json:"partial"` // days after it, not tested; "" for none
	Definition hotspot.Definition `json:"definition"`
	Tests      int                `json:"tests"`
	Classes    []ClassWords       `json:"classes"`
}

// ClassWords says what a class means.
type ClassWords struct {
	Class   hotspot.Class `json:"class"`
	Cells   int           `json:"cells"`
	Label   hotspot.Words `json:"label"`
	Explain hotspot.Words `json:"explain"`
}

func (a *Assessment) stepsInfo(p *plan) *StepsInfo {
	if a.steps == nil {
		return nil
	}
	info := &StepsInfo{Step: p.Step, Starts: []string{}, Partial: a.steps.partial.Text(), Tests: a.steps.emerging.Family}
	for i, edge := range a.steps.edges {
		if i+1 == len(a.steps.edges) {
			info.Until = edgeText(edge, p.Step)
			break
		}
		info.Starts = append(info.Starts, edgeText(edge, p.Step))
	}
	cells := make([]int, len(hotspot.Classes()))
	for i := range a.steps.emerging.Cells {
		if h := &a.steps.emerging.Cells[i]; h.State == hotspot.Classified {
			cells[h.Class]++
		}
	}
	for _, class := range hotspot.Classes() {
		info.Classes = append(info.Classes, ClassWords{class, cells[class], class.Label(), class.Explain()})
	}
	return info
}

// edgeText is a local day, or an instant with offset when steps are hours.
func edgeText(t time.Time, step geo.Step) string {
	if step == geo.StepHour {
		return t.In(geo.Local).Format(time.RFC3339)
	}
	return geo.LocalDate(t)
}

func (a *Assessment) addHistory(i int, c *Cell) {
	if a.steps == nil {
		return
	}
	h := &a.steps.emerging.Cells[i]
	c.History = &h.State
	if h.State == hotspot.Classified {
		c.Class, c.TrendZ, c.TrendP = &h.Class, number(h.Trend.Z), number(h.Trend.P)
		if h.Trend.Clear() {
			c.TrendSlope = number(h.Slope)
		}
	}
}
