package geo

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func parseDatetime(q *Query, value string, _ PolygonByName) (err error) {
	q.From, q.Until, err = ParseInterval(value)
	return err
}

// ParseInterval reads "a/b", "a/..", "../b" or a bare local date. A date as an
// end means the whole of that local day; a date-time as an end is exclusive.
// Open ends are zero times.
func ParseInterval(value string) (from, until time.Time, err error) {
	first, second, isInterval := strings.Cut(value, "/")
	if !isInterval {
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return from, until, Errorf("", Invalid, "%q is not an interval; write 2024-01-01/2024-12-31, 2024-01-01/.. or a single date", value)
		}
		second = value
	}
	if from, err = parseEnd(first, 0); err != nil {
		return from, until, err
	}
	if until, err = parseEnd(second, 1); err != nil {
		return from, until, err
	}
	if first == ".." && second == ".." {
		return from, until, Errorf("", Invalid, "both ends are open; leave the parameter out instead")
	}
	if !from.IsZero() && !until.IsZero() && !from.Before(until) {
		return from, until, Errorf("", Invalid, "the interval %q ends before it begins", value)
	}
	return from, until, nil
}

func parseEnd(text string, addDays int) (time.Time, error) {
	if text == ".." {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, Local); err == nil {
		return inYears(day.AddDate(0, 0, addDays), text)
	}
	instant, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, Errorf("", Invalid, "%q is neither a date (2024-05-31) nor a time with offset (2024-05-31T20:00:00-07:00) nor \"..\"", text)
	}
	return inYears(instant.Truncate(time.Second), text)
}

func inYears(t time.Time, text string) (time.Time, error) {
	if y := t.Year(); y < 1900 || y > 2200 {
		return time.Time{}, Errorf("", Invalid, "%q lies outside the years 1900 to 2200", text)
	}
	return t.UTC(), nil
}

func writeDatetime(q *Query) string {
	if q.From.IsZero() && q.Until.IsZero() {
		return ""
	}
	return IntervalText(q.From, q.Until)
}

// IntervalText writes a half-open window as ParseInterval reads it: whole
// local days as dates, anything else as UTC instants.
func IntervalText(from, until time.Time) string {
	return endText(from, 0) + "/" + endText(until, -1)
}

func endText(t time.Time, addDays int) string {
	switch {
	case t.IsZero():
		return ".."
	case t.Equal(LocalMidnight(t)):
		return t.In(Local).AddDate(0, 0, addDays).Format(time.DateOnly)
	}
	return t.UTC().Format(time.RFC3339)
}

func parseMonth(s string) (Month, error) {
	m, err := strconv.Atoi(s)
	if err != nil || m < 1 || m > 12 {
		return 0, Errorf("", Invalid, "%q is not a month of the year; write 1 for January to 12 for December", s)
	}
	return Month(m), nil
}

func parseHours(q *Query, value string, _ PolygonByName) error {
	a, b, _ := strings.Cut(value, "-")
	from, err1 := strconv.Atoi(a)
	until, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || from < 0 || from > 23 || until < 0 || until > 24 || from == until {
		return Errorf("", Invalid, "%q is not a range of hours; write 8-16, or 20-4 to pass midnight, or 0-24", value)
	}
	q.Hours = &HourRange{From: from, Until: until}
	return nil
}

func writeHours(q *Query) string {
	if q.Hours == nil {
		return ""
	}
	return fmt.Sprintf("%d-%d", q.Hours.From, q.Hours.Until)
}
