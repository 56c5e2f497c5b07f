package survey

import (
	"context"
	"fmt"
	"strings"
	"time"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/place"
	"linea/geo/rates"
)

// Question asks for a map of significance.
type Question struct {
	Query    geo.Query
	Res      int // MinRes..MaxRes; 0 = the finest that the incidents carry
	Baseline hotspot.Baseline
	With     With    // what usual is
	Alpha    float64 // 0 = rates.DefaultAlpha

	// Step asks for the history of each cell too, in this many complete steps up
	// to the end of the interval (0 = DefaultSteps).
	Step  geo.Step
	Steps int
}

// Steps of a history.
const (
	DefaultSteps = 12
	LeastSteps   = 10
	MostSteps    = 120
)

// check refuses what cannot be asked.
func (q *Question) check() error {
	var fields []geo.FieldError
	wrong := func(parameter, format string, args ...any) {
		fields = append(fields, geo.FieldError{Parameter: parameter, Detail: fmt.Sprintf(format, args...)})
	}
	if q.Res != 0 && (q.Res < MinRes || q.Res > MaxRes) {
		wrong("res", "significance is told at resolution %d to %d, or auto", MinRes, MaxRes)
	}
	if !(q.Alpha >= 0 && q.Alpha <= 0.5) {
		wrong("alpha", "a level above 0 and up to 0.5, such as 0.05")
	}
	if q.Baseline == hotspot.Even && (len(q.Query.Lands) > 0 || len(q.Query.Areas) > 0) {
		wrong("baseline", "even spreads incidents over all ground, and nobody knows which ground belongs to a land or area without incidents; use usual, or draw a polygon")
	}
	if q.Baseline == hotspot.Even && q.With != (With{}) {
		wrong("with", "only usual compares with another interval")
	}
	fields = append(fields, checkGiven(&q.Query, q.With)...)
	if q.Step == "" && q.Steps != 0 {
		wrong("steps", "say how wide a step is: step=month")
	}
	if q.Steps != 0 && (q.Steps < LeastSteps || q.Steps > MostSteps) {
		wrong("steps", "a history has %d to %d steps", LeastSteps, MostSteps)
	}
	if q.Step == geo.StepAuto {
		wrong("step", "choose hour, day, week, month, quarter or year")
	}
	if len(fields) > 0 {
		return &geo.Error{Code: geo.Invalid, Message: "This cannot be asked", Fields: fields}
	}
	return nil
}

// checkGiven refuses a comparison of an interval with itself.
func checkGiven(q *geo.Query, w With) []geo.FieldError {
	switch {
	case w.Kind != Given:
		return nil
	case q.From.IsZero() || q.Until.IsZero():
		return []geo.FieldError{{Parameter: "datetime", Detail: "say which interval is compared with the other: both ends"}}
	case !hotspot.Window{From: q.From, Until: q.Until}.Both(w.Window).Empty():
		return []geo.FieldError{{Parameter: "with", Detail: "the two intervals overlap; incidents would stand on both sides"}}
	}
	return nil
}

func (q *Question) alpha() float64 {
	if q.Alpha == 0 {
		return rates.DefaultAlpha
	}
	return q.Alpha
}

// plan is a question settled on one snapshot, all but the counting.
type plan struct {
	Question
	joint
	asked   hotspot.Window // what the question asks for, ends filled in
	clipped bool           // coverage cut it, or what it is compared with
}

// newPlan finds out who can speak, and about which days.
func newPlan(ctx context.Context, v geo.View, area *place.Area, q Question) (*plan, error) {
	all, err := speakers(ctx, v, &q.Query)
	if err != nil {
		return nil, err
	}
	var latest time.Time
	if q.asksLatest() {
		if latest, err = latestDay(ctx, v, area, &q.Query, all); err != nil {
			return nil, err
		}
	}
	p := &plan{Question: q, asked: askedWindow(&q, all, latest)}
	if q.Baseline == hotspot.Even {
		p.joint = settle(all, &q.Query, func(days hotspot.Window) (hotspot.Window, []hotspot.Window) { return p.asked.Both(days), nil }, false)
	} else {
		compared := func(days hotspot.Window) (hotspot.Window, []hotspot.Window) { return q.With.windows(p.asked, days) }
		if p.joint = settle(all, &q.Query, compared, true); len(p.kept) == 0 { // say at least what there is now
			p.joint = settle(all, &q.Query, compared, false)
		}
	}
	p.clipped = p.now != p.asked && !p.asked.Empty()
	if q.With.Kind == Given {
		p.clipped = p.clipped || total(p.before) != days(q.With.Window)
	}
	return p, nil
}

// daysOfBoth gives the days of the months asked, now and before.
func (p *plan) daysOfBoth() (now, before float64) {
	for _, w := range p.before {
		before += p.Query.DaysIn(w.From, w.Until)
	}
	return p.Query.DaysIn(p.now.From, p.now.Until), before
}

func total(windows []hotspot.Window) (sum float64) {
	for _, w := range windows {
		sum += days(w)
	}
	return sum
}

// asksLatest says whether a question leaves it open which days are meant: what
// is usual always, nobody can say.
func (q *Question) asksLatest() bool {
	return q.Baseline == hotspot.Usual && q.Query.From.IsZero() && q.Query.Until.IsZero()
}

// askedWindow fills in open ends with the days that anybody covers; without any
// end usual is asked for the twelve months up to the latest day of the study
// area, see latestDay.
func askedWindow(q *Question, all []speaker, latest time.Time) hotspot.Window {
	if q.asksLatest() && !latest.IsZero() {
		return hotspot.Window{From: movedYears(latest, -1), Until: latest}
	}
	var any hotspot.Window
	for _, s := range all {
		any = around(any, s.days)
	}
	w := hotspot.Window{From: q.Query.From, Until: q.Query.Until}
	if w.Until.IsZero() {
		w.Until = any.Until
	}
	switch {
	case !w.From.IsZero():
	case q.asksLatest() && !any.Empty():
		w.From = movedYears(w.Until, -1)
	default:
		w.From = any.From
	}
	return w
}

// query gives the plan's query for a window: only the sources that are counted.
func (p *plan) query(w hotspot.Window) geo.Query {
	q := p.Query
	q.From, q.Until, q.Sources = w.From, w.Until, p.slugs()
	return q
}

// silent says that there is nobody to ask.
func (p *plan) silent() bool { return len(p.kept) == 0 || p.now.Empty() }

// key names the plan: two of one key have the same answer where the counts are
// the same.
func (p *plan) key() string {
	var b strings.Builder
	q := p.query(p.now)
	fmt.Fprintf(&b, "%s|%d|%d|%g|%s|%d|%q", q.Key(), p.Res, p.Baseline, p.alpha(), p.Step, p.Steps, p.areas())
	for _, w := range append([]hotspot.Window{p.days}, p.before...) {
		fmt.Fprintf(&b, "|%d-%d", w.From.Unix(), w.Until.Unix())
	}
	return b.String()
}

// key names a question.
func (q *Question) key() string {
	return fmt.Sprintf("%s|%d|%d|%s|%g|%s|%d", q.Query.Key(), q.Res, q.Baseline, q.With, q.alpha(), q.Step, q.Steps)
}
