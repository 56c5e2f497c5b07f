package corridor

import (
	"math"
	"slices"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/rates"

	"github.com/paulmach/orb"
)

func TestComparisonIsClippedToCommonDays(t *testing.T) {
	// Last year whole, this year until the end of September.
	rows := rowsAt("sheriff", geo.Crossing, append(days("2023-01-01", 60, 6), days("2024-01-01", 91, 3)...)...)
	view := geotest.NewView(rows)
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	r := ask(t, view, c, between("2024-01-01", "2024-12-31"), Options{Compare: Baseline{Kind: LastYear}})
	got := r.Comparison
	if got == nil || got.ClippedTo == nil || *got.ClippedTo != "2024-01-01/2024-09-27" || got.Interval != "2023-01-01/2023-09-27" {
		t.Fatalf("%+v", got)
	}
	if got.NNow != 91 || got.N != 45 || got.Days != 270 || got.DaysNow != 271 {
		t.Errorf("%+v", got)
	}
	want := rates.CompareRates(91, 271, 45, 270, 0.05)
	if got.Reading != rates.More || float64(got.Ratio) != want.Ratio || float64(got.P) != want.P {
		t.Errorf("%+v, want %+v", got, want)
	}
	if !slices.Contains(r.Warnings, WarnComparisonClipped) || !slices.Contains(r.Warnings, WarnClippedToCoverage) {
		t.Errorf("warnings %v", r.Warnings)
	}
	if r.Interval != "2024-01-01/2024-09-27" {
		t.Errorf("rates count over %s", r.Interval)
	}
}

// Between two sources that both are silent nobody looked: such days make no rate smaller.
func TestDaysThatNoSourceCoversAreNotInTheRate(t *testing.T) {
	rows := append(rowsAt("sheriff", geo.Crossing, days("2021-01-01", 11, 1)...), // to 11 January
		rowsAt("fire", geo.Crossing, days("2021-12-01", 4, 3)...)...) // 1 to 10 December
	view := geotest.NewView(rows)
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	for _, one := range []struct {
		from, until string
		days        float64
		gap         bool
	}{
		{"2021-01-01", "2021-12-31", 21, true},
		{"2021-01-06", "2021-12-05", 11, true},
		{"2021-01-03", "2021-01-08", 6, false},
		{"2021-03-01", "2021-04-30", 0, true},
	} {
		r := ask(t, view, c, between(one.from, one.until), Options{})
		if r.Days != one.days || slices.Contains(r.Warnings, WarnGapInCoverage) != one.gap {
			t.Errorf("%s/%s: %v days, warnings %v, want %v, %v", one.from, one.until, r.Days, r.Warnings, one.days, one.gap)
		}
		if r.Days > 0 {
			want, _ := ratesOf(r.N, one.days, daysPerYear, c.LengthM()/1000)
			if r.Rates.PerYear != want.PerYear {
				t.Errorf("%s/%s: %v a year, want %v", one.from, one.until, r.Rates.PerYear, want.PerYear)
			}
		}
	}
}

// A winter's incidents are held against the days of winters: of half a year, 31
// days are January, and those before are none.
func TestRatesAndComparisonsCountTheDaysOfTheMonthsAsked(t *testing.T) {
	rows := rowsAt("sheriff", geo.Crossing, days("2020-01-01", 500, 2)...) // to October 2022
	view := geotest.NewView(rows)
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	q := between("2021-01-01", "2021-06-30")
	q.Months = geo.SetOf[geo.Month](1)
	r := ask(t, view, c, q, Options{Compare: Baseline{Kind: LastYear}})
	if r.Days != 31 || r.Comparison.Days != 31 || r.Comparison.DaysNow != 31 {
		t.Errorf("%v days, compared %v with %v; want 31 each", r.Days, r.Comparison.DaysNow, r.Comparison.Days)
	}
	if rate := float64(r.Rates.PerYear.Value); math.Abs(rate-float64(r.N)) > 1e-9 {
		t.Errorf("%v a year of one January with %d", rate, r.N)
	}
	r = ask(t, view, c, q, Options{Compare: Baseline{Kind: Previous}})
	if r.Comparison.Reading != rates.TooFewToCompare || !slices.Contains(r.Warnings, WarnComparisonUncovered) {
		t.Errorf("no January before, and yet: %+v, %v", r.Comparison, r.Warnings)
	}
}

// Two years are compared with the two before them, not with themselves.
func TestLastYearNeverMeetsItself(t *testing.T) {
	for _, c := range []struct{ now, then string }{
		{"2024-01-01/2024-12-31", "2023-01-01/2023-12-31"},
		{"2023-01-01/2024-12-31", "2021-01-01/2022-12-31"},
		{"2023-06-01/2024-06-01", "2021-06-01/2022-06-01"},
		{"2024-02-29/2024-02-29", "2023-02-28/2023-02-28"},
	} {
		from, until, _ := geo.ParseInterval(c.now)
		p := Baseline{Kind: LastYear}.pairOf(interval{from, until})
		if got := geo.IntervalText(p.then.from, p.then.until); got != c.then {
			t.Errorf("%s: compared with %s, want %s", c.now, got, c.then)
		}
	}
}

func TestComparisonWithThePeriodBefore(t *testing.T) {
	rows := rowsAt("sheriff", geo.Crossing, append(days("2024-01-01", 60, 1), days("2024-03-10", 6, 9)...)...)
	view := geotest.NewView(rows)
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	r := ask(t, view, c, between("2024-03-01", "2024-04-24"), Options{Compare: Baseline{Kind: Previous}})
	if got := r.Comparison; got.Reading != rates.Fewer || got.ClippedTo != nil || got.Days != 55 || got.DaysNow != 55 || got.NNow != 6 {
		t.Errorf("%+v", got)
	}
	if !slices.Contains(r.Warnings, WarnFewerSearches) {
		t.Errorf("fewer finds may mean fewer searches: %v", r.Warnings)
	}
	few := ask(t, view, c, between("2024-04-20", "2024-04-24"), Options{Compare: Baseline{Kind: Previous}})
	if few.Comparison.Reading != rates.TooFewToCompare {
		t.Errorf("%+v", few.Comparison)
	}
	open := ask(t, view, c, geo.Query{}, Options{Compare: Baseline{Kind: Previous}})
	if open.Comparison != nil || !slices.Contains(open.Warnings, WarnComparisonOpen) || !slices.Contains(open.Warnings, WarnWindowFromRecords) {
		t.Errorf("%+v %v", open.Comparison, open.Warnings)
	}
	uncovered := ask(t, view, c, between("2024-03-01", "2024-04-24"), Options{Compare: Baseline{Given, time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1991, 1, 1, 0, 0, 0, 0, time.UTC)}})
	if uncovered.Comparison.Reading != rates.TooFewToCompare || !slices.Contains(uncovered.Warnings, WarnComparisonUncovered) {
		t.Errorf("%+v %v", uncovered.Comparison, uncovered.Warnings)
	}
}
