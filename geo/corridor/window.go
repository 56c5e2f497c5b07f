package corridor

import (
	"slices"
	"time"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// interval is a half-open piece of time; from at or after until is no time.
type interval struct{ from, until time.Time }

func (i interval) empty() bool { return !i.from.Before(i.until) }

func (i interval) days() float64 {
	if i.empty() {
		return 0
	}
	return i.until.Sub(i.from).Hours() / 24
}

func (i interval) holds(unix int64) bool { return i.from.Unix() <= unix && unix < i.until.Unix() }

func (i interval) intersect(o interval) interval {
	if o.from.After(i.from) {
		i.from = o.from
	}
	if o.until.Before(i.until) {
		i.until = o.until
	}
	return i
}

func (i interval) join(o interval) interval {
	if o.from.Before(i.from) {
		i.from = o.from
	}
	if o.until.After(i.until) {
		i.until = o.until
	}
	return i
}

func intervalOf(w hotspot.Window) interval { return interval{w.From, w.Until} }

func (i interval) window() hotspot.Window { return hotspot.Window{From: i.from, Until: i.until} }

func (i interval) text() string { return i.window().Text() }

// setInterval decides over which days the rates count: what was asked, open
// ends closed by the first and newest record of the question, cut to the days
// that some source here can speak for. Days between two sources that neither
// speaks for stay in the interval and are not counted.
func (a *answer) setInterval() error {
	asked := interval{a.q.From, a.q.Until}
	if a.q.From.IsZero() || a.q.Until.IsZero() {
		first, last, ok, err := a.view.Extent(a.ctx, a.q)
		if err != nil {
			return err
		}
		a.warn(WarnWindowFromRecords)
		if !ok {
			a.warn(WarnNoCoverage)
			return nil
		}
		asked = closed(asked, first, last)
	}
	a.interval = asked
	all := a.coverages()
	if covered, ok := joined(all); ok {
		a.interval = asked.intersect(covered)
	}
	days := a.daysIn(a.interval) - a.gapDays(all)
	switch {
	case a.interval.empty():
		a.interval = interval{}
		a.warn(WarnNoCoverage)
	case a.interval != asked:
		a.warn(WarnClippedToCoverage)
	}
	if days = max(days, 0); days < a.daysIn(a.interval) {
		a.warn(WarnGapInCoverage)
	}
	a.report.Interval, a.report.Days = a.interval.text(), days
	return nil
}

// daysIn is how many days of an interval lie in the months asked, if any are.
func (a *answer) daysIn(i interval) float64 { return a.q.DaysIn(i.from, i.until) }

// gapDays is how many days of the interval lie between two of those given and in
// none: nobody looked then, and an empty day in a rate would say that nothing
// happened.
func (a *answer) gapDays(all []interval) (days float64) {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b interval) int { return a.from.Compare(b.from) })
	var until time.Time
	for i, next := range sorted {
		if i > 0 {
			days += a.daysIn(interval{until, next.from}.intersect(a.interval))
		}
		if next.until.After(until) {
			until = next.until
		}
	}
	return days
}

// closed fills open ends with whole local days of the first and newest record.
func closed(i interval, first, last time.Time) interval {
	if i.from.IsZero() {
		i.from = geo.LocalMidnight(first)
	}
	if i.until.IsZero() {
		i.until = geo.LocalMidnight(last).Add(24 * time.Hour)
	}
	return i
}

// speakers gives the sources of the question with the days that they can speak
// for, by priority, of those that speak for a part of the corridor; with only, of
// those named.
func (a *answer) speakers(only []string) []hotspot.Speaker {
	var out []hotspot.Speaker
	for _, s := range a.view.Sources() {
		switch {
		case s.Rows == 0, len(a.q.Sources) > 0 && !slices.Contains(a.q.Sources, s.Slug):
			continue
		case only != nil && !slices.Contains(only, s.Slug):
			continue
		case only == nil && !a.c.meets(s.Coverage):
			continue
		}
		for _, run := range s.Runs() {
			out = append(out, hotspot.Speaker{Source: s.Slug, Days: hotspot.Window{From: run.From, Until: run.Until}})
		}
	}
	return out
}

// coverages gives the days of all speakers.
func (a *answer) coverages() []interval {
	var out []interval
	for _, s := range a.speakers(nil) {
		out = append(out, intervalOf(s.Days))
	}
	return out
}

// joined is the smallest interval around all, with the gaps between them.
func joined(all []interval) (out interval, ok bool) {
	for _, i := range all {
		if !ok {
			out, ok = i, true
		}
		out = out.join(i)
	}
	return out, ok
}

// meets says whether a named coverage area holds some point of the line, by its
// vertices and by points at most 5 km apart. An unknown area holds everything.
func (c *Corridor) meets(coverage string) bool {
	area, ok := place.Coverage(coverage)
	if !ok {
		return true
	}
	if slices.ContainsFunc(c.Line(), area.Contains) {
		return true
	}
	steps := int(c.LengthM()/5000) + 1
	for i := range steps {
		if area.Contains(c.At(c.LengthM() * (float64(i) + 0.5) / float64(steps))) {
			return true
		}
	}
	return c.flankMeets(area)
}

// flankMeets looks at the corridor's edges, for a line along an area.
func (c *Corridor) flankMeets(area *place.Area) bool {
	return slices.ContainsFunc(c.Outline(), func(p orb.Polygon) bool {
		return slices.ContainsFunc(p[0], area.Contains)
	})
}
