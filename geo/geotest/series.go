package geotest

import (
	"time"

	"linea/geo"
)

// maxAutoBins is how many bars an automatic step may give.
const maxAutoBins = 120

// series counts by time, bin after bin from the start of the window, or of the
// first row, to its end, or the newest row.
func series(q geo.Query, rows []*geo.Record, step geo.Step) geo.Series {
	first, last, ok := span(q, rows)
	if !ok {
		if step == geo.StepAuto {
			step = geo.StepDay
		}
		return geo.Series{Step: step, Bins: []geo.SeriesBin{}, Unknown: unknown(rows, step)}
	}
	if step == geo.StepAuto {
		step = autoStep(rows, first, last)
	}
	s := geo.Series{Step: step, Unknown: unknown(rows, step)}
	for at := binStart(first, step); !at.After(last); at = nextBin(at, step) {
		s.Bins = append(s.Bins, geo.SeriesBin{Start: binText(at, step), N: startingIn(rows, at, step)})
	}
	return s
}

// span gives the first and last instant that the bins must cover.
func span(q geo.Query, rows []*geo.Record) (first, last time.Time, ok bool) {
	if len(rows) > 0 {
		first, last = rows[len(rows)-1].OccurredAt, rows[0].OccurredAt
	}
	if !q.From.IsZero() {
		first = q.From
	}
	if !q.Until.IsZero() {
		last = q.Until.Add(-time.Second)
	}
	return first, last, !first.IsZero() && !last.IsZero()
}

// autoStep is the finest step with few enough bars; hours only where a row has
// one.
func autoStep(rows []*geo.Record, first, last time.Time) geo.Step {
	for _, step := range geo.Steps() {
		if step == geo.StepHour && unknown(rows, step) == len(rows) {
			continue
		}
		bins := 0
		for at := binStart(first, step); !at.After(last) && bins <= maxAutoBins; at = nextBin(at, step) {
			bins++
		}
		if bins <= maxAutoBins {
			return step
		}
	}
	return geo.StepYear
}

func startingIn(rows []*geo.Record, at time.Time, step geo.Step) int {
	n := 0
	for _, r := range rows {
		if knownTo(r, step) && binStart(r.OccurredAt, step).Equal(at) {
			n++
		}
	}
	return n
}

func unknown(rows []*geo.Record, step geo.Step) int {
	n := 0
	for _, r := range rows {
		if !knownTo(r, step) {
			n++
		}
	}
	return n
}

// knownTo says whether the start of a row is known well enough for a step.
func knownTo(r *geo.Record, step geo.Step) bool {
	switch step {
	case geo.StepHour:
		return r.TimePrecision <= geo.PrecisionHour
	case geo.StepDay, geo.StepWeek:
		return r.TimePrecision <= geo.PrecisionDay
	case geo.StepMonth, geo.StepQuarter:
		return r.TimePrecision <= geo.PrecisionMonth
	}
	return true
}

func binStart(t time.Time, step geo.Step) time.Time {
	t = t.In(geo.Local)
	y, m, d := t.Date()
	hour := 0
	switch step {
	case geo.StepHour:
		hour = t.Hour()
	case geo.StepWeek:
		d -= (int(t.Weekday()) + 6) % 7
	case geo.StepMonth:
		d = 1
	case geo.StepQuarter:
		m, d = m-(m-1)%3, 1
	case geo.StepYear:
		m, d = 1, 1
	}
	return time.Date(y, m, d, hour, 0, 0, 0, geo.Local)
}

func nextBin(at time.Time, step geo.Step) time.Time {
	switch step {
	case geo.StepHour:
		return at.Add(time.Hour)
	case geo.StepDay:
		return at.AddDate(0, 0, 1)
	case geo.StepWeek:
		return at.AddDate(0, 0, 7)
	case geo.StepMonth:
		return at.AddDate(0, 1, 0)
	case geo.StepQuarter:
		return at.AddDate(0, 3, 0)
	}
	return at.AddDate(1, 0, 0)
}

func binText(at time.Time, step geo.Step) string {
	if step == geo.StepHour {
		return at.Format(time.RFC3339)
	}
	return at.Format(time.DateOnly)
}

// monthByYear counts rows known to the month or better.
func monthByYear(rows []*geo.Record) geo.MonthByYear {
	out := geo.MonthByYear{Years: []geo.YearMonths{}}
	counts := map[int]*[12]int{}
	first, last := 9999, 0
	for _, r := range rows {
		if r.TimePrecision == geo.PrecisionYear {
			out.Unknown++
			continue
		}
		y, m, _ := r.OccurredAt.In(geo.Local).Date()
		if counts[y] == nil {
			counts[y] = new([12]int)
		}
		counts[y][m-1]++
		first, last = min(first, y), max(last, y)
	}
	for y := first; y <= last; y++ {
		year := geo.YearMonths{Year: y}
		if counts[y] != nil {
			year.Months = *counts[y]
		}
		out.Years = append(out.Years, year)
	}
	return out
}
