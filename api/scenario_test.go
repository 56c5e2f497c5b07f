package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/place"
	"linea/tiles"
)

// scenario is one request and what must come back.
type scenario struct {
	name   string
	method string // GET when empty
	path   string
	header []string // pairs
	body   string
	status int
	want   []string // parts of the body
	wrong  []string // parameters that the problem names
	gives  []string // header pairs; a value "*" is any, "-" is none
}

func (w *world) check(t *testing.T, s scenario) {
	t.Helper()
	method := s.method
	if method == "" {
		method = http.MethodGet
	}
	a := w.do(method, s.path, strings.NewReader(s.body), s.header...)
	if a.StatusCode != s.status {
		t.Fatalf("status %d, want %d: %.400s", a.StatusCode, s.status, a.body)
	}
	for _, part := range s.want {
		if !strings.Contains(string(a.body), part) {
			t.Errorf("no %q in %.400s", part, a.body)
		}
	}
	for i := 0; i+1 < len(s.gives); i += 2 {
		checkHeader(t, a, s.gives[i], s.gives[i+1])
	}
	if a.Header.Get("X-Request-Id") == "" {
		t.Error("no X-Request-Id")
	}
	if a.StatusCode >= 400 && method != http.MethodHead {
		p := problem(t, a)
		var named []string
		for _, f := range p.Errors {
			named = append(named, f.Parameter)
			if f.Detail == "" {
				t.Errorf("%s: no detail", f.Parameter)
			}
		}
		if !slices.Equal(named, s.wrong) {
			t.Errorf("named %v, want %v: %s", named, s.wrong, a.body)
		}
	}
}

func checkHeader(t *testing.T, a answer, name, want string) {
	t.Helper()
	got := strings.Join(a.Header.Values(name), ", ")
	switch {
	case want == "*" && got != "", want == "-" && got == "", want == got:
	default:
		t.Errorf("%s: %q, want %q", name, got, want)
	}
}

func TestReads(t *testing.T) {
	overlays := place.ReadOverlays(fstest.MapFS{
		"sectors.geojson": {Data: []byte(`{"type":"FeatureCollection","credit":"County","features":[{"type":"Feature","id":"west","properties":{},"geometry":{"type":"Polygon","coordinates":[[[-114,31],[-111.5,31],[-111.5,33],[-114,33],[-114,31]]]}}]}`)},
		"roads.json":      {Data: []byte(`{"type":"LineString","coordinates":[[-111,31],[-111,32]]}`)},
		"bad.json":        {Data: []byte(`{`)},
	})
	w := newWorld(t, func(c *Config) { c.Overlays = overlays })
	cell := decode[cellsAnswer](t, w.get("/api/v1/cells?res=5")).Cells[0].H3
	for _, s := range []scenario{
		{name: "summary", path: "/api/v1/summary", status: 200, want: []string{`"filter":""`, `"by_kind":[`},
			gives: []string{"Content-Type", "application/json", "ETag", "*", "Cache-Control", "no-cache", "Vary", "Accept-Encoding", "Linea-Seq", "*", "Content-Encoding", "-",
				"X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "Content-Security-Policy", contentPolicy}},
		{name: "the filter is echoed canonically", path: "/api/v1/summary?kind=rescue,death,rescue&days=sun,fri", status: 200, want: []string{`"filter":"kind=rescue,death&days=fri,sun"`}},
		{name: "HEAD of summary", method: "HEAD", path: "/api/v1/summary", status: 200, gives: []string{"Content-Type", "application/json", "ETag", "*", "Content-Length", "*"}},
		{name: "table", path: "/api/v1/table?by=kind,source", status: 200, want: []string{`"by":["kind","source"]`}},
		{name: "table as CSV", path: "/api/v1/table?by=kind,source&f=csv", status: 200, want: []string{"kind\\source,", "\r\ntotal,"},
			gives: []string{"Content-Type", "text/csv; charset=utf-8", "Content-Disposition", `attachment; filename="linea-table.csv"`}},
		{name: "table by overlay", path: "/api/v1/table?by=overlay:sectors,kind", status: 200, want: []string{`"overlay:sectors"`, `"west"`}},
		{name: "within an overlay", path: "/api/v1/summary?within=sectors:west", status: 200, want: []string{`"filter":"within=sectors:west"`}},
		{name: "sources", path: "/api/v1/sources", status: 200, want: []string{`"slug":"ogis"`, `"duplicates":[{"source":`, `{"source":"iom","repeats":`, `"synthetic":`}},
		{name: "cells", path: "/api/v1/cells?res=4", status: 200, want: []string{`"res":4`, `"h3":"84`}},
		{name: "cells by default", path: "/api/v1/cells", status: 200, want: []string{`"res":5`}},
		{name: "one cell", path: "/api/v1/cells/" + cell, status: 200, want: []string{`"h3":"` + cell, `"town":{"name":`, `"boundary":[[`}},
		{name: "a cell without incidents", path: "/api/v1/cells/85754e67fffffff", status: 200, want: []string{`"n":0`, `"rank":null`}},
		{name: "the coarsest cell has no parent", path: "/api/v1/cells/8348eafffffffff", status: 200, want: []string{`"parent":null`}},
		{name: "breaks", path: "/api/v1/breaks?res=5", status: 200, want: []string{`"method":"quantile"`, `"from":1`}},
		{name: "a town", path: "/api/v1/places?q=sasabe", status: 200, want: []string{`"type":"town"`, "Sasabe"}},
		{name: "a coordinate", path: "/api/v1/places?q=31.5,-111.5", status: 200, want: []string{`"type":"coordinate"`, `"lon":-111.5`, `"notation":"degrees"`}},
		{name: "MGRS", path: "/api/v1/places?q=12RVV5251985218", status: 200, want: []string{`"notation":"mgrs"`}},
		{name: "a cell id", path: "/api/v1/places?q=8548e863fffffff", status: 200, want: []string{`"type":"cell"`}},
		{name: "a lost minus sign", path: "/api/v1/places?q=31.5,111.5", status: 200, want: []string{`"places":[]`, `"note":`, `"note_on":"minus"`}},
		{name: "nothing of that name", path: "/api/v1/places?q=zzzzzz", status: 200, want: []string{`"places":[]`}},
		{name: "overlays", path: "/overlays", status: 200, want: []string{`"name":"sectors"`, `"credit":"County"`, `"bounds":[-114,31,-111.5,33]`, `"file":"bad.json"`, `"accuracy_m":null`}},
		{name: "an overlay", path: "/overlays/sectors", status: 200, want: []string{`"id":"west"`}, gives: []string{"Content-Type", "application/geo+json", "ETag", "*"}},
		{name: "health", path: "/healthz", status: 200, want: []string{`{"ok":true}`}},
		{name: "ready", path: "/readyz", status: 200, want: []string{`"ready":true`}},
		{name: "version", path: "/version", status: 200, want: []string{`{"version":"1.2.3","commit":"abc","go":"go1.26","built":"2026-01-01"}`}},
		{name: "metrics", path: "/metrics", status: 200, want: []string{"linea_http_requests_total{", "linea_journal_seq ", "linea_incidents ", "linea_tile_cache_hits_total ", "linea_tile_cache_bytes "}},
		{name: "hotspot tile", path: "/tiles/hotspots/5/6/12.mvt?kind=death", status: 200,
			gives: []string{"Content-Type", "application/vnd.mapbox-vector-tile", "ETag", "*", "Cache-Control", "no-cache", "Vary", "Accept-Encoding", "Content-Encoding", "-", "Linea-Seq", "*"}},
		{name: "hotspot tile with texts", path: "/tiles/hotspots/7/24/51.mvt?metric=count&res=6&h3=text", status: 200, want: []string{"8648"}},
		{name: "hotspot tile, zipped", path: "/tiles/hotspots/5/6/12.mvt", header: []string{"Accept-Encoding", "gzip"}, status: 200, gives: []string{"Content-Encoding", "gzip"}},
		{name: "an empty tile is an answer", path: "/tiles/hotspots/5/20/20.mvt", status: 200, gives: []string{"Content-Length", "0", "ETag", "*"}},
		{name: "incident tile", path: "/tiles/incidents/9/98/207.mvt", status: 200, gives: []string{"Content-Type", "application/vnd.mapbox-vector-tile"}},
		{name: "basemap tile", path: "/tiles/basemap/6/12/25.mvt", status: 200, gives: []string{"Content-Type", "application/vnd.mapbox-vector-tile", "ETag", "*"}},
		{name: "TileJSON carries the question", path: "/tiles/hotspots.json?res=6&kind=rescue,death", header: []string{"Host", "localhost:99"}, status: 200,
			want: []string{`"tilejson":"3.0.0"`, `"http://localhost:99/tiles/hotspots/{z}/{x}/{y}.mvt?kind=rescue,death&res=6"`, "Humane Borders"}},
		{name: "TileJSON of incidents", path: "/tiles/incidents.json", status: 200, want: []string{`/tiles/incidents/{z}/{x}/{y}.mvt"`, `"minzoom":9`}},
		{name: "TileJSON of the basemap", path: "/tiles/basemap.json", status: 200, want: []string{`/tiles/basemap/{z}/{x}/{y}.mvt"`, "GeoNames"}},
		{name: "openapi", path: "/openapi.json", status: 200, want: []string{`"openapi":"3.1.0"`}},
		{name: "no app was built", path: "/", status: 200, want: []string{"without its web app", "/openapi.json"}, gives: []string{"Content-Type", "text/plain; charset=utf-8"}},
		{name: "an id of the client", path: "/healthz", header: []string{"X-Request-Id", "abc-1.2:3_4"}, status: 200, gives: []string{"X-Request-Id", "abc-1.2:3_4"}},
		{name: "JSON is acceptable", path: "/api/v1/summary", header: []string{"Accept", "text/html;q=0.5, application/*;q=0.1"}, status: 200},
		{name: "f decides, not Accept", path: "/api/v1/table?by=kind,source&f=csv", header: []string{"Accept", "application/json"}, status: 200},
		{name: "localhost", path: "/healthz", header: []string{"Host", "LOCALHOST:8080"}, status: 200},
		{name: "another loopback address", path: "/healthz", header: []string{"Host", "[::1]:8080"}, status: 200},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
}

func TestProblems(t *testing.T) {
	w := newWorld(t)
	for _, s := range []scenario{
		{name: "unknown parameter", path: "/api/v1/summary?colour=red&kind=death", status: 400, wrong: []string{"colour"}, want: []string{"known are datetime, kind"}},
		{name: "several unknown", path: "/api/v1/summary?b=1&a=2", status: 400, wrong: []string{"a", "b"}},
		{name: "a parameter of another path", path: "/api/v1/cells?step=day", status: 400, wrong: []string{"step"}},
		{name: "capitals", path: "/api/v1/summary?Kind=death", status: 400, wrong: []string{"Kind"}},
		{name: "a path without parameters", path: "/api/v1/sources?kind=death", status: 400, wrong: []string{"kind"}, want: []string{"takes no parameters"}},
		{name: "repeated filter", path: "/api/v1/summary?kind=death&kind=rescue", status: 400, wrong: []string{"kind"}, want: []string{"once"}},
		{name: "repeated other", path: "/api/v1/summary?step=day&step=day", status: 400, wrong: []string{"step"}},
		{name: "empty filter", path: "/api/v1/summary?kind=", status: 400, wrong: []string{"kind"}},
		{name: "empty other", path: "/api/v1/summary?step=", status: 400, wrong: []string{"step"}},
		{name: "empty member of a list", path: "/api/v1/summary?kind=death,,rescue", status: 400, wrong: []string{"kind"}},
		{name: "everything wrong at once", path: "/api/v1/summary?kind=x&hours=8-8&days=funday&near=1,2&bbox=1,2,0,4&step=eon&res=10", status: 400,
			wrong: []string{"kind", "hours", "days", "bbox", "near", "step", "res"}},
		{name: "a bare instant", path: "/api/v1/summary?datetime=2024-01-01T00:00:00Z", status: 400, wrong: []string{"datetime"}},
		{name: "reversed interval", path: "/api/v1/summary?datetime=2024-02-01/2024-01-01", status: 400, wrong: []string{"datetime"}},
		{name: "NaN", path: "/api/v1/summary?bbox=NaN,1,2,3", status: 400, wrong: []string{"bbox"}},
		{name: "a damaged polyline", path: "/api/v1/summary?polygon=%00", status: 400, wrong: []string{"polygon"}},
		{name: "no such overlay", path: "/api/v1/summary?within=none:1", status: 400, wrong: []string{"within"}, want: []string{"--overlays"}},
		{name: "too many values", path: "/api/v1/summary?source=" + strings.Repeat("a,", 50) + "b", status: 400, wrong: []string{"source"}},
		{name: "bad escape", path: "/api/v1/summary?kind=%zz", status: 400},
		{name: "a semicolon", path: "/api/v1/summary?kind=death;step=day", status: 400},
		{name: "res too fine", path: "/api/v1/cells?res=10", status: 400, wrong: []string{"res"}},
		{name: "res is no number", path: "/api/v1/cells?res=five", status: 400, wrong: []string{"res"}},
		{name: "a sparse store has no fine cells", path: "/api/v1/cells?res=8", status: 400, wrong: []string{"res"}, want: []string{"10000"}},
		{name: "nor fine breaks", path: "/api/v1/breaks?res=9", status: 400, wrong: []string{"res"}},
		{name: "classes", path: "/api/v1/breaks?classes=1&method=magic", status: 400, wrong: []string{"classes", "method"}},
		{name: "no cell", path: "/api/v1/cells/8548", status: 400, wrong: []string{"h3"}},
		{name: "a cell of the whole Earth's size", path: "/api/v1/cells/8048fffffffffff", status: 400, wrong: []string{"h3"}},
		{name: "table without dimensions", path: "/api/v1/table", status: 400, wrong: []string{"by"}},
		{name: "table by one", path: "/api/v1/table?by=land", status: 400, wrong: []string{"by"}},
		{name: "table by the same twice", path: "/api/v1/table?by=land,land", status: 400, wrong: []string{"by"}},
		{name: "table by what is not", path: "/api/v1/table?by=land,phase", status: 400, wrong: []string{"by"}},
		{name: "table by an overlay that is not", path: "/api/v1/table?by=land,overlay:x", status: 400, wrong: []string{"by"}},
		{name: "table in no form", path: "/api/v1/table?by=land,kind&f=xml", status: 400, wrong: []string{"f"}},
		{name: "places of nothing", path: "/api/v1/places", status: 400, wrong: []string{"q"}},
		{name: "places of a novel", path: "/api/v1/places?q=" + strings.Repeat("a", 101), status: 400, wrong: []string{"q"}},
		{name: "limit 0", path: "/api/v1/places?q=a&limit=0", status: 400, wrong: []string{"limit"}},
		{name: "a zoom that is not", path: "/tiles/hotspots/18/0/0.mvt", status: 404, want: []string{"0 to 17"}},
		{name: "incidents too far out", path: "/tiles/incidents/8/49/103.mvt", status: 404},
		{name: "outside the grid", path: "/tiles/hotspots/3/8/0.mvt", status: 404},
		{name: "far outside the grid", path: "/tiles/hotspots/3/99999999999999999999/0.mvt", status: 404},
		{name: "a tile of words", path: "/tiles/hotspots/a/-1/1.5.mvt", status: 400, wrong: []string{"z", "x", "y"}},
		{name: "a tile without extension", path: "/tiles/hotspots/3/1/1", status: 400, wrong: []string{"y"}},
		{name: "a resolution too fine for the zoom", path: "/tiles/hotspots/4/3/6.mvt?res=5", status: 400, wrong: []string{"res"}},
		{name: "a metric that is none", path: "/tiles/hotspots/4/3/6.mvt?metric=heat", status: 400, wrong: []string{"metric"}},
		{name: "parameters on the basemap", path: "/tiles/basemap/4/3/6.mvt?kind=death", status: 400, wrong: []string{"kind"}},
		{name: "tiles as JSON", path: "/tiles/hotspots/4/3/6.mvt", header: []string{"Accept", "application/json"}, status: 406},
		{name: "TileJSON of a wrong question", path: "/tiles/hotspots.json?kind=x&res=99", status: 400, wrong: []string{"kind", "res"}},
		{name: "no overlay", path: "/overlays/none", status: 404},
		{name: "no path", path: "/api/v1/nothing", status: 404, want: []string{"/openapi.json"}},
		{name: "no path for a browser", path: "/api/v1/nothing", header: []string{"Accept", "text/html"}, status: 404},
		{name: "a slash too many", path: "/api/v1/summary/", status: 404},
		{name: "POST to a read", method: "POST", path: "/api/v1/summary", status: 405, gives: []string{"Allow", "GET, HEAD"}, want: []string{"allowed: GET, HEAD"}},
		{name: "DELETE", method: "DELETE", path: "/api/v1/cells", status: 405, gives: []string{"Allow", "GET, HEAD"}},
		{name: "POST with a query", method: "POST", path: "/api/v1/summary?colour=blue&x=%zz", status: 405, gives: []string{"Allow", "GET, HEAD"}},
		{name: "an unknown method", method: "BREW", path: "/version", status: 405, gives: []string{"Allow", "GET, HEAD"}},
		{name: "POST to nowhere", method: "POST", path: "/nowhere", status: 404},
		{name: "only XML is wanted", path: "/api/v1/summary", header: []string{"Accept", "application/xml"}, status: 406, want: []string{"application/json"}},
		{name: "JSON is refused", path: "/api/v1/summary", header: []string{"Accept", "application/json;q=0, */*"}, status: 406},
		{name: "rebinding", path: "/api/v1/summary", header: []string{"Host", "evil.example:8080"}, status: 403, want: []string{"evil.example"}},
		{name: "rebinding to the app", path: "/", header: []string{"Host", "127.0.0.1.evil.example"}, status: 403},
		{name: "an insane id of the client", path: "/api/v1/nothing", header: []string{"X-Request-Id", "<script>"}, status: 404, gives: []string{"X-Request-Id", "*"}},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
}

func TestHeadAnswersWhereverGetDoes(t *testing.T) {
	w := newWorld(t)
	for _, r := range w.server.routes {
		if r.method != http.MethodGet || strings.Contains(r.path, ":") {
			continue
		}
		path := r.path
		if r.id == "table" {
			path += "?by=kind,source"
		}
		if r.id == "places" {
			path += "?q=ajo"
		}
		get, head := w.get(path), w.do(http.MethodHead, path, nil)
		if get.StatusCode != head.StatusCode || len(head.body) != 0 {
			t.Errorf("%s: GET %d, HEAD %d with %d bytes", path, get.StatusCode, head.StatusCode, len(head.body))
		}
		for _, name := range []string{"Content-Type", "ETag", "Cache-Control", "Vary", "Linea-Seq"} {
			if g, h := get.Header.Get(name), head.Header.Get(name); g != h {
				t.Errorf("%s: %s is %q for GET and %q for HEAD", path, name, g, h)
			}
		}
	}
}

func TestStarting(t *testing.T) {
	starting := true
	view := geotest.NewView(rows()[:20])
	w := newWorld(t, func(c *Config) {
		c.View = func() geo.View {
			if starting {
				return nil
			}
			return view
		}
		c.Progress = func() Progress { return Progress{Ready: !starting, Progress: 0.5, Seq: 7, Incidents: 3} }
	})
	w.check(t, scenario{path: "/api/v1/summary", status: 503, want: []string{"starting"}, gives: []string{"Retry-After", "1", "Cache-Control", "no-store"}})
	if a := w.get("/readyz"); a.StatusCode != 503 || string(a.body) != `{"ready":false,"progress":0.5,"seq":7,"incidents":3}`+"\n" || a.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	w.check(t, scenario{path: "/healthz", status: 200})
	starting = false
	w.check(t, scenario{path: "/api/v1/summary", status: 200})
	w.check(t, scenario{path: "/readyz", status: 200})
}

// Only those are credited whose rows the tiles can show.
func TestTileJSONCreditsWhoIsDrawn(t *testing.T) {
	w := newWorld(t)
	const ogis, iom = "Humane Borders", "IOM Missing Migrants"
	for path, want := range map[string][2]bool{
		"/tiles/hotspots.json":                                                               {true, true},
		"/tiles/incidents.json":                                                              {true, true},
		"/tiles/hotspots.json?source=iom":                                                    {false, true},
		"/tiles/incidents.json?source=ogis":                                                  {true, false},
		"/tiles/hotspots.json?datetime=1951-01-01":                                           {false, false},
		"/tiles/hotspots.json?metric=significance&datetime=2023-01-01/2023-01-02":            {true, true},
		"/tiles/hotspots.json?metric=significance&source=iom&datetime=2023-01-01/2023-12-31": {false, true},
	} {
		described := decode[tiles.TileJSON](t, w.get(path))
		got := [2]bool{strings.Contains(described.Attribution, ogis), strings.Contains(described.Attribution, iom)}
		if got != want {
			t.Errorf("%s credits %q", path, described.Attribution)
		}
	}
}

// A source that was never imported says nothing about how new it is.
func TestSourcesHaveNoDateOfYearOne(t *testing.T) {
	if a := newWorld(t).get("/api/v1/sources"); strings.Contains(string(a.body), "0001-01-01") {
		t.Errorf("%.600s", a.body)
	}
}
