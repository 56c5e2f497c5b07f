package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"linea/geo"
	"linea/geo/store/sqlite"
	"linea/geo/store/storetest"
)

// large is an append that a load takes.
const large = 1001

// indexed says whether the file has the index of ids.
func indexed(t testing.TB, path string) bool {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow("SELECT count(*) FROM sqlite_schema WHERE name = 'current_incident_id'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func expectIndexed(t testing.TB, path, when string, want bool) {
	t.Helper()
	if got := indexed(t, path); got != want {
		t.Errorf("%s: the index of ids is there: %v", when, got)
	}
}

// An empty store is filled without the index, which the next other write makes.
func TestFirstLoad(t *testing.T) {
	ctx, path, r := context.Background(), filepath.Join(t.TempDir(), "linea.gpkg"), rand.New(rand.NewPCG(1, 1))
	s := openStore(t, path)
	expectIndexed(t, path, "new", true)
	appendTo(t, s, append([]geo.Change{source("demo")}, plausible(r, 0, 2*large)...))
	appendTo(t, s, plausible(r, 2*large, large))
	expectIndexed(t, path, "while loading", false)
	if found, err := s.Current(ctx, geo.EntityIncident, []string{"demo:00000003", "demo:00002500", "demo:9"}); err != nil || len(found) != 2 {
		t.Errorf("found %d (%v)", len(found), err)
	}
	if err := s.Verify(ctx); err != nil {
		t.Error(err)
	}
	if _, err := s.Append(ctx, append(plausible(r, 5000, large), plausible(r, 17, 1)...)); geo.CodeOf(err) != geo.Conflict {
		t.Errorf("an id of an append before: %v", err)
	}
	if _, err := s.Append(ctx, append(plausible(r, 5000, geo.MaxBlock), plausible(r, 5000, large)...)); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("an id twice in one append: %v", err)
	}
	appendTo(t, s, plausible(r, 3*large, large))
	appendTo(t, s, []geo.Change{source("report")})
	expectIndexed(t, path, "after the load", true)
	if err := s.Verify(ctx); err != nil {
		t.Error(err)
	}
}

// A load that was cut off leaves a store without the index; opening it makes it.
func TestLoadCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	loader, acknowledged := start(t, "load", path, "v")
	for range 3 {
		if !acknowledged.Scan() {
			t.Fatal("the loader died by itself")
		}
	}
	loader.Process.Kill()
	last := lastNumber(t, acknowledged)
	_ = loader.Wait() // killed
	expectIndexed(t, path, "killed", false)
	checkSurvivor(t, path, last)
	expectIndexed(t, path, "opened again", true)
}

// Another process loads while this one, which had opened the empty store, writes
// too: neither takes an id that the other has written.
func TestLoadOfAnotherProcess(t *testing.T) {
	path, r := filepath.Join(t.TempDir(), "linea.gpkg"), rand.New(rand.NewPCG(2, 2))
	s := openStore(t, path)
	theirs := otherProcess(t, path)
	ours := func(want geo.Code, changes []geo.Change) {
		t.Helper()
		if _, err := s.Append(t.Context(), changes); geo.CodeOf(err) != want {
			t.Errorf("our append: %v, want %v", err, want)
		}
	}
	stale := source("demo")
	stale.Revision, stale.PrevSeq = 2, 1
	ours(geo.Conflict, append(plausible(r, 9000, large-1), stale)) // as many as they write now
	theirs("0", fmt.Sprint(large))
	expectIndexed(t, path, "while they load", false)
	ours(geo.Conflict, plausible(r, 0, large))
	ours(geo.Conflict, plausible(r, large-1, 1))
	theirs(fmt.Sprint(large), fmt.Sprint(2*large))
	expectIndexed(t, path, "after refusals", false)
	ours("", plausible(r, 2*large, large))
	expectIndexed(t, path, "after an append of ours", true)
	theirs(fmt.Sprint(3*large-1), string(geo.Conflict))
	theirs(fmt.Sprint(3*large), fmt.Sprint(4*large))
	ours(geo.Conflict, plausible(r, 3*large+7, 1))
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// otherProcess has the store open, and appends when it is told its first number;
// what it says to that is compared.
func otherProcess(t *testing.T, path string) func(from, want string) {
	t.Helper()
	in, tell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd, says := startFrom(t, in, "in turns", path)
	t.Cleanup(func() {
		if err := errors.Join(tell.Close(), in.Close(), cmd.Wait()); err != nil {
			t.Error(err)
		}
	})
	return func(from, want string) {
		t.Helper()
		fmt.Fprintln(tell, from)
		if !says.Scan() || says.Text() != want {
			t.Errorf("their append from %s: %q, want %q", from, says.Text(), want)
		}
	}
}

// Whatever handles of whatever kind do to a store that is being filled, it takes
// and refuses what the journal in memory does.
func TestLoadAgreesWithMemory(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 0))
		path := filepath.Join(t.TempDir(), "linea.gpkg")
		handles := []*sqlite.Store{openStore(t, path), openStore(t, path)}
		memory, filled := storetest.NewMemory(), 0
		for step := range 12 {
			block := plausible(r, filled, []int{large, large, 1, 3 * large}[r.IntN(4)])
			switch what := r.IntN(8); {
			case what == 0 && filled > 0: // repeats an id
				block[r.IntN(len(block))].ID = fmt.Sprintf("demo:%08d", r.IntN(filled))
			case what == 1 && filled > 0: // revises one
				id := fmt.Sprintf("demo:%08d", r.IntN(filled))
				now, err := memory.Current(t.Context(), geo.EntityIncident, []string{id})
				if err != nil {
					t.Fatal(err)
				}
				c := &block[r.IntN(len(block))]
				c.ID, c.Revision, c.PrevSeq = id, now[id].Revision+1, now[id].Seq
			case what == 2:
				block = append(block, source(fmt.Sprint("s", step)))
			}
			want, refusal := memory.Append(t.Context(), append([]geo.Change(nil), block...))
			got, err := handles[min(r.IntN(4), 1)].Append(t.Context(), block)
			if got.Seq != want.Seq || got.Chain != want.Chain || geo.CodeOf(err) != geo.CodeOf(refusal) {
				t.Fatalf("seed %d, step %d: %d (%v), want %d (%v)", seed, step, got.Seq, err, want.Seq, refusal)
			}
			if err == nil {
				filled += len(block)
			}
		}
		if err := handles[0].Verify(t.Context()); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}
