package feed_test

import (
	"fmt"
	"testing"

	"linea/geo"
)

// The five generations of the IOM header, each with one made-up row of the
// same death.
func TestIOMGenerations(t *testing.T) {
	for _, g := range []struct {
		name, header, row, id string
		precision             geo.TimePrecision
		via                   string
	}{
		{"2016-2019", "Web ID,Region of Incident,Reported Date,Reported Year,Reported Month,Number Dead,Minimum Estimated Number of Missing,Total Dead and Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Cause of Death,Location Description,Information Source,Location Coordinates,Migration Route,URL,UNSD Geographical Grouping,Source Quality",
			`99999,US-Mexico Border,5-Mar-19,2019,Mar,1,2,3,,,1,,Exposure,desert,Pima County Office of the Medical Examiner,"32.1, -112.2",,,Northern America,5`, "iom:99999", geo.PrecisionDay, "ogis"},
		{"2020", "Web ID,Region of Incident,Reported Date,Reported Year,Reported Month,Number Dead,Minimum Estimated Number of Missing,Total Dead and Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Cause of Death,Location Description,Information Source,Location Coordinates,latitude,longitude,Migration Route,URL,UNSD Geographical Grouping,Source Quality",
			`99999,US-Mexico Border,5-Mar-19,2019,Mar,1,2,3,,,1,,Exposure,desert,Some paper,"32.1, -112.2",32.1,-112.2,,http://www.humaneborders.info/,Northern America,5`, "iom:99999", geo.PrecisionDay, "ogis"},
		{"2021-2022", "Main ID,Incident ID,Incident Type,Region of Incident,Incident Date,Incident Year,Month,Number of Dead,Minimum Estimated Number of Missing,Total Number of Dead and Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Country of Origin,Region of Origin,Cause of Death,Country of Incident,Migration Route,Location of Incident,Information Source,Coordinates,UNSD Geographical Grouping,URL,Source Quality,Article title",
			`2019.MMP1,2019.MMP1,Incident,US-Mexico Border,03/05/2019,2019,March,1,2,3,0,,1,,Mexico,Latin America,Harsh environmental conditions / lack of adequate shelter,USA,,desert,Humane Borders,"32.1, -112.2",Northern America,,5,x`, "iom:2019.MMP1", geo.PrecisionDay, "ogis"},
		{"2023 without days", "Main ID,Incident ID,Incident Type,Region of Incident,Incident year,Reported Month,Number of Dead,Minimum Estimated Number of Missing,Total Number of Dead and Missing,Number of Survivors,Cause of Death,Migration route,Location of death,Information Source,Coordinates,UNSD Geographical Grouping",
			`2019.MMP1,2019.MMP1a,Cumulative Incident,US-Mexico Border,2019,March,1,2,3,0,Exposure,,desert,Some paper,"32.1, -112.2",Northern America`, "iom:2019.MMP1-2019.MMP1a", geo.PrecisionMonth, ""},
		{"2026", "Main ID,Incident ID,Region,Incident Date,Year,Reported Month,Number Dead,Minimum Estimated Number of Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Region of Origin,Cause of Death,Country of Origin,Location of death,Information Source,Coordinates,Migration route,URL,UNSD Geographical Grouping,Source Quality",
			`2019.MMP1,2019.MMP1,North America,"Tue, 03/05/2019 - 12:00",2019,March,1,2,,,1,,,Exposure,Unknown,desert,Some paper,"32.1, -112.2",,,Northern America,5`, "iom:2019.MMP1", geo.PrecisionDay, ""},
	} {
		r, rows := runText(t, g.header+"\n"+g.row+"\n")
		in, there := rows[g.id]
		if r.Format != "iom" || !there {
			t.Errorf("%s: read as %s, rows %v, rejects %+v", g.name, r.Format, rows, r.RejectLines)
			continue
		}
		day := "2019-03-05"
		if g.precision == geo.PrecisionMonth {
			day = "2019-03-01"
		}
		got := fmt.Sprint(in.Kind, geo.LocalDate(in.OccurredAt), in.TimePrecision, in.Point, in.RadiusM, in.Persons, in.Cause, in.Via)
		if want := fmt.Sprint(geo.Death, day, g.precision, [2]float64{-112.2, 32.1}, 5000, 3, geo.Exposure, g.via); got != want {
			t.Errorf("%s: %s, want %s", g.name, got, want)
		}
	}
}
