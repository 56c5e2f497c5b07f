package corridor

import (
	"slices"
	"time"

	"linea/geo"
)

// monthByYear counts by local calendar month.
func monthByYear(inside []*sight) geo.MonthByYear {
	out := geo.MonthByYear{Years: []geo.YearMonths{}}
	years := map[int]*[12]int{}
	first, days := byDay(inside)
	for i, n := range days {
		if n == 0 {
			continue
		}
		y, m, _ := first.Add(time.Duration(i) * 24 * time.Hour).In(geo.Local).Date()
		if years[y] == nil {
			years[y] = &[12]int{}
		}
		years[y][m-1] += n
		out.Unknown -= n
	}
	out.Unknown += len(inside)
	from, to, any := yearRange(years)
	for y := from; any && y <= to; y++ {
		row := geo.YearMonths{Year: y}
		if months := years[y]; months != nil {
			row.Months = *months
		}
		out.Years = append(out.Years, row)
	}
	return out
}

// byDay counts the rows whose month is known by local day, from the first day
// of any row on: a day's date is worked out once.
func byDay(inside []*sight) (first time.Time, days []int) {
	if len(inside) == 0 {
		return first, nil
	}
	earliest, latest := inside[0].start, inside[0].start
	for i := range inside {
		earliest, latest = min(earliest, inside[i].start), max(latest, inside[i].start)
	}
	const day = 24 * 60 * 60
	first = geo.LocalMidnight(time.Unix(earliest, 0))
	days = make([]int, (latest-first.Unix())/day+1)
	for i := range inside {
		if inside[i].precision <= geo.PrecisionMonth {
			days[(inside[i].start-first.Unix())/day]++
		}
	}
	return first, days
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
func hourByDay(inside []*sight) (hours [7][24]int, unknown int) {
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
func seriesOf(inside []*sight, over interval) geo.Series {
	if over.empty() {
		return geo.Series{Step: geo.StepDay, Bins: []geo.SeriesBin{}}
	}
	step := autoStep(inside, over)
	edges := stepEdges(over, step)
	out := geo.Series{Step: step, Bins: make([]geo.SeriesBin, len(edges))}
	for i, edge := range edges {
		out.Bins[i].Start = step.Text(edge)
	}
	starts := make([]int64, len(edges))
	for i, edge := range edges {
		starts[i] = edge.Unix()
	}
	for i := range inside {
		s := inside[i]
		if !step.Holds(s.precision) {
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

func autoStep(inside []*sight, over interval) geo.Step {
	hasHours := slices.ContainsFunc(inside, func(s *sight) bool { return s.precision <= geo.PrecisionHour })
	for _, step := range geo.Steps() {
		if step == geo.StepHour && !hasHours {
			continue
		}
		if step == geo.StepYear || over.days() <= geo.AutoBins*shortestDays(step) && len(stepEdges(over, step)) <= geo.AutoBins {
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

// stepEdges gives the starts of the bins that cover the interval.
func stepEdges(over interval, step geo.Step) []time.Time {
	var out []time.Time
	for at := step.Floor(over.from); at.Before(over.until); at = step.Next(at) {
		out = append(out, at)
	}
	return out
}
