package survey

import (
	"time"

	"linea/geo"
	"linea/geo/hotspot"
)

// mostYears is how far back the preceding years go.
const mostYears = 8

// With says what the interval of a question is compared with.
type With struct {
	Kind   WithKind
	Window hotspot.Window // of a Given
}

// WithKind is how the other interval is found.
type WithKind uint8

// The kinds: the same part of up to eight preceding years, of the year before,
// the equal interval just before, or a given one.
const (
	Preceding WithKind = iota
	LastYear
	Previous
	Given
)

var withNames = []string{"preceding", "last_year", "previous"}

// ParseWith reads preceding (also ""), last_year, previous, or an interval with
// two ends as the parameter datetime has it.
func ParseWith(text string) (With, error) {
	for kind, name := range withNames {
		if text == name || text == "" {
			return With{Kind: WithKind(kind)}, nil
		}
	}
	from, until, err := geo.ParseInterval(text)
	if err != nil || from.IsZero() || until.IsZero() {
		return With{}, geo.Errorf("", geo.Invalid, "write preceding, last_year, previous, or an interval with two ends such as 2022-01-01/2022-12-31")
	}
	return With{Given, hotspot.Window{From: from, Until: until}}, nil
}

func (w With) String() string {
	if w.Kind == Given {
		return geo.IntervalText(w.Window.From, w.Window.Until)
	}
	return withNames[w.Kind]
}

// windows cuts the interval asked to the days that are covered, and gives those
// that it is compared with, newest first: as long as it and at the same time of
// the year where the kind allows, so that January to September is compared with
// January to September. Without covered days there is neither.
func (w With) windows(asked, days hotspot.Window) (now hotspot.Window, before []hotspot.Window) {
	switch w.Kind {
	case Preceding:
		return hotspot.Preceding(asked, days, mostYears)
	case LastYear:
		return inStep(asked, days, years(-1))
	case Previous:
		return inStep(asked, days, func(t time.Time, back int) time.Time { return geo.ByLengths(asked.From, asked.Until, t, -back) })
	}
	shifts := yearsApart(asked, w.Window)
	switch len(shifts) {
	case 0:
		now, before = asked.Both(days), nonEmpty(w.Window.Both(days))
		return now, before
	case 1:
		return inStep(asked, days, years(shifts[0]))
	}
	now = asked.Both(days)
	for _, shift := range shifts {
		if then := moved(now, shift); !now.Empty() && holds(days, then) {
			before = append(before, then)
		}
	}
	return now, before
}

// shift moves an instant there (back = 1) and back again (-1).
type shift func(t time.Time, back int) time.Time

func years(n int) shift {
	return func(t time.Time, back int) time.Time { return movedYears(t, n*back) }
}

// inStep compares an interval with its shifted self: what coverage cuts off one
// it cuts off the other.
func inStep(asked, days hotspot.Window, to shift) (now hotspot.Window, before []hotspot.Window) {
	now = asked.Both(days)
	if now.Empty() {
		return now, nil
	}
	then := hotspot.Window{From: to(asked.From, 1), Until: to(asked.Until, 1)}.Both(days)
	then = then.Both(hotspot.Window{From: to(now.From, 1), Until: to(now.Until, 1)})
	if then.Empty() {
		return now, nil
	}
	return now.Both(hotspot.Window{From: to(then.From, -1), Until: to(then.Until, -1)}), []hotspot.Window{then}
}

// yearsApart gives the whole years by which a moves to become pieces that make
// up b, newest first: nil when it cannot be cut so. 2024 and 2019-2023 are -1 to
// -5 years apart.
func yearsApart(a, b hotspot.Window) []int {
	const century = 100
	var shifts []int
	end := b.Until
	for back := -century; back <= century; back++ {
		if piece := moved(a, -back); piece.Until.Equal(end) && !piece.From.Before(b.From) {
			shifts, end = append(shifts, -back), piece.From
		}
	}
	if !end.Equal(b.From) {
		return nil
	}
	return shifts
}

func moved(w hotspot.Window, years int) hotspot.Window {
	return hotspot.Window{From: movedYears(w.From, years), Until: movedYears(w.Until, years)}
}

// movedYears keeps the local date and time; 29 February becomes 1 March.
func movedYears(t time.Time, years int) time.Time {
	return t.In(geo.Local).AddDate(years, 0, 0).UTC()
}

// --- windows as sets ---

// around gives the smallest window around two; an empty one adds nothing.
func around(a, b hotspot.Window) hotspot.Window {
	switch {
	case a.Empty():
		return b
	case b.Empty():
		return a
	}
	if b.From.Before(a.From) {
		a.From = b.From
	}
	if b.Until.After(a.Until) {
		a.Until = b.Until
	}
	return a
}

func holds(a, b hotspot.Window) bool { return !b.From.Before(a.From) && !b.Until.After(a.Until) }

func nonEmpty(w hotspot.Window) []hotspot.Window {
	if w.Empty() {
		return nil
	}
	return []hotspot.Window{w}
}

// joined gives windows that follow each other as one, so that eight whole years
// are counted at once; ascending.
func joined(windows []hotspot.Window) []hotspot.Window {
	var out []hotspot.Window
	for i := len(windows) - 1; i >= 0; i-- {
		w := windows[i]
		if n := len(out); n > 0 && out[n-1].Until.Equal(w.From) {
			out[n-1].Until = w.Until
			continue
		}
		out = append(out, w)
	}
	return out
}

func days(w hotspot.Window) float64 { return w.Until.Sub(w.From).Hours() / 24 }
