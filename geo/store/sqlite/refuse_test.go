package sqlite_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/store/sqlite"
)

// folder gives every file of a folder with its hash.
func folder(t testing.TB, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sums[f.Name()] = fmt.Sprintf("%x", sha256.Sum256(b))
	}
	return sums
}

// refused proves that Open refuses the file with the code, says what to do,
// and leaves file and folder as they were.
func refused(t *testing.T, path string, code geo.Code, advice string) {
	t.Helper()
	before := folder(t, filepath.Dir(path))
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
	if err == nil {
		s.Close()
		t.Fatal("it was opened")
	}
	if geo.CodeOf(err) != code || !strings.Contains(err.Error(), advice) || !strings.Contains(err.Error(), filepath.Base(path)) {
		t.Errorf("code %s, want %s with %q: %v", geo.CodeOf(err), code, advice, err)
	}
	if after := folder(t, filepath.Dir(path)); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the folder changed from %v to %v", before, after)
	}
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func storeBytes(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	threeBlocks(t, path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestForeignFiles(t *testing.T) {
	whole := storeBytes(t)
	const otherGeoPackage = `PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;
		CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY); CREATE TABLE roads (fid INTEGER PRIMARY KEY, geom BLOB);`
	const sameNames = "CREATE TABLE linea_store (a); CREATE TABLE journal (entry TEXT); CREATE TABLE current_incident (b);"
	const sameVersion = "ALTER TABLE linea_store ADD schema_version; INSERT INTO linea_store VALUES (1, 1)"
	for name, c := range map[string]struct {
		make   func(path string)
		code   geo.Code
		advice string
	}{
		"plain text":                {func(p string) { write(t, p, []byte(strings.Repeat("id,lon,lat\n", 500))) }, geo.Unsupported, "name another file"},
		"short text":                {func(p string) { write(t, p, []byte("hello")) }, geo.Unsupported, "name another file"},
		"an empty file":             {func(p string) { write(t, p, nil) }, geo.Unsupported, "name another file"},
		"zeros":                     {func(p string) { write(t, p, make([]byte, 50_000)) }, geo.Unsupported, "name another file"},
		"another database":          {func(p string) { sqlOn(t, p, "CREATE TABLE journal (entry TEXT)") }, geo.Unsupported, "name another file"},
		"one in WAL mode":           {func(p string) { sqlOn(t, p, "PRAGMA journal_mode = WAL; CREATE TABLE t (a)") }, geo.Unsupported, "name another file"},
		"a database with our names": {func(p string) { sqlOn(t, p, sameNames) }, geo.Unsupported, "name another file"},
		"one with our version too":  {func(p string) { sqlOn(t, p, sameNames+sameVersion) }, geo.Unsupported, "name another file"},
		"other GeoPackage":          {func(p string) { sqlOn(t, p, otherGeoPackage) }, geo.Unsupported, "name another file"},
		"cut to a half":             {func(p string) { write(t, p, whole[:len(whole)/2]) }, geo.Damaged, "restore it from a backup"},
		"cut to its header":         {func(p string) { write(t, p, whole[:100]) }, geo.Damaged, "restore it from a backup"},
		"cut to a page":             {func(p string) { write(t, p, whole[:page]) }, geo.Damaged, "restore it from a backup"},
		"cut by one byte":           {func(p string) { write(t, p, whole[:len(whole)-1]) }, geo.Damaged, "restore it from a backup"},
		"a newer schema": {func(p string) { write(t, p, whole); sqlOn(t, p, "UPDATE linea_store SET schema_version = 99") },
			geo.Unsupported, "install the newer version"},
		"no version": {func(p string) { write(t, p, whole); sqlOn(t, p, "DELETE FROM linea_store") }, geo.Damaged, "restore it from a backup"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x?#%20 ñ.gpkg")
			if strings.Contains(name, "database") || strings.Contains(name, "WAL") || strings.Contains(name, "GeoPackage") || strings.Contains(name, "version") || strings.Contains(name, "schema") {
				path = filepath.Join(filepath.Dir(path), "x.gpkg")
			}
			c.make(path)
			refused(t, path, c.code, c.advice)
		})
	}
}

// listed gives the names in a folder.
func listed(t testing.TB, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestMissing(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	if err := os.Symlink(filepath.Join(dir, "unmounted", "linea.gpkg"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path string
		opts sqlite.Options
		code geo.Code
	}{
		"the folder":        {filepath.Join(dir, "none", "linea.gpkg"), sqlite.Options{}, geo.NotFound},
		"a file as folder":  {filepath.Join(dir, "file", "linea.gpkg"), sqlite.Options{}, geo.Unavailable},
		"the file":          {filepath.Join(dir, "linea.gpkg"), sqlite.Options{MustExist: true}, geo.NotFound},
		"what a link names": {filepath.Join(dir, "link"), sqlite.Options{}, geo.NotFound},
		"a folder instead":  {dir, sqlite.Options{}, geo.Invalid},
	} {
		write(t, filepath.Join(dir, "file"), nil)
		before := listed(t, dir)
		if _, err := sqlite.Open(ctx, c.path, c.opts); geo.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
		if after := listed(t, dir); len(after) != len(before) {
			t.Errorf("%s: left %v", name, after)
		}
	}
}

func TestOddNames(t *testing.T) {
	for _, name := range []string{"a b.gpkg", "50%.gpkg", "what?.gpkg", "#1.gpkg", "niño:x.gpkg", "a&b=c.gpkg"} {
		path := filepath.Join(t.TempDir(), name)
		threeBlocks(t, path)
		if files := folder(t, filepath.Dir(path)); len(files) != 1 || files[name] == "" {
			t.Errorf("%q made %v", name, files)
		}
	}
}

// Any byte of a store may rot. Then Open, Blocks and Verify say so, or the
// byte did not matter; nothing panics, and no change or time that is read is
// wrong. (The store's own id is not part of any hash.)
func TestRottenBytes(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	whole := storeBytes(t)
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	write(t, path, whole)
	want := contents(t, path)
	for range 100 {
		rotten := append([]byte(nil), whole...)
		at := r.IntN(len(rotten))
		rotten[at] ^= byte(1 + r.IntN(255))
		write(t, path, rotten)
		if got := contents(t, path); got != want && !strings.HasPrefix(got, "error") {
			t.Fatalf("byte %d: a wrong journal was read without an error", at)
		}
		for _, suffix := range []string{"-wal", "-shm"} {
			os.Remove(path + suffix)
		}
	}
}

// contents reads everything from a store: its blocks as text, or the error.
func contents(t *testing.T, path string) string {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
	if err == nil {
		defer s.Close()
		err = s.Verify(context.Background())
	}
	var all strings.Builder
	if err == nil {
		for b, failed := range s.Blocks(context.Background(), 0) {
			if err = failed; err == nil {
				b.StoreID = ""
				fmt.Fprintln(&all, b)
			}
		}
	}
	if err == nil {
		return all.String()
	}
	if code := geo.CodeOf(err); code != geo.Damaged && code != geo.Unsupported && code != geo.Internal && code != geo.Unavailable {
		t.Errorf("code %s: %v", code, err)
	}
	return "error " + err.Error()
}
