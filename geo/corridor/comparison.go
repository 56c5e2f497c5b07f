package corridor

import (
	"slices"
	"time"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/rates"
)

// Baseline says what to compare with.
type Baseline struct {
	Kind        BaselineKind
	From, Until time.Time // of an Interval
}

// BaselineKind is how the other interval is found.
type BaselineKind uint8

// The kinds: nothing; the equal interval just before; the same calendar days a
// year before, or as many whole years as keep a longer interval from meeting
// itself; a given interval.
const (
	NoBaseline BaselineKind = iota
	Previous
	LastYear
	Given
)

// ParseBaseline reads previous, last_year, an interval, or "" for none.
func ParseBaseline(s string) (Baseline, error) {
	switch s {
	case "":
		return Baseline{}, nil
	case "previous":
		return Baseline{Kind: Previous}, nil
	case "last_year":
		return Baseline{Kind: LastYear}, nil
	}
	from, until, err := geo.ParseInterval(s)
	if err == nil && (from.IsZero() || until.IsZero()) {
		err = geo.Errorf("", geo.Invalid, "%q has an open end; give both", s)
	}
	if err != nil {
		return Baseline{}, geo.Wrap("", geo.Invalid, err, "compare is previous, last_year or an interval such as 2023-01-01/2023-12-31")
	}
	return Baseline{Given, from, until}, nil
}

// pair is the interval asked for and the one it is compared with.
type pair struct{ now, then interval }

// pairOf gives both before any clipping.
func (b Baseline) pairOf(now interval) pair {
	switch b.Kind {
	case Previous:
		return pair{now, interval{geo.ByLengths(now.from, now.until, now.from, -1), now.from}}
	case LastYear:
		years := yearsBack(now)
		return pair{now, interval{plusYears(now.from, -years), plusYears(now.until, -years)}}
	}
	return pair{now, interval{b.From, b.Until}}
}

// yearsBack is how many whole years an interval must go back to end before it
// begins.
func yearsBack(i interval) int {
	years := 1
	for plusYears(i.until, -years).After(i.from) {
		years++
	}
	return years
}

// plusYears moves by whole local years; 29 February becomes the 28th.
func plusYears(t time.Time, years int) time.Time { return geo.AddMonths(t, 12*years) }

// clip cuts both intervals to the days covered. What is cut off one side of a
// previous or last year's interval is cut off the other too, so that January to
// September is compared with January to September.
func (b Baseline) clip(p pair, covered interval) pair {
	now, then := p.now.intersect(covered), p.then.intersect(covered)
	if now.empty() || then.empty() {
		return pair{}
	}
	switch b.Kind {
	case Previous:
		by := func(i interval, lengths int) interval {
			return interval{geo.ByLengths(p.now.from, p.now.until, i.from, lengths), geo.ByLengths(p.now.from, p.now.until, i.until, lengths)}
		}
		now = now.intersect(by(then, 1))
		then = then.intersect(by(now, -1))
	case LastYear:
		years := yearsBack(p.now)
		now = now.intersect(interval{plusYears(then.from, years), plusYears(then.until, years)})
		then = then.intersect(interval{plusYears(now.from, -years), plusYears(now.until, -years)})
	}
	return pair{now, then}
}

// compare fills in the comparison, if one was asked for.
func (a *answer) compare() error {
	base := a.options.Compare
	if base.Kind == NoBaseline {
		return nil
	}
	asked := interval{a.q.From, a.q.Until}
	if asked.from.IsZero() || asked.until.IsZero() {
		if base.Kind != Given || a.interval.empty() {
			a.warn(WarnComparisonOpen)
			return nil
		}
		asked = a.interval
	}
	whole := base.pairOf(asked)
	before := a.q
	before.From, before.Until = whole.then.from, whole.then.until
	then, err := a.c.inside(a.ctx, a.view, before, false)
	if err != nil {
		return err
	}
	a.report.Comparison = a.comparisonOf(whole, a.settleOn(base, whole, then), then)
	return nil
}

// settled is what is compared, and who speaks on both sides.
type settled struct {
	pair
	sources []hotspot.SourceDays
	left    []hotspot.LeftOut
}

// settleOn chooses the sources that are compared, of those with rows on either
// side; without rows, or days, all.
func (a *answer) settleOn(base Baseline, whole pair, then []*sight) settled {
	out := settled{pair: whole, sources: []hotspot.SourceDays{}, left: []hotspot.LeftOut{}}
	speakers := a.speakers(a.sourcesOf(then))
	if len(speakers) == 0 {
		return out
	}
	s := hotspot.Settle(speakers, base.sides(whole), true, a.q.DaysIn)
	out.pair, out.left = pair{now: intervalOf(s.Now)}, s.Left
	for _, w := range s.Before {
		out.then = intervalOf(w)
	}
	for _, i := range s.Kept {
		out.sources = append(out.sources, speakers[i].Counted())
	}
	return out
}

// sides clips both intervals to the days covered.
func (b Baseline) sides(whole pair) hotspot.Sides {
	return func(covered hotspot.Window) (hotspot.Window, []hotspot.Window) {
		cut := b.clip(whole, intervalOf(covered))
		if cut.then.empty() {
			return whole.now.window().Both(covered), nil
		}
		return cut.now.window(), []hotspot.Window{cut.then.window()}
	}
}

// sourcesOf names the sources of the rows on both sides; nil for none, which
// stands for all.
func (a *answer) sourcesOf(then []*sight) []string {
	var out []string
	for _, rows := range [][]*sight{a.inside, then} {
		for i := range rows {
			if !slices.Contains(out, rows[i].source) {
				out = append(out, rows[i].source)
			}
		}
	}
	return out
}

// compared gives the rows of sources that are not left out.
func (s *settled) compared(rows []*sight) []*sight {
	if len(s.left) == 0 {
		return rows
	}
	var out []*sight
	for i := range rows {
		if !slices.ContainsFunc(s.left, func(l hotspot.LeftOut) bool { return l.Source == rows[i].source }) {
			out = append(out, rows[i])
		}
	}
	return out
}

func (a *answer) comparisonOf(whole pair, cut settled, then []*sight) *Comparison {
	now, then := cut.compared(a.inside), cut.compared(then)
	out := &Comparison{Interval: cut.then.text(), Days: a.daysIn(cut.then), DaysNow: a.daysIn(cut.now), Sources: cut.sources, LeftOut: cut.left}
	out.N, out.NNow = countIn(then, cut.then), countIn(now, cut.now)
	if len(cut.left) > 0 {
		a.warn(WarnComparisonSources)
	}
	if cut.pair != whole {
		text := cut.now.text()
		out.ClippedTo = &text
		a.warn(WarnComparisonClipped)
	}
	if out.DaysNow == 0 || out.Days == 0 {
		a.warn(WarnComparisonUncovered)
	}
	if !whole.now.intersect(whole.then).empty() {
		a.warn(WarnOverlapping)
	}
	change := rates.CompareRates(out.NNow, out.DaysNow, out.N, out.Days, rates.DefaultAlpha)
	out.Ratio, out.P, out.Reading = Number(change.Ratio), Number(change.P), change.Reading
	out.Lo, out.Hi = Number(change.Interval.Lo), Number(change.Interval.Hi)
	if change.Reading == rates.Fewer && (anyFound(now) || anyFound(then)) {
		a.warn(WarnFewerSearches)
	}
	return out
}

func countIn(rows []*sight, i interval) int {
	n := 0
	for k := range rows {
		if i.holds(rows[k].start) {
			n++
		}
	}
	return n
}

// anyFound says whether some row may be there because somebody searched.
func anyFound(rows []*sight) bool {
	return slices.ContainsFunc(rows, func(s *sight) bool {
		return s.origin == geo.Discovered || s.origin == geo.OriginUnknown
	})
}
