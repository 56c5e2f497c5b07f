package survey

import (
	"context"
	"math"
	"slices"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/rates"

	"github.com/paulmach/orb"
)

// effectWork holds what is known of one question while it is worked out.
type effectWork struct {
	s    *Surveyor
	view geo.View
	q    *EffectQuestion
	p    *plan

	elsewhere        []hotspot.LeftOut
	days, daysBefore float64
	rows             []effectRow // of all covered days, in no order
	times            [roles]timesOf
	areas            [roles]EffectArea
	outside          int // rows in the areas and periods where no source speaks
	unit             hotspot.Unit
	counts           [roles]EffectCounts
	net              NetChange
}

// effectRow is an incident in one of the areas.
type effectRow struct {
	at         int64 // Unix seconds
	role       Role
	source     uint8 // number in the plan's sources
	head       bool
	discovered bool
	rough      bool // not counted: known too roughly to say that it lies in the area
}

func newEffectWork(ctx context.Context, s *Surveyor, v geo.View, q *EffectQuestion) (*effectWork, error) {
	w := &effectWork{s: s, view: v, q: q}
	var err error
	if w.p, err = w.plan(ctx); err != nil {
		return nil, err
	}
	w.days, w.daysBefore = w.p.daysOfBoth()
	for _, r := range w.given() {
		w.areas[r] = w.survey(r)
	}
	if !w.p.silent() {
		if err := w.read(ctx); err != nil {
			return nil, err
		}
	}
	w.arrange()
	w.count()
	return w, nil
}

// plan settles on sources that speak for some ground of the areas: others have
// no say in which days are covered.
func (w *effectWork) plan(ctx context.Context) (*plan, error) {
	asked := Question{Query: w.q.Query, With: With{Given, w.q.Before}, Alpha: w.q.Alpha}
	asked.Query.From, asked.Query.Until = w.q.After.From, w.q.After.Until
	all, err := speakers(ctx, w.view, &asked.Query)
	if err != nil {
		return nil, err
	}
	var here []string
	for _, s := range all {
		if w.q.Areas.reachedBy(s.area) {
			here = append(here, s.slug)
		} else {
			w.elsewhere = append(w.elsewhere, s.mouth().Leave(hotspot.Elsewhere))
		}
	}
	if len(here) > 0 {
		slices.Sort(here)
		asked.Query.Sources = here
	}
	return w.s.plan(ctx, w.view, asked)
}

// survey measures an area: how much of it belongs to no area before it, and how
// much of that is covered.
func (w *effectWork) survey(r Role) EffectArea {
	at := w.q.Areas[r]
	own, covered := 0, 0
	for _, p := range at.points {
		if w.q.Areas.roleAt(p) == r {
			own++
			covered += one(w.covers(p))
		}
	}
	a := EffectArea{Role: r, Place: at.Text}
	if own > 0 {
		a.CoveredShare = rounded(float64(covered) / float64(own))
		a.AreaKM2 = decimals(at.areaKM2*float64(covered)/float64(len(at.points)), 1)
	}
	return a
}

// covers says whether some source that is counted speaks for a place.
func (w *effectWork) covers(p orb.Point) bool { return w.s.area.Contains(p) && w.p.speaks(p) }

// read lists the incidents of the areas on every day that is covered: what was
// before the two periods tells how the areas moved by themselves.
func (w *effectWork) read(ctx context.Context) error {
	slugs := w.p.slugs()
	for flock, err := range w.view.Near(ctx, w.p.query(w.p.days), w.boxes(), false) {
		if err != nil {
			return err
		}
		for row := range flock {
			w.take(row, slugs)
		}
	}
	return nil
}

func (w *effectWork) take(row *geo.Glimpse, slugs []string) {
	role := w.q.Areas.roleAt(row.Point)
	if role == roles {
		return
	}
	if !w.covers(row.Point) {
		w.outside += one(w.inPeriods(row.Start))
		return
	}
	source, _ := slices.BinarySearch(slugs, row.Source)
	w.rows = append(w.rows, effectRow{
		at: row.Start, role: role, source: uint8(min(source, math.MaxUint8)), head: row.EpisodeHead,
		discovered: row.Origin == geo.Discovered, rough: row.RadiusM > w.q.Areas[role].ReachM,
	})
}

// boxes are around the areas, a little wider than they are drawn.
func (w *effectWork) boxes() (out []orb.Bound) {
	for _, r := range w.given() {
		for _, polygon := range w.q.Areas[r].shape {
			b := polygon.Bound()
			out = append(out, b.Pad(0.001+0.01*max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])))
		}
	}
	return out
}

// oneSided says that nobody covers both periods, so that nothing is compared.
func (w *effectWork) oneSided() bool { return w.p.silent() || len(w.p.before) == 0 }

func (w *effectWork) inPeriods(at int64) bool {
	return within(at, w.p.now) || slices.ContainsFunc(w.p.before, func(b hotspot.Window) bool { return within(at, b) })
}

func within(at int64, w hotspot.Window) bool { return at >= w.From.Unix() && at < w.Until.Unix() }

// timesOf are when the incidents of an area were, and those that are heads of
// episodes, ascending; rows known too roughly are left out.
type timesOf struct{ incidents, heads []int64 }

// arrange sorts the rows, so that any window is counted by looking up its ends.
func (w *effectWork) arrange() {
	for i := range w.rows {
		row := &w.rows[i]
		if t := &w.times[row.role]; !row.rough {
			t.incidents = append(t.incidents, row.at)
			if row.head {
				t.heads = append(t.heads, row.at)
			}
		}
	}
	for r := range w.times {
		slices.Sort(w.times[r].incidents)
		slices.Sort(w.times[r].heads)
	}
}

func countIn(sorted []int64, w hotspot.Window) int {
	from, _ := slices.BinarySearch(sorted, w.From.Unix())
	until, _ := slices.BinarySearch(sorted, w.Until.Unix())
	return max(0, until-from)
}

// tallyOf counts the incidents of each area in windows that do not overlap, and
// those that are heads of episodes.
func (w *effectWork) tallyOf(windows ...hotspot.Window) (incidents, episodes [roles]int) {
	for _, window := range windows {
		for r := range w.times {
			incidents[r] += countIn(w.times[r].incidents, window)
			episodes[r] += countIn(w.times[r].heads, window)
		}
	}
	return incidents, episodes
}

// ofUnit counts what is tested.
func (w *effectWork) ofUnit(windows ...hotspot.Window) [roles]int {
	incidents, episodes := w.tallyOf(windows...)
	if w.unit == hotspot.Episodes {
		return episodes
	}
	return incidents
}

// count fills in the counts of the two periods and tests them.
func (w *effectWork) count() {
	now, nowEpisodes := w.tallyOf(w.p.now)
	before, beforeEpisodes := w.tallyOf(w.p.before...)
	for _, r := range w.given() {
		for _, t := range []hotspot.Totals{{Incidents: now[r], Episodes: nowEpisodes[r]}, {Incidents: before[r], Episodes: beforeEpisodes[r]}} {
			if t.Incidents >= rates.MinIncidents && t.Bursts() {
				w.unit = hotspot.Episodes
			}
		}
	}
	for _, r := range w.given() {
		a := &w.areas[r]
		a.N, a.NBefore, a.Episodes, a.EpisodesBefore = now[r], before[r], nowEpisodes[r], beforeEpisodes[r]
		w.counts[r] = EffectCounts{before[r], now[r]}
		if w.unit == hotspot.Episodes {
			w.counts[r] = EffectCounts{beforeEpisodes[r], nowEpisodes[r]}
		}
		a.Change = changeOf(w.alone(w.counts[r]))
	}
	for i := range w.rows {
		if row := &w.rows[i]; row.rough && w.inPeriods(row.at) {
			w.areas[row.role].Imprecise++
		}
	}
	w.net = netChange(fourfold(w.counts), w.p.alpha())
}

// alone compares the rates of one area.
func (w *effectWork) alone(c EffectCounts) rates.RateChange {
	if w.days <= 0 || w.daysBefore <= 0 {
		nan := math.NaN()
		return rates.RateChange{Ratio: nan, Interval: rates.Interval{Lo: nan, Hi: nan}, P: nan}
	}
	return rates.CompareRates(c.After, w.days, c.Before, w.daysBefore, w.p.alpha())
}
