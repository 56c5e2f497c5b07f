package api

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"linea/geo/feed"
)

// batchAnswer reads the lines of a batch's answer to their end.
func batchAnswer(t *testing.T, a answer) (blocks []batchLine, end batchEnd) {
	t.Helper()
	if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != mediaLines {
		t.Fatalf("%d %v: %s", a.StatusCode, a.Header, a.body)
	}
	lines := strings.Split(strings.TrimSpace(string(a.body)), "\n")
	for i, line := range lines {
		var b batchLine
		into := any(&b)
		if i == len(lines)-1 {
			into = &end
		}
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if i < len(lines)-1 {
			blocks = append(blocks, b)
		}
	}
	return blocks, end
}

func TestBatchOverHTTP(t *testing.T) {
	w, _ := liveWorld(t)
	var body strings.Builder
	for i := range 12_000 {
		fmt.Fprintln(&body, strings.Replace(found, "{", fmt.Sprintf(`{"id":"%d",`, i), 1))
	}
	body.WriteString(strings.Replace(found, "{", `{"nombre":"x",`, 1))
	a := w.do(http.MethodPost, "/api/v1/incidents/batch", strings.NewReader(body.String()), "Content-Type", mediaLines)
	blocks, end := batchAnswer(t, a)
	if end.Summary == nil || end.Summary.Added != 12_000 || end.Summary.Rejected != 1 || len(blocks) < 3 {
		t.Errorf("%d blocks, %+v", len(blocks), end)
	}
	for i := range blocks {
		if blocks[i].Accepted > 5000 || i > 0 && blocks[i].Seq < blocks[i-1].Seq {
			t.Errorf("block %d: %+v", i, blocks[i])
		}
	}
	if n := decode[summaryAnswer](t, w.get("/api/v1/summary")).Total; n != 12_000 {
		t.Errorf("%d counted", n)
	}
}

// A client that sends a row and waits hears of it, and reads it, before it
// sends the next.
func TestBatchAnswersWhileRowsCome(t *testing.T) {
	w, _ := liveWorld(t)
	body, send := io.Pipe()
	r, err := http.NewRequest(http.MethodPost, w.listen(w.server.Limits)+"/api/v1/incidents/batch", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", mediaLines)
	answered := make(chan *http.Response, 1)
	go func() {
		a, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Error(err)
		}
		answered <- a
	}()
	var lines *bufio.Scanner
	for i := range 4 {
		fmt.Fprintln(send, strings.Replace(found, "{", fmt.Sprintf(`{"id":"%d",`, i), 1))
		if lines == nil {
			a := <-answered
			defer a.Body.Close()
			lines = bufio.NewScanner(a.Body)
		}
		var b feed.BatchBlock
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &b) != nil || b.Accepted != 1 {
			t.Fatalf("line %q (%v)", lines.Text(), lines.Err())
		}
		if n := decode[summaryAnswer](t, w.get("/api/v1/summary?duplicates=include")).Total; n != i+1 {
			t.Fatalf("%d counted after %d rows", n, i+1)
		}
	}
	send.Close()
	var end batchEnd
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &end) != nil || end.Summary == nil || end.Summary.Added != 4 {
		t.Fatalf("the end %q", lines.Text())
	}
}

func TestBatchProblems(t *testing.T) {
	w, _ := liveWorld(t, func(c *Config) { c.Limits.ImportBytes = 4000 })
	for _, s := range []scenario{
		{name: "rows of what", method: "POST", path: "/api/v1/incidents/batch", body: found, status: 415, want: []string{mediaLines}},
		{name: "columns that are no fields", method: "POST", path: "/api/v1/incidents/batch", header: []string{"Content-Type", mediaCSV}, body: "occurred_at,lon,lat,name\n2024-05-01,-111,32,x\n", status: 400, want: []string{`"/name"`, "/api/v1/imports"}, wrong: []string{""}},
		{name: "no collection", method: "POST", path: "/api/v1/incidents/batch", header: []string{"Content-Type", mediaGeoJSON}, body: found, status: 415},
		{name: "nothing", method: "POST", path: "/api/v1/incidents/batch", header: []string{"Content-Type", mediaLines}, status: 200, want: []string{`{"summary":{"rows":0,`}},
		{name: "a parameter", method: "POST", path: "/api/v1/incidents/batch?source=x", header: []string{"Content-Type", mediaLines}, body: found, status: 400, wrong: []string{"source"}},
		{name: "reading it", path: "/api/v1/incidents/batch", status: 404},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
	var leave []func()
	for i := range mostBatches {
		done, err := w.server.batches.take(string(rune('a' + i%2)))
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, done)
	}
	w.check(t, scenario{method: "POST", path: "/api/v1/incidents/batch", header: []string{"Content-Type", mediaLines}, body: found, status: 429})
	for _, done := range leave {
		done()
	}
	long := strings.Repeat(found+"\n", 60)
	a := w.do(http.MethodPost, "/api/v1/incidents/batch", strings.NewReader(long), "Content-Type", mediaLines)
	if _, end := batchAnswer(t, a); end.Problem == nil || end.Problem.Status != http.StatusRequestEntityTooLarge || !strings.Contains(end.Problem.Detail, "4000 bytes") || end.Summary != nil || a.err == nil {
		t.Errorf("beyond the limit: %s (%v)", a.body, a.err)
	}
}
