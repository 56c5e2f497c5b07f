package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
)

// busyWorld has one turn, and a summary that holds it until it is let go.
func busyWorld(t *testing.T, wait time.Duration) (w *world, busy func(), release chan struct{}) {
	t.Helper()
	entered := make(chan struct{})
	release = make(chan struct{})
	w = brokenWorld(t, func(ctx context.Context) error {
		entered <- struct{}{}
		select {
		case <-release:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}, func(c *Config) {
		c.Limits = Limits{HeavyQueries: 1, HeavyWait: wait, QueryDeadline: time.Minute}
		c.Overlays = nil
	})
	return w, func() {
		go http.Get(w.url + "/api/v1/summary") //nolint:errcheck // its answer is not what is tested
		<-entered
	}, release
}

func TestHeavyQuestionsWaitForATurn(t *testing.T) {
	w, busy, release := busyWorld(t, 20*time.Millisecond)
	etag := w.get("/api/v1/cells?res=4").Header.Get("ETag")
	busy()
	for _, path := range []string{"/api/v1/summary", "/api/v1/table?by=kind,source", "/api/v1/cells", "/api/v1/cells/8548e863fffffff", "/api/v1/breaks", "/api/v1/hotspots",
		"/api/v1/compare?datetime=2020-01-01/2020-12-31&with=2019-01-01/2019-12-31", "/api/v1/incidents?limit=1001", "/api/v1/incidents?limit=10000"} {
		a := w.get(path)
		if p := problem(t, a); a.StatusCode != http.StatusTooManyRequests || p.Type != "urn:linea:problem:too_many" || a.Header.Get("Retry-After") == "" || a.Header.Get("ETag") != "" {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
	}
	for path, status := range map[string]int{
		"/healthz": 200, "/tiles/hotspots/8/48/103.mvt": 200, "/tiles/incidents/9/96/206.mvt": 200, "/tiles/hotspots.json": 200, "/api/v1/incidents?limit=1000": 200,
		"/api/v1/incidents?f=csv": 200, "/api/v1/cells?colour=blue": 400, "/metrics": 200,
	} {
		if a := w.get(path); a.StatusCode != status {
			t.Errorf("%s waits for nobody: %d %s", path, a.StatusCode, a.body)
		}
	}
	if a := w.get("/api/v1/cells?res=4", "If-None-Match", etag); a.StatusCode != http.StatusNotModified {
		t.Errorf("what is known already waits for nobody: %d", a.StatusCode)
	}
	if !strings.Contains(string(w.get("/metrics").body), "\nlinea_heavy_queries 1\n") {
		t.Error("the turn taken is not counted")
	}
	close(release)
	for w.get("/api/v1/cells").StatusCode != http.StatusOK {
	}
}

// A short list does not wait behind long ones, whoever asks for them.
func TestShortListsPass(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits = Limits{HeavyWait: 20 * time.Millisecond} })
	for w.server.pages.enter("many", false) != nil && w.server.pages.inUse() < w.server.pages.most {
	}
	if a := w.get("/api/v1/incidents?limit=201"); a.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a long list: %d", a.StatusCode)
	}
	if a := w.get("/api/v1/incidents?limit=200"); a.StatusCode != http.StatusOK {
		t.Errorf("a short list: %d %s", a.StatusCode, a.body)
	}
}

// A question that waits gets its turn when another ends.
func TestTurnsPassOn(t *testing.T) {
	w, busy, release := busyWorld(t, time.Minute)
	busy()
	answered := make(chan int, 1)
	go func() { answered <- w.get("/api/v1/cells").StatusCode }()
	select {
	case status := <-answered:
		t.Fatalf("answered with %d out of turn", status)
	case <-time.After(20 * time.Millisecond):
	}
	release <- struct{}{}
	if status := <-answered; status != http.StatusOK {
		t.Errorf("status %d", status)
	}
}

// Who asks much waits for himself: turns go round among the clients that wait.
func TestTurnsGoRoundAmongClients(t *testing.T) {
	turns := newTurns(1, time.Minute)
	turns.enter("first", false)
	names := []string{"much 1", "much 2", "much 3", "little 1", "other 1"}
	waiters := map[string]*waiter{}
	for _, name := range names {
		client, _, _ := strings.Cut(name, " ")
		waiters[name] = turns.enter(client, false)
	}
	var served []string
	for range names {
		turns.giveBack(false)
		for name, w := range waiters {
			select {
			case <-w.ready:
				served = append(served, name)
				delete(waiters, name)
			default:
			}
		}
	}
	if want := []string{"much 1", "little 1", "other 1", "much 2", "much 3"}; !slices.Equal(served, want) {
		t.Errorf("served %q, want %q", served, want)
	}
	if turns.giveBack(false); turns.inUse() != 0 || len(turns.lines) != 0 || turns.order.Len() != 0 {
		t.Errorf("%d in use, %d lines", turns.inUse(), len(turns.lines))
	}
}

// Large questions take half of the turns at most, whoever waits before others.
func TestLargeQuestionsLeaveTurns(t *testing.T) {
	turns := newTurns(2, time.Minute)
	has := func(w *waiter) bool {
		select {
		case <-w.ready:
			return true
		default:
			return false
		}
	}
	first, second, small := turns.enter("a", true), turns.enter("a", true), turns.enter("a", false)
	if !has(first) || has(second) || !has(small) {
		t.Fatalf("%v %v %v", has(first), has(second), has(small))
	}
	if turns.giveBack(false); has(second) {
		t.Error("two large ones at once")
	}
	if turns.giveBack(true); !has(second) {
		t.Error("the second large one has to wait for nothing")
	}
}

// Beyond so many no more questions of one client wait, while others may; who
// leaves gives way.
func TestLinesAreBounded(t *testing.T) {
	turns := newTurns(1, time.Minute)
	turns.enter("first", false)
	last := turns.enter("much", false)
	for range longestLine - 1 {
		turns.enter("much", false)
	}
	if turns.enter("much", false) != nil || turns.enter("little", false) == nil {
		t.Error("a full line takes one more, or closes the others")
	}
	if !turns.withdraw("much", last) || turns.withdraw("much", last) || turns.enter("much", false) == nil {
		t.Error("who left still waits")
	}
}

// Whatever becomes of a call, its turn is given back.
func TestTurnsAreGivenBack(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits = Limits{HeavyQueries: 1, HeavyWait: time.Minute} })
	for _, path := range []string{"/api/v1/summary", "/api/v1/incidents", "/api/v1/incidents?limit=500", "/api/v1/incidents?limit=10000", "/api/v1/incidents?limit=2000&source=nobody", "/api/v1/cells", "/api/v1/near-repeat"} {
		w.get(path)
		w.do(http.MethodHead, path, nil)
	}
	broken := brokenWorld(t, func(context.Context) error { panic("boom") }, func(c *Config) { c.Limits = Limits{HeavyQueries: 1, HeavyWait: time.Minute} })
	broken.get("/api/v1/summary")
	broken.get("/api/v1/summary")
	for _, s := range []*server{w.server, broken.server} {
		if n := s.turns.inUse() + s.pages.inUse() + s.shortPages.inUse(); n != 0 {
			t.Errorf("%d turns are kept", n)
		}
	}
}

// A long page and the short ones hold the same rows in the same form.
func TestLongPagesHoldWhatShortOnesDo(t *testing.T) {
	w := worldOf(t, geotest.NewView(geotest.Random(3, 2500)))
	long := w.page("/api/v1/incidents?limit=1100")
	var ids []string
	for path := "/api/v1/incidents?limit=500"; len(ids) < len(long.Features); {
		p := w.page(path)
		for _, f := range p.Features {
			ids = append(ids, f.ID)
		}
		path = w.next(p)
	}
	for i, f := range long.Features {
		if f.ID != ids[i] {
			t.Fatalf("row %d is %s, not %s", i, f.ID, ids[i])
		}
	}
	if len(long.Features) != 1100 || w.next(long) == "" {
		t.Errorf("%d rows, links %v", len(long.Features), long.Links)
	}
	a := w.get("/api/v1/incidents?limit=1100", "Accept-Encoding", "gzip")
	var zipped incidentsRead
	if err := json.Unmarshal(gunzip(t, a.body), &zipped); err != nil || len(zipped.Features) != 1100 || a.Header.Get("ETag") == "" {
		t.Errorf("%v, %d rows, %v", err, len(zipped.Features), a.Header)
	}
}

// incidentsRead is a page without its features' content.
type incidentsRead struct {
	Features []json.RawMessage `json:"features"`
}

var _ geo.View = (*queuedView)(nil)
