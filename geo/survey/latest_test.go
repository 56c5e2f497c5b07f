package survey

import (
	"testing"
	"time"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Rows in another country do not move the latest twelve months, and where an
// interval holds nothing the answer names one that does.
func TestLatestTwelveMonthsAreOfTheStudyArea(t *testing.T) {
	rows := steady(t, 0)
	for i, p := range []orb.Point{{-100.5, 28.7}, {-92.9, 18}, {-86.8, 21.3}} {
		rows = append(rows, placed("far"+string(rune('a'+i)), "iom", geo.Death, time.Date(2026, 1+time.Month(i), 9, 19, 0, 0, 0, time.UTC), p))
	}
	v, s := indexed(t, 1, rows), newSurveyor()
	bare := hotspots(t, s, v, Question{Res: 5})
	if bare.Interval != "2023-01-08/2024-01-07" || bare.N == 0 || bare.Try != "" {
		t.Errorf("bare: %d in %s, try %q", bare.N, bare.Interval, bare.Try)
	}
	later := hotspots(t, s, v, Question{Query: query(t, "2026-01-01/2026-03-31"), Res: 5})
	if later.N != 0 || later.Try != bare.Interval {
		t.Errorf("later: %d, try %q", later.N, later.Try)
	}
	in, err := s.Inside(t.Context(), v, geo.Query{})
	if err != nil || in.N != len(rows)-3 || in.Outside != 3 || geo.LocalDate(*in.AsOf) != "2024-01-07" {
		t.Errorf("inside: %+v, %v", in, err)
	}
	nothing := hotspots(t, s, v, Question{Query: geo.Query{Kinds: geo.SetOf(geo.Tunnel)}, Res: 5})
	if nothing.N != 0 || nothing.Try != "" {
		t.Errorf("of a kind without rows: %d, try %q", nothing.N, nothing.Try)
	}
}

// A source that says itself which is its last day is believed, as long as it
// has an incident in the study area at all.
func TestLatestDayIsTheOneDeclared(t *testing.T) {
	declares := geo.Source{Slug: "sheriff", Name: "Sheriff", FirstDay: "2014-01-01", LastDay: "2024-03-31"}
	v := indexed(t, 1, steady(t, 0), declares)
	if h := hotspots(t, newSurveyor(), v, Question{Res: 5}); h.Interval != "2023-04-01/2024-03-31" {
		t.Errorf("counted in %s", h.Interval)
	}
}
