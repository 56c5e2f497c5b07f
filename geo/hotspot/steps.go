package hotspot

import (
	"slices"
	"time"

	"linea/geo"
)

// CompleteSteps gives the edges of the local calendar steps that lie wholly in
// [from, until): n steps have n+1 edges, none gives nil. They are aligned to the
// end, so that a test never sees part of a month as a quiet month; the partial
// step, if there is one, is [last edge, until). most bounds the number of steps,
// dropping the oldest (0 = all).
func CompleteSteps(from, until time.Time, step geo.Step, most int) ([]time.Time, error) {
	const limit = 10_000
	if most <= 0 || most > limit {
		most = limit
	}
	edge, err := floorStep(until, step)
	if err != nil {
		return nil, err
	}
	var edges []time.Time
	for !edge.Before(from) && len(edges) <= most {
		edges = append(edges, edge.UTC())
		edge = stepBefore(edge, step)
	}
	if len(edges) < 2 {
		return nil, nil
	}
	slices.Reverse(edges)
	return edges, nil
}

// floorStep gives the last edge at or before t.
func floorStep(t time.Time, step geo.Step) (time.Time, error) {
	t = t.In(geo.Local)
	y, m, d := t.Date()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, geo.Local) }
	switch step {
	case geo.StepHour:
		return t.Truncate(time.Hour), nil // local time is a whole number of hours from UTC
	case geo.StepDay:
		return day(y, m, d), nil
	case geo.StepWeek:
		return day(y, m, d-(int(t.Weekday())+6)%7), nil
	case geo.StepMonth:
		return day(y, m, 1), nil
	case geo.StepQuarter:
		return day(y, m-(m-1)%3, 1), nil
	case geo.StepYear:
		return day(y, time.January, 1), nil
	}
	return time.Time{}, geo.Errorf("hotspot.CompleteSteps", geo.Invalid, "%q is not a step here; choose hour, day, week, month, quarter or year.", step)
}

// stepBefore gives the edge before an edge.
func stepBefore(edge time.Time, step geo.Step) time.Time {
	switch step {
	case geo.StepHour:
		return edge.Add(-time.Hour)
	case geo.StepDay:
		return edge.AddDate(0, 0, -1)
	case geo.StepWeek:
		return edge.AddDate(0, 0, -7)
	case geo.StepMonth:
		return edge.AddDate(0, -1, 0)
	case geo.StepQuarter:
		return edge.AddDate(0, -3, 0)
	}
	return edge.AddDate(-1, 0, 0)
}

// Window is a half-open interval.
type Window struct{ From, Until time.Time }

// Preceding gives the usual comparison: the window cut to what is covered, and
// the same part of up to most preceding years, newest first, each wholly covered.
// A window of several years is moved by as many, so that nothing overlaps:
// 2024 in a file that ends in September is compared with January to September
// of 2023, 2022 and so on; 2022-23 with 2020-21, 2018-19 and so on.
func Preceding(window, covered Window, most int) (now Window, before []Window) {
	now = window.Both(covered)
	if now.Empty() {
		return now, nil
	}
	stride := 1
	for moveYears(now.From, stride).Before(now.Until) {
		stride++
	}
	for back := stride; back <= most; back += stride {
		w := Window{moveYears(now.From, -back), moveYears(now.Until, -back)}
		if w.From.Before(covered.From) {
			break
		}
		before = append(before, w)
	}
	return now, before
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// moveYears keeps the local date and time; 29 February becomes 1 March.
func moveYears(t time.Time, years int) time.Time {
	return t.In(geo.Local).AddDate(years, 0, 0).UTC()
}
