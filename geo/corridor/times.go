package corridor

import (
	"slices"
	"time"

	"linea/geo"
)

// maxSeriesBins is the longest series that StepAuto chooses.
const maxSeriesBins = 120

// monthByYear counts by local calendar month.
func monthByYear(inside []sight) geo.MonthByYear {
	out := geo.MonthByYear{Years: []geo.YearMonths{}}
	years := map[int]*[12]int{}
	for i := range inside {
		s := &inside[i]
		if s.precision > geo.PrecisionMonth {
			out.Unknown++
			continue
		}
		y, m, _ := s.localTime().Date()
		if years[y] == nil {
			years[y] = &[12]int{}
		}
		years[y][m-1]++
	}
	first, last, any := yearRange(years)
	for y := first; any && y <= last; y++ {
		row := geo.YearMonths{Year: y}
		if months := years[y]; months != nil {
			row.Months = *months
		}
		out.Years = append(out.Years, row)
	}
	return out
}

func yearRange(years map[int]*[12]int) (first, last int, any bool) {
	for y := range years {
		if !any {
			first, last, any = y, y, true
		}
		first, last = min(first, y), max(last, y)
	}
	return first, last, any
}

// hourByDay counts by local weekday and hour; what has no hour is counted
// apart, never placed.
func hourByDay(inside []sight) (hours [7][24]int, unknown int) {
	for i := range inside {
		slot := geo.WeekSlot(inside[i].start, inside[i].precision)
		if slot >= geo.HourSlots {
			unknown++
			continue
		}
		hours[slot/24][slot%24]++
	}
	return hours, unknown
}

// seriesOf counts by the finest step with few enough bars over the interval;
// hours only where a row has one.
func seriesOf(inside []sight, over interval) geo.Series {
	if over.empty() {
		return geo.Series{Step: geo.StepDay, Bins: []geo.SeriesBin{}}
	}
	step := autoStep(inside, over)
	edges := stepEdges(over, step)
	out := geo.Series{Step: step, Bins: make([]geo.SeriesBin, len(edges))}
	for i, edge := range edges {
		out.Bins[i].Start = stepText(edge, step)
	}
	starts := make([]int64, len(edges))
	for i, edge := range edges {
		starts[i] = edge.Unix()
	}
	for i := range inside {
		s := &inside[i]
		if !placedBy(s.precision, step) {
			out.Unknown++
			continue
		}
		if bin, found := slices.BinarySearch(starts, s.start); found {
			out.Bins[bin].N++
		} else if bin > 0 {
			out.Bins[bin-1].N++
		}
	}
	return out
}

func autoStep(inside []sight, over interval) geo.Step {
	hasHours := slices.ContainsFunc(inside, func(s sight) bool { return s.precision <= geo.PrecisionHour })
	for _, step := range geo.Steps() {
		if step == geo.StepHour && !hasHours {
			continue
		}
		if step == geo.StepYear || over.days() <= maxSeriesBins*shortestDays(step) && len(stepEdges(over, step)) <= maxSeriesBins {
			return step
		}
	}
	return geo.StepYear
}

// shortestDays is at least the length of a step.
func shortestDays(step geo.Step) float64 {
	switch step {
	case geo.StepHour:
		return 1.0 / 24
	case geo.StepDay:
		return 1
	case geo.StepWeek:
		return 7
	case geo.StepMonth:
		return 31
	case geo.StepQuarter:
		return 92
	}
	return 366
}

// placedBy says whether a start of a precision can be placed in bins of a step.
func placedBy(p geo.TimePrecision, step geo.Step) bool {
	switch step {
	case geo.StepHour:
		return p <= geo.PrecisionHour
	case geo.StepDay, geo.StepWeek:
		return p <= geo.PrecisionDay
	case geo.StepMonth, geo.StepQuarter:
		return p <= geo.PrecisionMonth
	}
	return true
}

// stepEdges gives the starts of the bins that cover the interval.
func stepEdges(over interval, step geo.Step) []time.Time {
	var out []time.Time
	for at := floorStep(over.from, step); at.Before(over.until); at = nextStep(at, step) {
		out = append(out, at)
	}
	return out
}

// floorStep gives the start of the bin that holds t, in local time.
func floorStep(t time.Time, step geo.Step) time.Time {
	t = t.In(geo.Local)
	y, m, d := t.Date()
	switch step {
	case geo.StepHour:
		return time.Date(y, m, d, t.Hour(), 0, 0, 0, geo.Local)
	case geo.StepWeek:
		d -= (int(t.Weekday()) + 6) % 7
	case geo.StepMonth:
		d = 1
	case geo.StepQuarter:
		m, d = (m-1)/3*3+1, 1
	case geo.StepYear:
		m, d = 1, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, geo.Local)
}

func nextStep(t time.Time, step geo.Step) time.Time {
	switch step {
	case geo.StepHour:
		return t.Add(time.Hour)
	case geo.StepDay:
		return t.AddDate(0, 0, 1)
	case geo.StepWeek:
		return t.AddDate(0, 0, 7)
	case geo.StepMonth:
		return t.AddDate(0, 1, 0)
	case geo.StepQuarter:
		return t.AddDate(0, 3, 0)
	}
	return t.AddDate(1, 0, 0)
}

func stepText(t time.Time, step geo.Step) string {
	if step == geo.StepHour {
		return t.Format(time.RFC3339)
	}
	return t.Format(time.DateOnly)
}
