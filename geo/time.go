package geo

import "time"

// Local is the civil time of the area: UTC-7, no daylight saving. Arizona and
// Sonora agree; New Mexico and Baja California differ. It is a fixed offset so
// that answers do not depend on the machine's time zone files.
var Local = time.FixedZone("America/Phoenix", LocalOffsetS)

// LocalOffsetS is the offset of Local from UTC, seconds.
const LocalOffsetS = -7 * 3600

// FirstInstant is the earliest start an incident may have (1950-01-01 local).
// Everything earlier is a misread date.
var FirstInstant = time.Date(1950, 1, 1, 0, 0, 0, 0, Local)

// LocalMidnight gives the start of the local day of t.
func LocalMidnight(t time.Time) time.Time {
	y, m, d := t.In(Local).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Local).UTC()
}

// LocalDate writes the local day of t as 2006-01-02.
func LocalDate(t time.Time) string { return t.In(Local).Format(time.DateOnly) }

// AddMonths moves an instant by calendar months of local time. A day that the
// month has not becomes its last.
func AddMonths(t time.Time, months int) time.Time {
	local := t.In(Local)
	moved := local.AddDate(0, months, 0)
	if moved.Day() != local.Day() {
		moved = moved.AddDate(0, 0, -moved.Day())
	}
	return moved.UTC()
}

// WholeMonths is how many local calendar months lie between two instants, 0 when
// it is no whole number of them.
func WholeMonths(from, until time.Time) int {
	a, b := from.In(Local), until.In(Local)
	months := 12*(b.Year()-a.Year()) + int(b.Month()-a.Month())
	if months > 0 && AddMonths(from, months).Equal(until) {
		return months
	}
	return 0
}

// ByLengths moves an instant by so many lengths of the interval: by months where
// it is made of such, so that five years are compared with the five years before
// and not with as many days, else by its duration.
func ByLengths(from, until, t time.Time, lengths int) time.Time {
	if months := WholeMonths(from, until); months > 0 {
		return AddMonths(t, lengths*months)
	}
	return t.Add(time.Duration(lengths) * until.Sub(from))
}

// StartText writes a start no more precisely than it is known: an instant with
// the local offset, or a local day, month (2006-01) or year.
func StartText(t time.Time, p TimePrecision) string {
	layout := time.RFC3339
	switch p {
	case PrecisionDay:
		layout = time.DateOnly
	case PrecisionMonth:
		layout = "2006-01"
	case PrecisionYear:
		layout = "2006"
	}
	return t.In(Local).Format(layout)
}

// Slots of a week, for counts by hour: 168 hours from Monday 00 local, then
// one per day (Monday first) for a known day with an unknown hour, then one
// for an unknown day.
const (
	HourSlots   = 168
	DaySlot     = 168 // + weekday, Monday = 0
	UnknownSlot = 175
	WeekSlots   = 176
)

// WeekSlot gives the slot of a start (Unix seconds) of the given precision.
func WeekSlot(unix int64, p TimePrecision) int {
	if p >= PrecisionMonth {
		return UnknownSlot
	}
	local := unix + LocalOffsetS
	day := floorDiv(local, 86400)
	weekday := int(floorMod(day+3, 7)) // 1970-01-01 was a Thursday
	if p == PrecisionDay {
		return DaySlot + weekday
	}
	return weekday*24 + int((local-day*86400)/3600)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
