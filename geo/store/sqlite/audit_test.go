package sqlite_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/store/sqlite"
)

// check gives what a check finds, one line each.
func check(t testing.TB, path string, past ...geo.Head) string {
	t.Helper()
	a, err := sqlite.Check(t.Context(), path, past...)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range a.Findings {
		lines = append(lines, f.What)
	}
	return strings.Join(lines, "\n")
}

// fiveBlocks fills a store with the blocks 1-41, 42-51, 52-57, 58-62, 63-67.
func fiveBlocks(t testing.TB, path string) (heads []geo.Head) {
	t.Helper()
	threeBlocks(t, path)
	s := openStore(t, path)
	dice := rand.New(rand.NewPCG(9, 9))
	for i := range 2 {
		appendTo(t, s, plausible(dice, 1000+5*i, 5))
		head, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, head)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return heads
}

const swapRows = `UPDATE journal SET seq_last = -seq_last WHERE seq_last IN (62, 67);
	UPDATE journal SET seq_last = CASE seq_last WHEN -62 THEN 67 ELSE 62 END WHERE seq_last < 0`

const swapContent = `CREATE TEMP TABLE x AS SELECT * FROM journal WHERE seq_last IN (62, 67);
	UPDATE journal SET (body, body_sha256) = (SELECT body, body_sha256 FROM x WHERE x.seq_last <> journal.seq_last) WHERE seq_last IN (62, 67)`

// Every way to spoil the past is found, and the block is named.
func TestCheckNamesEveryBlock(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		says  []string // one of each line
	}{
		"nothing":                 {"", nil},
		"a changed body":          {"UPDATE journal SET body = x'00' WHERE seq_last = 51", []string{"seqs 42 to 51 was changed"}},
		"two changed bodies":      {"UPDATE journal SET body = x'00' WHERE seq_last IN (51, 62)", []string{"seqs 42 to 51 was changed", "seqs 58 to 62 was changed"}},
		"a body made text":        {"UPDATE journal SET body = CAST(body AS TEXT) WHERE seq_last = 51", []string{"seqs 42 to 51 was changed"}},
		"a body made a number":    {"UPDATE journal SET body = 7 WHERE seq_last = 51", []string{"seqs 42 to 51 was changed"}},
		"a changed hash":          {"UPDATE journal SET body_sha256 = zeroblob(32) WHERE seq_last = 41", []string{"seqs 1 to 41 was changed"}},
		"a hash of another size":  {"UPDATE journal SET body_sha256 = x'00' WHERE seq_last = 67", []string{"seqs 63 to 67 was changed"}},
		"a changed chain":         {"UPDATE journal SET chain = zeroblob(32) WHERE seq_last = 57", []string{"seqs 52 to 57 does not follow", "seqs 58 to 62 does not follow"}},
		"a missing block":         {"DELETE FROM journal WHERE seq_last = 51", []string{"seqs 42 to 51 are missing"}},
		"two missing blocks":      {"DELETE FROM journal WHERE seq_last IN (51, 57)", []string{"seqs 42 to 57 are missing"}},
		"the first is missing":    {"DELETE FROM journal WHERE seq_last = 41", []string{"seqs 1 to 41 are missing"}},
		"the last is missing":     {"DELETE FROM journal WHERE seq_last = 67", []string{"current rows"}},
		"rows swapped":            {swapRows, []string{"out of place", "out of place"}},
		"contents swapped":        {swapContent, []string{"belongs into another", "belongs into another"}},
		"a smaller n":             {"UPDATE journal SET n = 9 WHERE seq_last = 51", []string{"seqs 42 to 42 are missing"}},
		"a larger n":              {"UPDATE journal SET n = 11 WHERE seq_last = 51", []string{"seqs 41 to 51 overlaps"}},
		"n without sense":         {"UPDATE journal SET n = -1 WHERE seq_last = 51", []string{"was changed"}},
		"the layer":               {"UPDATE current_incident SET kind = 'death' WHERE fid = 1 AND kind <> 'death'; UPDATE current_incident SET persons = 77 WHERE fid = 1", []string{"is not what the table of current rows says"}},
		"a row of the layer less": {"DELETE FROM current_incident WHERE fid = 3", []string{"is not what the table of current rows says"}},
		"a body erased by law":    {"UPDATE journal SET body = NULL WHERE seq_last = 51", nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "linea.gpkg")
			fiveBlocks(t, path)
			sqlOn(t, path, c.spoil)
			found := check(t, path)
			lines := strings.Split(found, "\n")
			if found == "" {
				lines = nil
			}
			if len(lines) != len(c.says) {
				t.Fatalf("%d findings, want %d:\n%s", len(lines), len(c.says), found)
			}
			for i, says := range c.says {
				if !strings.Contains(lines[i], says) {
					t.Errorf("no %q in %q", says, lines[i])
				}
			}
		})
	}
}

// Whoever rewrites the end of the journal and every hash with it leaves a sound
// chain. Only a head that was noted elsewhere tells.
func TestANotedHeadProvesThePast(t *testing.T) {
	folder := t.TempDir()
	path, other := filepath.Join(folder, "a.gpkg"), filepath.Join(folder, "b.gpkg")
	heads := fiveBlocks(t, path)
	threeBlocks(t, other)
	s := openStore(t, other)
	appendTo(t, s, plausible(rand.New(rand.NewPCG(5, 5)), 3000, 10)) // another history
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found := check(t, path, heads...); found != "" {
		t.Errorf("its own past: %s", found)
	}
	if found := check(t, path, geo.Head{}); found != "" {
		t.Errorf("the end of it when it was empty: %s", found)
	}
	if found := check(t, path, geo.Head{Chain: heads[0].Chain}); !strings.Contains(found, "does not contain") {
		t.Errorf("no seq and yet a chain: %q", found)
	}
	if found := check(t, other); found != "" {
		t.Errorf("without a note: %s", found)
	}
	if found := check(t, other, heads[1]); !strings.Contains(found, "does not contain the end that was noted") {
		t.Errorf("a past of another: %q", found)
	}
}

// A check leaves the file and its folder as they are, and works on what cannot
// be written.
func TestCheckChangesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "linea.gpkg")
	fiveBlocks(t, path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if found := check(t, path); found != "" {
		t.Error(found)
	}
	after, err := os.ReadFile(path)
	files, dirErr := os.ReadDir(folder)
	if err != nil || dirErr != nil || string(before) != string(after) || len(files) != 1 {
		t.Errorf("changed: %v, %v %v", files, err, dirErr)
	}
}

// A writer that goes on writing disturbs neither a check nor a backup, and
// what is copied is one moment of it.
func TestCheckAndBackupBesideAWriter(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "linea.gpkg")
	threeBlocks(t, path)
	s := openStore(t, path)
	stop, stopped := make(chan struct{}), make(chan int)
	go func() {
		dice := rand.New(rand.NewPCG(3, 3))
		for n := 0; ; n++ {
			select {
			case <-stop:
				stopped <- n
				return
			default:
				if _, err := s.Append(t.Context(), plausible(dice, 10_000+10*n, 10)); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	for i := range 5 {
		if found := check(t, path); found != "" {
			t.Error(found)
		}
		copied := filepath.Join(folder, "copy", string(rune('a'+i)))
		if err := os.MkdirAll(filepath.Dir(copied), 0o700); err != nil {
			t.Fatal(err)
		}
		head, err := sqlite.Backup(t.Context(), path, copied)
		if err != nil || head.Seq < 57 {
			t.Errorf("%+v, %v", head, err)
		}
		if found := check(t, path, head); found != "" {
			t.Errorf("the copy is no past of the store: %s", found)
		}
	}
	close(stop)
	<-stopped
	files, err := os.ReadDir(filepath.Join(folder, "copy"))
	if err != nil || len(files) != 5 {
		t.Errorf("beside the copies: %v, %v", files, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestARestoredStoreGoesOnUnderAnIdOfItsOwn(t *testing.T) {
	folder := t.TempDir()
	path, copied, again := filepath.Join(folder, "a.gpkg"), filepath.Join(folder, "copy"), filepath.Join(folder, "b.gpkg")
	heads := fiveBlocks(t, path)
	if _, err := sqlite.Backup(t.Context(), path, copied); err != nil {
		t.Fatal(err)
	}
	head, err := sqlite.Restored(t.Context(), copied, again)
	if err != nil || head.Seq != heads[1].Seq || head.Chain != heads[1].Chain || head.StoreID == heads[1].StoreID {
		t.Fatalf("%+v, %v", head, err)
	}
	s := openStore(t, again)
	appendTo(t, s, plausible(rand.New(rand.NewPCG(8, 8)), 5000, 3))
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found := check(t, again, heads...); found != "" {
		t.Error(found)
	}
}

func TestADamagedStoreIsNotBackedUp(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "a.gpkg"), filepath.Join(folder, "copy")
	fiveBlocks(t, path)
	sqlOn(t, path, "UPDATE journal SET body = x'00' WHERE seq_last = 51")
	if _, err := sqlite.Backup(t.Context(), path, copied); geo.CodeOf(err) != geo.Damaged || !strings.Contains(err.Error(), "seqs 42 to 51") {
		t.Errorf("%v", err)
	}
	if _, err := sqlite.Restored(t.Context(), path, copied); geo.CodeOf(err) != geo.Damaged {
		t.Errorf("%v", err)
	}
}

func TestRelease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	threeBlocks(t, path)
	s := openStore(t, path)
	if err := sqlite.Release(t.Context(), path); geo.CodeOf(err) != geo.Unavailable {
		t.Errorf("while it is open: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Release(t.Context(), path); err != nil {
		t.Error(err)
	}
	if files, err := filepath.Glob(path + "*"); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
}
