package feed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

// One line of each format, made up after the real headers.
var seeds = []string{
	"id,source,kind,subkind,occurred_at,occurred_until,date_local,time_precision,time_kind,reported_at,found_within_days,lon,lat,radius_m,location_method,origin,persons,cause,land,area,summary,via,status,synthetic\n" +
		"1,desk,death,,2024-05-01T20:15:00-07:00,2024-05-02,,hour,discovered,2024-05-03,7,-111.5,31.9,100,gps,discovered,1,exposure,Private,Sasabe,near a wash,ogis,verified,\n",
	`"ML Number","Name","Sex","Age","Reporting Date","Surface Management","Location","Location Precision","Corridor","Cause of Death","Post Mortem Interval","Latitude","Longitude"` + "\r\n" +
		`"24-99999","x","male","","2024-01-10","Private","","GPS Coordinate (precise to within ca. 300ft./100m)","Yuma","Exposure","< 5 weeks ",32.5,-114.7` + "\r\n",
	"ML_Number,Sex,Age,Reporting_Date,Surface_Management,Corridor,Cause_of_Death,State,County,Latitude,Longitude,UTM_X,UTM_Y\r\n99-99999,male,100,1/15/01,Private,Ajo,Pending,Arizona,Pima,32.4,-111.5,1,2\r\n",
	"Case Number,First Name,Pronouncement Date,Cause A,Type of Incident,Post-Mortem Interval,Latitude,Longitude,Accuracy of Location,,\r\n2009-99999,x,09/03/2009 8:13:00,Skeletal,Unknown,<2 days,31.8,-107.6,.5 miles,,\r\n",
	"Web ID,Reported Date,Number Dead,Minimum Estimated Number of Missing,Total Dead and Missing,Cause of Death,Information Source,Location Coordinates,URL\n999999,30-Dec-19,1,,1,Unknown,Humane Borders,\"32.07, -111.97\",http://humaneborders.info\n",
	"\"Main ID\",\"Incident ID\",\"Incident Date\",\"Number Dead\",\"Minimum Estimated Number of Missing\",\"Cause of Death\",Coordinates,URL\n2026.X,2026.Y,\"Thu, 01/01/2026 - 12:00\",1,2,Drowning,\"28.7, -100.5\",\n",
	"Main ID,Incident Type,Region of Incident,Incident year,Reported Month,Number of Dead,Total Number of Dead and Missing,Cause of Death,Coordinates\n2022.X,Incident,US-Mexico Border,2022,March,1,2,Violence,\"31.5, -111.1\"\n",
	"id,where_prec,date_prec,date_start,date_end,best,latitude,longitude,source_original\n999,2,4,2021-01-15,2021-02-12,3,31.3,-109.5,someone\n",
	"STATE,ST_CASE,DAY,MONTH,YEAR,HOUR,MINUTE,LATITUDE,LONGITUD,FATALS\n4,49999,3,1,2013,17,99,31.4,-110.9,1\n4,49998,99,99,2013,99,99,99.9999,999.9999,1\n",
	`{"type":"FeatureCollection","features":[{"type":"Feature","id":"7","geometry":{"type":"Point","coordinates":[-111.5,31.9,800]},"properties":{"kind":"rescue","occurred_at":"2024-05-01","persons":2,"name":"x"}},{"type":"Feature","geometry":null,"properties":{"occurred_at":"2024"}}]}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[-111.5,31.9]},"properties":{"source":"desk","kind":"death","occurred_at":"2024-05-01T20:15:00Z"}}` + "\n" + `{"time":"2024-05-01","lon":-111,"lat":"32","source":"demo"}` + "\n\x1e{}\n",
	"\x1f\x8b\x08\x00", "\xef\xbb\xbfa;b\n", "{", "[]", "\n\n\"",
}

// Whatever the bytes: no panic, every row accounted for, reading again changes
// nothing, a dry run tells the same, and only whole incidents that keep the
// rules reach the journal.
func FuzzRun(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in := feed.Input{Name: "fuzz.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
		j := storetest.NewMemory()
		dry, dryErr := feed.Run(context.Background(), in, j, feed.Options{DryRun: true, Now: testNow})
		var rejects bytes.Buffer
		r, err := feed.Run(context.Background(), in, j, feed.Options{Now: testNow, Rejects: &rejects})
		if (err == nil) != (dryErr == nil) {
			t.Fatalf("dry run: %v, run: %v", dryErr, err)
		}
		if err != nil {
			if code := geo.CodeOf(err); code != geo.Invalid && code != geo.Unsupported && code != geo.Conflict {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		if r.Added+r.Rejected != r.RowsRead || dry.Added != r.Added || dry.Rejected != r.Rejected {
			t.Fatalf("read %d, added %d (dry %d), rejected %d (dry %d)", r.RowsRead, r.Added, dry.Added, r.Rejected, dry.Rejected)
		}
		rows := incidents(t, j)
		if len(rows) != r.Added {
			t.Fatalf("%d rows of %d", len(rows), r.Added)
		}
		for id, in := range rows {
			if broken := in.Check(testNow()); len(broken) > 0 {
				t.Fatalf("%s breaks %v", id, broken)
			}
		}
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
		if again := run(t, j, in, feed.Options{}); again.Unchanged != r.Added {
			t.Fatalf("again: %d unchanged of %d, %d revised, %d added", again.Unchanged, r.Added, again.Revised, again.Added)
		}
	})
}

// Every seed is recognised as what it is and is read without a reject.
func TestSeedsOfEveryFormat(t *testing.T) {
	want := strings.Fields("linea ogis ogis elpaso iom iom iom ucdp fars geojson")
	for i, format := range want {
		j := storetest.NewMemory()
		r := run(t, j, text("seed.csv", seeds[i]), feed.Options{})
		if r.Format != format || r.Rejected > 0 || r.Added == 0 {
			t.Errorf("%s: read as %s, %d added, rejects %+v", format, r.Format, r.Added, r.RejectLines)
		}
	}
}
