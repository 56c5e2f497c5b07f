package corridor

import (
	"fmt"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"

	"github.com/paulmach/orb"
)

// What is left out of a corridor lies in it: repeats, and rows of unknown hours,
// elsewhere are nobody's here. A row without a place may lie anywhere.
func TestLeftOutIsCountedInside(t *testing.T) {
	here, there := orb.Point{-111.5, 31.6}, orb.Point{-109.5, 31.6}
	var rows []geo.Incident
	add := func(source string, p orb.Point, local string, precision geo.TimePrecision) {
		at, err := time.ParseInLocation("2006-01-02 15", local, geo.Local)
		if err != nil {
			t.Fatal(err)
		}
		in := geo.Incident{
			ID: fmt.Sprintf("%s:%d", source, len(rows)), Source: source, Kind: geo.Death, OccurredAt: at.UTC(), TimePrecision: precision,
			HasPoint: p != orb.Point{}, Point: orb.Point{geo.OnGrid(p[0]), geo.OnGrid(p[1])}, RadiusM: 100, LocationMethod: geo.MethodGPS,
		}
		if !in.HasPoint {
			in.Point, in.RadiusM, in.LocationMethod = orb.Point{}, 0, geo.MethodNone
		}
		rows = append(rows, in)
	}
	for _, p := range []orb.Point{here, there, there} {
		add("ogis", p, "2024-02-05 00", geo.PrecisionDay) // a Monday
		add("iom", p, "2024-02-06 00", geo.PrecisionDay)  // repeats it
		add("ogis", p, "2024-06-03 22", geo.PrecisionHour)
		add("ogis", p, "2024-07-02 12", geo.PrecisionHour)
		add("ogis", p, "2024-01-01 00", geo.PrecisionYear)
	}
	add("ogis", orb.Point{}, "2024-06-10 22", geo.PrecisionHour)
	add("ogis", orb.Point{}, "2024-06-11 12", geo.PrecisionHour)
	view := geotest.NewView(rows)
	c := mustNew(t, orb.LineString{{-111.6, 31.6}, {-111.4, 31.6}}, 2000, Round)
	night := &geo.HourRange{From: 20, Until: 4}
	for name, w := range map[string]struct {
		q    geo.Query
		n    int
		left geo.Excluded
	}{
		"all":                {geo.Query{}, 4, geo.Excluded{Duplicates: 1, Unmapped: 2}},
		"repeats included":   {geo.Query{Duplicates: geo.DuplicatesInclude}, 5, geo.Excluded{Unmapped: 2}},
		"nights":             {geo.Query{Hours: night}, 1, geo.Excluded{Duplicates: 1, HourUnknown: 2, Unmapped: 1}},
		"nights of Mondays":  {geo.Query{Hours: night, Days: geo.SetOf[geo.Weekday](0)}, 1, geo.Excluded{HourUnknown: 2, Unmapped: 1}},
		"Mondays":            {geo.Query{Days: geo.SetOf[geo.Weekday](0)}, 2, geo.Excluded{HourUnknown: 1, Unmapped: 1}},
		"February":           {geo.Query{Months: geo.SetOf[geo.Month](2)}, 1, geo.Excluded{Duplicates: 1, HourUnknown: 1}},
		"nights of February": {geo.Query{Hours: night, Months: geo.SetOf[geo.Month](2)}, 0, geo.Excluded{Duplicates: 1, HourUnknown: 2}},
		"another source's":   {geo.Query{Sources: []string{"iom"}}, 0, geo.Excluded{Duplicates: 1}},
		"another year":       {geo.Query{Until: time.Date(2023, 1, 1, 7, 0, 0, 0, time.UTC)}, 0, geo.Excluded{}},
	} {
		r := ask(t, view, c, w.q, Options{})
		if r.N != w.n || r.Used.N != w.n || r.Excluded != w.left || r.Filter != w.q.Canonical() {
			t.Errorf("%s: %d counted, left out %+v of %s; want %d, %+v", name, r.N, r.Excluded, r.Filter, w.n, w.left)
		}
	}
}
