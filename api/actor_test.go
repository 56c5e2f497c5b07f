package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"linea/geo/store/storetest"
)

// What a client writes carries the name under which it was let in.
func TestTheJournalNamesTheActor(t *testing.T) {
	journal := storetest.NewMemory()
	w := newWorld(t, func(c *Config) { c.Journal = journal })
	named := gin.New()
	for i := range w.server.routes {
		r := &w.server.routes[i]
		named.Handle(r.method, r.path, func(g *gin.Context) {
			if name := g.GetHeader("Test-Actor"); name != "" {
				g.Request = g.Request.WithContext(withActor(g.Request.Context(), name))
			}
		}, w.server.serve(r))
	}
	for _, actor := range []string{"", "county-sar"} {
		recorded := record(named, http.MethodPost, "/api/v1/corridors", `{"name":"Route","line":{"type":"LineString","coordinates":[[-111.5,31.5],[-111.4,31.6]]},"half_width_m":500}`, "Test-Actor", actor)
		if recorded.Code != http.StatusCreated {
			t.Fatalf("%d %s", recorded.Code, recorded.Body)
		}
		recorded = record(named, http.MethodPost, "/api/v1/imports", "occurred_at,lon,lat\n2024-05-01,-111,32\n", "Test-Actor", actor, "Content-Type", mediaCSV)
		if recorded.Code != http.StatusOK {
			t.Fatalf("%d %s", recorded.Code, recorded.Body)
		}
	}
	seen := map[string]int{}
	for block, err := range journal.Blocks(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range block.Changes {
			seen[c.Entity.String()+" "+strings.TrimPrefix(c.Actor, "import: ")]++
		}
	}
	for _, want := range []string{"corridor http", "corridor county-sar", "import http", "import county-sar"} {
		if seen[want] != 1 {
			t.Errorf("%d of %q in %v", seen[want], want, seen)
		}
	}
}

// record asks a handler without a network; header comes in pairs.
func record(handler http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Content-Type", mediaJSON)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, r)
	return recorder
}
