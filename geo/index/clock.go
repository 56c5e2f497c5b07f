package index

import (
	"math"
	"sort"
	"time"

	"linea/geo"
)

// tick is a start in whole seconds since epoch: 32 bits reach to 2086.
type tick = uint32

// epoch is a Monday, 00:00 local time, before geo.FirstInstant: the hour of the
// week of a tick is one division away.
var epoch = time.Date(1949, 12, 26, 0, 0, 0, 0, geo.Local).Unix()

const (
	secondsPerHour = 3600
	secondsPerDay  = 86400
)

// tickOf clamps an instant to the range of ticks.
func tickOf(t time.Time) tick {
	s := t.Unix() - epoch
	return tick(min(max(s, 0), math.MaxUint32))
}

func timeOf(t tick) time.Time { return time.Unix(epoch+int64(t), 0).UTC() }

// slotOf gives the week slot (geo.WeekSlot) of a tick.
func slotOf(t tick, p geo.TimePrecision) int {
	switch {
	case p <= geo.PrecisionHour:
		return int(t / secondsPerHour % geo.HourSlots)
	case p == geo.PrecisionDay:
		return geo.DaySlot + int(t/secondsPerDay%7)
	}
	return geo.UnknownSlot
}

// window is a half-open range of ticks. until is 64 bits wide so that an open
// end lies beyond every tick.
type window struct {
	from  tick
	until uint64
}

func windowOf(q *geo.Query) window {
	w := window{until: math.MaxUint64}
	if !q.From.IsZero() {
		w.from = tickOf(q.From)
	}
	if !q.Until.IsZero() {
		w.until = uint64(tickOf(q.Until))
	}
	return w
}

// clock is what a query tests of a start beside its window: the slot of the
// week and the month of the year. all is true when it tests neither.
type clock struct {
	all      bool
	anySlot  bool
	slots    [3]uint64
	anyMonth bool
	months   []window // the months asked, as time: ascending, apart, within the window
}

func clockOf(q *geo.Query, w window) clock {
	slots, tests := q.SlotMask()
	return clock{all: !q.TestsClock(), anySlot: !tests, slots: slots, anyMonth: q.Months == 0, months: monthsIn(q.Months, w)}
}

// monthsIn gives the time that lies in some months of the year, each stretch of
// months as one window, from the window's start to its end.
func monthsIn(months geo.Set[geo.Month], w window) (out []window) {
	if months == 0 {
		return nil
	}
	first := geo.StepMonth.Floor(timeOf(w.from))
	year, month, at := first.Year(), first.Month(), first.Unix()-epoch
	for last := int64(min(w.until, math.MaxUint32)); at <= last; {
		end := at + daysIn(year, month)*secondsPerDay
		switch n := len(out); {
		case !months.Has(geo.Month(month)):
		case n > 0 && out[n-1].until == uint64(at):
			out[n-1].until = uint64(end)
		default:
			out = append(out, window{tick(max(at, 0)), uint64(end)})
		}
		if at, month = end, month+1; month > time.December {
			year, month = year+1, time.January
		}
	}
	return out
}

// daysIn is the length of a month: an open window has more than a thousand of
// them, and every tile asks.
func daysIn(year int, month time.Month) int64 {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// has tests one start.
func (c *clock) has(t tick, p geo.TimePrecision) bool {
	return c.all || c.hasSlot(slotOf(t, p)) && c.hasMonth(t, p)
}

func (c *clock) hasSlot(slot int) bool { return c.anySlot || c.slots[slot>>6]>>(slot&63)&1 == 1 }

func (c *clock) hasMonth(t tick, p geo.TimePrecision) bool {
	if c.anyMonth || p > geo.PrecisionMonth {
		return c.anyMonth
	}
	after := sort.Search(len(c.months), func(i int) bool { return c.months[i].until > uint64(t) })
	return after < len(c.months) && c.months[after].from <= t
}

// everTime is the window that holds every tick.
var everTime = window{until: math.MaxUint64}
