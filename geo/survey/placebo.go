package survey

import (
	"context"
	"math"
	"time"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/rates"

	"github.com/paulmach/orb"
)

// Placebo asks the same question where nothing was changed: how many of those
// answers are as striking as the real one?
type Placebo struct {
	Of         string        `json:"of"` // periods or areas
	Tried      int           `json:"tried"`
	AsStriking int           `json:"as_striking"`
	P          *float64      `json:"p"` // (1 + as striking) / (1 + tried); null with too few
	Finding    hotspot.Words `json:"finding"`
}

// The least number of placebos from which p is given: with fewer it could not be
// small whatever happened.
const (
	leastPeriods = 4
	leastAreas   = 10
	mostPeriods  = 30
)

// striking is the size of a change against the control, in its own errors; half
// an incident is added everywhere, so that none is a number too.
func striking(f rates.Fourfold) float64 {
	a, b := float64(f.HereNow)+0.5, float64(f.ElseNow)+0.5
	c, d := float64(f.HereBefore)+0.5, float64(f.ElseBefore)+0.5
	return math.Abs(math.Log(a*d/(b*c))) / math.Sqrt(1/a+1/b+1/c+1/d)
}

// placebo ranks the real answer among those without a change.
func placebo(of string, real rates.Fourfold, others []rates.Fourfold, least int) Placebo {
	p := Placebo{Of: of, Tried: len(others)}
	for _, f := range others {
		p.AsStriking += one(striking(f) >= striking(real)-1e-9)
	}
	if len(others) >= least {
		p.P = number(float64(1+p.AsStriking) / float64(1+len(others)))
	}
	p.Finding = placeboWords(&p, least)
	return p
}

// placebos are the earlier periods and the other areas.
func (w *effectWork) placebos(ctx context.Context) ([]Placebo, error) {
	real := fourfold(w.counts)
	areas, err := w.otherAreas(ctx)
	if err != nil {
		return nil, err
	}
	return []Placebo{placebo("periods", real, w.earlierPeriods(), leastPeriods), placebo("areas", real, areas, leastAreas)}, nil
}

// earlierPeriods asks the question as many years back as the period after is
// long, and again, while all of it lies before that period and on covered days.
func (w *effectWork) earlierPeriods() (out []rates.Fourfold) {
	if w.oneSided() {
		return nil
	}
	stride := 1
	for movedYears(w.p.now.From, stride).Before(w.p.now.Until) {
		stride++
	}
	for back := stride; len(out) < mostPeriods; back += stride {
		now, before := moved(w.p.now, -back), []hotspot.Window{}
		for _, b := range w.p.before {
			before = append(before, moved(b, -back))
		}
		if !holds(w.p.days, before[len(before)-1]) { // the earliest of all
			return out
		}
		n, b := w.ofUnit(now), w.ofUnit(before...)
		f := rates.Fourfold{HereNow: n[Treated], ElseNow: n[Control], HereBefore: b[Treated], ElseBefore: b[Control]}
		if f.HereNow+f.HereBefore > 0 && f.ElseNow+f.ElseBefore > 0 {
			out = append(out, f)
		}
	}
	return out
}

// placeboRows is the least that a cell must hold in both periods together. It is
// the sum and not the count before, or cells would be chosen for having been
// high and would fall by themselves.
const placeboRows = 10

// otherAreas asks the question of every cell of about the treated area's size
// that touches none of the areas.
func (w *effectWork) otherAreas(ctx context.Context) ([]rates.Fourfold, error) {
	res, ok := resOfArea(w.areas[Treated].AreaKM2)
	if !ok || w.oneSided() {
		return nil, nil
	}
	g, m, err := w.s.groundFor(w.p, res)
	if err != nil {
		return nil, err
	}
	count := func(windows []hotspot.Window) ([]int, error) {
		q := w.p.query(w.p.now)
		q.HeadsOnly = w.unit == hotspot.Episodes
		return g.tally(ctx, w.view, q, joined(windows))
	}
	now, err := count([]hotspot.Window{w.p.now})
	if err != nil {
		return nil, err
	}
	before, err := count(w.p.before)
	if err != nil {
		return nil, err
	}
	touched := w.touched(g)
	var out []rates.Fourfold
	for i := range g.Cells {
		if m.parts[i] >= mostly && !touched[i] && now[i]+before[i] >= placeboRows {
			out = append(out, rates.Fourfold{HereNow: now[i], ElseNow: w.counts[Control].After, HereBefore: before[i], ElseBefore: w.counts[Control].Before})
		}
	}
	return out, nil
}

// resOfArea gives the resolution whose cells are nearest to an area in size, if
// they are within three times of it.
func resOfArea(km2 float64) (int, bool) {
	best, off := 0, math.Log(3)
	for res := MinRes; res <= MaxRes; res++ {
		if d := math.Abs(math.Log(grid.MeanAreaKM2(res) / km2)); d <= off {
			best, off = res, d
		}
	}
	return best, best != 0
}

// touched marks the cells that any area reaches into.
func (w *effectWork) touched(g *Ground) []bool {
	var rims []orb.Ring
	for _, r := range w.given() {
		for _, polygon := range w.q.Areas[r].shape {
			rims = append(rims, polygon...)
		}
	}
	touched := g.cutBy(rims)
	for i, center := range g.Centers {
		touched[i] = touched[i] || w.q.Areas.roleAt(center) != roles
	}
	return touched
}

// --- how the areas moved before ---

// PreTrend says whether the treated area's share of both was rising or falling
// by itself before anything was changed.
type PreTrend struct {
	Step    geo.Step      `json:"step"`
	Steps   int           `json:"steps"` // complete ones before the period after, with any incident
	Tau     *float64      `json:"tau"`
	P       *float64      `json:"p"` // Mann-Kendall; null with fewer than 12 steps
	Finding hotspot.Words `json:"finding"`
}

// EffectSeries are the counts of both areas by complete step, for drawing.
type EffectSeries struct {
	Step    geo.Step `json:"step"`
	Starts  []string `json:"starts"`
	Treated []int    `json:"treated"`
	Control []int    `json:"control"`
}

const (
	leastSteps = 12
	mostSeries = 60
)

// history counts by complete steps up to an end: quarters, or months where there
// are too few of those.
func (w *effectWork) history(until time.Time) (s EffectSeries, edges []time.Time) {
	for _, s.Step = range []geo.Step{geo.StepQuarter, geo.StepMonth} {
		edges, _ = hotspot.CompleteSteps(w.p.days.From, until, s.Step, mostSeries) // both are steps
		if len(edges) > leastSteps {
			break
		}
	}
	s.Starts, s.Treated, s.Control = []string{}, []int{}, []int{}
	for k := range max(0, len(edges)-1) {
		n := w.ofUnit(hotspot.Window{From: edges[k], Until: edges[k+1]})
		s.Starts = append(s.Starts, edges[k].In(geo.Local).Format(time.DateOnly))
		s.Treated, s.Control = append(s.Treated, n[Treated]), append(s.Control, n[Control])
	}
	return s, edges
}

// preTrend tests the steps before the period after.
func (w *effectWork) preTrend() PreTrend {
	s, _ := w.history(w.p.now.From)
	var shares []float64
	for k, n := range s.Treated {
		if all := n + s.Control[k]; all > 0 {
			shares = append(shares, float64(n)/float64(all))
		}
	}
	t := PreTrend{Step: s.Step, Steps: len(shares)}
	if len(shares) >= leastSteps {
		trend := hotspot.MannKendall(shares)
		t.Tau, t.P = number(trend.Tau), number(trend.P)
	}
	t.Finding = preTrendWords(&t, w.p.alpha())
	return t
}

// wasHigh says whether the treated area stood higher against the control in the
// period before than in up to eight years before that: then part of it comes
// down by itself.
func (w *effectWork) wasHigh() bool {
	if w.oneSided() {
		return false
	}
	first := w.p.before[len(w.p.before)-1].From
	earlier := hotspot.Window{From: movedYears(first, -mostYears), Until: first}.Both(w.p.days)
	if days(earlier) < 365 {
		return false
	}
	then := w.ofUnit(earlier)
	f := rates.Fourfold{
		HereNow: w.counts[Treated].Before, ElseNow: w.counts[Control].Before,
		HereBefore: then[Treated], ElseBefore: then[Control],
	}
	return f.ReadChange(w.p.alpha()) == rates.More
}
