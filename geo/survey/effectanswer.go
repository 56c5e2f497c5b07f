package survey

import (
	"context"
	"math"
	"slices"
	"time"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/rates"
)

// answer puts the effect together.
func (w *effectWork) answer(ctx context.Context) (*Effect, error) {
	used, err := w.used(ctx)
	if err != nil {
		return nil, err
	}
	e := &Effect{
		Used: used, Seq: w.view.Head().Seq, Interval: w.p.now.Text(), Comparison: intervalTexts(w.p.before),
		Days: w.days, DaysBefore: w.daysBefore, UniverseID: w.s.UniverseID(hotspot.Usual),
		Method: EffectMethod{"difference in differences of counts: Fisher's exact test, two-sided, with its exact interval", w.p.alpha()},
		Unit:   w.unit, Effect: w.net, Refused: []Refusal{}, PreTrend: w.preTrend(),
		Sources: w.p.sourceDays(), LeftOut: append(slices.Clone(w.p.left), w.elsewhere...), Discovered: number(w.discovered()), Warnings: []Warning{}, Cautions: effectCautions,
	}
	for _, r := range w.given() {
		e.Areas = append(e.Areas, w.areas[r])
	}
	if e.Placebo, err = w.placebos(ctx); err != nil {
		return nil, err
	}
	refuse := func(r *Refusal) {
		if r != nil {
			e.Refused = append(e.Refused, *r)
		}
	}
	var why *Refusal
	e.Difference, why = w.difference()
	refuse(why)
	e.Displacement, why = w.displacement()
	refuse(why)
	e.Series, _ = w.history(w.p.now.Until)
	for _, code := range w.warnings(e) {
		e.Warnings = append(e.Warnings, Warning{code.String(), code.Explain()})
	}
	e.Summary = w.summary()
	return e, nil
}

// used counts rows of both periods: what lies in no area is no part of the
// question, but a row without a place might have lain in one.
func (w *effectWork) used(ctx context.Context) (u geo.Used, err error) {
	for _, window := range append([]hotspot.Window{w.p.now}, joined(w.p.before)...) {
		if window.Empty() {
			window = w.p.asked // nobody covers it
		}
		q := w.q.Query
		q.From, q.Until = window.From, window.Until
		part, err := w.view.Used(ctx, q, MinRes)
		if err != nil {
			return u, err
		}
		u.Excluded.Unmapped += part.Excluded.Unmapped
		u.Excluded.HourUnknown += part.Excluded.HourUnknown
		u.Excluded.Duplicates += part.Excluded.Duplicates
		if part.AsOf != nil && (u.AsOf == nil || part.AsOf.After(*u.AsOf)) {
			u.AsOf = part.AsOf
		}
	}
	q := w.q.Query
	u.Filter, u.Excluded.OutsideCoverage = q.Canonical(), w.outside
	for _, r := range w.given() {
		u.N += w.areas[r].N + w.areas[r].NBefore
		u.Excluded.Imprecise += w.areas[r].Imprecise
	}
	return u, nil
}

// discovered is the share found by patrols among the incidents of both periods.
func (w *effectWork) discovered() float64 {
	found, all := 0, 0
	for i := range w.rows {
		if row := &w.rows[i]; !row.rough && w.inPeriods(row.at) {
			all++
			found += one(row.discovered)
		}
	}
	return float64(found) / float64(all)
}

func (w *effectWork) warnings(e *Effect) (out []hotspot.Warning) {
	add := func(code hotspot.Warning, holds bool) {
		if holds {
			out = append(out, code)
		}
	}
	clear := w.net.Reading >= rates.More
	add(hotspot.WarnBursts, w.unit == hotspot.Episodes)
	add(hotspot.WarnDiscovered, w.discovered() >= manyShare)
	add(hotspot.WarnReportingChanged, w.reportingChanged())
	add(hotspot.WarnComparisonClipped, w.p.clipped && len(w.p.before) > 0)
	add(hotspot.WarnSeasonsDiffer, w.seasonsDiffer())
	add(hotspot.WarnWasHigh, w.wasHigh())
	add(hotspot.WarnPreTrend, e.PreTrend.P != nil && *e.PreTrend.P <= w.p.alpha())
	add(hotspot.WarnPlacebo, clear && slices.ContainsFunc(e.Placebo, func(p Placebo) bool { return p.P != nil && *p.P > commonPlacebo && p.AsStriking > 0 }))
	add(hotspot.WarnPartlyCovered, slices.ContainsFunc(e.Areas, func(a EffectArea) bool { return a.CoveredShare < fullyCovered }))
	add(hotspot.WarnRoughForArea, roughShare(e.Used) >= manyShare)
	return out
}

// From these shares on a reader is warned.
const (
	commonPlacebo = 0.10 // of placebos as striking as the real change
	fullyCovered  = 0.98
	seasonShift   = 0.05 // of the days that fall into other months of the year
)

// reportingChanged says whether who reports, or how precisely, differs between
// the periods.
func (w *effectWork) reportingChanged() bool {
	var bySource [2][math.MaxUint8 + 1]float64
	var all, rough [2]float64
	for i := range w.rows {
		row := &w.rows[i]
		if !w.inPeriods(row.at) {
			continue
		}
		side := one(within(row.at, w.p.now))
		all[side]++
		rough[side] += float64(one(row.rough))
		bySource[side][row.source]++
	}
	if min(all[0], all[1]) < rates.MinNormal {
		return false
	}
	moved := 0.0
	for k := range bySource[0] {
		moved += math.Abs(bySource[0][k]/all[0]-bySource[1][k]/all[1]) / 2
	}
	return moved > shiftShare || math.Abs(rough[0]/all[0]-rough[1]/all[1]) > shiftPoints
}

// seasonsDiffer compares which months of the year the days of both periods fall
// into.
func (w *effectWork) seasonsDiffer() bool {
	if w.oneSided() {
		return false
	}
	now, before, off := monthShares(&w.p.Query, w.p.now), monthShares(&w.p.Query, w.p.before...), 0.0
	for m := range now {
		off += math.Abs(now[m]-before[m]) / 2
	}
	return off > seasonShift
}

// monthShares says how the days of windows, those of the months asked, fall into
// the months of the year.
func monthShares(q *geo.Query, windows ...hotspot.Window) (out [12]float64) {
	sum := 0.0
	for _, w := range windows {
		sum += q.DaysIn(w.From, w.Until)
	}
	for _, w := range windows {
		for at := w.From.In(geo.Local); at.Before(w.Until); {
			year, month, _ := at.Date()
			next := time.Date(year, month+1, 1, 0, 0, 0, 0, geo.Local)
			if next.After(w.Until) {
				next = w.Until.In(geo.Local)
			}
			if sum > 0 {
				out[month-1] += q.DaysIn(at, next) / sum
			}
			at = next
		}
	}
	return out
}
