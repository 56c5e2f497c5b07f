package feed_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/geojson"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/feed/demo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"
)

// exportRows are incidents with every awkward text that a cell can hold.
func exportRows(t testing.TB, seed uint64) []geo.Incident {
	rows := append(geotest.Random(seed, 3000), geotest.Awkward()...)
	for i, s := range []string{"=1+1", "'=1+1", "''@x", "'tis", "+52", "-", "@", "a,b", `say "hi"`, `"`, "'", "à la carte; 5\" pipe", "1"} {
		rows = append(rows, geo.Incident{ID: "sheriff:text" + strings.Repeat("x", i), Source: "sheriff", Kind: geo.Other,
			OccurredAt: rows[0].OccurredAt, Subkind: s, Land: s, Area: s, Summary: s})
	}
	byID := map[string]geo.Incident{}
	for _, in := range rows {
		if broken := in.Check(testNow()); len(broken) == 0 {
			byID[in.ID] = in
		}
	}
	t.Logf("seed %d: %d rows", seed, len(byID))
	return sorted(byID)
}

// An export read into an empty store gives the same incidents.
//
//ci:plain
func TestExportsReadBack(t *testing.T) {
	write := map[string]func(io.Writer, []geo.Incident) error{
		"linea":    func(w io.Writer, rows []geo.Incident) error { return feed.WriteCSV(w, records(rows)) },
		"geojson":  func(w io.Writer, rows []geo.Incident) error { return feed.WriteGeoJSON(w, records(rows)) },
		"geojsonl": func(w io.Writer, rows []geo.Incident) error { return feed.WriteGeoJSONLines(w, records(rows)) },
	}
	for format, write := range write {
		for seed := uint64(1); seed <= 3; seed++ {
			rows := exportRows(t, seed)
			var out bytes.Buffer
			if err := write(&out, rows); err != nil {
				t.Fatal(err)
			}
			j := storetest.NewMemory()
			r := run(t, j, text("export", out.String()), feed.Options{})
			if r.Format != format || r.Rejected > 0 || r.Added != len(rows) {
				t.Fatalf("%s: read as %s, %d added, rejects %v %+v", format, r.Format, r.Added, r.RejectsByReason, r.RejectLines[:min(3, len(r.RejectLines))])
			}
			if diff := cmp.Diff(rows, sorted(incidents(t, j))); diff != "" {
				t.Fatalf("%s, seed %d: %s", format, seed, diff)
			}
		}
	}
}

func TestGeoJSONIsValid(t *testing.T) {
	rows := exportRows(t, 7)
	var out bytes.Buffer
	if err := feed.WriteGeoJSON(&out, records(rows)); err != nil {
		t.Fatal(err)
	}
	collection, err := geojson.UnmarshalFeatureCollection(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(collection.Features) != len(rows) {
		t.Errorf("%d features of %d", len(collection.Features), len(rows))
	}
	for i, f := range collection.Features {
		if f.ID != rows[i].ID || (f.Geometry != nil) != rows[i].HasPoint || rows[i].HasPoint && f.Point() != rows[i].Point {
			t.Fatalf("feature %d: %v at %v is not %v at %v", i, f.ID, f.Geometry, rows[i].ID, rows[i].Point)
		}
	}
}

func TestFeature(t *testing.T) {
	r := geo.Record{Incident: exportRows(t, 1)[0], Revision: 2, Seq: 7, RecordedAt: testNow()}
	r.ID, r.Source, r.Kind, r.Subkind = "ogis:24-01234", "ogis", geo.Death, ""
	r.OccurredAt, r.TimePrecision, r.OccurredUntil, r.ReportedAt = geo.LocalMidnight(testNow()), geo.PrecisionDay, r.OccurredUntil.UTC(), r.ReportedAt.UTC()
	r.RadiusM, r.Mapped, r.Side, r.DistanceM, r.BorderKm, r.Cell = 1, true, geo.SideAZ, 1234.567, 310.98765, 0x8948e8577ffffff
	var got struct {
		ID         string
		Properties map[string]any
	}
	if err := json.Unmarshal(feed.FeatureOf(&r), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"occurred_at": "2026-11-23", "time_precision": "day", "side": "az", "distance_to_line_m": 1234.6, "border_km": 310.988,
		"h3": "8948e8577ffffff", "mapped": true, "revision": 2.0, "seq": 7.0, "recorded_at": "2026-11-23T12:00:00Z", "status": r.Status.String(),
	} {
		if got.Properties[name] != want {
			t.Errorf("%s is %v, want %v", name, got.Properties[name], want)
		}
	}
	for _, absent := range []string{"synthetic", "duplicate_of", "shared_point", "subkind"} {
		if v, there := got.Properties[absent]; there {
			t.Errorf("%s is %v, want it absent", absent, v)
		}
	}
}

// What follows from a rough position is as rough, and beyond the ends of the line
// there is no border km.
func TestDerivedLengthsAreNoFinerThanThePosition(t *testing.T) {
	r := geo.Record{Incident: exportRows(t, 1)[0], Revision: 1}
	r.Mapped, r.DistanceM, r.BorderKm = true, 873_620.7, 310.98765
	for _, c := range []struct {
		radiusM float64
		side    geo.Side
		m       float64
		km      any
	}{
		{0, geo.SideAZ, 873_620.7, 310.988}, {1, geo.SideAZ, 873_620.7, 310.988}, {50, geo.SideAZ, 873_621, 310.988},
		{300, geo.SideSon, 873_620, 310.99}, {5000, geo.SideLine, 873_600, 311.0}, {25_000, geo.SideAZ, 874_000, 311.0}, {5000, geo.SideOther, 873_600, nil},
	} {
		r.RadiusM, r.Side = c.radiusM, c.side
		var got struct{ Properties map[string]any }
		if err := json.Unmarshal(feed.FeatureOf(&r), &got); err != nil {
			t.Fatal(err)
		}
		if p := got.Properties; p["distance_to_line_m"] != c.m || p["border_km"] != c.km {
			t.Errorf("radius %g, %v: %v m, km %v, want %v and %v", c.radiusM, c.side, p["distance_to_line_m"], p["border_km"], c.m, c.km)
		}
	}
}

func TestSyntheticExportsSaySo(t *testing.T) {
	rows, err := demo.Generate(demo.Options{N: 50, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	var made []geo.Incident
	for in := range rows {
		made = append(made, *in)
	}
	var table, collection, lines bytes.Buffer
	feed.WriteCSV(&table, records(made))
	feed.WriteGeoJSON(&collection, records(made))
	feed.WriteGeoJSONLines(&lines, records(made))
	parsed, err := csv.NewReader(&table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := len(parsed[0]) - 1
	if parsed[0][last] != "synthetic" {
		t.Errorf("the last column is %q", parsed[0][last])
	}
	for _, row := range parsed[1:] {
		if row[last] != feed.SyntheticNotice {
			t.Fatalf("a row says %q", row[last])
		}
	}
	for name, out := range map[string]string{"collection": collection.String(), "lines": lines.String()} {
		if strings.Count(out, feed.SyntheticNotice) < 50 {
			t.Errorf("the %s does not say %s on every feature", name, feed.SyntheticNotice)
		}
	}
}

// A spreadsheet never sees a formula that came out of a text.
func TestNoCellIsAFormula(t *testing.T) {
	var out bytes.Buffer
	if err := feed.WriteCSV(&out, records(exportRows(t, 2))); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for i, cell := range row {
			numeric := rows[0][i] == "lon" || rows[0][i] == "lat" || rows[0][i] == "border_km"
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) && !numeric {
				t.Errorf("%s: %q", rows[0][i], cell)
			}
		}
	}
}

// An export that breaks off never ends as if it were complete.
func TestBrokenExportStops(t *testing.T) {
	broken := func(yield func(*geo.Record, error) bool) {
		for r, err := range records(exportRows(t, 1)[:3]) {
			yield(r, err)
		}
		yield(nil, errors.New("disk gone"))
	}
	var out bytes.Buffer
	if err := feed.WriteGeoJSON(&out, broken); err == nil || json.Valid(out.Bytes()) {
		t.Errorf("error %v, valid %v", err, json.Valid(out.Bytes()))
	}
	if err := feed.WriteCSV(&out, broken); err == nil {
		t.Error("no error")
	}
	if err := feed.WriteGeoJSONLines(&out, broken); err == nil {
		t.Error("no error")
	}
}
