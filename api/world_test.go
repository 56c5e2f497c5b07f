package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
)

// world is a server over the judge: a view that counts by brute force.
type world struct {
	t      *testing.T
	server *server
	url    string
	log    *lockedBuffer
	view   *geotest.View
}

// lockedBuffer is a log that a test reads while the server writes.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// rows are random and awkward incidents of a fixed seed.
func rows() []geo.Incident { return append(geotest.Random(7, 400), geotest.Awkward()...) }

func newWorld(t *testing.T, change ...func(*Config)) *world {
	t.Helper()
	view := geotest.NewView(rows())
	return worldOf(t, view, change...)
}

func worldOf(t *testing.T, view *geotest.View, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, log: &lockedBuffer{}, view: view}
	config := Config{
		View: func() geo.View { return view }, Now: func() time.Time { return geotest.Now },
		Log:     slog.New(slog.NewJSONHandler(w.log, nil)),
		Version: Version{Version: "1.2.3", Commit: "abc", Go: "go1.26", Built: "2026-01-01"},
		Limits:  Limits{QueryDeadline: time.Minute}, // no answer is about a machine too busy to give it in time
	}
	for _, c := range change {
		c(&config)
	}
	s, err := newServer(config)
	if err != nil {
		t.Fatal(err)
	}
	w.server = s
	listening := httptest.NewServer(s.router())
	t.Cleanup(listening.Close)
	w.url = listening.URL
	return w
}

// answer is a response read to its end.
type answer struct {
	*http.Response
	body []byte
	err  error // while reading the body
}

// do sends a request; header comes in pairs.
func (w *world) do(method, path string, body io.Reader, header ...string) answer {
	w.t.Helper()
	r, err := http.NewRequest(method, w.url+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	response, err := transport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return answer{response, read, err}
}

func (w *world) get(path string, header ...string) answer {
	w.t.Helper()
	return w.do(http.MethodGet, path, nil, header...)
}

// decode reads the JSON of a 200 answer; unknown members fail.
func decode[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if a.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: status %d: %s", a.Request.Method, a.Request.URL, a.StatusCode, a.body)
	}
	d := json.NewDecoder(bytes.NewReader(a.body))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v in %.300s", a.Request.URL, err, a.body)
	}
	return v
}

func problem(t *testing.T, a answer) Problem {
	t.Helper()
	var p Problem
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("%s: Content-Type %q, status %d: %.300s", a.Request.URL, got, a.StatusCode, a.body)
	}
	if err := json.Unmarshal(a.body, &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != a.StatusCode || p.RequestID != a.Header.Get("X-Request-Id") || p.Type == "" || p.Title == "" || p.Detail == "" {
		t.Errorf("%s: incomplete problem %s", a.Request.URL, a.body)
	}
	return p
}

func gunzip(t *testing.T, body []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// listen serves the world with the server that ships, timeouts and all.
func (w *world) listen(limits Limits) string {
	w.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	s := HTTPServer("", w.server.router(), limits)
	go s.Serve(listener)
	w.t.Cleanup(func() { s.Close() })
	return "http://" + listener.Addr().String()
}
