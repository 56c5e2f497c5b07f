package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"
)

// pageRead is a page as a client reads it.
type pageRead struct {
	Type     string `json:"type"`
	Features []struct {
		ID         string         `json:"id"`
		Properties map[string]any `json:"properties"`
	} `json:"features"`
	NumberMatched  int    `json:"numberMatched"`
	NumberReturned int    `json:"numberReturned"`
	Links          []link `json:"links"`
	Filter         string `json:"filter"`
}

func (w *world) page(path string) pageRead {
	w.t.Helper()
	a := w.get(path)
	var p pageRead
	if err := json.Unmarshal(a.body, &p); err != nil || a.StatusCode != 200 {
		w.t.Fatalf("%s: %d %v %.300s", path, a.StatusCode, err, a.body)
	}
	if p.NumberReturned != len(p.Features) {
		w.t.Errorf("%s: %d features, numberReturned %d", path, len(p.Features), p.NumberReturned)
	}
	return p
}

// next follows the link of a page, "" at the end.
func (w *world) next(p pageRead) string {
	w.t.Helper()
	if len(p.Links) == 0 {
		return ""
	}
	u, err := url.Parse(p.Links[0].Href)
	if err != nil || p.Links[0].Rel != "next" || "http://"+u.Host != w.url {
		w.t.Fatalf("link %+v: %v", p.Links[0], err)
	}
	return u.RequestURI()
}

func TestEveryRowIsListedOnce(t *testing.T) {
	w := newWorld(t)
	for _, q := range append(geotest.Queries(5, 40), geo.Query{AnyStatus: true, Duplicates: geo.DuplicatesInclude}) {
		if q.Cell != 0 || len(q.Polygon) > 0 {
			continue
		}
		want, err := w.view.Count(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for path := "/api/v1/incidents?limit=37&" + q.Canonical(); path != ""; {
			p := w.page(path)
			if p.NumberMatched != want {
				t.Fatalf("%s: numberMatched %d, want %d", path, p.NumberMatched, want)
			}
			for _, f := range p.Features {
				got = append(got, f.ID)
			}
			path = w.next(p)
		}
		slices.Sort(got)
		if len(got) != want || len(slices.Compact(got)) != want {
			t.Errorf("%q: listed %d, want %d", q.Canonical(), len(got), want)
		}
	}
	if all := w.page("/api/v1/incidents?duplicates=include&status=all&limit=1"); all.NumberMatched != standing(w.view) {
		t.Errorf("numberMatched %d, rows %d", all.NumberMatched, standing(w.view))
	}
}

// standing counts the rows that were not retracted: those of the GeoPackage's
// layer.
func standing(view *geotest.View) int {
	n := 0
	for _, r := range view.Records() {
		if r.Status != geo.StatusRetracted {
			n++
		}
	}
	return n
}

func TestExportsHoldWhatIsMatched(t *testing.T) {
	w := newWorld(t)
	for _, filter := range []string{"", "kind=death&duplicates=include&status=all", "datetime=2020-01-01/2020-12-31", "kind=tunnel&source=nobody"} {
		want := w.page("/api/v1/incidents?limit=1&" + filter).NumberMatched
		asCSV := w.get("/api/v1/incidents?f=csv&" + filter)
		table, err := csv.NewReader(bytes.NewReader(asCSV.body)).ReadAll()
		if err != nil || len(table)-1 != want {
			t.Errorf("%q: %d rows of CSV, want %d (%v)", filter, len(table)-1, want, err)
		}
		checkHeader(t, asCSV, "Content-Type", "text/csv; charset=utf-8")
		checkHeader(t, asCSV, "Content-Disposition", `attachment; filename="linea-incidents.csv"`)
		lines := w.get("/api/v1/incidents?f=geojsonl&"+filter, "Accept-Encoding", "gzip")
		checkHeader(t, lines, "Content-Encoding", "gzip")
		n := 0
		for scan := bufio.NewScanner(bytes.NewReader(gunzip(t, lines.body))); scan.Scan(); n++ {
			if !json.Valid(scan.Bytes()) {
				t.Fatalf("line %d: %s", n, scan.Text())
			}
		}
		if n != want {
			t.Errorf("%q: %d lines, want %d", filter, n, want)
		}
	}
	head := w.do(http.MethodHead, "/api/v1/incidents?f=csv", nil)
	if head.StatusCode != 200 || head.Header.Get("Content-Type") != "text/csv; charset=utf-8" || head.Header.Get("ETag") == "" {
		t.Errorf("HEAD: %d %v", head.StatusCode, head.Header)
	}
	if a := w.get("/api/v1/incidents?f=csv", "If-None-Match", head.Header.Get("ETag")); a.StatusCode != 304 {
		t.Errorf("the same export again: %d", a.StatusCode)
	}
}

func TestIncidentProblems(t *testing.T) {
	w := newWorld(t)
	for _, s := range []scenario{
		{name: "limit above the most is cut", path: "/api/v1/incidents?limit=99999999999999999999", status: 200, gives: []string{"Content-Type", "application/geo+json", "ETag", "*", "Linea-Seq", "*"}},
		{name: "limit 0", path: "/api/v1/incidents?limit=0", status: 400, wrong: []string{"limit"}},
		{name: "limit of words", path: "/api/v1/incidents?limit=ten", status: 400, wrong: []string{"limit"}},
		{name: "no form", path: "/api/v1/incidents?f=shp", status: 400, wrong: []string{"f"}},
		{name: "towns in CSV", path: "/api/v1/incidents?f=csv&places=true", status: 400, wrong: []string{"places"}},
		{name: "a page of CSV", path: "/api/v1/incidents?f=csv&limit=5", status: 400, wrong: []string{"f"}},
		{name: "a cursor of somebody", path: "/api/v1/incidents?cursor=abc", status: 400, wrong: []string{"cursor"}},
		{name: "a cursor that is no text", path: "/api/v1/incidents?cursor=%25%25", status: 400, wrong: []string{"cursor"}},
		{name: "a cursor without id", path: "/api/v1/incidents?cursor=MTcxNDUyMTYwMCA", status: 400, wrong: []string{"cursor"}},
		{name: "an empty page", path: "/api/v1/incidents?source=nobody", status: 200, want: []string{`"features":[]`, `"links":[]`, `"numberMatched":0`}},
		{name: "no incident", path: "/api/v1/incidents/ogis:none", status: 404},
		{name: "an id with a slash", path: "/api/v1/incidents/a%2Fb", status: 404},
		{name: "some revisions", path: "/api/v1/incidents/x?revisions=2", status: 400, wrong: []string{"revisions"}},
		{name: "XML", path: "/api/v1/incidents", header: []string{"Accept", "application/xml"}, status: 406},
		{name: "plain JSON will do", path: "/api/v1/incidents?limit=1", header: []string{"Accept", "application/json"}, status: 200},
		{name: "writing without a store", method: "POST", path: "/api/v1/incidents", header: []string{"Content-Type", "application/json"}, body: `{}`, status: 503},
		{name: "deleting without a store", method: "DELETE", path: "/api/v1/incidents/x", header: []string{"If-Match", `"1"`}, status: 503},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
}

func TestFeaturesFitTheirSchema(t *testing.T) {
	all := append(rows(), geotest.Random(9, 50)...)
	for i := range 20 {
		made := all[i]
		made.ID, made.Source, made.Via = fmt.Sprintf("demo:%d", i), geo.DemoSource, ""
		all = append(all, made)
	}
	w := worldOf(t, geotest.NewView(all[:len(all)-70]))
	d := describeWorld(t, w)
	check := func(path, template, media string) {
		var body any
		a := w.get(path)
		if err := json.Unmarshal(a.body, &body); err != nil {
			t.Fatal(err)
		}
		for _, complaint := range d.misfits(d.Paths[template]["get"].Responses["200"].Content[media].Schema, body, "") {
			t.Errorf("%s%s", path, complaint)
		}
	}
	check("/api/v1/incidents?limit=10000&duplicates=include&status=all", "/api/v1/incidents", mediaGeoJSON)
	check("/api/v1/incidents?limit=3", "/api/v1/incidents", mediaGeoJSON)
	check("/api/v1/incidents/"+all[3].ID, "/api/v1/incidents/{id}", mediaGeoJSON)
}

// put writes an incident and waits until it shows.
func put(t *testing.T, w *world, journal geo.Journal, row geo.Incident, op geo.Op) geo.Change {
	t.Helper()
	var previous *geo.Change
	current, err := journal.Current(t.Context(), geo.EntityIncident, []string{row.ID})
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := current[row.ID]; ok {
		previous = &c
	}
	changes := []geo.Change{geotest.Change(&row, previous)}
	changes[0].Op = op
	head, err := journal.Append(t.Context(), changes)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.server.WaitFor(t.Context(), head.Seq); err != nil {
		t.Fatal(err)
	}
	return changes[0]
}

func TestPagesStayInPlaceWhileOthersWrite(t *testing.T) {
	w, journal := liveWorld(t)
	before := geotest.Random(3, 120)
	for chunk := range slices.Chunk(geotest.Changes(before), 50) {
		head, err := journal.Append(t.Context(), chunk)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.server.WaitFor(t.Context(), head.Seq); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]int{}
	newest := geotest.Random(77, 200)
	for path, n := "/api/v1/incidents?status=reported,verified,disputed,retracted&duplicates=include&limit=7", 0; path != ""; n++ {
		p := w.page(path)
		for _, f := range p.Features {
			seen[f.ID]++
		}
		added := newest[n]
		added.ID = fmt.Sprintf("late:%d", n)
		put(t, w, journal, added, geo.OpPut)
		path = w.next(p)
	}
	for _, row := range before {
		if seen[row.ID] != 1 {
			t.Errorf("%s was seen %d times", row.ID, seen[row.ID])
		}
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was seen %d times", id, n)
		}
	}
}

// What follows from other incidents changes without a revision, and nobody is
// told that it did not.
func TestOneIncidentSaysWhetherItIsRepeated(t *testing.T) {
	w, _ := liveWorld(t)
	death := func(source string) string { return strings.Replace(found, `"desk"`, `"`+source+`"`, 1) }
	at := w.write(http.MethodPost, "/api/v1/incidents", death("iom")).Header.Get("Location")
	first := w.get(at)
	if strings.Contains(string(first.body), "duplicate_of") {
		t.Fatalf("%s", first.body)
	}
	w.write(http.MethodPost, "/api/v1/incidents", death("ogis"))
	a := w.get(at, "If-None-Match", first.Header.Get("ETag"))
	if a.StatusCode != http.StatusOK || a.Header.Get("ETag") != `"1"` || !strings.Contains(string(a.body), `"duplicate_of":"ogis:`) {
		t.Errorf("%d %s: %s", a.StatusCode, a.Header.Get("ETag"), a.body)
	}
}

func TestOneIncidentAndItsPast(t *testing.T) {
	w, journal := liveWorld(t)
	row := geotest.Random(3, 1)[0]
	row.ID, row.Persons, row.Status = "county:a.1", 1, geo.StatusReported
	put(t, w, journal, row, geo.OpPut)
	path := "/api/v1/incidents/county:a.1"
	first := w.get(path, "Accept-Encoding", "gzip")
	checkHeader(t, first, "ETag", `"1"`)
	checkHeader(t, first, "Content-Encoding", "-")
	checkHeader(t, first, "Content-Type", "application/geo+json")
	row.Persons = 4
	put(t, w, journal, row, geo.OpPut)
	if a := w.get(path, "If-None-Match", `"1"`); a.StatusCode != 200 || a.Header.Get("ETag") != `"2"` || !strings.Contains(string(a.body), `"persons":4`) {
		t.Errorf("%d %s %s", a.StatusCode, a.Header.Get("ETag"), a.body)
	}
	put(t, w, journal, row, geo.OpRetract)
	if a := w.get(path); a.StatusCode != 200 || !strings.Contains(string(a.body), `"status":"retracted"`) {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	a := w.get(path + "?revisions=all")
	checkHeader(t, a, "Content-Type", "application/json")
	var past struct {
		ID        string
		Erased    bool
		Revisions []struct {
			Revision int
			Seq      uint64
			Op       string
			Feature  struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(a.body, &past); err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, r := range past.Revisions {
		if _, derived := r.Feature.Properties["mapped"]; derived {
			t.Errorf("revision %d says today's %v of its past", r.Revision, r.Feature.Properties)
		}
		told = append(told, fmt.Sprintln(r.Revision, r.Op, r.Feature.Properties["persons"], r.Feature.Properties["status"]))
	}
	if got := strings.Join(told, ""); got != "3 retract 4 retracted\n2 put 4 reported\n1 put 1 reported\n" || past.Erased {
		t.Errorf("%s in %s", got, a.body)
	}
	d := describeWorld(t, w)
	var body any
	if err := json.Unmarshal(a.body, &body); err != nil {
		t.Fatal(err)
	}
	for _, complaint := range d.misfits(d.Paths["/api/v1/incidents/{id}"]["get"].Responses["200"].Content[mediaJSON].Schema, body, "") {
		t.Error(complaint)
	}
}

// erasingJournal has forgotten everything up to a seq.
type erasingJournal struct {
	*storetest.Memory
	until uint64
}

func (j *erasingJournal) Blocks(ctx context.Context, after uint64) iter.Seq2[geo.Block, error] {
	return func(yield func(geo.Block, error) bool) {
		for b, err := range j.Memory.Blocks(ctx, after) {
			if b.Seq <= j.until {
				b.Changes, b.Erased = nil, true
			}
			if !yield(b, err) {
				return
			}
		}
	}
}

func TestHistoryEndsWhereItWasErased(t *testing.T) {
	w, journal := liveWorld(t)
	row := geotest.Random(3, 1)[0]
	put(t, w, journal, row, geo.OpPut)
	row.Persons++
	put(t, w, journal, row, geo.OpPut)
	w.server.Journal = &erasingJournal{journal, 1}
	if body := string(w.get("/api/v1/incidents/" + row.ID + "?revisions=all").body); !strings.Contains(body, `"erased":true`) || strings.Count(body, `"op":`) != 1 {
		t.Errorf("%s", body)
	}
}

// --- broken and slow streams ---

// tornView fails after some rows; with wait it pauses before each.
type tornView struct {
	*geotest.View
	after int
	wait  time.Duration
}

func (v *tornView) Incidents(ctx context.Context, q geo.Query, after *geo.Cursor) iter.Seq2[*geo.Record, error] {
	return func(yield func(*geo.Record, error) bool) {
		n := 0
		for r, err := range v.View.Incidents(ctx, q, after) {
			time.Sleep(v.wait)
			if n++; n > v.after {
				yield(nil, errors.New("torn"))
				return
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func TestABrokenStreamNeverEndsAsIfComplete(t *testing.T) {
	view := geotest.NewView(rows())
	for _, coding := range []string{"", "gzip"} {
		for _, form := range []string{"csv", "geojsonl"} {
			torn := &tornView{view, 390, 0}
			w := newWorld(t, func(c *Config) { c.View = func() geo.View { return torn } })
			a := w.get("/api/v1/incidents?status=all&duplicates=include&f="+form, "Accept-Encoding", coding)
			if a.StatusCode == 200 && a.err == nil {
				t.Errorf("%s %s: %d bytes look complete", form, coding, len(a.body))
			}
			if !strings.Contains(w.log.String(), "torn") {
				t.Errorf("%s %s: the log is silent: %s", form, coding, w.log)
			}
		}
	}
	early := &tornView{view, 0, 0}
	w := newWorld(t, func(c *Config) { c.View = func() geo.View { return early } })
	if a := w.get("/api/v1/incidents?f=csv"); a.StatusCode != 500 {
		t.Errorf("nothing was sent yet, so this can be a problem: %d", a.StatusCode)
	} else {
		problem(t, a)
		checkHeader(t, a, "Content-Disposition", "-")
	}
}

// An export takes longer than the deadlines of the connection and of a query,
// as long as the client takes it.
func TestExportOutlivesDeadlines(t *testing.T) {
	limits := Limits{ReadTimeout: 30 * time.Millisecond, WriteTimeout: 30 * time.Millisecond, QueryDeadline: 30 * time.Millisecond, StallTimeout: 20 * time.Second}
	slow := &tornView{geotest.NewView(rows()[:40]), 1000, 10 * time.Millisecond}
	w := newWorld(t, func(c *Config) { c.Limits, c.View = limits, func() geo.View { return slow } })
	response, err := http.Get(w.listen(limits) + "/api/v1/incidents?f=csv&status=all&duplicates=include")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || bytes.Count(body, []byte("\n")) != standing(slow.View)+1 {
		t.Errorf("%v after %d bytes", err, len(body))
	}
}
