package survey

import (
	"slices"
	"testing"

	"linea/geo"
	"linea/geo/hotspot"
)

// window reads an interval of the grammar, both ends.
func window(t testing.TB, text string) hotspot.Window {
	t.Helper()
	if text == "" {
		return hotspot.Window{}
	}
	from, until, err := geo.ParseInterval(text)
	if err != nil {
		t.Fatal(err)
	}
	return hotspot.Window{From: from, Until: until}
}

func with(t testing.TB, text string) With {
	t.Helper()
	w, err := ParseWith(text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestComparisonIsClippedOnBothSides(t *testing.T) {
	const covered = "2014-01-01/2024-09-30" // a file that ends in September
	for _, c := range []struct {
		asked, with string
		now         string
		before      []string // newest first
	}{
		{"2024-01-01/2024-12-31", "2023-01-01/2023-12-31", "2024-01-01/2024-09-30", []string{"2023-01-01/2023-09-30"}},
		{"2024-01-01/2024-12-31", "last_year", "2024-01-01/2024-09-30", []string{"2023-01-01/2023-09-30"}},
		{"2024-01-01/2024-12-31", "2022-01-01/2023-12-31", "2024-01-01/2024-09-30", []string{"2023-01-01/2023-09-30", "2022-01-01/2022-09-30"}},
		{"2022-01-01/2023-12-31", "preceding", "2022-01-01/2023-12-31", []string{"2020-01-01/2021-12-31", "2018-01-01/2019-12-31", "2016-01-01/2017-12-31", "2014-01-01/2015-12-31"}},
		// The other side may be the one that is cut, and the later one.
		{"2023-01-01/2023-12-31", "2024-01-01/2024-12-31", "2023-01-01/2023-09-30", []string{"2024-01-01/2024-09-30"}},
		{"2014-01-01/2014-12-31", "last_year", "2014-01-01/2014-12-31", nil},
		{"2013-07-01/2014-06-30", "2014-07-01/2015-06-30", "2014-01-01/2014-06-30", []string{"2015-01-01/2015-06-30"}},
		{"2024-09-01/2024-10-31", "previous", "2024-09-01/2024-09-30", []string{"2024-07-01/2024-07-31"}},
		{"2014-01-11/2014-01-30", "previous", "2014-01-21/2014-01-30", []string{"2014-01-01/2014-01-10"}},
		// Intervals that are no years apart are cut each for itself.
		{"2024-07-01/2024-12-31", "2024-01-01/2024-03-31", "2024-07-01/2024-09-30", []string{"2024-01-01/2024-03-31"}},
		{"2024-07-01/2024-12-31", "2012-01-01/2014-03-31", "2024-07-01/2024-09-30", []string{"2014-01-01/2014-03-31"}},
		{"2025-01-01/2025-12-31", "preceding", "", nil},
		{"2025-01-01/2025-12-31", "2024-01-01/2024-12-31", "", nil},
	} {
		now, before := with(t, c.with).windows(window(t, c.asked), window(t, covered))
		var texts []string
		for _, w := range before {
			texts = append(texts, w.Text())
		}
		if now.Text() != c.now || !slices.Equal(texts, c.before) {
			t.Errorf("%s with %s: %s against %v; want %s against %v", c.asked, c.with, now.Text(), texts, c.now, c.before)
		}
	}
}

func TestYearsApart(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want []int
	}{
		{"2024-01-01/2024-12-31", "2019-01-01/2023-12-31", []int{-1, -2, -3, -4, -5}},
		{"2022-01-01/2023-12-31", "2014-01-01/2021-12-31", []int{-2, -4, -6, -8}},
		{"2022-01-01/2023-12-31", "2015-01-01/2021-12-31", nil}, // seven years are no twos
		{"2024-03-01/2024-05-31", "2021-03-01/2021-05-31", []int{-3}},
		{"2024-03-01/2024-05-31", "2021-03-01/2021-06-30", nil},
		{"2020-03-01/2020-05-31", "2023-03-01/2023-05-31", []int{3}},
	} {
		if got := yearsApart(window(t, c.a), window(t, c.b)); !slices.Equal(got, c.want) {
			t.Errorf("%s to %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestParseWith(t *testing.T) {
	for text, want := range map[string]string{"": "preceding", "preceding": "preceding", "last_year": "last_year", "previous": "previous", "2022-01-01/2022-12-31": "2022-01-01/2022-12-31", "2022-05-01": "2022-05-01/2022-05-01"} {
		if w, err := ParseWith(text); err != nil || w.String() != want {
			t.Errorf("%q is %v, %v", text, w, err)
		}
	}
	for _, text := range []string{"usual", "2022-01-01/..", "../2022-01-01", "2022", "2023-01-01/2022-01-01"} {
		if w, err := ParseWith(text); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%q is %v, %v", text, w, err)
		}
	}
}

func TestWindowsJoin(t *testing.T) {
	var all []hotspot.Window
	for _, text := range []string{"2023-01-01/2023-12-31", "2022-01-01/2022-12-31", "2020-01-01/2020-12-31"} {
		all = append(all, window(t, text))
	}
	if got := intervalTexts(all); !slices.Equal(got, []string{"2020-01-01/2020-12-31", "2022-01-01/2023-12-31"}) {
		t.Errorf("%v", got)
	}
	if got := total(all); got != 365+365+366 {
		t.Errorf("%v days", got)
	}
}
