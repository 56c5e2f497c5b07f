package feed_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/feed/demo"
	"linea/geo/store/storetest"
)

func TestDryRunWritesNothing(t *testing.T) {
	j := storetest.NewMemory()
	content := header + "1,desk,death,2024-05-01,-111,32\n1,desk,death,2024-05-01,-111,32\n"
	r := run(t, j, text("file.csv", content), feed.Options{DryRun: true})
	if r.Added != 1 || r.Rejected != 1 || !r.DryRun || len(changes(t, j)) != 0 {
		t.Errorf("%+v", r)
	}
	run(t, j, text("file.csv", content), feed.Options{})
	n := len(changes(t, j))
	if r := run(t, j, text("file.csv", content), feed.Options{DryRun: true}); r.Unchanged != 1 || len(changes(t, j)) != n {
		t.Errorf("after the import: %+v", r)
	}
}

// The journal holds, beside the rows, one change for a new source and one for
// the import with its report.
func TestSourceAndImportInTheJournal(t *testing.T) {
	j := storetest.NewMemory()
	r := run(t, j, text("desk.csv", header+"1,desk,death,2024-05-01,-111,32\n2,desk,death,nope,-111,32\n"), feed.Options{Actor: "token-3", SharedPoints: feed.SharedUnmap})
	all := changes(t, j)
	if len(all) != 3 || all[0].Entity != geo.EntitySource || all[1].Entity != geo.EntityIncident || all[2].Entity != geo.EntityImport {
		t.Fatalf("%+v", all)
	}
	if s := sources(t, j)["desk"]; !s.UnmapShared || s.Coverage != geo.StudyAreaCoverage || geo.LocalDate(s.ReportedUntil) != "2024-05-01" {
		t.Errorf("source: %+v", s)
	}
	if c := all[1]; c.Owner != "desk" || c.Label != geo.LabelInternal || !strings.Contains(c.Actor, "token-3") || c.Revision != 1 {
		t.Errorf("incident: %+v", c)
	}
	var kept feed.Report
	if err := json.Unmarshal(all[2].Fields, &kept); err != nil || all[2].ID != r.ID {
		t.Fatal(err)
	}
	if kept.Added != 1 || len(kept.RejectLines) != 1 || kept.ID != r.ID || r.Seq != 3 {
		t.Errorf("kept %+v, seq %d", kept, r.Seq)
	}
}

func TestSyntheticRowsStayApart(t *testing.T) {
	ctx := context.Background()
	made := storetest.NewMemory()
	if _, err := demo.Fill(ctx, made, demo.Options{N: 10, Seed: 1}, nil); err != nil {
		t.Fatal(err)
	}
	real := storetest.NewMemory()
	row := header + "1,desk,death,2024-05-01,-111,32\n"
	run(t, real, text("desk.csv", row), feed.Options{})
	madeRow := header + "1,demo,death,2024-05-01,-111,32\n"
	mixed := header + strings.Repeat("1,desk,death,2024-05-01,-111,32\n", 20_000) + "1,demo,death,2024-05-01,-111,32\n"
	says := "id,source,kind,occurred_at,lon,lat,synthetic\n1,desk,death,2024-05-01,-111,32,SYNTHETIC DATA\n"
	for name, c := range map[string]struct {
		j    *storetest.Memory
		in   feed.Input
		opts feed.Options
	}{
		"real rows into a demo store":    {made, text("desk.csv", row), feed.Options{}},
		"demo rows into a real store":    {real, text("demo.csv", madeRow), feed.Options{}},
		"rows renamed to demo":           {real, text("demo.csv", row), feed.Options{Source: "demo"}},
		"marked rows into a real store":  {real, text("demo.csv", says), feed.Options{}},
		"as many of both in one file":    {storetest.NewMemory(), text("demo.csv", header+row[len(header):]+madeRow[len(header):]), feed.Options{}},
		"both into a demo store":         {made, text("demo.csv", mixed), feed.Options{}},
		"both in one file of a new name": {real, text("demo.geojsonl", `{"id":"1","source":"demo","time":"2024-05-01","lon":-111,"lat":32}`), feed.Options{}},
	} {
		before := len(changes(t, c.j))
		c.opts.Now = testNow
		_, err := feed.Run(ctx, c.in, c.j, c.opts)
		if geo.CodeOf(err) != geo.Conflict || len(changes(t, c.j)) != before {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := demo.Fill(ctx, real, demo.Options{N: 10, Seed: 1}, nil); geo.CodeOf(err) != geo.Conflict {
		t.Errorf("demo into a real store: %v", err)
	}
	// A stream cannot be looked at first: its foreign rows become rejects.
	few := run(t, storetest.NewMemory(), text("mixed.csv", mixed+"demo:2,,death,2024-05-01,-111,32\n"+row[len(header):]), feed.Options{})
	if few.Added != 1 || few.RejectsByReason["synthetic_beside_real"] != 2 {
		t.Errorf("a few among real rows: %+v", few.RejectsByReason)
	}
	r := run(t, storetest.NewMemory(), feed.Stream("-", strings.NewReader(mixed)), feed.Options{OnChange: feed.OnChangeKeep})
	if r.Added != 1 || r.RejectsByReason["synthetic_beside_real"] != 1 {
		t.Errorf("stream: %+v", r.RejectsByReason)
	}
}
