package geo_test

import (
	"strings"
	"testing"

	"linea/geo"
)

func TestRunsOfASource(t *testing.T) {
	type days = [2]string
	for _, c := range []struct {
		declared, records days
		silent            []geo.DaySpan
		want              string
	}{
		{days{}, days{"2014-01-05", "2024-09-30"}, nil, "2014-01-05/2024-09-30"},
		{days{"2010-01-01", ""}, days{"2014-01-05", "2024-09-30"}, nil, "2010-01-01/2024-09-30"},
		{days{"2015-01-01", "2023-12-31"}, days{"2014-01-05", "2024-09-30"}, nil, "2015-01-01/2023-12-31"},
		{days{"2015-01-01", "2023-12-31"}, days{}, nil, "2015-01-01/2023-12-31"}, // nothing recorded so far
		{days{"2015-01-01", ""}, days{}, nil, ""},
		{days{}, days{}, nil, ""},
		{days{}, days{"2024-01-05", "2014-09-30"}, nil, ""},
		{days{}, days{"2014-01-06", "2026-04-18"}, []geo.DaySpan{{First: "2019-12-31", Last: "2026-01-03"}}, "2014-01-06/2019-12-30 2026-01-04/2026-04-18"},
		{
			days{}, days{"2010-01-01", "2020-01-01"}, []geo.DaySpan{{First: "2011-01-01", Last: "2011-12-31"}, {First: "2015-06-01", Last: "2016-05-31"}},
			"2010-01-01/2010-12-31 2012-01-01/2015-05-31 2016-06-01/2020-01-01",
		},
		// What it declares cuts the days in which it is silent, too.
		{days{"2019-06-01", "2026-01-01"}, days{"2014-01-06", "2026-04-18"}, []geo.DaySpan{{First: "2016-01-01", Last: "2016-12-31"}, {First: "2019-12-31", Last: "2026-01-03"}}, "2019-06-01/2019-12-30"},
	} {
		s := geo.SourceStatus{FirstRecord: c.records[0], LastRecord: c.records[1], Silent: c.silent}
		s.FirstDay, s.LastDay = c.declared[0], c.declared[1]
		var got []string
		for _, run := range s.Runs() {
			got = append(got, geo.IntervalText(run.From, run.Until))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("declared %v, records %v, silent %v: %v, want %s", c.declared, c.records, c.silent, got, c.want)
		}
	}
}
