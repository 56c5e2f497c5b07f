package sqlite

import (
	"bytes"
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"linea/geo"
)

// together starts the appends, one after the other, while nobody may write, and
// lets them write once all of them wait.
func together(t *testing.T, s *Store, appends [][]geo.Change) []error {
	t.Helper()
	c := <-s.writer
	errs := make([]error, len(appends))
	var wg sync.WaitGroup
	for i, changes := range appends {
		wg.Go(func() { _, errs[i] = s.Append(context.Background(), changes) })
		for waiting := 0; waiting <= i; runtime.Gosched() {
			s.queue.mu.Lock()
			waiting = len(s.queue.waiting)
			s.queue.mu.Unlock()
		}
	}
	s.writer <- c
	wg.Wait()
	return errs
}

// commits counts the transactions in the write-ahead log.
func commits(t *testing.T, s *Store) (n int) {
	t.Helper()
	log, err := os.ReadFile(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	frames, err := newFrames(bytes.NewReader(log))
	if err != nil || frames == nil {
		t.Fatalf("no log to read (%v)", err)
	}
	for {
		page, commit, err := frames.next()
		if err != nil {
			t.Fatal(err)
		}
		if page == 0 {
			return n
		}
		if commit {
			n++
		}
	}
}

// Appends that wait together are synced together.
func TestAppendsShareATransaction(t *testing.T) {
	s := openWith(t, filepath.Join(t.TempDir(), "linea.gpkg"), migrations())
	if _, err := s.Append(t.Context(), changes("a", 1)); err != nil {
		t.Fatal(err)
	}
	before := commits(t, s)
	var appends [][]geo.Change
	for i := range 100 {
		appends = append(appends, changes(strings.Repeat("b", i%7+1)+string(rune('A'+i/7))+":", 2))
	}
	for i, err := range together(t, s, appends) {
		if err != nil {
			t.Errorf("append %d: %v", i, err)
		}
	}
	if n := commits(t, s) - before; n != 1 {
		t.Errorf("%d transactions for %d appends", n, len(appends))
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func incidentChange(id string, revision int, prev uint64, source string) geo.Change {
	in := geo.Incident{Source: source, OccurredAt: time.Unix(1e9, 0).UTC()}
	return geo.Change{
		ID: id, Revision: revision, PrevSeq: prev, Actor: "test", RecordedAt: time.UnixMilli(1),
		Owner: source, Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, &in),
	}
}

// One append of a group is refused alone, whatever it is refused for, and the
// others stand behind each other as if it had never been there.
func TestRefusedAloneInAGroup(t *testing.T) {
	incident := func(id string, revision int, prev uint64, source string) []geo.Change {
		return []geo.Change{incidentChange(id, revision, prev, source)}
	}
	for name, refused := range map[string][]geo.Change{
		"an id that exists":            incident("real:0", 1, 0, "real"),
		"an id of the same group":      incident("real:1", 1, 0, "real"),
		"a revision that was followed": incident("real:0", 2, 7, "real"),
		"a revision still to come":     incident("real:2", 2, 4, "real"),
		"synthetic beside real":        incident("demo:0", 1, 0, geo.DemoSource),
	} {
		t.Run(name, func(t *testing.T) {
			s := openWith(t, filepath.Join(t.TempDir(), "linea.gpkg"), migrations())
			if _, err := s.Append(t.Context(), incident("real:0", 1, 0, "real")); err != nil {
				t.Fatal(err)
			}
			group := [][]geo.Change{incident("real:1", 1, 0, "real"), refused, incident("real:2", 1, 0, "real"), incident("real:0", 2, 1, "real")}
			before := commits(t, s)
			errs := together(t, s, group)
			if errs[0] != nil || geo.CodeOf(errs[1]) != geo.Conflict || errs[2] != nil || errs[3] != nil {
				t.Fatalf("%v", errs)
			}
			if n := commits(t, s) - before; n != 1 {
				t.Errorf("%d transactions", n)
			}
			if group[0][0].Seq != 2 || group[2][0].Seq != 3 || group[3][0].Seq != 4 {
				t.Errorf("seqs %d, %d, %d", group[0][0].Seq, group[2][0].Seq, group[3][0].Seq)
			}
			if err := s.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Writers who revise each other's incidents, some of whom leave before they have
// an answer: what was acknowledged is in the journal, and nothing else is.
func TestWhatIsAcknowledgedIsWritten(t *testing.T) {
	const writers, appends, ids = 12, 40, 60
	s := openWith(t, filepath.Join(t.TempDir(), "linea.gpkg"), migrations())
	var mu sync.Mutex // guards what follows
	newest, acknowledged, refused := map[string]geo.Change{}, map[uint64]string{}, 0
	write := func(r *rand.Rand) {
		var changes []geo.Change
		mu.Lock()
		for _, i := range r.Perm(ids)[:1+r.IntN(3)] {
			before := newest[strconv.Itoa(i)]
			changes = append(changes, incidentChange(strconv.Itoa(i), before.Revision+1, before.Seq, "real"))
		}
		mu.Unlock()
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		if r.IntN(4) == 0 {
			time.AfterFunc(time.Duration(r.IntN(2000))*time.Microsecond, leave)
		}
		_, err := s.Append(ctx, changes)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			for _, c := range changes {
				newest[c.ID], acknowledged[c.Seq] = c, c.ID+" "+strconv.Itoa(c.Revision)
			}
		case geo.CodeOf(err) == geo.Conflict:
			refused++
		case ctx.Err() == nil:
			t.Error(err)
		}
	}
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 1))
			for range appends {
				write(r)
			}
		})
	}
	wg.Wait()
	written := map[uint64]string{}
	for b, err := range s.Blocks(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range b.Changes {
			written[c.Seq] = c.ID + " " + strconv.Itoa(c.Revision)
		}
	}
	if !maps.Equal(written, acknowledged) {
		t.Errorf("written: %v\nacknowledged: %v", written, acknowledged)
	}
	if len(written) == 0 || refused == 0 {
		t.Errorf("%d written, %d refused: too few to tell", len(written), refused)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// Nothing is acknowledged that is written into a file without a name, which
// another has by now.
func TestNothingIsKeptInAFileThatWasReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	s := openWith(t, path, migrations())
	if _, err := s.Append(t.Context(), changes("before", 1)); err != nil {
		t.Fatal(err)
	}
	away := path + ".away"
	if err := os.Rename(path, away); err != nil {
		t.Fatal(err)
	}
	refused := func(what string) {
		t.Helper()
		for _, err := range together(t, s, [][]geo.Change{changes("a", 1), changes("b", 1)}) {
			if geo.CodeOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "replaced while it was open") || strings.Contains(err.Error(), filepath.Dir(path)) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	refused("moved")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("replaced")
	if err := os.Rename(away, path); err != nil {
		t.Fatal(err)
	}
	head, err := s.Append(t.Context(), changes("after", 1))
	if err != nil || head.Seq != 2 {
		t.Errorf("put back: seq %d, %v", head.Seq, err)
	}
}

// What is too much for the disk fails alone.
func TestFullDiskFailsNoNeighbour(t *testing.T) {
	s := openWith(t, filepath.Join(t.TempDir(), "linea.gpkg"), migrations())
	onWriter(t, s, "PRAGMA max_page_count = 40") // as if the disk ended there
	large := changes("large", smallAppend)
	for i := range large {
		large[i].Fields = bytes.Repeat([]byte{byte(i), byte(i * i)}, 500)
	}
	errs := together(t, s, [][]geo.Change{changes("a", 1), large, changes("b", 1), changes("a", 1), changes("c", 1)})
	var got []string
	for _, err := range errs {
		got = append(got, string(geo.CodeOf(err)))
	}
	stale := string(geo.Conflict)
	if text := strings.Join(got, " "); text != " unavailable   " && text != " unavailable  "+stale+" " && text != stale+" unavailable   " {
		t.Errorf("codes %q: %v", got, errs)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestQueueTakesSmallAppendsTogether(t *testing.T) {
	for _, c := range []struct{ sizes, groups []int }{
		{nil, []int{0}},
		{[]int{1, 1, 1}, []int{3, 0}},
		{[]int{5000, 1, 1}, []int{1, 2, 0}},
		{[]int{1, 5000, 1, 1, 5000}, []int{1, 1, 2, 1, 0}},
		{[]int{1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1, 1}, []int{10, 2, 0}},
	} {
		var q queue
		for _, size := range c.sizes {
			q.put(&request{changes: make([]geo.Change, size)})
		}
		for i, want := range c.groups {
			if got := len(q.take()); got != want {
				t.Errorf("%v: group %d has %d appends, want %d", c.sizes, i, got, want)
			}
		}
	}
}
