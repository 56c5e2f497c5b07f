package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"linea/api/access"
	"linea/geo"
	"linea/geo/feed"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// listener reads an event stream as a browser does.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
	stop  func()
}

// event is one that was dispatched, or a comment.
type event struct {
	name, id, data, comment string
}

func (w *world) listenTo(path string, header ...string) (*listener, *http.Response) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	w.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { answer.Body.Close() })
	return &listener{w.t, bufio.NewScanner(answer.Body), cancel}, answer
}

// next waits for the next event; ok is false at the end of the stream.
func (l *listener) next() (e event, ok bool) {
	for l.lines.Scan() {
		line := l.lines.Text()
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "" && e != event{}:
			return e, true
		case name == "event":
			e.name = value
		case name == "id":
			e.id = value
		case name == "data":
			e.data += value
		case name == "":
			e.comment = value
		}
	}
	return e, false
}

// change waits for a change event.
func (l *listener) change() changeEvent {
	l.t.Helper()
	e, ok := l.next()
	var c changeEvent
	if err := json.Unmarshal([]byte(e.data), &c); !ok || e.name != "change" || err != nil || e.id != fmt.Sprint(c.Seq) {
		l.t.Fatalf("event %+v (%v)", e, err)
	}
	return c
}

func cellAt(lon, lat float64) string {
	return fmt.Sprintf("%x", uint64(grid.Parent(grid.FromPoint(orb.Point{lon, lat}, grid.BaseRes), geo.ChangesRes)))
}

func TestEventsTellWhatChanged(t *testing.T) {
	w, journal := liveWorld(t)
	at := w.write(http.MethodPost, "/api/v1/incidents", found).Header.Get("Location")
	l, answer := w.listenTo("/api/v1/events")
	if got := answer.Header.Get("Content-Type"); got != mediaEvents || answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("Content-Encoding") != "" {
		t.Errorf("headers %v", answer.Header)
	}
	if e, _ := l.next(); e.name != "" || e.data != "" || e.id != answer.Header.Get("Linea-Seq") {
		t.Errorf("the stream begins with %+v", e)
	}
	featureOfAnswer(t, w.write(http.MethodPost, "/api/v1/incidents", strings.Replace(found, "death", "rescue", 1)), 201)
	if c := l.change(); c.Seq != 3 || c.N != 1 || fmt.Sprint(c.Cells) != fmt.Sprint([]string{cellAt(-111.5, 31.9)}) || fmt.Sprint(c.Kinds) != "[rescue]" {
		t.Errorf("a new one: %+v", c)
	}
	featureOfAnswer(t, w.write(http.MethodPut, at, strings.Replace(found, "-111.5", "-112.5", 1), "If-Match", `"1"`), 200)
	if c := l.change(); c.N != 1 || len(c.Cells) != 2 || fmt.Sprint(c.Kinds) != "[death]" {
		t.Errorf("one that moved: %+v", c)
	}
	featureOfAnswer(t, w.do(http.MethodDelete, at, nil, "If-Match", `"2"`), 200)
	if c := l.change(); c.N != 1 || fmt.Sprint(c.Cells) != fmt.Sprint([]string{cellAt(-112.5, 31.9)}) {
		t.Errorf("one that was retracted: %+v", c)
	}
	report, err := feed.Run(t.Context(), feed.Stream("rows.csv", strings.NewReader(someRows)), journal.Open(), feed.Options{OnChange: feed.OnChangeRevise, Now: w.server.Now})
	if err != nil {
		t.Fatal(err)
	}
	if c := l.change(); c.N != report.Added || len(c.Cells) == 0 {
		t.Errorf("an import by another process: %+v", c)
	}
}

func TestEventsResume(t *testing.T) {
	w, _ := liveWorld(t)
	for range 3 {
		featureOfAnswer(t, w.write(http.MethodPost, "/api/v1/incidents", found), 201)
	}
	for _, c := range []struct {
		name, path, last, event, id string
		n                           int
	}{
		{"from an event on", "/api/v1/events", "2", "change", "4", 2},
		{"from a seq on", "/api/v1/events?after=3", "", "change", "4", 1},
		{"the event goes first", "/api/v1/events?after=3", "2", "change", "4", 2},
		{"from another store", "/api/v1/events", "99", "reset", "4", 0},
		{"from nowhere", "/api/v1/events", "x", "reset", "4", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var header []string
			if c.last != "" {
				header = []string{"Last-Event-ID", c.last}
			}
			l, _ := w.listenTo(c.path, header...)
			l.next()
			e, _ := l.next()
			var got changeEvent
			if err := json.Unmarshal([]byte(e.data), &got); err != nil || e.name != c.event || e.id != c.id || got.N != c.n {
				t.Errorf("%+v (%v)", e, err)
			}
		})
	}
	w.check(t, scenario{path: "/api/v1/events?after=x", status: 400, wrong: []string{"after"}})
}

// However fast rows are written, a map hears of them ten times a second at the
// most, and of every one.
func TestEventsGather(t *testing.T) {
	w, _ := liveWorld(t)
	l, _ := w.listenTo("/api/v1/events")
	l.next()
	const rows = 300
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range rows / 4 {
				if a := w.write(http.MethodPost, "/api/v1/incidents", found); a.StatusCode != 201 {
					t.Errorf("%d %s", a.StatusCode, a.body)
				}
			}
		})
	}
	began, heard, events := time.Now(), 0, 0
	for heard < rows {
		heard += l.change().N
		events++
	}
	wg.Wait()
	if most := 2 + int(time.Since(began)/eventEvery); events > most || heard != rows {
		t.Errorf("%d rows in %d events, at most %d for that time", heard, events, most)
	}
}

func TestEventsBeatAndEnd(t *testing.T) {
	stopping := make(chan struct{})
	w, _ := liveWorld(t, func(c *Config) {
		c.Stopping = stopping
		c.Limits.EventBeat, c.Limits.EventStreams = time.Millisecond, 4 // two for each client
	})
	first, _ := w.listenTo("/api/v1/events")
	second, _ := w.listenTo("/api/v1/events")
	for _, l := range []*listener{first, second} {
		l.next()
		if e, ok := l.next(); !ok || e.comment == "" || e.data != "" {
			t.Errorf("in silence: %+v", e)
		}
	}
	w.check(t, scenario{path: "/api/v1/events", status: 429, gives: []string{"Retry-After", "*"}})
	second.stop()
	for w.server.streams.underWay() > 1 {
		runtime.Gosched()
	}
	third, _ := w.listenTo("/api/v1/events")
	third.next()
	close(stopping)
	for _, l := range []*listener{first, third} {
		for ok := true; ok; {
			_, ok = l.next()
		}
	}
	for w.server.streams.underWay() > 0 {
		runtime.Gosched()
	}
}

// Whoever listens with a token that was revoked hears of nothing more, however
// much goes on.
func TestEventsEndWithTheirToken(t *testing.T) {
	file := access.File{Path: filepath.Join(t.TempDir(), "x.tokens"), Now: time.Now}
	reader, readerText, err := file.Create("county", []access.Scope{access.Read}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	_, writerText, err := file.Create("sensor", []access.Scope{access.Write}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	book, err := access.OpenBook(file.Path, access.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, _ := liveWorld(t, func(c *Config) { c.Tokens, c.Limits.EventBeat = book, time.Hour })
	l, _ := w.listenTo("/api/v1/events", "Authorization", "Bearer "+readerText)
	l.next()
	featureOfAnswer(t, w.write(http.MethodPost, "/api/v1/incidents", found, "Authorization", "Bearer "+writerText), 201)
	if c := l.change(); c.N != 1 {
		t.Errorf("before: %+v", c)
	}
	if _, err := file.Revoke(reader.ID); err != nil {
		t.Fatal(err)
	}
	featureOfAnswer(t, w.write(http.MethodPost, "/api/v1/incidents", strings.Replace(found, "death", "rescue", 1), "Authorization", "Bearer "+writerText), 201)
	if e, ok := l.next(); ok {
		t.Errorf("after: %+v", e)
	}
}

// stuck is a client that takes nothing: a write to it ends at its deadline.
type stuck struct {
	http.ResponseWriter
	deadline time.Time
}

func (s *stuck) SetWriteDeadline(at time.Time) error { s.deadline = at; return nil }
func (s *stuck) Flush()                              {}
func (s *stuck) Write([]byte) (int, error) {
	if s.deadline.IsZero() {
		select {} // for ever
	}
	return 0, os.ErrDeadlineExceeded
}

func TestEventsDropWhoTakesNothing(t *testing.T) {
	w, _ := liveWorld(t)
	c := &call{server: w.server, w: &stuck{}, view: w.server.View(), route: &route{}}
	s := &eventStream{call: c, seq: 0}
	s.follow(t.Context()) // ends by itself
	if at := c.w.(*stuck).deadline; at.IsZero() || time.Until(at) > w.server.Limits.EventStall {
		t.Errorf("the write may take until %v", at)
	}
}

// changing is a view that counts how often it is asked what changed.
type changing struct {
	geo.View
	seq   uint64
	asked int
}

func (v *changing) Head() geo.Head { return geo.Head{Seq: v.seq} }

func (v *changing) Changes(after uint64) geo.Changes {
	v.asked++
	return geo.Changes{Seq: v.seq, N: int(v.seq - after)}
}

// An event is written once for all streams that stand at the same seq, and anew
// for one that stands elsewhere or sees a newer view.
func TestAnEventIsWrittenOnce(t *testing.T) {
	var b bulletin
	v := &changing{seq: 9}
	after := func(seq uint64) string {
		text, err := b.after(v, &seq)
		if err != nil || seq != v.seq {
			t.Fatalf("%v, at %d", err, seq)
		}
		return text
	}
	first := after(7)
	if !strings.Contains(first, "id: 9\n") || !strings.Contains(first, `"n":2`) || after(7) != first || v.asked != 1 {
		t.Errorf("%q, asked %d times", first, v.asked)
	}
	if other := after(8); !strings.Contains(other, `"n":1`) {
		t.Errorf("another start: %q", other)
	}
	v.seq = 10
	if newer := after(8); !strings.Contains(newer, "id: 10\n") || !strings.Contains(newer, `"n":2`) {
		t.Errorf("another view: %q", newer)
	}
}
