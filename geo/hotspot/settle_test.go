package hotspot

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"linea/geo"
)

func days(t testing.TB, text string) (w Window) {
	t.Helper()
	var err error
	if w.From, w.Until, err = geo.ParseInterval(text); err != nil {
		t.Fatal(err)
	}
	return w
}

// sidesOf compares two windows as they are.
func sidesOf(now, before Window) Sides {
	return func(covered Window) (Window, []Window) {
		if w := before.Both(covered); !w.Empty() {
			return now.Both(covered), []Window{w}
		}
		return now.Both(covered), nil
	}
}

// One source that ends early, or starts late, does not take their days from the
// others, whatever its rank; it is named with its days.
func TestSettlingLeavesOutWhoWouldCostTheDays(t *testing.T) {
	now, before := days(t, "2024-01-01/2024-12-31"), days(t, "2023-01-01/2023-12-31")
	const whole = "2020-01-01/2025-12-31"
	for _, c := range []struct {
		name  string
		days  []string // of a, b, c, ...
		left  map[string]Why
		now   string
		spoke string
	}{
		{"all cover both", []string{whole, whole}, nil, "2024-01-01/2024-12-31", "[0 1]"},
		{"the first ends early", []string{"2020-01-01/2024-02-29", whole, whole}, map[string]Why{"a": TooShort}, "2024-01-01/2024-12-31", "[1 2]"},
		{"the first begins late", []string{"2023-11-01/2025-12-31", whole}, map[string]Why{"a": TooShort}, "2024-01-01/2024-12-31", "[1]"},
		{"one has nothing earlier", []string{whole, "2024-01-01/2025-12-31"}, map[string]Why{"b": NothingEarlier}, "2024-01-01/2024-12-31", "[0]"},
		{"one is over", []string{whole, "2020-01-01/2023-12-31"}, map[string]Why{"b": OtherDays}, "2024-01-01/2024-12-31", "[0]"},
		{"one ends in autumn: the others are cut a little", []string{whole, "2020-01-01/2024-09-30"}, nil, "2024-01-01/2024-09-30", "[0 1]"},
		{"two that would leave too little together", []string{"2020-01-01/2024-08-31", whole, "2023-04-01/2024-12-31"}, nil, "2024-01-01/2024-08-31", "[0 1 2]"},
		{"none covers both", []string{"2024-01-01/2025-12-31", "2020-01-01/2023-12-31"}, map[string]Why{"a": NothingEarlier, "b": OtherDays}, "", "[]"},
		{"none at all", nil, nil, "", "[]"},
	} {
		var all []Speaker
		for i, d := range c.days {
			all = append(all, Speaker{string(rune('a' + i)), days(t, d)})
		}
		s := Settle(all, sidesOf(now, before), true, new(geo.Query).DaysIn)
		if fmt.Sprint(s.Kept) != c.spoke || s.Now.Text() != c.now || len(s.Left) != len(c.left) {
			t.Errorf("%s: %v speak of %q, left out %v; want %s of %q", c.name, s.Kept, s.Now.Text(), s.Left, c.spoke, c.now)
		}
		for _, l := range s.Left {
			if l.Why != c.left[l.Source] || l.Days != c.days[l.Source[0]-'a'] || l.EN == "" || l.ES == "" {
				t.Errorf("%s: %+v, want %s of %s", c.name, l, c.left[l.Source], c.days[l.Source[0]-'a'])
			}
		}
	}
}

// Of winters only winters count: who is silent in summer costs nothing.
func TestSettlingCountsTheDaysOfTheMonthsAsked(t *testing.T) {
	now, before := days(t, "2024-01-01/2024-12-31"), days(t, "2023-01-01/2023-12-31")
	all := []Speaker{{"a", days(t, "2020-01-01/2025-12-31")}, {"b", days(t, "2020-01-01/2024-02-29")}}
	winter := geo.Query{Months: geo.SetOf[geo.Month](1, 2)}
	if s := Settle(all, sidesOf(now, before), true, winter.DaysIn); len(s.Kept) != 2 {
		t.Errorf("%+v", s)
	}
}

// Whatever the sources: with somebody who covers both sides something is
// compared, at least half of what the best of them covers, by sources that cover
// all of it; and everybody is either counted or named.
func TestSettlingByChance(t *testing.T) {
	const seed = 11
	r := rand.New(rand.NewPCG(seed, 1))
	day := func(n int) time.Time { return time.Date(2020, 1, 1+n, 7, 0, 0, 0, time.UTC) }
	some := func() Window {
		from := r.IntN(300)
		return Window{day(from), day(from + 1 + r.IntN(300))}
	}
	length := func(w Window) float64 { return w.Until.Sub(w.From).Hours() / 24 }
	for try := range 3000 {
		sides := sidesOf(some(), some())
		all := make([]Speaker, r.IntN(6))
		best := 0.0 // of the side that has fewer days
		for i := range all {
			all[i] = Speaker{fmt.Sprint(i), some()}
			if now, before := sides(all[i].Days); !now.Empty() && len(before) > 0 {
				best = max(best, min(length(now), length(before[0])))
			}
		}
		s := Settle(all, sides, true, new(geo.Query).DaysIn)
		if len(s.Kept)+len(s.Left) != len(all) || (best > 0) != (len(s.Kept) > 0) {
			t.Fatalf("seed %d, try %d: %+v of %v", seed, try, s, all)
		}
		if best == 0 {
			continue
		}
		if len(s.Before) != 1 || 2*min(length(s.Now), length(s.Before[0])) < best {
			t.Fatalf("seed %d, try %d: %+v, the best covers %g days", seed, try, s, best)
		}
		for _, i := range s.Kept {
			if s.Now.Both(all[i].Days) != s.Now || s.Before[0].Both(all[i].Days) != s.Before[0] {
				t.Fatalf("seed %d, try %d: %v does not cover %+v", seed, try, all[i], s)
			}
		}
	}
}

// A source that was silent for years stands once for each run of days: the run
// that tells most about what is asked counts, and is named once if none does.
func TestSettlingCountsOneRunOfASource(t *testing.T) {
	before := days(t, "2018-01-01/2018-12-31")
	all := []Speaker{{"ogis", days(t, "1981-11-25/2024-09-30")}, {"iom", days(t, "2014-01-06/2019-12-30")}, {"iom", days(t, "2026-01-04/2026-04-18")}}
	for _, c := range []struct{ now, kept, left string }{
		{"2019-01-01/2019-12-31", "[0 1]", ""},
		{"2021-01-01/2021-12-31", "[0]", "iom 2026-01-04/2026-04-18 other_days, "},
		{"2026-02-01/2026-02-28", "[]", "ogis 1981-11-25/2024-09-30 other_days, iom 2026-01-04/2026-04-18 nothing_earlier, "},
	} {
		s := Settle(all, sidesOf(days(t, c.now), before), true, new(geo.Query).DaysIn)
		left := ""
		for _, l := range s.Left {
			left += fmt.Sprintf("%s %s %s, ", l.Source, l.Days, l.Why)
		}
		if fmt.Sprint(s.Kept) != c.kept || left != c.left {
			t.Errorf("%s: kept %v, left out %q; want %s, %q", c.now, s.Kept, left, c.kept, c.left)
		}
	}
}
