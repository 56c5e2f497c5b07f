package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
)

// brokenView fails where a test wants it to.
type brokenView struct {
	*geotest.View
	summary func(ctx context.Context) error
}

func (v *brokenView) Summary(ctx context.Context, _ geo.Query, _ geo.Step) (geo.Summary, error) {
	return geo.Summary{}, v.summary(ctx)
}

func brokenWorld(t *testing.T, summary func(ctx context.Context) error, change ...func(*Config)) *world {
	t.Helper()
	view := &brokenView{geotest.NewView(rows()[:5]), summary}
	return newWorld(t, append(change, func(c *Config) { c.View = func() geo.View { return view } })...)
}

// lines gives the log, one object a line.
func (w *world) lines(t *testing.T) []map[string]any {
	t.Helper()
	var out []map[string]any
	for line := range strings.Lines(w.log.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		out = append(out, entry)
	}
	return out
}

func TestErrorsBecomeProblems(t *testing.T) {
	secret := errors.New("secret of the server")
	for _, tt := range []struct {
		err    error
		status int
		detail string
	}{
		{geo.Errorf("x", geo.Invalid, "say it otherwise"), 400, "say it otherwise"},
		{geo.Wrap("x", geo.NotFound, secret, "not there"), 404, "not there"},
		{geo.Wrap("x", geo.Conflict, secret, "taken"), 409, "taken"},
		{geo.Wrap("x", geo.Stale, secret, "old"), 412, "old"},
		{geo.Wrap("x", geo.TooLarge, secret, "big"), 413, "big"},
		{geo.Wrap("x", geo.Unsupported, secret, "strange"), 415, "strange"},
		{geo.Wrap("x", geo.Unprocessable, secret, "rule"), 422, "rule"},
		{geo.Wrap("x", geo.Unavailable, secret, "disk"), 503, "disk"},
		{geo.Wrap("x", geo.Damaged, secret, "torn"), 500, "torn"},
		{geo.Wrap("x", geo.Internal, secret, "inner"), 500, "its log has the cause"},
		{secret, 500, "its log has the cause"},
		{geo.Wrap("x", geo.Internal, context.DeadlineExceeded, "late"), 503, "not ready in time"},
	} {
		w := brokenWorld(t, func(context.Context) error { return tt.err })
		a := w.get("/api/v1/summary", "X-Request-Id", "r1")
		p := problem(t, a)
		if a.StatusCode != tt.status || !strings.Contains(p.Detail, tt.detail) || p.Instance != "/api/v1/summary" || p.RequestID != "r1" {
			t.Errorf("%v: %+v", tt.err, p)
		}
		if strings.Contains(string(a.body), "secret") || a.Header.Get("ETag") != "" || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v: %s %v", tt.err, a.body, a.Header)
		}
		if (a.Header.Get("Retry-After") != "") != (tt.status == 503) {
			t.Errorf("%v: Retry-After %q", tt.err, a.Header.Get("Retry-After"))
		}
	}
}

func TestOneLineARequest(t *testing.T) {
	w := brokenWorld(t, func(context.Context) error { return errors.New("the cause") })
	w.get("/api/v1/summary?near=-111.5,31.5,2000", "X-Request-Id", "r7")
	w.get("/healthz")
	lines := w.lines(t)
	if len(lines) != 2 {
		t.Fatalf("%d lines: %s", len(lines), w.log)
	}
	first := lines[0]
	if first["level"] != "ERROR" || first["status"] != 500.0 || first["path"] != "/api/v1/summary" || first["request_id"] != "r7" || first["err"] != "the cause" || first["method"] != "GET" {
		t.Errorf("%v", first)
	}
	if lines[1]["level"] != "INFO" || lines[1]["err"] != nil {
		t.Errorf("%v", lines[1])
	}
	if strings.Contains(w.log.String(), "111.5") {
		t.Error("the log tells where somebody asked about")
	}
}

// What a client got wrong is told to the client; the log keeps what it was about.
func TestTheLogDoesNotRepeatWhatClientsSend(t *testing.T) {
	w, _ := liveWorld(t)
	w.get("/api/v1/summary?kind=Juana&near=here&datetime=Juana")
	w.get("/api/v1/places?q=Juana")
	w.write(http.MethodPost, "/api/v1/incidents", `{"Juana Gallo":1,"kind":"death","source":"Juana","summary":"Juana, 520-555-0100"}`)
	if log := w.log.String(); strings.Contains(log, "Juana") || !strings.Contains(log, "The parameters cannot be read: datetime, kind, near") || !strings.Contains(log, "The incident cannot be read") {
		t.Error(log)
	}
}

func TestAPanicIsAProblemAndIsLoggedOnce(t *testing.T) {
	w := brokenWorld(t, func(context.Context) error { panic("boom") })
	a := w.get("/api/v1/summary")
	if p := problem(t, a); a.StatusCode != 500 || strings.Contains(string(a.body), "boom") || strings.Contains(p.Detail, "goroutine") {
		t.Errorf("%s", a.body)
	}
	if n := strings.Count(w.log.String(), "boom"); n != 1 || !strings.Contains(w.log.String(), "observe_test.go") {
		t.Errorf("%d mentions in %s", n, w.log)
	}
}

func TestQueryDeadline(t *testing.T) {
	w := brokenWorld(t, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		func(c *Config) { c.Limits.QueryDeadline = 20 * time.Millisecond })
	a := w.get("/api/v1/summary")
	if p := problem(t, a); a.StatusCode != 503 || p.Type != "urn:linea:problem:too_slow" {
		t.Errorf("%s", a.body)
	}
}

func TestAClientThatLeaves(t *testing.T) {
	entered, left := make(chan struct{}), make(chan struct{})
	w := brokenWorld(t, func(ctx context.Context) error { close(entered); <-ctx.Done(); close(left); return ctx.Err() })
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/api/v1/summary", nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() { <-entered; cancel() }()
	if _, err := http.DefaultClient.Do(r); err == nil {
		t.Fatal("answered")
	}
	<-left
	for !strings.Contains(w.log.String(), `"status":499`) {
		time.Sleep(time.Millisecond)
	}
}

func TestMetricsCountByTemplate(t *testing.T) {
	w := newWorld(t)
	w.get("/api/v1/cells/8548e863fffffff")
	w.get("/api/v1/cells/8548e86bfffffff")
	w.get("/api/v1/cells/wrong")
	w.get("/nowhere/1")
	w.do("BREW", "/nowhere/2", nil)
	body := string(w.get("/metrics").body)
	for _, want := range []string{
		`linea_http_requests_total{method="GET",route="/api/v1/cells/:h3",status="200"} 2`,
		`linea_http_requests_total{method="GET",route="/api/v1/cells/:h3",status="400"} 1`,
		`linea_http_requests_total{method="GET",route="other",status="404"} 1`,
		`linea_http_requests_total{method="other",route="other",status="404"} 1`,
		`linea_http_request_seconds_count{route="/api/v1/cells/:h3"} 3`,
		"\ngo_goroutines ", "\ngo_memstats_heap_inuse_bytes ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if strings.Contains(body, "nowhere") {
		t.Error("a path became a label")
	}
}

func TestServerHasTimeouts(t *testing.T) {
	s := HTTPServer("127.0.0.1:0", http.NotFoundHandler(), Limits{IdleTimeout: time.Second})
	if s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout != 30*time.Second || s.WriteTimeout != 30*time.Second || s.IdleTimeout != time.Second || s.MaxHeaderBytes == 0 {
		t.Errorf("%+v", s)
	}
}
