package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/oklog/ulid/v2"

	"linea/geo"
)

// instantLayout writes an instant as GeoPackage wants it: UTC, milliseconds.
const instantLayout = "2006-01-02T15:04:05.000Z"

// The header of a GeoPackage 1.3: "GPKG" and the version.
const (
	gpkgApplication = 0x47504B47
	gpkgVersion     = 10300
)

// Open opens the store in the file, and makes one where there is no file. A
// file that is damaged, of a newer Línea or not a store at all is refused and
// left as it is, and so is its folder.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	return open(ctx, path, opts, migrations())
}

func open(ctx context.Context, path string, opts Options, steps []migration) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, geo.Wrap("open store", geo.Invalid, err, "the file's name cannot be used")
	}
	if err := prepare(ctx, path, opts, steps); err != nil {
		return nil, explain("open store", path, err)
	}
	s := &Store{path: path, lockWait: opts.LockWait, closed: make(chan struct{}), writer: make(chan *conn, 1), moved: make(chan struct{})}
	if s.lockWait == 0 {
		s.lockWait = defaultLockWait
	}
	s.close = sync.OnceValue(s.shut)
	if err := s.connect(ctx, steps); err != nil {
		return nil, s.explain("open store", err)
	}
	return s, nil
}

// prepare sees to it that a store of a known version is there.
func prepare(ctx context.Context, path string, opts Options, steps []migration) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return geo.Errorf("open store", geo.Invalid, "%s is no file; name the file of the store", path)
	case err == nil && info.Mode().Perm()&0o222 == 0:
		return geo.Errorf("open store", geo.Unavailable, "%s is read-only; give this user the right to write it and its folder", path)
	case err == nil:
		return inspect(ctx, path, steps)
	case !errors.Is(err, fs.ErrNotExist):
		return geo.Wrap("open store", geo.Unavailable, err, "the file cannot be looked at; check the rights on its folder")
	}
	if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
		return geo.Errorf("open store", geo.NotFound, "the folder %s does not exist; make it or name another file", filepath.Dir(path))
	}
	if opts.MustExist {
		return geo.Errorf("open store", geo.NotFound, "there is no store %s; name an existing one, or make one with linea import or linea demo", path)
	}
	return create(ctx, path, steps)
}

// inspect refuses a file that is no store of a known version. It reads as if
// the file were on a read-only medium, so it neither writes nor locks, and
// makes no file beside it.
//
// It must read through SQLite: closing a file descriptor of its own would drop
// the locks that other handles of this process hold on the file.
func inspect(ctx context.Context, path string, steps []migration) error {
	for try := 0; ; try++ {
		err := look(ctx, path, steps)
		if geo.CodeOf(err) != geo.Damaged || try == 3 || ctx.Err() != nil {
			return err
		}
		// A checkpoint that began between two glances can make a sound file look
		// cut short. Look again.
		time.Sleep(20 * time.Millisecond)
	}
}

func look(ctx context.Context, path string, steps []migration) error {
	params, whole := probeParams, true
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		// A checkpoint under way, or cut short, leaves the file shorter than its
		// first page says. The write-ahead log completes it; look past that.
		params, whole = params+"&_writable_schema=1", false
	}
	version, size, err := probe(ctx, path, params)
	if info, failed := os.Stat(path); failed == nil && err == nil && whole && info.Size() < size {
		err = geo.Errorf("open store", geo.Damaged, "%s is cut short (%d of %d bytes); it was left as it is: restore it from a backup", path, info.Size(), size)
	}
	switch {
	case isCode(err, sqlite3.ErrNotADB):
		return geo.Wrap("open store", geo.Unsupported, err, fmt.Sprintf("%s is not a Línea store; it was left as it is: name another file", path))
	case isCode(err, sqlite3.ErrCorrupt):
		return geo.Wrap("open store", geo.Damaged, err, fmt.Sprintf("%s is damaged or cut short; it was left as it is: restore it from a backup", path))
	case err != nil:
		return err
	case version > len(steps):
		return geo.Errorf("open store", geo.Unsupported, "%s was written by a newer Línea (schema %d, this one knows %d); it was left as it is: install the newer version", path, version, len(steps))
	}
	return nil
}

// probe gives the schema version of the store and the bytes that the file
// says it has.
func probe(ctx context.Context, path, params string) (version int, size int64, err error) {
	c, err := dial(path, params)
	if err != nil {
		return 0, 0, err
	}
	defer c.close()
	row, err := c.one(ctx, `SELECT count(*), (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)
		FROM sqlite_schema WHERE type = 'table' AND name IN ('linea_store', 'journal', 'current_incident')`)
	if err != nil {
		return 0, 0, err
	}
	if intOf(row[0]) != 3 {
		return 0, 0, geo.Errorf("open store", geo.Unsupported, "%s is not a Línea store; it was left as it is: name another file", path)
	}
	version, err = schemaVersion(ctx, c)
	return version, intOf(row[1]), err
}

// create makes an empty store under another name and gives it its own only
// when it is complete, so that nobody ever meets half a store.
func create(ctx context.Context, path string, steps []migration) error {
	draft := path + ".new-" + ulid.Make().String()
	defer func() {
		for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
			os.Remove(draft + suffix)
		}
	}()
	if err := fill(ctx, draft, steps); err != nil {
		return err
	}
	err := os.Link(draft, path)
	if errors.Is(err, fs.ErrExist) {
		return inspect(ctx, path, steps) // another process was faster
	}
	if err != nil { // a file system without links
		err = os.Rename(draft, path)
	}
	if err != nil {
		return geo.Wrap("open store", geo.Unavailable, err, "the new store cannot be given its name; check the rights on its folder")
	}
	return syncDir(filepath.Dir(path))
}

// fill makes an empty store.
func fill(ctx context.Context, path string, steps []migration) error {
	c, err := dial(path, newParams)
	if err != nil {
		return err
	}
	defer c.close()
	if _, err := c.exec(fmt.Sprintf("PRAGMA page_size = 4096; PRAGMA application_id = %d; PRAGMA user_version = %d", gpkgApplication, gpkgVersion)); err != nil {
		return err
	}
	if err := migrate(ctx, c, 0, steps); err != nil {
		return err
	}
	if _, err := c.exec("PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	return c.close()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return geo.Wrap("open store", geo.Unavailable, err, "the folder cannot be read")
	}
	defer d.Close()
	return geo.Wrap("open store", geo.Unavailable, d.Sync(), "the folder cannot be written to disk")
}

// connect opens the connections of the handle and brings the schema up to date.
func (s *Store) connect(ctx context.Context, steps []migration) error {
	w, err := dial(s.path, storeParams)
	if err != nil {
		return err
	}
	if err = s.ready(ctx, w, steps); err == nil {
		s.watch, err = dial(s.path, readParams)
	}
	if err != nil {
		return errors.Join(err, w.close())
	}
	s.writer <- w
	return nil
}

// ready prepares the write connection, and finds out whether the file can be
// written at all. begin waits in a loop that listens to its context, so the
// driver itself waits only briefly.
func (s *Store) ready(ctx context.Context, w *conn, steps []migration) error {
	if _, err := w.exec("PRAGMA busy_timeout = 200"); err != nil {
		return err
	}
	if err := s.begin(ctx, w); err != nil {
		return err
	}
	// A read transaction is all that BEGIN IMMEDIATE gives on a read-only file.
	if _, err := w.exec("UPDATE linea_store SET note = note WHERE fid = 0"); err != nil {
		return finish(w, err)
	}
	return upgrade(ctx, w, steps)
}

// begin opens a write transaction. It waits for other writers, also those of
// other processes, until ctx ends or LockWait is over.
func (s *Store) begin(ctx context.Context, c *conn) error {
	for deadline := time.Now().Add(s.lockWait); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := c.exec("BEGIN IMMEDIATE")
		if !isCode(err, sqlite3.ErrBusy, sqlite3.ErrLocked) || time.Now().After(deadline) {
			return err
		}
	}
}
