package api

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"linea/geo/corridor"
	"linea/geo/store/storetest"
)

const (
	asJSON   = "application/json"
	diagonal = `{"type":"LineString","coordinates":[[-114.5,32.4],[-113,31.9],[-111.07,31.4]]}`
)

func (w *world) postJSON(path, body string) answer {
	w.t.Helper()
	return w.do(http.MethodPost, path, strings.NewReader(body), "Content-Type", asJSON)
}

func withJournal(c *Config) { c.Journal = storetest.NewMemory() }

func TestCorridorQuery(t *testing.T) {
	w := newWorld(t)
	a := w.postJSON("/api/v1/corridors/query?kind=death,rescue", `{"line":`+diagonal+`,"half_width_m":20000,"compare":"last_year","incidents":5,"bin_km":10,"density_km":5}`)
	r := decode[corridorRead](t, a)
	if r.N == 0 || len(r.Incidents) != 5 || r.Next == "" || r.Filter != "kind=rescue,death" || len(r.Profile) == 0 || r.LengthKm < 300 || r.Density == nil || r.Density.BandwidthKm != 5 {
		t.Errorf("%s", a.body)
	}
	if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("ETag") != "" || a.Header.Get("Linea-Seq") == "" {
		t.Errorf("headers %v", a.Header)
	}
	next := decode[corridorRead](t, w.postJSON("/api/v1/corridors/query?kind=death,rescue", `{"line":`+diagonal+`,"half_width_m":20000,"incidents":5,"after":"`+r.Next+`"}`))
	if next.Incidents[0].ID == r.Incidents[0].ID || next.Incidents[0].Km < r.Incidents[4].Km {
		t.Errorf("the next page repeats the first: %v", next.Incidents)
	}
	d := describeWorld(t, w)
	for _, body := range []string{
		`{"line":` + diagonal + `,"half_width_m":20000,"incidents":50,"compare":"2020-01-01/2020-12-31"}`,
		`{"line":{"type":"LineString","coordinates":[[-114,31.1],[-113.99,31.1,5]],"bbox":[1,2,3,4]},"half_width_m":50,"ends":"round","compare":null}`,
	} {
		for _, filter := range []string{"", "?datetime=2023-01-01/2024-12-31&kind=death", "?hours=3-4&kind=tunnel"} {
			a := w.postJSON("/api/v1/corridors/query"+filter, body)
			var answered any
			if err := json.Unmarshal(a.body, &answered); err != nil || a.StatusCode != 200 {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
			s := d.Paths["/api/v1/corridors/query"]["post"].Responses["200"].Content[asJSON].Schema
			for _, complaint := range d.misfits(s, answered, "") {
				t.Error(complaint)
			}
		}
	}
}

func TestCorridorStretch(t *testing.T) {
	w := newWorld(t, withJournal)
	body := func(more string) string { return `{"line":` + diagonal + `,"half_width_m":20000` + more + `}` }
	a := w.postJSON("/api/v1/corridors/query", body(`,"from_km":100,"to_km":150,"incidents":5`))
	r := decode[corridorRead](t, a)
	if r.BeginsKm != 100 || math.Abs(r.LengthKm-50) > 0.01 || r.Profile[0].KmFrom != 100 || r.Incidents[0].Km < 100 {
		t.Errorf("%s", a.body)
	}
	for _, bad := range []string{`,"from_km":100,"to_km":90`, `,"from_km":-1,"to_km":90`, `,"from_km":1000`} {
		if p := problem(t, w.postJSON("/api/v1/corridors/query", body(bad))); p.Status != 400 || p.Errors[0].Pointer != "/from_km" {
			t.Errorf("%s: %+v", bad, p)
		}
	}
	saved := w.postJSON("/api/v1/corridors", `{"name":"Diagonal","line":`+diagonal+`,"half_width_m":20000}`).Header.Get("Location")
	again := decode[corridorRead](t, w.get(saved+"/report?from_km=100&to_km=150"))
	if again.N != r.N || again.BeginsKm != 100 {
		t.Errorf("the saved one's stretch holds %d, not %d", again.N, r.N)
	}
}

// corridorRead is a report as a client reads it.
type corridorRead struct {
	corridor.Report
	Outline json.RawMessage `json:"outline"`
	Compare json.RawMessage `json:"comparison"`
}

func TestCorridorProblems(t *testing.T) {
	w := newWorld(t, withJournal)
	line := func(coordinates string) string {
		return `{"line":{"type":"LineString","coordinates":` + coordinates + `},"half_width_m":2000}`
	}
	many := "[" + strings.TrimSuffix(strings.Repeat("[-111,31.5],", 10_001), ",") + "]"
	for name, c := range map[string]struct {
		body    string
		status  int
		pointer string
	}{
		"nothing":               {``, 400, ""},
		"half-written":          {`{"line":{"type":"LineString","coordin`, 400, ""},
		"no object":             {`[1]`, 400, ""},
		"two values":            {line(`[[-111,31.5],[-110,31.5]]`) + `{}`, 400, ""},
		"one vertex":            {line(`[[-111,31.5]]`), 400, "/line"},
		"no vertex":             {line(`[]`), 400, "/line"},
		"NaN":                   {line(`[[-111,NaN],[-110,31]]`), 400, ""},
		"a position of one":     {line(`[[-111],[-110,31]]`), 400, "/line/coordinates/0"},
		"200 km outside":        {line(`[[-105,31.5],[-104,31.5]]`), 400, "/line"},
		"lat before lon":        {line(`[[31.5,-111],[31.5,-110]]`), 400, "/line"},
		"too short":             {line(`[[-111,31.5],[-111.0001,31.5]]`), 400, "/line"},
		"too many vertices":     {line(many), 413, "/line"},
		"not a line":            {`{"line":{"type":"Point","coordinates":[]},"half_width_m":2000}`, 400, "/line/type"},
		"no width":              {`{"line":` + diagonal + `}`, 400, "/half_width_m"},
		"too wide":              {`{"line":` + diagonal + `,"half_width_m":50001}`, 400, "/half_width_m"},
		"width in words":        {`{"line":` + diagonal + `,"half_width_m":"2 km"}`, 400, "/half_width_m"},
		"unknown member":        {`{"line":` + diagonal + `,"half_width_m":2000,"halfwidth":1}`, 400, "/halfwidth"},
		"a member in capitals":  {`{"line":` + diagonal + `,"half_width_m":2000,"Half_Width_M":100}`, 400, "/Half_Width_M"},
		"a member twice":        {`{"line":` + diagonal + `,"half_width_m":2000,"half_width_m":100}`, 400, "/half_width_m"},
		"a lone capital":        {`{"line":` + diagonal + `,"Half_Width_M":100}`, 400, "/Half_Width_M"},
		"a line's member twice": {`{"half_width_m":2000,"line":{"type":"LineString","coordinates":[[-111,31.5],[-110,31.5]],"coordinates":[[-112,31.5],[-110,31.5]]}}`, 400, "/line/coordinates"},
		"unknown ends":          {`{"line":` + diagonal + `,"half_width_m":2000,"ends":"square"}`, 400, "/ends"},
		"bandwidth":             {`{"line":` + diagonal + `,"half_width_m":2000,"density_km":0.1}`, 400, "/density_km"},
		"bins":                  {`{"line":` + diagonal + `,"half_width_m":2000,"bin_km":0.1}`, 400, "/bin_km"},
		"bins of nothing":       {`{"line":` + diagonal + `,"half_width_m":2000,"bin_km":0}`, 400, "/bin_km"},
		"bandwidth of nothing":  {`{"line":` + diagonal + `,"half_width_m":2000,"density_km":0}`, 400, "/density_km"},
		"incidents":             {`{"line":` + diagonal + `,"half_width_m":2000,"incidents":1001}`, 400, "/incidents"},
		"compare":               {`{"line":` + diagonal + `,"half_width_m":2000,"compare":"before"}`, 400, "/compare"},
		"cursor":                {`{"line":` + diagonal + `,"half_width_m":2000,"incidents":5,"after":"!"}`, 400, ""},
		"longer than it may be": {`{"line":"` + strings.Repeat(" ", int(corridorLimit.bytes)) + `"}`, 413, ""},
	} {
		a := w.postJSON("/api/v1/corridors/query", c.body)
		if a.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d: %s", name, a.StatusCode, c.status, a.body)
			continue
		}
		p := problem(t, a)
		pointer := ""
		if len(p.Errors) > 0 {
			pointer = p.Errors[0].Pointer
		}
		if pointer != c.pointer {
			t.Errorf("%s: pointer %q, want %q: %s", name, pointer, c.pointer, a.body)
		}
	}
	if a := w.do(http.MethodPost, "/api/v1/corridors/query", strings.NewReader(`{}`), "Content-Type", "text/plain"); a.StatusCode != 415 {
		t.Errorf("as plain text: %d", a.StatusCode)
	}
	if a := w.postJSON("/api/v1/corridors/query?knd=death", `{}`); a.StatusCode != 400 {
		t.Errorf("an unknown filter: %d", a.StatusCode)
	}
	if a := w.get("/api/v1/corridors/query"); a.StatusCode != 404 {
		t.Errorf("GET of the query, which is no id: %d", a.StatusCode)
	}
}

// What is wrong with a body is said in the words of JSON, not of the program.
func TestBodyProblemsSayWhatToWrite(t *testing.T) {
	w := newWorld(t, withJournal)
	for body, want := range map[string]string{
		`[1]`:                                    "The body is an object",
		`{"half_width_m":"2000"}`:                "/half_width_m: a number, without quotes",
		`{"incidents":1.5}`:                      "/incidents: a whole number, without quotes",
		`{"ends":5}`:                             "/ends: a text, in quotes",
		`{"line":5}`:                             "/line: an object",
		`{"line":{"coordinates":[["-111",31]]}}`: "/line/coordinates: a number, without quotes",
		`{"line":{"coordinates":[-111,31]}}`:     "/line/coordinates: a list",
	} {
		p := problem(t, w.postJSON("/api/v1/corridors/query", body))
		if p.Status != 400 || !strings.Contains(p.Detail, want) {
			t.Errorf("%s: %d %q, want %q", body, p.Status, p.Detail, want)
		}
	}
}

// endless is a body that never ends, in parts of 1 MiB.
type endless struct {
	part []byte
	left atomic.Int64 // the client may go on reading when the answer is there
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left.Load() <= 0 {
		return 0, io.EOF
	}
	n := copy(p, e.part)
	e.left.Add(-int64(n))
	return n, nil
}

// A body of 2 GB is refused after its first MiB, whether or not it says how
// long it is, and leaves no memory behind.
func TestCorridorBodyIsBounded(t *testing.T) {
	w := newWorld(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	body := &endless{part: bytes.Repeat([]byte(" "), 1<<20)}
	body.left.Store(2 << 30)
	r, err := http.NewRequest(http.MethodPost, w.url+"/api/v1/corridors/query", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", asJSON)
	if response, err := http.DefaultClient.Do(r); err == nil { // else the server hung up, which is fine too
		defer response.Body.Close()
		if response.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("status %d", response.StatusCode)
		}
	}
	if taken := 2<<30 - body.left.Load(); taken > 64<<20 {
		t.Errorf("the server took %d bytes", taken)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("%d bytes stay behind", grown)
	}
}

// What others add to a line is let pass, in any case and as deep as may be, and
// is not looked into: each level would be read again.
func TestForeignMembersOfALine(t *testing.T) {
	w := newWorld(t)
	const levels, text = 5000, 900_000
	deep := strings.Repeat(`{"A":`, levels) + `"` + strings.Repeat("x", text) + `"` + strings.Repeat("}", levels)
	a := w.postJSON("/api/v1/corridors/query", `{"half_width_m":2000,"line":{"type":"LineString","Name":"road","properties":`+deep+`,"coordinates":[[-111,31.5],[-110.5,31.5]]}}`)
	if a.StatusCode != 200 {
		t.Errorf("%d %.300s", a.StatusCode, a.body)
	}
}

// A body that says that it is much too large is refused before any of it has come.
func TestAnnouncedBodyIsRefusedUnread(t *testing.T) {
	w := newWorld(t)
	for path, bytes := range map[string]int64{"/api/v1/corridors/query": corridorLimit.bytes, "/api/v1/corridors/line": lineLimit.bytes} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", path, 2*bytes+1)
		a, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || a.StatusCode != http.StatusRequestEntityTooLarge || !a.Close {
			t.Errorf("%s: %v, %v", path, a, err)
		}
	}
}

func TestSavedCorridors(t *testing.T) {
	w := newWorld(t, withJournal)
	if got := decode[corridorsAnswer](t, w.get("/api/v1/corridors")); len(got.Corridors) != 0 {
		t.Fatalf("%+v", got)
	}
	fields := `{"name":"Diagonal","note":"west to east","line":` + diagonal + `,"half_width_m":5000}`
	a := w.postJSON("/api/v1/corridors", fields)
	if a.StatusCode != http.StatusCreated || a.Header.Get("ETag") != `"1"` {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	path := a.Header.Get("Location")
	keyed := func(key string) answer {
		return w.do(http.MethodPost, "/api/v1/corridors", strings.NewReader(fields), "Content-Type", asJSON, "Idempotency-Key", key)
	}
	once, again := keyed("a"), keyed("a")
	if once.StatusCode != http.StatusCreated || again.StatusCode != http.StatusOK || once.Header.Get("Location") != again.Header.Get("Location") || once.Header.Get("Location") == path || string(once.body) != string(again.body) {
		t.Errorf("with a key: %d %s, again %d %s", once.StatusCode, once.body, again.StatusCode, again.body)
	}
	if a := keyed("clé"); a.StatusCode != http.StatusBadRequest {
		t.Errorf("a key that is none: %d", a.StatusCode)
	}
	saved := decode[corridorAnswer](t, w.get(path))
	if saved.Name != "Diagonal" || saved.Revision != 1 || saved.Ends != corridor.Flat || saved.LengthKm < 300 || len(saved.Line.Coordinates) != 3 {
		t.Errorf("%+v", saved)
	}
	if a := w.get(path, "If-None-Match", `"1"`); a.StatusCode != http.StatusNotModified {
		t.Errorf("read again: %d", a.StatusCode)
	}
	put := func(header ...string) answer {
		return w.do(http.MethodPut, path, strings.NewReader(strings.Replace(fields, "5000", "6000", 1)), append(header, "Content-Type", asJSON)...)
	}
	for _, c := range []struct {
		header []string
		status int
	}{{nil, 428}, {[]string{"If-Match", `"7"`}, 412}, {[]string{"If-Match", `x`}, 412}, {[]string{"If-Match", `"1"`}, 200}, {[]string{"If-Match", `"1"`}, 412}} {
		if a := put(c.header...); a.StatusCode != c.status {
			t.Errorf("PUT with %v: %d, want %d: %s", c.header, a.StatusCode, c.status, a.body)
		}
	}
	if a := w.get("/api/v1/places?q=diag"); !strings.Contains(string(a.body), `"type":"corridor","id":"`+saved.ID+`"`) {
		t.Errorf("a search for its name: %s", a.body)
	}
	report := w.get(path + "/report?kind=death&compare=2020-01-01/2020-12-31&incidents=3")
	if r := decode[corridorRead](t, report); r.HalfWidthM != 6000 || report.Header.Get("ETag") == "" {
		t.Errorf("%s", report.body)
	}
	if a := w.get(path+"/report?kind=death&compare=2020-01-01/2020-12-31&incidents=3", "If-None-Match", report.Header.Get("ETag")); a.StatusCode != http.StatusNotModified {
		t.Errorf("the same report: %d", a.StatusCode)
	}
	compared := w.postJSON("/api/v1/corridors/compare", `{"corridors":[{"id":"`+saved.ID+`"},{"name":"other","line":`+diagonal+`,"half_width_m":2000}]}`)
	if c := decode[struct {
		corridor.Compared
		Names     []string          `json:"names"`
		Corridors []json.RawMessage `json:"corridors"`
	}](t, compared); len(c.Corridors) != 2 || len(c.Overlaps) != 1 || c.Names[0] != "Diagonal" || c.Gains[1].N != 0 {
		t.Errorf("%s", compared.body)
	}
	if a := w.do(http.MethodDelete, path, nil); a.StatusCode != 428 {
		t.Errorf("DELETE without If-Match: %d", a.StatusCode)
	}
	if a := w.do(http.MethodDelete, path, nil, "If-Match", `"2"`); a.StatusCode != http.StatusNoContent {
		t.Errorf("DELETE: %d %s", a.StatusCode, a.body)
	}
	for _, gone := range []string{path, path + "/report", path + "/export"} {
		if a := w.get(gone); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s after its deletion: %d", gone, a.StatusCode)
		}
	}
	if a := put("If-Match", `"2"`); a.StatusCode != http.StatusNotFound {
		t.Errorf("changed after its deletion, unseen: %d", a.StatusCode)
	}
	if a := put("If-Match", `"3"`); a.StatusCode != http.StatusOK || a.Header.Get("ETag") != `"4"` {
		t.Errorf("its deletion undone: %d %s", a.StatusCode, a.body)
	}
	if back := decode[corridorAnswer](t, w.get(path)); back.Name != "Diagonal" || back.ID != saved.ID {
		t.Errorf("back again as %+v", back)
	}
}

func TestSavedCorridorNamesNobody(t *testing.T) {
	w := newWorld(t, withJournal)
	for _, c := range []struct {
		fields string
		status int
	}{
		{`{"name":"","line":` + diagonal + `,"half_width_m":5000}`, 422},
		{`{"name":"call 520-555-0134","line":` + diagonal + `,"half_width_m":5000}`, 422},
		{`{"name":"a","note":"a@b.example","line":` + diagonal + `,"half_width_m":5000}`, 422},
		{`{"name":"a","officer":"x","line":` + diagonal + `,"half_width_m":5000}`, 400},
	} {
		if a := w.postJSON("/api/v1/corridors", c.fields); a.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.fields, a.StatusCode, a.body)
		}
	}
	if a := newWorld(t).get("/api/v1/corridors"); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("without a store: %d", a.StatusCode)
	}
}

func crossingNames(crossings []crossingAt) []string {
	var out []string
	for _, c := range crossings {
		out = append(out, c.Name)
	}
	return out
}

func TestBorderAsALine(t *testing.T) {
	w := newWorld(t)
	whole := decode[borderAnswer](t, w.get("/api/v1/border"))
	if whole.LengthKm < 590 || whole.LengthKm > 605 || whole.FromKm >= 0 {
		t.Errorf("%g km from %g", whole.LengthKm, whole.FromKm)
	}
	if i := slices.IndexFunc(whole.Crossings, func(c crossingAt) bool { return c.Name == "Sasabe" }); i < 0 || whole.Crossings[i].Km < 250 || whole.Crossings[i].Km > 400 {
		t.Errorf("crossings %v", whole.Crossings)
	}
	if names := crossingNames(whole.Crossings); !slices.Contains(names, "Andrade") || slices.Contains(names, "Antelope Wells") {
		t.Errorf("crossings at the line: %v", names)
	}
	part := w.get("/api/v1/border?from_km=100&to_km=150")
	if b := decode[borderAnswer](t, part); b.LengthKm < 49.9 || b.LengthKm > 50.1 || part.Header.Get("ETag") == "" {
		t.Errorf("%+v", b)
	}
	east, west := decode[borderAnswer](t, part), decode[borderAnswer](t, w.get("/api/v1/border?from_km=150&to_km=100"))
	if east.Line.Coordinates[0][0] != west.Line.Coordinates[len(west.Line.Coordinates)-1][0] {
		t.Error("backwards, the line runs west")
	}
	for _, bad := range []string{"from_km=-100", "to_km=900", "from_km=x", "from_km=5&to_km=5", "km=3"} {
		if a := w.get("/api/v1/border?" + bad); a.StatusCode != 400 {
			t.Errorf("%s: %d", bad, a.StatusCode)
		}
	}
}

func TestCorridorTilesOverHTTP(t *testing.T) {
	w := newWorld(t, withJournal)
	const path = "/tiles/corridors/4/3/6.mvt"
	if a := w.get(path); a.StatusCode != 200 || len(a.body) != 0 || a.Header.Get("ETag") == "" {
		t.Errorf("before anything is saved: %d, %d bytes", a.StatusCode, len(a.body))
	}
	w.postJSON("/api/v1/corridors", `{"name":"Diagonal","line":`+diagonal+`,"half_width_m":20000}`)
	a := w.get(path)
	if a.StatusCode != 200 || !bytes.Contains(a.body, []byte("Diagonal")) {
		t.Errorf("%d, %d bytes", a.StatusCode, len(a.body))
	}
	if again := w.get(path, "If-None-Match", a.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("read again: %d", again.StatusCode)
	}
	if a := w.get("/tiles/corridors.json"); !bytes.Contains(a.body, []byte("/tiles/corridors/{z}/{x}/{y}.mvt")) {
		t.Errorf("%s", a.body)
	}
}
