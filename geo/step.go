package geo

import "time"

// Step is the width of a time bin. Bins are local; weeks begin on Monday.
type Step string

// The steps. StepAuto is the finest that keeps a series at AutoBins bars or
// fewer.
const (
	StepAuto    Step = "auto"
	StepHour    Step = "hour"
	StepDay     Step = "day"
	StepWeek    Step = "week"
	StepMonth   Step = "month"
	StepQuarter Step = "quarter"
	StepYear    Step = "year"
)

// AutoBins is the longest series that StepAuto chooses.
const AutoBins = 120

// Steps lists the steps, finest first, StepAuto last.
func Steps() []Step {
	return []Step{StepHour, StepDay, StepWeek, StepMonth, StepQuarter, StepYear, StepAuto}
}

// Floor gives the start of the bin that holds t, in local time.
func (s Step) Floor(t time.Time) time.Time {
	t = t.In(Local)
	y, m, d := t.Date()
	switch s {
	case StepHour:
		return time.Date(y, m, d, t.Hour(), 0, 0, 0, Local)
	case StepWeek:
		d -= (int(t.Weekday()) + 6) % 7
	case StepMonth:
		d = 1
	case StepQuarter:
		m, d = (m-1)/3*3+1, 1
	case StepYear:
		m, d = 1, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, Local)
}

// Next gives the start of the bin after the one that starts at t.
func (s Step) Next(t time.Time) time.Time {
	switch s {
	case StepHour:
		return t.Add(time.Hour)
	case StepDay:
		return t.AddDate(0, 0, 1)
	case StepWeek:
		return t.AddDate(0, 0, 7)
	case StepMonth:
		return t.AddDate(0, 1, 0)
	case StepQuarter:
		return t.AddDate(0, 3, 0)
	}
	return t.AddDate(1, 0, 0)
}

// Text writes the start of a bin: a local day, or an instant with offset for
// hours.
func (s Step) Text(start time.Time) string {
	if s == StepHour {
		return start.Format(time.RFC3339)
	}
	return start.Format(time.DateOnly)
}

// Holds says whether rows of a precision can be placed in bins of the step.
func (s Step) Holds(p TimePrecision) bool {
	switch s {
	case StepHour:
		return p <= PrecisionHour
	case StepDay, StepWeek:
		return p <= PrecisionDay
	case StepMonth, StepQuarter:
		return p <= PrecisionMonth
	}
	return true
}
