package geo

import (
	"strconv"
	"time"

	"github.com/paulmach/orb"
)

// Duplicates says what a query does with rows that repeat a row of higher rank.
type Duplicates uint8

// The choices; excluding is the default.
const (
	DuplicatesExclude Duplicates = iota
	DuplicatesInclude
	DuplicatesOnly
)

var duplicatesNames = []string{"exclude", "include", "only"}

func (d Duplicates) String() string { return textOf(duplicatesNames, d) }

// ParseDuplicates finds a choice by its name.
func ParseDuplicates(s string) (Duplicates, error) {
	return parseWord[Duplicates](duplicatesNames, "choice for duplicates", s)
}

// Circle is a geodesic circle.
type Circle struct {
	Center  orb.Point
	RadiusM float64
}

// HourRange is a local range of hours [From, Until) that may pass midnight:
// {20, 4} is 20:00-24:00 and 00:00-04:00. {0, 24} is every known hour.
type HourRange struct{ From, Until int }

// Mask has bit h set when hour h is in the range.
func (r HourRange) Mask() uint32 {
	var m uint32
	for h := r.From; h != r.Until; {
		if h == 24 {
			h = 0
			continue
		}
		m |= 1 << h
		h++
	}
	return m
}

// Query is one question about incidents. The zero Query matches every reported
// and verified incident that repeats no other. All conditions must hold; within
// a list one is enough.
//
// Positional conditions (BBox, Near, Polygon, Cell) match mapped incidents only.
type Query struct {
	From, Until time.Time // window of the start, half-open; zero = open
	Kinds       Set[Kind] // empty = all, here and below
	Sources     []string  // sorted, unique
	Origins     Set[Origin]
	Causes      Set[Cause]
	Lands       []string // sorted, unique
	Areas       []string // sorted, unique
	FoundWithin []int    // sorted, unique; of FoundWithinDays
	Statuses    Set[Status]
	AnyStatus   bool // "all": every status but retracted, as the store's layer has it
	Hours       *HourRange
	Days        Set[Weekday]
	Months      Set[Month] // of the local year
	Sides       Set[Side]
	MaxRadiusM  float64 // 0 = any; an unstated radius does not match
	Duplicates  Duplicates
	HeadsOnly   bool // only heads of episodes, so that a burst counts once; never parsed

	BBox    *orb.Bound
	Near    *Circle
	Polygon orb.Polygon
	Within  string // what the asker called Polygon ("overlay:id"); only for echoing
	Cell    Cell   // only what lies in this cell (resolution 3..9) and is precise enough for it
	Placed  Placed // only rows with, or without, a usable place
}

// Placed says whether a row must have a usable place.
type Placed uint8

// The choices; any row by default.
const (
	PlacedOrNot Placed = iota
	OnlyMapped
	OnlyUnmapped
)

// Month is a local month of the year, January = 1.
type Month uint8

func (m Month) String() string { return strconv.Itoa(int(m)) }

// Weekday is a local day of the week, Monday first.
type Weekday uint8

var weekdayNames = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func (d Weekday) String() string { return textOf(weekdayNames, d) }

// DefaultStatuses are the statuses that count when a query names none.
func DefaultStatuses() Set[Status] { return SetOf(StatusReported, StatusVerified) }

// EffectiveStatuses are the statuses that the query counts.
func (q *Query) EffectiveStatuses() Set[Status] {
	switch {
	case q.AnyStatus:
		return SetOf(StatusReported, StatusVerified, StatusDisputed)
	case q.Statuses != 0:
		return q.Statuses
	}
	return DefaultStatuses()
}

// Positional says whether the query looks at positions.
func (q *Query) Positional() bool {
	return q.BBox != nil || q.Near != nil || len(q.Polygon) > 0 || q.Cell != 0 // Placed is no position
}

// SlotMask has a bit for every week slot (see WeekSlot) that passes Hours and
// Days; ok is false when the query tests neither.
func (q *Query) SlotMask() (mask [3]uint64, ok bool) {
	if q.Hours == nil && q.Days == 0 {
		return mask, false
	}
	for slot := range DaySlot + 7 {
		if q.slotPasses(slot) {
			mask[slot/64] |= 1 << (slot % 64)
		}
	}
	return mask, true
}

// slotPasses tests an hour slot or a day-only slot. Unknown hours match no
// Hours; a known day without an hour may still match Days.
func (q *Query) slotPasses(slot int) bool {
	day, hourOK := Weekday(slot-DaySlot), q.Hours == nil
	if slot < HourSlots {
		day = Weekday(slot / 24)
		hourOK = q.Hours == nil || q.Hours.Mask()>>(slot%24)&1 == 1
	}
	return hourOK && (q.Days == 0 || q.Days.Has(day))
}

// InMonths says whether a start lies in the months asked. One that is known to
// the year only matches no months.
func (q *Query) InMonths(start time.Time, p TimePrecision) bool {
	return q.Months == 0 || p <= PrecisionMonth && q.Months.Has(Month(start.In(Local).Month()))
}

// ClockUnknown says whether all that is known of a start passes Hours, Days and
// Months, and something that they test is not known of it.
func (q *Query) ClockUnknown(unix int64, p TimePrecision) bool {
	if p <= PrecisionMonth && !q.InMonths(time.Unix(unix, 0), p) {
		return false
	}
	slot := WeekSlot(unix, p)
	switch {
	case slot < HourSlots:
		return false
	case slot < UnknownSlot:
		return q.Hours != nil && (q.Days == 0 || q.Days.Has(Weekday(slot-DaySlot)))
	}
	return q.Hours != nil || q.Days != 0 || q.Months != 0 && p > PrecisionMonth
}

// TestsClock says whether the query tests more of a start than its window.
func (q *Query) TestsClock() bool { return q.Hours != nil || q.Days != 0 || q.Months != 0 }

// DaysIn is how many days of a half-open window lie in the months asked: what a
// rate of the query divides by.
func (q *Query) DaysIn(from, until time.Time) (days float64) {
	if !from.Before(until) {
		return 0
	}
	if q.Months == 0 {
		return until.Sub(from).Hours() / 24
	}
	for at := from; at.Before(until); {
		month := StepMonth.Floor(at)
		next := StepMonth.Next(month)
		if next.After(until) {
			next = until
		}
		if q.Months.Has(Month(month.Month())) {
			days += next.Sub(at).Hours() / 24
		}
		at = next
	}
	return days
}

// InWindow says whether a start lies in the window.
func (q *Query) InWindow(start time.Time) bool {
	return (q.From.IsZero() || !start.Before(q.From)) && (q.Until.IsZero() || start.Before(q.Until))
}
