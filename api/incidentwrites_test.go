package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/geotest"
)

// write sends one incident; header comes in pairs.
func (w *world) write(method, path, body string, header ...string) answer {
	w.t.Helper()
	return w.do(method, path, strings.NewReader(body), append([]string{"Content-Type", mediaJSON}, header...)...)
}

const found = `{"source":"desk","kind":"death","occurred_at":"2024-05-01","time_kind":"discovered","lon":-111.5,"lat":31.9,"radius_m":100,"location_method":"gps","persons":1}`

// featureOfAnswer reads the feature of an answer.
func featureOfAnswer(t *testing.T, a answer, status int) feature {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", a.StatusCode, status, a.body)
	}
	var f feature
	if err := json.Unmarshal(a.body, &f); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return f
}

// Whoever is told that it is written reads it with the next request.
func TestWhatIsWrittenIsRead(t *testing.T) {
	w, _ := liveWorld(t)
	for i := range 30 {
		a := w.write(http.MethodPost, "/api/v1/incidents", found)
		f := featureOfAnswer(t, a, http.StatusCreated)
		if f.Properties.Revision != 1 || f.Properties.Seq == 0 || !f.Properties.Mapped || f.Properties.H3 == "" || a.Header.Get("ETag") != "" || a.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s %v", a.body, a.Header)
		}
		if at := a.Header.Get("Location"); string(w.get(at).body) != string(a.body) {
			t.Errorf("%s gives %s, writing it gave %s", at, w.get(at).body, a.body)
		}
		if n := decode[summaryAnswer](t, w.get("/api/v1/summary")).Total; n != i+1 {
			t.Fatalf("%d counted after %d writes", n, i+1)
		}
	}
}

func TestRevisingAndRetracting(t *testing.T) {
	w, _ := liveWorld(t)
	path := w.write(http.MethodPost, "/api/v1/incidents", found).Header.Get("Location")
	changed := strings.Replace(found, `"persons":1`, `"persons":2`, 1)
	for _, s := range []scenario{
		{name: "which revision", method: "PUT", path: path, body: changed, status: 428},
		{name: "which revision to retract", method: "DELETE", path: path, status: 428},
		{name: "an old one", method: "PUT", path: path, body: changed, header: []string{"If-Match", `"7"`}, status: 412},
		{name: "no number", method: "PUT", path: path, body: changed, header: []string{"If-Match", `"x"`}, status: 412},
		{name: "of nothing", method: "PUT", path: "/api/v1/incidents/desk:none", body: changed, header: []string{"If-Match", `"1"`}, status: 404},
		{name: "the next", method: "PUT", path: path, body: changed, header: []string{"If-Match", `"1"`}, status: 200, want: []string{`"persons":2`, `"revision":2`}, gives: []string{"ETag", `"2"`}},
		{name: "again, unseen", method: "PUT", path: path, body: changed, header: []string{"If-Match", `"1"`}, status: 412},
		{name: "again", method: "PUT", path: path, body: changed, header: []string{"If-Match", `"2"`}, status: 200, want: []string{`"revision":2`}},
		{name: "a revision states every field", method: "PUT", path: path, body: `{"source":"desk","kind":"death","occurred_at":"2024-05-01"}`, header: []string{"If-Match", `"2"`}, status: 200, want: []string{`"geometry":null`, `"revision":3`}},
		{name: "without its source", method: "PUT", path: path, body: `{"kind":"death","occurred_at":"2024-05-02"}`, header: []string{"If-Match", `"3"`}, status: 200, want: []string{`"source":"desk"`, `"revision":4`}},
		{name: "retracted", method: "DELETE", path: path, header: []string{"If-Match", `"4"`}, status: 200, want: []string{`"status":"retracted"`, `"revision":5`}, gives: []string{"ETag", `"5"`}},
		{name: "retracted before", method: "DELETE", path: path, header: []string{"If-Match", `"5"`}, status: 200, want: []string{`"revision":5`}},
		{name: "it is still there", path: path, status: 200, want: []string{`"status":"retracted"`}, gives: []string{"ETag", `"5"`}},
		{name: "but counts no more", path: "/api/v1/summary", status: 200, want: []string{`"total":0`}},
		{name: "with its past", path: path + "?revisions=all", status: 200, want: []string{`"op":"retract","actor":"http"`, `"persons":1`}},
		{name: "taken back", method: "PUT", path: path, body: found, header: []string{"If-Match", `"5"`}, status: 200, want: []string{`"revision":6`, `"status":"reported"`}},
	} {
		if s.body != "" {
			s.header = append(s.header, "Content-Type", mediaJSON)
		}
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
	for pointer, body := range map[string]string{"/source": `{"source":"other","kind":"death","occurred_at":"2024-05-01"}`, "/id": `{"id":"desk:2","kind":"death","occurred_at":"2024-05-01"}`} {
		a := w.write(http.MethodPut, path, body, "If-Match", `"6"`)
		if p := problem(t, a); a.StatusCode != http.StatusUnprocessableEntity || !points(p, pointer) {
			t.Errorf("%s: %d %s", pointer, a.StatusCode, a.body)
		}
	}
}

func points(p Problem, pointer string) bool {
	return slices.ContainsFunc(p.Errors, func(f geo.FieldError) bool { return f.Pointer == pointer && f.Detail != "" })
}

func TestIdempotentWrites(t *testing.T) {
	w, _ := liveWorld(t)
	post := func(body, key string) answer {
		return w.write(http.MethodPost, "/api/v1/incidents", body, "Idempotency-Key", key)
	}
	first := featureOfAnswer(t, post(found, "form 17"), http.StatusCreated)
	if again := featureOfAnswer(t, post(found, "form 17"), http.StatusOK); again != first && again.ID != first.ID {
		t.Errorf("%v, then %v", first, again)
	}
	if other := featureOfAnswer(t, post(found, "form 18"), http.StatusCreated); other.ID == first.ID {
		t.Error("another key made the same id")
	}
	foreign := strings.Replace(found, "desk", "county", 1)
	if other := featureOfAnswer(t, post(foreign, "form 17"), http.StatusCreated); strings.HasSuffix(other.ID, strings.TrimPrefix(first.ID, "desk")) {
		t.Error("another source's key made the same id")
	}
	changed := strings.Replace(found, `"persons":1`, `"persons":2`, 1)
	if a := post(changed, "form 17"); a.StatusCode != http.StatusConflict {
		t.Errorf("other content: %d", a.StatusCode)
	}
	named := strings.Replace(found, `{`, `{"id":"desk:9",`, 1)
	featureOfAnswer(t, post(named, "form 19"), http.StatusCreated)
	featureOfAnswer(t, post(strings.Replace(named, "desk:9", "9", 1), "form 20"), http.StatusOK)
	for _, key := range []string{strings.Repeat("k", 256), "ä"} {
		if a := post(found, key); a.StatusCode != http.StatusBadRequest {
			t.Errorf("key %q: %d", key, a.StatusCode)
		}
	}
	if n := decode[summaryAnswer](t, w.get("/api/v1/summary?duplicates=include")).Total; n != 4 {
		t.Errorf("%d incidents, want 4", n)
	}
}

func TestIncidentsThatAreRefused(t *testing.T) {
	w, journal := liveWorld(t)
	with := func(member string) string { return strings.Replace(found, `{`, `{`+member+`,`, 1) }
	for _, c := range []struct {
		name, body string
		status     int
		pointers   []string
	}{
		{"an unknown field", with(`"colour":"red"`), 400, []string{"/colour"}},
		{"a name", with(`"nombre":"x"`), 400, []string{"/nombre"}},
		{"an alias", with(`"count":3`), 400, []string{"/count"}},
		{"a spelling", with(`"Land":"x"`), 400, []string{"/Land"}},
		{"a pointer to escape", with(`"a/b~c":1`), 400, []string{"/a~1b~0c"}},
		{"what we derive", with(`"revision":3`), 400, []string{"/revision"}},
		{"the same twice", with(`"persons":2`), 400, []string{"/persons"}},
		{"a number in quotes", with(`"found_within_days":"7"`), 400, []string{"/found_within_days"}},
		{"a text without", with(`"land":7`), 400, []string{"/land"}},
		{"something nested", with(`"area":{"name":"x"}`), 400, []string{"/area"}},
		{"no JSON", `{"source":`, 400, []string{""}},
		{"two", found + found, 400, []string{""}},
		{"a list", `[` + found + `]`, 400, []string{""}},
		{"broken encoding", with("\"land\":\"\xff\""), 400, []string{""}},
		{"no time", `{"source":"desk","kind":"death"}`, 400, []string{"/occurred_at"}},
		{"no kind", `{"source":"desk","occurred_at":"2024-05-01"}`, 400, []string{"/kind"}},
		{"no offset", `{"source":"desk","kind":"death","occurred_at":"2024-05-01T10:00:00"}`, 400, []string{"/occurred_at"}},
		{"an end without offset", with(`"occurred_until":"2024-05-01T10:00:00"`), 400, []string{"/occurred_until"}},
		{"half a place", `{"source":"desk","kind":"death","occurred_at":"2024-05-01","lon":-111.5}`, 400, []string{"/lat"}},
		{"the other half", `{"source":"desk","kind":"death","occurred_at":"2024-05-01","lon":null,"lat":31.9}`, 400, []string{"/lon"}},
		{"half a point", `{"type":"Feature","geometry":{"type":"Point","coordinates":[-111.5,null]},"properties":{"source":"desk","kind":"death","occurred_at":"2024-05-01"}}`, 400, []string{"/geometry/coordinates"}},
		{"a time on another day", `{"source":"desk","kind":"death","occurred_at":"2024-05-01T05:00:00Z","date_local":"2024-05-01"}`, 400, []string{"/date_local"}},
		{"no source", `{"kind":"death","occurred_at":"2024-05-01"}`, 422, []string{"/source"}},
		{"lost its minus", strings.Replace(found, "-111.5", "111.5", 1), 422, []string{"/lon"}},
		{"a phone number", with(`"summary":"call 520-555-0142"`), 422, []string{"/summary"}},
		{"coordinates in a text", with(`"land":"31.9123, -111.5123"`), 422, []string{"/land"}},
		{"the future", strings.Replace(found, "2024", "2034", 1), 422, []string{"/occurred_at"}},
		{"a long text", with(`"summary":"` + strings.Repeat("x", 201) + `"`), 422, []string{"/summary"}},
		{"two rules", strings.Replace(strings.Replace(with(`"cause":"exposure"`), `"kind":"death"`, `"kind":"rescue"`, 1), `"persons":1`, `"persons":70000`, 1), 422, []string{"/cause", "/persons"}},
		{"an id with a blank", with(`"id":"desk:a b"`), 422, []string{"/id"}},
		{"a feature with a strange property", `{"type":"Feature","geometry":null,"properties":{"source":"desk","kind":"death","occurred_at":"2024-05-01","phone":1}}`, 400, []string{"/properties/phone"}},
		{"a feature with a strange member", `{"type":"Feature","phone":1,"geometry":null,"properties":{"source":"desk","kind":"death","occurred_at":"2024-05-01"}}`, 400, []string{"/phone"}},
		{"a feature that is a line", `{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]},"properties":{"source":"desk","kind":"death","occurred_at":"2024-05-01"}}`, 400, []string{"/geometry/coordinates"}},
		{"a feature with two places", `{"type":"Feature","geometry":{"type":"Point","coordinates":[-111,32]},"properties":{"lon":-111,"source":"desk","kind":"death","occurred_at":"2024-05-01"}}`, 400, []string{"/geometry/coordinates"}},
		{"a feature with two ids", `{"type":"Feature","id":"desk:1","geometry":null,"properties":{"id":"desk:2","source":"desk","kind":"death","occurred_at":"2024-05-01"}}`, 400, []string{"/properties/id"}},
		{"a reserved id is no id of a source", with(`"id":"batch"`), 201, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.write(http.MethodPost, "/api/v1/incidents", c.body)
			if a.StatusCode != c.status {
				t.Fatalf("status %d, want %d: %s", a.StatusCode, c.status, a.body)
			}
			if c.status < 300 {
				return
			}
			p := problem(t, a)
			for _, pointer := range c.pointers {
				if !points(p, pointer) {
					t.Errorf("%q is not named: %s", pointer, a.body)
				}
			}
		})
	}
	head, err := journal.Head(t.Context())
	if err != nil || head.Seq != 2 { // the last one and its source
		t.Errorf("head %d (%v)", head.Seq, err)
	}
	for _, s := range []scenario{
		{name: "what it is", method: "POST", path: "/api/v1/incidents", body: found, status: 415},
		{name: "as a form", method: "POST", path: "/api/v1/incidents", body: found, header: []string{"Content-Type", "text/plain"}, status: 415},
		{name: "a novel", method: "POST", path: "/api/v1/incidents", body: strings.Repeat(" ", int(incidentLimit.bytes)+1), header: []string{"Content-Type", mediaJSON}, status: 413},
		{name: "from a foreign page", method: "POST", path: "/api/v1/incidents", body: found, header: []string{"Content-Type", mediaJSON, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, status: 403},
		{name: "a parameter", method: "POST", path: "/api/v1/incidents?dry_run=true", body: found, header: []string{"Content-Type", mediaJSON}, status: 400, wrong: []string{"dry_run"}},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
}

// An incident that was read can be sent back as it is: that changes nothing.
func TestReadingAndWritingBackChangesNothing(t *testing.T) {
	w, _ := liveWorld(t)
	n := 0
	for _, in := range rows() {
		if len(in.Check(geotest.Now)) > 0 || !strings.HasPrefix(in.ID, in.Source+":") {
			continue
		}
		record := geo.Record{Incident: in, Revision: 9, Seq: 77, RecordedAt: geotest.Now}
		a := w.write(http.MethodPost, "/api/v1/incidents", string(feed.FeatureOf(&record)), "Content-Type", mediaGeoJSON)
		if a.StatusCode != http.StatusCreated {
			t.Fatalf("%s: %d %s", in.ID, a.StatusCode, a.body)
		}
		read := w.get(a.Header.Get("Location"))
		back := w.write(http.MethodPut, a.Header.Get("Location"), string(read.body), "If-Match", read.Header.Get("ETag"))
		if back.StatusCode != 200 || back.Header.Get("ETag") != `"1"` {
			t.Fatalf("%s: %d %s", read.body, back.StatusCode, back.body)
		}
		n++
	}
	if n < 300 {
		t.Errorf("only %d incidents were tried", n)
	}
}

// Many clients at once: each id is created by one of them, and everybody reads
// what he wrote.
func TestWritersAtOnce(t *testing.T) {
	w, journal := liveWorld(t)
	const clients, each = 8, 25
	created := make([]int, each)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := range each {
				a := w.write(http.MethodPost, "/api/v1/incidents", found, "Idempotency-Key", fmt.Sprint("key", i))
				switch a.StatusCode {
				case http.StatusCreated:
					mu.Lock()
					created[i]++
					mu.Unlock()
				case http.StatusOK:
				default:
					t.Errorf("%d %s", a.StatusCode, a.body)
				}
			}
		})
	}
	wg.Wait()
	for i, n := range created {
		if n != 1 {
			t.Errorf("key %d was created %d times", i, n)
		}
	}
	if head, err := journal.Head(t.Context()); err != nil || head.Seq != each+1 {
		t.Errorf("head %d (%v), want %d rows and a source", head.Seq, err, each)
	}
}

// The clock is moved back: order and history follow the seq, not the clock.
func TestClockMovedBack(t *testing.T) {
	now, mu := geotest.Now, sync.Mutex{}
	w, _ := liveWorld(t, func(c *Config) {
		c.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	})
	path := w.write(http.MethodPost, "/api/v1/incidents", found).Header.Get("Location")
	mu.Lock()
	now = now.Add(-240 * time.Hour)
	mu.Unlock()
	changed := strings.Replace(found, `"persons":1`, `"persons":2`, 1)
	featureOfAnswer(t, w.write(http.MethodPut, path, changed, "If-Match", `"1"`), 200)
	featureOfAnswer(t, w.write(http.MethodPost, "/api/v1/incidents", found), 201)
	h := decode[struct {
		ID        string
		Revisions []struct {
			Revision   int
			Seq        uint64
			Op, Actor  string
			RecordedAt time.Time `json:"recorded_at"`
			Feature    feature
		}
	}](t, w.get(path+"?revisions=all"))
	if len(h.Revisions) != 2 || h.Revisions[0].Revision != 2 || h.Revisions[0].Seq <= h.Revisions[1].Seq || !h.Revisions[0].RecordedAt.Before(h.Revisions[1].RecordedAt) {
		t.Errorf("history %+v", h)
	}
}

// The description of what a client writes is what feed reads.
func TestIncidentFieldsFitTheSchema(t *testing.T) {
	w, _ := liveWorld(t)
	types := newTypeBook()
	types.of(incidentFields{})
	described := types.schemas["IncidentFields"].(schema)["properties"].(schema)
	p := problem(t, w.write(http.MethodPost, "/api/v1/incidents", `{"colour":1}`))
	_, known, _ := strings.Cut(p.Errors[0].Detail, "known are ")
	names := strings.Split(known, ", ")
	if len(names) != len(described) {
		t.Errorf("%d fields are described, %d known", len(described), len(names))
	}
	for _, name := range names {
		if described[name] == nil {
			t.Errorf("%s is not described", name)
		}
	}
}
