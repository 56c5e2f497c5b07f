package survey

import (
	"context"
	"math"
	"slices"

	"linea/geo"
	"linea/geo/hotspot"
)

// From these shares on a reader is warned.
const (
	manyShare   = 0.20 // of incidents found by patrols, or known too roughly
	shiftShare  = 0.20 // of incidents that moved from one source to another between the sides
	shiftPoints = 0.10 // difference of the shares known too roughly
)

// notes are what a reader should know beside the answer itself.
type notes struct {
	used       geo.Used
	before     geo.Excluded // of the other side; zero unless asked for
	discovered float64      // share of the incidents now; NaN without any
	warnings   []hotspot.Warning
}

// note looks at the incidents behind an answer: how many were left out, who
// told of them, and whether that is the same on both sides. counted of them lie
// in cells, or along a line, that are covered.
func (s *Surveyor) note(ctx context.Context, v geo.View, p *plan, key string, c counted) (*notes, error) {
	return s.notes.get(ctx, key+"|"+p.Question.key(), errand[*notes]{
		seq:   v.Head().Seq,
		fresh: func(uint64) bool { return false }, // rows beyond the study area count here
		make: func(ctx context.Context) (*notes, error) {
			w := noteWork{ctx: ctx, view: v, plan: p, res: c.res}
			n := &notes{used: w.used(c.n), discovered: w.discovered()}
			if c.both {
				n.before = w.excludedBefore(c.nBefore)
			}
			n.warnings = w.warnings(c.warnings, n)
			return n, w.err
		},
	})
}

// counted is what an answer itself knows.
type counted struct {
	res      int
	n        int
	both     bool // whether to say what was left out of the other side, of which nBefore are counted
	nBefore  int
	warnings []hotspot.Warning
}

// noteWork asks a view one thing after another; the first error stays.
type noteWork struct {
	ctx  context.Context
	view geo.View
	plan *plan
	res  int
	err  error
}

func (w *noteWork) count(q geo.Query, windows ...hotspot.Window) (sum geo.Used) {
	for _, window := range joined(windows) {
		if w.err != nil {
			return sum
		}
		q.From, q.Until = window.From, window.Until
		var u geo.Used
		u, w.err = w.view.Used(w.ctx, q, w.res)
		sum.N += u.N
		sum.Excluded.Imprecise += u.Excluded.Imprecise
	}
	return sum
}

// used says what became of every row that the question asks for: the n counted
// lie in cells and on days that are covered.
func (w *noteWork) used(n int) geo.Used {
	q := w.plan.Query
	q.From, q.Until = w.plan.asked.From, w.plan.asked.Until
	u, err := w.view.Used(w.ctx, q, w.res)
	w.err = err
	u.Filter = w.plan.Query.Canonical()
	u.Excluded.OutsideCoverage = u.N - n
	u.N = n
	return u
}

// excludedBefore says the same of the intervals compared with, as they were given.
func (w *noteWork) excludedBefore(n int) (out geo.Excluded) {
	windows := w.plan.before
	if w.plan.With.Kind == Given {
		windows = []hotspot.Window{w.plan.With.Window}
	}
	out.OutsideCoverage = -n
	for _, window := range joined(windows) {
		if w.err != nil {
			return out
		}
		q := w.plan.Query
		q.From, q.Until = window.From, window.Until
		var u geo.Used
		u, w.err = w.view.Used(w.ctx, q, w.res)
		out.Imprecise += u.Excluded.Imprecise
		out.Unmapped += u.Excluded.Unmapped
		out.HourUnknown += u.Excluded.HourUnknown
		out.Duplicates += u.Excluded.Duplicates
		out.OutsideCoverage += u.N
	}
	return out
}

// discovered is the share found by patrols among the incidents now.
func (w *noteWork) discovered() float64 {
	if w.plan.silent() {
		return math.NaN()
	}
	q := w.plan.query(w.plan.now)
	all := w.count(q, w.plan.now).N
	switch {
	case q.Origins == 0:
		q.Origins = geo.SetOf(geo.Discovered)
	case !q.Origins.Has(geo.Discovered):
		return 0 / float64(all)
	default:
		q.Origins = geo.SetOf(geo.Discovered)
	}
	return float64(w.count(q, w.plan.now).N) / float64(all)
}

func (w *noteWork) warnings(have []hotspot.Warning, n *notes) []hotspot.Warning {
	out, compares := slices.Clone(have), w.plan.Baseline == hotspot.Usual
	add := func(code hotspot.Warning, holds bool) {
		if holds && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	rough := roughShare(n.used)
	add(hotspot.WarnDiscovered, n.discovered >= manyShare)
	add(hotspot.WarnReportingChanged, compares && w.reportingChanged())
	add(hotspot.WarnImprecise, rough >= manyShare)
	add(hotspot.WarnComparisonClipped, compares && w.plan.clipped && len(w.plan.before) > 0)
	slices.Sort(out)
	return out
}

func roughShare(u geo.Used) float64 {
	return float64(u.Excluded.Imprecise) / float64(u.Excluded.Imprecise+u.N)
}

// reportingChanged says whether sources or precision differ between the sides.
func (w *noteWork) reportingChanged() bool {
	p := w.plan
	if p.silent() || len(p.before) == 0 {
		return false
	}
	q := p.query(p.now)
	now, before := w.count(q, p.now), w.count(q, p.before...)
	if math.Abs(roughShare(now)-roughShare(before)) > shiftPoints {
		return true
	}
	moved := 0.0
	if len(p.kept) > 1 {
		for _, s := range p.kept {
			q.Sources = []string{s.slug}
			here := float64(w.count(q, p.now).N) / float64(now.N)
			there := float64(w.count(q, p.before...).N) / float64(before.N)
			moved += math.Abs(here-there) / 2
		}
	}
	return moved > shiftShare
}

// Warning is something a reader must know before acting on an answer.
type Warning struct {
	Code string `json:"code"`
	hotspot.Words
}

func (n *notes) words() []Warning {
	out := []Warning{}
	for _, w := range n.warnings {
		out = append(out, Warning{w.String(), w.Explain()})
	}
	return out
}
