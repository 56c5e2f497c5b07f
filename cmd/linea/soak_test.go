package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var soakMinutes = flag.Float64("soak.minutes", 0, "how long TestSoak lasts; 0: a few seconds")

// soak keeps one store busy: writes over HTTP one by one and in batches, imports
// by another process, tiles, corridors and an open event stream, with a restart
// between periods.
type soak struct {
	t      *testing.T
	folder string
	server *serving
	client *http.Client
	pool   soakPool
	count  struct{ writes, batches, imports, tiles, corridors, events, refused atomic.Int64 }
}

// soakPool holds the incidents that the writer goes on changing, so that the
// store grows by revisions and not without end.
type soakPool struct {
	ids       []string
	revisions []int
}

const (
	soakRows    = 20_000
	soakPoolMax = 500
	soakPeriods = 6
)

// The store is used for a long time: memory stays flat, and at the end the
// server answers as a fresh one does.
func TestSoak(t *testing.T) {
	t.Setenv("GOGC", "100") // or up to 256 MB of what nobody needs gather and hide what grows; see paceCollector
	period := time.Duration(*soakMinutes * float64(time.Minute) / soakPeriods)
	if period == 0 {
		period = 700 * time.Millisecond
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	s := &soak{t: t, folder: t.TempDir(), client: &http.Client{Timeout: time.Minute}}
	must(t, exitDone, s.folder, "demo", "--store", "soak.gpkg", "--n", strconv.Itoa(soakRows), "--seed", "5")
	t.Log("| period | writes | batches | imports | tiles | corridors | events | refused | RSS first..last, MB | Go heap, MB |")
	var last []float64
	for n := range soakPeriods {
		s.server = startServer(t, s.folder, "soak.gpkg")
		s.server.get("/readyz")
		rss, heap := s.period(period, rand.New(rand.NewPCG(seed, uint64(n))))
		c := &s.count
		t.Logf("| %d | %d | %d | %d | %d | %d | %d | %d | %.0f..%.0f | %.0f |", n+1, c.writes.Load(), c.batches.Load(), c.imports.Load(), c.tiles.Load(), c.corridors.Load(), c.events.Load(), c.refused.Load(), rss[0], rss[len(rss)-1], heap)
		last = append(last, slices.Max(rss))
		s.compareWithFresh(n)
		s.server.stop()
	}
	if c := &s.count; min(c.writes.Load(), c.batches.Load(), c.imports.Load(), c.tiles.Load(), c.corridors.Load(), c.events.Load()) == 0 {
		t.Errorf("the soak did not use everything: %+v", c)
	}
	if first, end := last[0], last[soakPeriods-1]; *soakMinutes >= 10 && end > 1.25*first+30 {
		t.Errorf("memory grew from %.0f to %.0f MB", first, end)
	}
}

// period uses the server for a while and samples its memory, in MB.
func (s *soak) period(long time.Duration, r *rand.Rand) (rss []float64, heap float64) {
	ctx, cancel := context.WithTimeout(s.t.Context(), long)
	defer cancel()
	var wg sync.WaitGroup
	for _, work := range []func(context.Context, *rand.Rand){s.write, s.sendBatches, s.importFiles, s.askTiles, s.askTiles, s.askCorridors, s.followEvents} {
		own := rand.New(rand.NewPCG(r.Uint64(), 0))
		wg.Go(func() { work(ctx, own) })
	}
	every := time.NewTicker(max(long/60, 100*time.Millisecond))
	defer every.Stop()
	rss = append(rss, s.rssMB())
	for ctx.Err() == nil {
		select {
		case <-every.C:
			rss = append(rss, s.rssMB())
		case <-ctx.Done():
		}
	}
	wg.Wait()
	return rss, s.metric("go_memstats_heap_inuse_bytes") / 1e6
}

// rssMB reads what the server's process holds.
func (s *soak) rssMB() float64 { return rssOf(s.t, s.server.cmd.Process.Pid) }

func rssOf(t *testing.T, pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		cannot(t, "the memory of a process cannot be read here (%v)", err)
	}
	pages, err := strconv.ParseFloat(strings.Fields(string(text))[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * float64(os.Getpagesize()) / 1e6
}

func (s *soak) metric(name string) float64 {
	body, _ := s.server.get("/metrics")
	for line := range strings.Lines(string(body)) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err == nil {
				return v
			}
		}
	}
	return math.NaN()
}

// ask sends a request and gives the answer; a status above 299 other than 429
// and 503 is a fault.
func (s *soak) ask(method, path, body string, header ...string) (int, []byte) {
	request, err := http.NewRequest(method, s.server.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Error(err)
		return 0, nil
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	answer, err := s.client.Do(request)
	if err != nil {
		s.t.Errorf("%s %s: %v", method, path, err)
		return 0, nil
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	switch code := answer.StatusCode; {
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		s.count.refused.Add(1)
	case code > 299 || err != nil:
		s.t.Errorf("%s %s: %d %v %.200s", method, path, code, err, text)
	}
	return answer.StatusCode, text
}

func soakIncident(r *rand.Rand) string {
	return fmt.Sprintf(`{"source":"demo","kind":"rescue","occurred_at":"%s","lon":%.4f,"lat":%.4f,"radius_m":100,"location_method":"gps","persons":%d}`,
		time.Date(2024, 1, 1+r.IntN(600), r.IntN(24), 0, 0, 0, time.UTC).Format(time.RFC3339), -114+4*r.Float64(), 31.4+r.Float64(), 1+r.IntN(9))
}

// write adds, revises and retracts, about 50 times a second.
func (s *soak) write(ctx context.Context, r *rand.Rand) {
	for ctx.Err() == nil {
		s.writeOne(r)
		pause(ctx, 20*time.Millisecond)
	}
}

func (s *soak) writeOne(r *rand.Rand) {
	p := &s.pool
	if len(p.ids) < soakPoolMax {
		if code, text := s.ask(http.MethodPost, "/api/v1/incidents", soakIncident(r)); code == http.StatusCreated {
			p.ids, p.revisions = append(p.ids, idIn(s.t, text)), append(p.revisions, 1)
			s.count.writes.Add(1)
		}
		return
	}
	i := r.IntN(len(p.ids))
	method, body := http.MethodPut, soakIncident(r)
	if r.IntN(5) == 0 {
		method, body = http.MethodDelete, ""
	}
	if code, text := s.ask(method, "/api/v1/incidents/"+p.ids[i], body, "If-Match", fmt.Sprintf("%q", strconv.Itoa(p.revisions[i]))); code == http.StatusOK {
		p.revisions[i] = revisionIn(s.t, text)
		s.count.writes.Add(1)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// written is what the tests read of a written feature.
type written struct {
	ID         string
	Properties struct {
		Revision, Persons int
		Status            string
	}
}

func featureIn(t *testing.T, text []byte) (w written) {
	if err := json.Unmarshal(text, &w); err != nil || w.ID == "" {
		t.Errorf("no feature in %.200s (%v)", text, err)
	}
	return w
}

func idIn(t *testing.T, text []byte) string    { return featureIn(t, text).ID }
func revisionIn(t *testing.T, text []byte) int { return featureIn(t, text).Properties.Revision }

// sendBatches streams rows whose ids the batches before had as well.
func (s *soak) sendBatches(ctx context.Context, r *rand.Rand) {
	for ctx.Err() == nil {
		var rows strings.Builder
		rows.WriteString("id,source,kind,occurred_at,lon,lat,radius_m,persons\n")
		for i := range 200 {
			fmt.Fprintf(&rows, "batch-%d,demo,medical,2024-05-%02d,%.3f,%.3f,300,%d\n", i, 1+r.IntN(28), -113+2*r.Float64(), 31.5+r.Float64(), 1+r.IntN(20))
		}
		code, text := s.ask(http.MethodPost, "/api/v1/incidents/batch", rows.String(), "Content-Type", "text/csv")
		if code == http.StatusOK && !bytes.Contains(text, []byte(`"summary"`)) {
			s.t.Errorf("a batch ended without a summary: %.300s", text)
		}
		s.count.batches.Add(1)
		pause(ctx, 2*time.Second)
	}
}

// followEvents keeps a stream open as a map does; its ids only grow.
func (s *soak) followEvents(ctx context.Context, _ *rand.Rand) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.url+"/api/v1/events", nil)
	if err != nil {
		s.t.Error(err)
		return
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Error(err)
		return
	}
	defer answer.Body.Close()
	newest := uint64(0)
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "event: ") {
			s.count.events.Add(1)
		}
		id, isID := strings.CutPrefix(lines.Text(), "id: ")
		if !isID {
			continue
		}
		seq, err := strconv.ParseUint(id, 10, 64)
		if err != nil || seq < newest {
			s.t.Errorf("event %q after %d (%v)", id, newest, err)
		}
		newest = seq
	}
	if ctx.Err() == nil {
		s.t.Errorf("the event stream ended by itself: %v", lines.Err())
	}
}

// importFiles lets another process write the same rows in other words.
func (s *soak) importFiles(ctx context.Context, r *rand.Rand) {
	path := filepath.Join(s.folder, "rows.csv")
	for ctx.Err() == nil {
		var rows bytes.Buffer
		rows.WriteString("id,source,kind,occurred_at,lon,lat,radius_m,persons\n")
		for i := range 1000 {
			fmt.Fprintf(&rows, "imported-%d,demo,crossing,2024-03-%02d,%.3f,%.3f,300,%d\n", i, 1+r.IntN(28), -113+2*r.Float64(), 31.5+r.Float64(), 1+r.IntN(20))
		}
		if err := os.WriteFile(path, rows.Bytes(), 0o644); err != nil {
			s.t.Error(err)
			return
		}
		out, err := exec.Command(binary(s.t), "import", "--store", filepath.Join(s.folder, "soak.gpkg"), path).CombinedOutput()
		if err != nil {
			s.t.Errorf("import: %v\n%s", err, out)
		}
		s.count.imports.Add(1)
		pause(ctx, 5*time.Second)
	}
}

func (s *soak) askTiles(ctx context.Context, r *rand.Rand) {
	for ctx.Err() == nil {
		s.ask(http.MethodGet, soakTile(r), "")
		s.count.tiles.Add(1)
		pause(ctx, 15*time.Millisecond)
	}
}

// soakTile names a tile within the study area, half of them filtered.
func soakTile(r *rand.Rand) string {
	z := 5 + r.IntN(8)
	n := math.Exp2(float64(z))
	lat := (31.2 + 1.5*r.Float64()) * math.Pi / 180
	x, y := int(n*(-114.5+5.5*r.Float64()+180)/360), int(n*(1-math.Asinh(math.Tan(lat))/math.Pi)/2)
	path := fmt.Sprintf("/tiles/hotspots/%d/%d/%d.mvt", z, x, y)
	if r.IntN(2) == 0 {
		path += fmt.Sprintf("?kind=rescue,crossing&datetime=2024-%02d-01/..", 1+r.IntN(12))
	}
	return path
}

func (s *soak) askCorridors(ctx context.Context, r *rand.Rand) {
	for ctx.Err() == nil {
		s.ask(http.MethodPost, "/api/v1/corridors/query?kind=humanitarian", soakCorridor(r))
		s.count.corridors.Add(1)
		pause(ctx, 300*time.Millisecond)
	}
}

func soakCorridor(r *rand.Rand) string {
	lon := -113.5 + 2*r.Float64()
	return fmt.Sprintf(`{"line":{"type":"LineString","coordinates":[[%.3f,31.6],[%.3f,31.9],[%.3f,32.1]]},"half_width_m":%d,"incidents":20}`, lon, lon+0.4, lon+0.6, 500+r.IntN(5000))
}

// compareWithFresh asks the server and one that has just read the store.
func (s *soak) compareWithFresh(n int) {
	fresh := startServer(s.t, s.folder, "soak.gpkg")
	fresh.get("/readyz")
	old := s.server
	defer func() { s.server = old; fresh.stop() }()
	r := rand.New(rand.NewPCG(uint64(n), 99))
	type question struct{ method, path, body string }
	questions := []question{
		{"GET", "/api/v1/summary", ""}, {"GET", "/api/v1/summary?kind=rescue&duplicates=include&step=month", ""}, {"GET", "/api/v1/table?by=kind,side", ""},
		{"GET", "/api/v1/cells?res=7", ""}, {"GET", "/api/v1/sources", ""}, {"GET", "/api/v1/incidents?limit=1000&status=retracted", ""}, {"GET", "/api/v1/incidents?f=csv", ""},
		{"GET", "/api/v1/hotspots?kind=rescue", ""},
	}
	for range 30 {
		questions = append(questions, question{"GET", soakTile(r), ""})
	}
	for range 5 {
		questions = append(questions, question{"POST", "/api/v1/corridors/query", soakCorridor(r)})
	}
	for _, q := range questions {
		s.server = old
		_, was := s.ask(q.method, q.path, q.body)
		s.server = fresh
		if _, is := s.ask(q.method, q.path, q.body); !bytes.Equal(was, is) {
			s.t.Errorf("period %d: %s %s: the server that was used answers\n%.300s\na fresh one\n%.300s", n+1, q.method, q.path, was, is)
		}
	}
}
