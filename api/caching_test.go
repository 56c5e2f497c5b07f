package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/place"
)

func TestETagFollowsStoreSeqAndQuestion(t *testing.T) {
	all := rows()
	view := geotest.NewView(all)
	w := newWorld(t, func(c *Config) { c.View = func() geo.View { return view } })
	tag := func(path string, header ...string) string { return w.get(path, header...).Header.Get("ETag") }

	first := tag("/api/v1/summary?kind=death,rescue")
	for _, same := range []string{"/api/v1/summary?kind=rescue,death", "/api/v1/summary?kind=death,rescue,death", "/api/v1/summary?duplicates=exclude&kind=death,rescue"} {
		if got := tag(same); got != first {
			t.Errorf("%s has %s, the same question had %s", same, got, first)
		}
	}
	seen := map[string]string{first: "first"}
	for _, other := range []string{"/api/v1/summary?kind=death", "/api/v1/summary?kind=death,rescue&res=5", "/api/v1/summary?kind=death,rescue&step=day", "/api/v1/cells?kind=death,rescue", "/api/v1/cells?kind=death,rescue&res=4"} {
		got := tag(other)
		if before, taken := seen[got]; taken || got == "" {
			t.Errorf("%s and %s share %s", other, before, got)
		}
		seen[got] = other
	}
	view = geotest.NewView(all[:len(all)-1])
	if tag("/api/v1/summary?kind=death,rescue") == first {
		t.Error("another head, the same ETag")
	}
}

// A restart with other shapes under the same name is another answer.
func TestETagFollowsOverlays(t *testing.T) {
	tags := map[string]bool{}
	for _, east := range []string{"-111", "-110.5"} {
		shape := fmt.Sprintf(`{"type":"Polygon","coordinates":[[[-113,31],[%s,31],[-112,33],[-113,31]]]}`, east)
		w := newWorld(t, func(c *Config) {
			c.Overlays = place.ReadOverlays(fstest.MapFS{"sector.json": {Data: []byte(shape)}})
		})
		for _, path := range []string{"/api/v1/table?by=overlay:sector,kind", "/api/v1/summary?within=sector:1", "/overlays/sector"} {
			tags[w.get(path).Header.Get("ETag")] = true
		}
	}
	if len(tags) != 6 {
		t.Errorf("%d ETags of 6 answers", len(tags))
	}
}

func TestNotModified(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Origins = []string{"https://maps.example"} })
	const path = "/api/v1/cells?res=5"
	for _, coding := range []string{"", "gzip", "gzip;q=0", "br, gzip;q=0.1"} {
		full := w.get(path, "Accept-Encoding", coding)
		etag := full.Header.Get("ETag")
		for _, tt := range []struct {
			header string
			status int
		}{{etag, 304}, {"W/" + etag, 304}, {`"x", ` + etag, 304}, {"*", 304}, {`"x"`, 200}, {strings.Trim(etag, `"`), 200}} {
			a := w.get(path, "Accept-Encoding", coding, "If-None-Match", tt.header, "Origin", "https://maps.example")
			if a.StatusCode != tt.status {
				t.Fatalf("%q, If-None-Match %s: %d, want %d", coding, tt.header, a.StatusCode, tt.status)
			}
			if a.StatusCode == 304 && len(a.body) > 0 {
				t.Error("a 304 with a body")
			}
			for _, name := range []string{"ETag", "Cache-Control", "Linea-Seq"} {
				if a.Header.Get(name) != full.Header.Get(name) {
					t.Errorf("%s is %q, was %q", name, a.Header.Get(name), full.Header.Get(name))
				}
			}
			checkHeader(t, a, "Vary", "Origin, Accept-Encoding")
			checkHeader(t, a, "Access-Control-Allow-Origin", "https://maps.example")
		}
	}
	if a := w.do(http.MethodHead, path, nil, "If-None-Match", w.get(path).Header.Get("ETag")); a.StatusCode != 304 {
		t.Errorf("HEAD: %d", a.StatusCode)
	}
}

func TestCompression(t *testing.T) {
	w := newWorld(t)
	plain := w.get("/api/v1/cells?res=7")
	for _, tt := range []struct {
		accept string
		gzip   bool
	}{
		{"gzip", true}, {"GZIP", true}, {"br, gzip", true}, {"*", true}, {"gzip;q=0.001", true}, {"identity;q=0.5, gzip", true}, {"gzip, identity", true},
		{"", false}, {"br", false}, {"gzip;q=0", false}, {"*;q=0", false}, {"gzip;q=x", false}, {"gzip;q=2", false}, {"identity, gzip;q=0.5", false}, {"gzip;q=0, *", false},
	} {
		a := w.get("/api/v1/cells?res=7", "Accept-Encoding", tt.accept)
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != tt.gzip {
			t.Errorf("%q: gzip %v, want %v", tt.accept, got, tt.gzip)
			continue
		}
		body, etag := a.body, a.Header.Get("ETag")
		if tt.gzip {
			body = gunzip(t, body)
			if len(a.body) >= len(body) || !strings.HasSuffix(etag, `-gzip"`) {
				t.Errorf("%q: %d of %d bytes, ETag %s", tt.accept, len(a.body), len(body), etag)
			}
		}
		if string(body) != string(plain.body) {
			t.Errorf("%q: other bytes", tt.accept)
		}
	}
	if a := w.get("/api/v1/summary?kind=x", "Accept-Encoding", "gzip"); a.Header.Get("Content-Encoding") != "" || a.Header.Get("ETag") != "" {
		t.Error("a problem is neither compressed nor tagged")
	}
}

func TestChooseCoding(t *testing.T) {
	for header, want := range map[string]string{
		"br, gzip": "br", "gzip, br": "br", "gzip;q=1, br;q=0.9": "gzip", "gzip": "gzip", "*": "br", "br;q=0, *": "gzip",
		"": "", "deflate": "", "identity": "", "identity;q=0.3, gzip;q=0.2": "", "gzip;q=0.5;x=1": "gzip", ", ,": "", "gzip;q=NaN": "",
	} {
		if got := chooseCoding(header, "br", "gzip"); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

// The short look at Accept-Encoding finds what the long one does, in every list
// of up to three of the words that matter.
func TestPrefersGzipIsChooseCoding(t *testing.T) {
	words := []string{"", "gzip", "GZIP", " gzip ", "x-gzip", "gzi", "br", "*", "identity", "gzip;q=0", "gzip;q=0.5", "*;q=0", "identity;q=0.7", "br;q=1", "gzip;x"}
	for _, a := range words {
		for _, b := range words {
			for _, c := range words {
				for _, header := range []string{a, a + "," + b, a + "," + b + "," + c} {
					if got, want := prefersGzip(header), chooseCoding(header, "gzip") == "gzip"; got != want {
						t.Fatalf("%q: %v, want %v", header, got, want)
					}
				}
			}
		}
	}
}

// Answers share the values of their headers, and none changes another's.
func TestSharedHeadersStayAsTheyAre(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Origins = []string{"https://maps.example.org"} })
	first := w.get("/api/v1/summary", "Accept-Encoding", "gzip")
	for _, path := range []string{"/", "/assets/none.js", "/api/v1/incidents?f=csv", "/api/v1/summary?kind=x", "/api/v1/corridors", "/metrics", "/tiles/hotspots/8/48/103.mvt"} {
		for _, header := range []string{"Origin", "If-None-Match", "Accept"} {
			w.get(path, header, "https://maps.example.org")
		}
	}
	again := w.get("/api/v1/summary", "Accept-Encoding", "gzip")
	for name, want := range first.Header {
		if got := again.Header[name]; name != "X-Request-Id" && name != "Date" && strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s: %q, was %q", name, got, want)
		}
	}
	for want, shared := range map[string][]string{"no-store": noStore, "no-cache": noCache, "private, no-cache": privateNoCache,
		contentPolicy: contentPolicyValue, "nosniff": noSniff, "no-referrer": noReferrer, "same-origin": sameOrigin, "gzip": gzipValue} {
		if len(shared) != 1 || cap(shared) != 1 || shared[0] != want {
			t.Errorf("%q became %q", want, shared)
		}
	}
}
