package api

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/index"
	"linea/geo/store/storetest"
)

// liveWorld is a server over a journal in memory and the real index.
func liveWorld(t *testing.T, change ...func(*Config)) (*world, *storetest.Memory) {
	t.Helper()
	journal := storetest.NewMemory()
	ix, err := index.Open(t.Context(), journal)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		if err := ix.Follow(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); done.Wait() })
	w := newWorld(t, append([]func(*Config){func(c *Config) {
		c.View, c.WaitFor, c.Journal, c.Progress = ix.View, ix.WaitFor, journal, nil
	}}, change...)...)
	return w, journal
}

const someRows = "id,occurred_at,lon,lat,kind,persons\n" +
	"a-1,2024-05-01T20:00:00-07:00,-111.5,31.6,rescue,2\n" +
	"a-2,2024-05-02T21:00:00-07:00,-111.6,31.7,rescue,1\n" +
	"a-3,2024-05-03T22:00:00-07:00,111.7,31.8,rescue,1\n"

func (w *world) post(path, body string, header ...string) answer {
	w.t.Helper()
	return w.do(http.MethodPost, path, strings.NewReader(body), append([]string{"Content-Type", "text/csv"}, header...)...)
}

func TestImportOverHTTP(t *testing.T) {
	spool := t.TempDir()
	w, journal := liveWorld(t, func(c *Config) { c.SpoolDir = spool })

	dry := decode[feed.Report](t, w.post("/api/v1/imports?dry_run=true&source=county&filename=C:\\people\\may.csv", someRows))
	if !dry.DryRun || dry.Added != 2 || dry.Rejected != 1 || dry.File != "may.csv" || len(dry.RejectLines) != 1 {
		t.Errorf("dry run: %+v", dry)
	}
	if head, _ := journal.Head(t.Context()); head.Seq != 0 {
		t.Fatalf("a dry run wrote %d changes", head.Seq)
	}

	a := w.post("/api/v1/imports?source=county&filename=may.csv", someRows)
	report := decode[feed.Report](t, a)
	if report.Added != 2 || report.Rejected != 1 || report.RejectsByReason[string(geo.LostMinus)] != 1 || report.Source != "county" {
		t.Errorf("report: %+v", report)
	}
	checkHeader(t, a, "Cache-Control", "no-store")
	checkHeader(t, a, "ETag", "-")
	checkHeader(t, a, "Location", "/api/v1/imports/"+report.ID)
	// The map that asks next sees the rows.
	if sum := decode[summaryAnswer](t, w.get("/api/v1/summary")); sum.Total != 2 || sum.Persons != 3 {
		t.Errorf("%d incidents, %d persons", sum.Total, sum.Persons)
	}

	again := decode[feed.Report](t, w.post("/api/v1/imports?source=county", someRows))
	if again.Added != 0 || again.Unchanged != 2 {
		t.Errorf("again: %+v", again)
	}
	list := decode[importsAnswer](t, w.get("/api/v1/imports"))
	if len(list.Imports) != 2 || list.Imports[0].ID != again.ID || list.Imports[1].ID != report.ID || list.Imports[1].RejectLines != nil || list.Imports[1].Seq != report.Seq {
		t.Errorf("list: %+v", list)
	}
	one := decode[feed.Report](t, w.get("/api/v1/imports/"+report.ID))
	if one.ID != report.ID || one.Added != 2 || len(one.RejectLines) != 1 || one.Seq != report.Seq {
		t.Errorf("one: %+v", one)
	}
	rejects := w.get("/api/v1/imports/" + report.ID + "/rejects.csv")
	if text := string(rejects.body); !strings.HasPrefix(text, "file,line,column,value,reason,detail,row\n") || !strings.Contains(text, "longitude_lost_its_minus") {
		t.Errorf("rejects: %s", text)
	}
	checkHeader(t, rejects, "Linea-Rejected", "1")
	checkHeader(t, rejects, "Content-Type", "text/csv; charset=utf-8")
	if left, _ := filepath.Glob(spool + "/*"); len(left) > 0 {
		t.Errorf("left on disk: %v", left)
	}
}

func TestImportsOfOthersAreListed(t *testing.T) {
	w, journal := liveWorld(t)
	decode[importsAnswer](t, w.get("/api/v1/imports"))
	for _, name := range []string{"x", "y"} {
		input := feed.Input{Name: name + ".csv", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(strings.ReplaceAll(someRows, "a-", name))), nil
		}}
		if _, err := feed.Run(t.Context(), input, journal, feed.Options{}); err != nil {
			t.Fatal(err)
		}
		list := decode[importsAnswer](t, w.get("/api/v1/imports"))
		if len(list.Imports) == 0 || list.Imports[0].File != name+".csv" {
			t.Errorf("after %s: %+v", name, list.Imports)
		}
	}
}

func TestImportProblems(t *testing.T) {
	w, _ := liveWorld(t, func(c *Config) { c.Limits.ImportBytes = 2000 })
	csv := []string{"Content-Type", "text/csv"}
	for _, s := range []scenario{
		{name: "no content type", path: "/api/v1/imports", body: someRows, status: 415, want: []string{"text/csv"}},
		{name: "a form of a page", path: "/api/v1/imports", body: someRows, header: []string{"Content-Type", "multipart/form-data; boundary=x"}, status: 415},
		{name: "plain text", path: "/api/v1/imports", body: someRows, header: []string{"Content-Type", "text/plain"}, status: 415},
		{name: "no such format", path: "/api/v1/imports?format=xls", body: someRows, header: csv, status: 400, wrong: []string{"format"}},
		{name: "no such source", path: "/api/v1/imports?source=Some%20One", body: someRows, header: csv, status: 400, wrong: []string{"source"}},
		{name: "dry or not", path: "/api/v1/imports?dry_run=maybe&on_change=ask&shared_points=x", body: someRows, header: csv, status: 400, wrong: []string{"dry_run", "on_change", "shared_points"}},
		{name: "a filter", path: "/api/v1/imports?kind=death", body: someRows, header: csv, status: 400, wrong: []string{"kind"}},
		{name: "too large", path: "/api/v1/imports", body: strings.Repeat("x", 2001), header: csv, status: 413, want: []string{"2000"}},
		{name: "no known format", path: "/api/v1/imports", body: "a,b\n1,2\n", header: csv, status: 415},
		{name: "empty", path: "/api/v1/imports", body: "", header: csv, status: 400},
		{name: "damaged gzip", path: "/api/v1/imports", body: "\x1f\x8bnothing", header: []string{"Content-Type", "application/gzip"}, status: 400},
		{name: "a page of another site", path: "/api/v1/imports", body: someRows, header: append([]string{"Origin", "https://evil.example"}, csv...), status: 403},
	} {
		s.method = http.MethodPost
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
	for _, s := range []scenario{
		{name: "no import", path: "/api/v1/imports/01J", status: 404},
		{name: "no rejects", path: "/api/v1/imports/01J/rejects.csv", status: 404},
		{name: "PUT", method: "PUT", path: "/api/v1/imports", status: 405, gives: []string{"Allow", "GET, HEAD, POST"}},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
}

func TestImportLimitWithoutLength(t *testing.T) {
	w, _ := liveWorld(t, func(c *Config) { c.Limits.ImportBytes = 100 })
	body := io.MultiReader(strings.NewReader(someRows)) // its length is not known
	a := w.do(http.MethodPost, "/api/v1/imports", body, "Content-Type", "text/csv")
	if p := problem(t, a); a.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(p.Detail, "100 bytes") {
		t.Errorf("%s", a.body)
	}
}

func TestImportGzipped(t *testing.T) {
	w, _ := liveWorld(t)
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	fmt.Fprint(z, someRows)
	z.Close()
	report := decode[feed.Report](t, w.post("/api/v1/imports", zipped.String(), "Content-Type", "application/gzip"))
	if report.Added != 2 || report.File != "upload" {
		t.Errorf("%+v", report)
	}
}

// brokenJournal refuses to append after some blocks.
type brokenJournal struct {
	*storetest.Memory
	blocks int
}

func (j *brokenJournal) Append(ctx context.Context, changes []geo.Change) (geo.Head, error) {
	if j.blocks--; j.blocks < 0 {
		return geo.Head{}, geo.Wrap("append", geo.Unavailable, errors.New("no space left on device"), "The disk is full")
	}
	return j.Memory.Append(ctx, changes)
}

func TestImportOntoAFullDisk(t *testing.T) {
	w, journal := liveWorld(t)
	broken := &brokenJournal{journal, 1}
	w.server.Journal = broken
	var body strings.Builder
	body.WriteString("id,occurred_at,lon,lat,kind\n")
	for i := range geo.MaxBlock + 10 {
		fmt.Fprintf(&body, "b-%d,2024-05-01T20:00:00-07:00,-111.5,31.6,rescue\n", i)
	}
	a := w.post("/api/v1/imports", body.String())
	p := problem(t, a)
	if a.StatusCode != 503 || !strings.Contains(p.Detail, "The disk is full. ") || !strings.Contains(p.Detail, " rows were stored before") || strings.Contains(string(a.body), "device") {
		t.Errorf("%s", a.body)
	}
	w.server.SpoolDir = filepath.Join(t.TempDir(), "gone")
	if a := w.post("/api/v1/imports", someRows); a.StatusCode != 503 {
		t.Errorf("no folder for the spool: %s", a.body)
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"": "upload", ".": "upload", "/": "upload", "a.csv": "a.csv", "/home/ana/a.csv": "a.csv", `C:\Ana\b.csv`: "b.csv", "x\ny\x00.csv": "xy.csv",
		"\xffz": "z", strings.Repeat("é", 200): strings.Repeat("é", 100),
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// A slow client that keeps sending is not cut, and neither is the answer after
// it.
func TestImportOutlivesTheConnectionsDeadlines(t *testing.T) {
	limits := Limits{ReadTimeout: 60 * time.Millisecond, WriteTimeout: 60 * time.Millisecond, HeaderTimeout: 60 * time.Millisecond, StallTimeout: 20 * time.Second}
	w, _ := liveWorld(t, func(c *Config) { c.Limits = limits })
	url := w.listen(limits)
	reader, writer := io.Pipe()
	go func() {
		for line := range strings.Lines(someRows) {
			time.Sleep(50 * time.Millisecond)
			io.WriteString(writer, line)
		}
		writer.Close()
	}()
	response, err := http.Post(url+"/api/v1/imports", "text/csv", reader)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		t.Errorf("status %d", response.StatusCode)
	}
}

// A client that stops sending is let go, and nothing of its file is kept.
func TestImportThatStalls(t *testing.T) {
	spool := t.TempDir()
	limits := Limits{StallTimeout: 30 * time.Millisecond}
	w, journal := liveWorld(t, func(c *Config) { c.Limits, c.SpoolDir = limits, spool })
	url := w.listen(limits)
	reader, writer := io.Pipe()
	defer writer.Close()
	go io.WriteString(writer, someRows[:40])
	response, err := http.Post(url+"/api/v1/imports", "text/csv", reader)
	if err == nil {
		response.Body.Close()
		if response.StatusCode < 400 {
			t.Errorf("status %d", response.StatusCode)
		}
	}
	for !strings.Contains(w.log.String(), "/api/v1/imports") {
		time.Sleep(time.Millisecond)
	}
	if left, _ := os.ReadDir(spool); len(left) > 0 {
		t.Errorf("left on disk: %v", left)
	}
	if head, _ := journal.Head(t.Context()); head.Seq != 0 {
		t.Error("half a file was imported")
	}
}

// A client that closes its sending half too early still reads the answer.
func TestHalfAFileIsAnswered(t *testing.T) {
	w, _ := liveWorld(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.listen(Limits{}), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/v1/imports HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 5000\r\n\r\n%s", someRows)
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), "did not arrive whole") {
		t.Errorf("%s: %s", response.Status, body)
	}
}
