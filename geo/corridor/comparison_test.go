package corridor

import (
	"fmt"
	"slices"
	"testing"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/hotspot"
	"linea/geo/rates"

	"github.com/paulmach/orb"
)

// A source that ends early, or begins late, is left out of both sides and named;
// the others are compared over the days that they share.
func TestComparisonLeavesOutWhoCannotSpeakForBothSides(t *testing.T) {
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	whole := rowsAt("sheriff", geo.Crossing, days("2023-01-01", 147, 5)...) // to the end of 2024
	for _, one := range []struct {
		name    string
		others  []geo.Incident
		left    []string
		n, nNow int
		clipped string
	}{
		{"alone", nil, []string{}, 73, 74, ""},
		{"beside one that ended in February", rowsAt("fire", geo.Crossing, days("2023-01-01", 43, 10)...),
			[]string{"fire 2023-01-01/2024-02-25 too_short"}, 73, 74, ""},
		{"beside one that began in November", rowsAt("fire", geo.Crossing, days("2024-11-01", 7, 10)...),
			[]string{"fire 2024-11-01/2024-12-31 nothing_earlier"}, 73, 74, ""},
		{"beside one that was over", rowsAt("fire", geo.Crossing, days("2023-01-01", 10, 10)...),
			[]string{"fire 2023-01-01/2023-04-01 other_days"}, 73, 74, ""},
		{"beside one that ended in September", rowsAt("fire", geo.Crossing, days("2023-01-01", 64, 10)...),
			[]string{}, 53 + 27, 54 + 27, "2024-01-01/2024-09-22"},
	} {
		t.Run(one.name, func(t *testing.T) {
			view := geotest.NewView(append(slices.Clone(whole), one.others...))
			r := ask(t, view, c, between("2024-01-01", "2024-12-31"), Options{Compare: Baseline{Kind: LastYear}})
			got := r.Comparison
			left := []string{}
			for _, l := range got.LeftOut {
				left = append(left, fmt.Sprint(l.Source, " ", l.Days, " ", l.Why))
			}
			clipped := ""
			if got.ClippedTo != nil {
				clipped = *got.ClippedTo
			}
			if !slices.Equal(left, one.left) || got.N != one.n || got.NNow != one.nNow || clipped != one.clipped {
				t.Errorf("left out %v, %d before, %d now, clipped to %q; want %v, %d, %d, %q", left, got.N, got.NNow, clipped, one.left, one.n, one.nNow, one.clipped)
			}
			if slices.Contains(r.Warnings, WarnComparisonSources) != (len(left) > 0) || slices.Contains(r.Warnings, WarnComparisonClipped) != (clipped != "") {
				t.Errorf("warnings %v", r.Warnings)
			}
			if want := 2 - len(left); one.others != nil && len(got.Sources) != want {
				t.Errorf("counted %v, want %d", got.Sources, want)
			}
		})
	}
}

// Where nobody speaks for both sides, nothing is compared, and everybody is named.
func TestComparisonWithNobodyOnBothSides(t *testing.T) {
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	view := geotest.NewView(append(rowsAt("sheriff", geo.Crossing, days("2024-01-01", 60, 6)...), rowsAt("fire", geo.Crossing, days("2023-01-01", 60, 6)...)...))
	r := ask(t, view, c, between("2024-01-01", "2024-12-31"), Options{Compare: Baseline{Kind: LastYear}})
	got := r.Comparison
	if got.N != 0 || got.NNow != 0 || got.Reading != rates.TooFewToCompare || !slices.Contains(r.Warnings, WarnComparisonUncovered) {
		t.Errorf("%+v, warnings %v", got, r.Warnings)
	}
	if len(got.Sources) != 0 || len(got.LeftOut) != 2 || got.LeftOut[0].Why != hotspot.OtherDays || got.LeftOut[1].Why != hotspot.NothingEarlier {
		t.Errorf("counted %v, left out %+v", got.Sources, got.LeftOut)
	}
}
