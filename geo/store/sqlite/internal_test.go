package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"linea/geo"
)

func openWith(t *testing.T, path string, steps []migration) *Store {
	t.Helper()
	s, err := open(context.Background(), path, Options{}, steps)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func changes(prefix string, n int) []geo.Change {
	all := make([]geo.Change, n)
	for i := range all {
		all[i] = geo.Change{
			Entity: geo.EntityImport, ID: fmt.Sprint(prefix, i), Revision: 1, Actor: "test", RecordedAt: time.UnixMilli(1),
			Owner: "test", Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: []byte(fmt.Sprintf("%x", i*i*1_000_003)),
		}
	}
	return all
}

// onWriter runs a statement on the store's write connection.
func onWriter(t *testing.T, s *Store, statement string) {
	t.Helper()
	c := <-s.writer
	defer func() { s.writer <- c }()
	if _, err := c.exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsAppendedToAStoreOpenToRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	if err := openWith(t, path, migrations()).Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Append(t.Context(), changes("a", 1)); geo.CodeOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "for reading only") {
		t.Errorf("%v", err)
	}
}

func TestFullDisk(t *testing.T) {
	s := openWith(t, filepath.Join(t.TempDir(), "linea.gpkg"), migrations())
	ctx := context.Background()
	head, err := s.Append(ctx, changes("a", 10))
	if err != nil {
		t.Fatal(err)
	}
	onWriter(t, s, "PRAGMA max_page_count = 30") // as if the disk ended there
	if _, err := s.Append(ctx, changes("b", 5000)); geo.CodeOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "disk is full") {
		t.Errorf("full: %v", err)
	}
	if now, err := s.Head(ctx); err != nil || now != head {
		t.Errorf("the head moved to %d (%v)", now.Seq, err)
	}
	onWriter(t, s, "PRAGMA max_page_count = 1000000")
	if _, err := s.Append(ctx, changes("b", 5000)); err != nil {
		t.Errorf("with space again: %v", err)
	}
	if err := s.Verify(ctx); err != nil {
		t.Error(err)
	}
}

// Somebody keeps the file locked: an append gives up after LockWait, or as
// soon as its context ends.
func TestLockedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	s := openWith(t, path, migrations())
	s.lockWait = 300 * time.Millisecond
	blocker, err := dial(path, storeParams)
	if err != nil {
		t.Fatal(err)
	}
	defer blocker.close()
	if _, err := blocker.exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(context.Background(), changes("a", 1)); geo.CodeOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "locked") {
		t.Errorf("locked: %v", err)
	}
	s.lockWait = time.Hour
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Append(ctx, changes("a", 1)); err == nil || ctx.Err() == nil {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := blocker.exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(context.Background(), changes("a", 1)); err != nil {
		t.Errorf("unlocked: %v", err)
	}
}

func TestConnectionSettings(t *testing.T) {
	s := openWith(t, filepath.Join(t.TempDir(), "linea.gpkg"), migrations())
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "application_id": "1196444487", "user_version": "10300", "query_only": "1",
	} {
		err := s.read("test", func(c *conn) error {
			row, err := c.one(context.Background(), "PRAGMA "+pragma)
			if err == nil && fmt.Sprint(row[0]) != want {
				t.Errorf("%s is %v, want %s", pragma, row[0], want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// Migrations are numbered from 1 without a gap, and a store of an older schema
// is brought up to date with its content, once.
func TestMigrations(t *testing.T) {
	steps := migrations()
	for i, step := range steps {
		if want := fmt.Sprintf("migrations/%04d_", i+1); !strings.HasPrefix(step.name, want) {
			t.Errorf("step %d is called %s", i+1, step.name)
		}
	}
	if dumps, err := filepath.Glob("testdata/v*.gpkg.gz"); err != nil || len(dumps) != len(steps) {
		t.Errorf("%d migrations, %d dumps: see TestOldStores (%v)", len(steps), len(dumps), err)
	}
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	s := openWith(t, path, steps)
	head, err := s.Append(context.Background(), changes("a", 100))
	if err != nil {
		t.Fatal(err)
	}
	s.Close()

	later := append(slices.Clone(steps),
		migration{"later", "CREATE TABLE later (a); INSERT INTO later VALUES (1)"},
		migration{"more", "INSERT INTO later VALUES (2)"})
	for range 2 {
		s = openWith(t, path, later)
		if now, err := s.Head(context.Background()); err != nil || now != head {
			t.Errorf("head %+v (%v)", now, err)
		}
		err := s.read("test", func(c *conn) error {
			row, err := c.one(context.Background(), "SELECT count(*), (SELECT schema_version FROM linea_store) FROM later")
			if err == nil && (intOf(row[0]) != 2 || intOf(row[1]) != int64(len(later))) {
				t.Errorf("rows %v, version %v", row[0], row[1])
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		s.Close()
	}
	if _, err := open(context.Background(), path, Options{}, steps); geo.CodeOf(err) != geo.Unsupported {
		t.Errorf("opened by the version before: %v", err)
	}
}

// A migration that fails leaves the store as it was.
func TestFailedMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	s := openWith(t, path, migrations())
	if _, err := s.Append(context.Background(), changes("a", 3)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	broken := append(migrations(), migration{"broken", "DROP TABLE journal; NONSENSE"})
	if _, err := open(context.Background(), path, Options{}, broken); err == nil {
		t.Fatal("a broken migration went through")
	}
	if err := openWith(t, path, migrations()).Verify(context.Background()); err != nil {
		t.Error(err)
	}
}

// Many handles that open one missing file at once end up with one store.
func TestCreatedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	ids := make(chan string)
	for i := range 6 {
		go func() {
			s, err := Open(context.Background(), path, Options{})
			if err != nil {
				t.Error(err)
				ids <- ""
				return
			}
			defer s.Close()
			head, err := s.Append(context.Background(), changes(fmt.Sprint("a", i, "-"), 3))
			if err != nil {
				t.Error(err)
			}
			ids <- head.StoreID
		}()
	}
	first := <-ids
	for range 5 {
		if id := <-ids; id != first {
			t.Errorf("stores %s and %s", first, id)
		}
	}
	files, err := filepath.Glob(path + ".new*")
	if err != nil || len(files) != 0 {
		t.Errorf("drafts left behind: %v (%v)", files, err)
	}
}

// Instants are written as package time writes them.
func TestWriteInstant(t *testing.T) {
	const from, span = -2_208_988_800, 300 * 365 * 86_400 // seconds: from 1900, 300 years
	for range 1000 {
		at := time.Unix(from+rand.Int64N(span), rand.Int64N(1e9))
		if got, want := writeInstant(at), at.UTC().Format(instantLayout); got != want {
			t.Errorf("%v is written %s, not %s", at, got, want)
		}
	}
}

// Where no temporary file can be written a load ends without: the ids are sorted
// in memory, also by whoever opens the store after a load that was killed.
func TestLoadWithoutTemporaryFiles(t *testing.T) {
	const noFolder = "/proc" // looks writable to root, but no file can be made in it
	switch other := os.Geteuid() != 0 || runtime.GOOS != "linux"; {
	case other && os.Getenv("CI") == "true":
		t.Fatal("run the tests as root of a Linux machine: only it meets a folder that looks writable and is not")
	case other:
		t.Skip("only root meets a folder that looks writable and is not")
	}
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	s := openWith(t, path, migrations())
	const rows = 60_000 // their ids take more than one piece
	for from := 0; from < rows; from += geo.MaxAppend / 5 {
		mustAppend(t, s, incidentsFrom(from, geo.MaxAppend/5))
	}
	t.Setenv("SQLITE_TMPDIR", noFolder)
	mustAppend(t, s, changes("end", 1))
	expectWithout := func(s *Store) {
		t.Helper()
		c := <-s.writer
		indexed, err := hasIndex(c)
		if !indexed || err != nil || !c.noTempFiles {
			t.Errorf("indexed: %v, without temporary files: %v (%v)", indexed, c.noTempFiles, err)
		}
		if row, err := c.one(t.Context(), "SELECT temp_store, cache_size, threads FROM pragma_temp_store, pragma_cache_size, pragma_threads"); err != nil || fmt.Sprint(row) != "[2 -65536 0]" {
			t.Errorf("the connection is left with %v (%v)", row, err)
		}
		s.writer <- c
		if err := s.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	}
	expectWithout(s)
	onWriter(t, s, forgetIDs)
	s.Close()
	expectWithout(openWith(t, path, migrations()))
}

func incidentsFrom(from, n int) []geo.Change {
	in := geo.Incident{Source: "desk", Kind: geo.Rescue, OccurredAt: time.UnixMilli(1), LocationMethod: geo.MethodGPS}
	all := make([]geo.Change, n)
	for i := range all {
		all[i] = geo.Change{
			ID: fmt.Sprintf("desk:a-rather-long-name-%08d", (from+i)*7919%100_000_007), Revision: 1, Actor: "test", RecordedAt: time.UnixMilli(1),
			Owner: "desk", Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, &in),
		}
	}
	return all
}

func mustAppend(t *testing.T, s *Store, changes []geo.Change) {
	t.Helper()
	if _, err := s.Append(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
}
