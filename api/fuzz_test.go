package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"
)

// fuzzed gives a handler that needs no network.
func fuzzed(f *testing.F) http.Handler {
	f.Helper()
	view := geotest.NewView(geotest.Random(1, 60))
	// A busy machine is not what is looked for.
	s, err := newServer(Config{View: func() geo.View { return view }, Journal: storetest.NewMemory(), Limits: Limits{QueryDeadline: time.Minute}})
	if err != nil {
		f.Fatal(err)
	}
	return s.router()
}

// checkFuzzed: nothing that a client sends is our fault, and every refusal is a
// whole problem.
func checkFuzzed(t *testing.T, handler http.Handler, r *http.Request) {
	t.Helper()
	recorder := httptest.NewRecorder()
	r.Host = "localhost"
	handler.ServeHTTP(recorder, r)
	if recorder.Code >= 500 {
		t.Fatalf("%s: %d %s", r.URL, recorder.Code, recorder.Body)
	}
	if recorder.Code < 400 {
		return
	}
	var p Problem
	if err := json.Unmarshal(recorder.Body.Bytes(), &p); err != nil || p.Status != recorder.Code || p.Detail == "" {
		t.Fatalf("%s: %v %s", r.URL, err, recorder.Body)
	}
}

func FuzzQueryString(f *testing.F) {
	handler := fuzzed(f)
	for _, raw := range []string{
		"", "kind=death,rescue&datetime=2020-01-01/..", "hours=20-4&days=fri", "bbox=-113,31,-110,33&res=5", "near=-111.5,31.5,2000",
		"polygon=_p~iF~ps|U_ulLnnqC_mqNvxq`@", "step=year&duplicates=only&status=all", "by=kind,source&f=csv", "q=12RVV5251985218&limit=3",
		"classes=9&method=equal", "limit=5&cursor=MTcxNDUyMTYwMCBhOjE", "%zz", "a;b", "kind=&kind=", "within=a:b", "f=geojsonl", "land=%ff",
	} {
		for path := range 6 {
			f.Add(path, raw)
		}
	}
	paths := []string{"/api/v1/summary", "/api/v1/table", "/api/v1/cells", "/api/v1/breaks", "/api/v1/places", "/api/v1/incidents"}
	f.Fuzz(func(t *testing.T, path int, raw string) {
		r := httptest.NewRequest(http.MethodGet, paths[uint(path)%uint(len(paths))], nil)
		r.URL.RawQuery = raw
		checkFuzzed(t, handler, r)
	})
}

func FuzzPath(f *testing.F) {
	handler := fuzzed(f)
	for _, path := range []string{
		"/tiles/hotspots/3/1/3.mvt", "/tiles/incidents/9/98/207.mvt", "/tiles/hotspots/-1/a/.mvt", "/tiles/basemap/4/3/6.mvt",
		"/tiles/hotspots/4294967296/0/0.mvt", "/api/v1/cells/8548e863fffffff", "/api/v1/cells/ffffffffffffffff", "/api/v1/incidents/a:b",
		"/overlays/../x", "/", "//", "/assets/", "/api/v1/imports",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: path}
		checkFuzzed(t, handler, r)
	})
}

// What a client writes: one incident with its headers, and a stream of rows.
func FuzzWrite(f *testing.F) {
	handler := fuzzed(f)
	for _, body := range []string{
		found, "{", "[]", "null", `{"id":"batch","source":"desk","kind":"x","occurred_at":"2024"}`, `{"source":"desk","source":"desk"}`, `{"\u0069d":"1"}`,
		`{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[-111,32]},"properties":{"source":"desk","kind":"death","occurred_at":"2024-05-01T10:00:00Z","revision":3}}`,
		`{"source":"desk","kind":"death","occurred_at":"2024-05-01","lon":1e999,"lat":-0}`, "{\"source\":\"\xff\"}", `{"source":"demo","kind":"rescue","occurred_at":"2024-05-01","synthetic":true}`,
	} {
		f.Add(body, "key 1", `"1"`, uint8(0))
		f.Add(body, "", `W/"2-gzip"`, uint8(1))
	}
	f.Fuzz(func(t *testing.T, body, key, seen string, method uint8) {
		word := []string{http.MethodPost, http.MethodPut, http.MethodDelete}[method%3]
		path := "/api/v1/incidents"
		if word != http.MethodPost {
			path += "/desk:1"
		}
		r := httptest.NewRequest(word, path, strings.NewReader(body))
		r.Header.Set("Content-Type", mediaJSON)
		r.Header["Idempotency-Key"], r.Header["If-Match"] = []string{key}, []string{seen}
		r.RemoteAddr = "127.0.0.1:1"
		checkFuzzed(t, handler, r)
	})
}

// What a client asks and writes about corridors.
func FuzzCorridor(f *testing.F) {
	handler := fuzzed(f)
	const line = `"line":{"type":"LineString","coordinates":[[-111.5,31.5],[-111.2,31.6,900]]},"half_width_m":2000`
	for _, body := range []string{
		"{" + line + "}", "{", "[]", "null", "{" + line + `,"ends":"flat","bin_km":0.5,"compare":"last_year","incidents":3,"after":"x"}`,
		"{" + line + `,"from_km":1,"to_km":1e300}`, `{"line":{"type":"Point","coordinates":[]},"half_width_m":-0}`, `{"line":{"coordinates":[[1e999,1],[null]]}}`,
		`{"corridors":[{` + line + `},{` + line + `,"name":"b"},{"id":"x"}],"compare":"2024-01-01/2024-01-02"}`, "{" + line + `,"name":"a","note":"b"}`,
		"{" + line + `,"density_km":2,"compare":null}`, `{"line":{"type":"LineString","coordinates":[[-111.5,31.5],[-111.5,31.5]]},"half_width_m":50000}`,
	} {
		for path := range uint8(5) {
			f.Add(body, path)
		}
	}
	paths := []string{"query", "query?hours=20-4", "compare", "export?f=kml", ""}
	f.Fuzz(func(t *testing.T, body string, path uint8) {
		where := "/api/v1/corridors"
		if p := paths[int(path)%len(paths)]; p != "" {
			where += "/" + p
		}
		r := httptest.NewRequest(http.MethodPost, where, strings.NewReader(body))
		r.Header.Set("Content-Type", mediaJSON)
		r.RemoteAddr = "127.0.0.1:1"
		checkFuzzed(t, handler, r)
	})
}
