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

// writeInstant writes in instantLayout. An import writes millions, and package
// time is fast only at a layout of its own.
func writeInstant(t time.Time) string {
	b := t.UTC().AppendFormat(make([]byte, 0, len(instantLayout)), time.RFC3339)
	ms := t.Nanosecond() / 1e6
	return string(append(b[:len(b)-1], '.', '0'+byte(ms/100), '0'+byte(ms/10%10), '0'+byte(ms%10), 'Z'))
}

// pageBytes is the size of the pages of a new store: an import makes half the
// system calls that it makes with SQLite's 4 KiB, and a single write no more.
const pageBytes = 8192

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

// opening is held while a store is looked at and connected to. Within a process
// SQLite lets all who have a file open share one view of its log's index, be it
// the read-only one of somebody who only looks, and a look at a log without an
// index takes no part in its locks: two that open at once would mislead each
// other. Other processes are kept apart by the locks of the file.
var opening sync.Mutex

func open(ctx context.Context, path string, opts Options, steps []migration) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, geo.Wrap("open store", geo.Invalid, err, "the file's name cannot be used")
	}
	opening.Lock()
	defer opening.Unlock()
	if opts.ReadOnly {
		return openToRead(ctx, path, steps)
	}
	if err := prepare(ctx, path, opts, steps); err != nil {
		return nil, explain("open store", path, err)
	}
	s := newStore(path, readParams)
	if s.lockWait = opts.LockWait; s.lockWait == 0 {
		s.lockWait = defaultLockWait
	}
	if err := s.connect(ctx, steps); err != nil {
		return nil, explain("open store", path, err)
	}
	return s, nil
}

func newStore(path, params string) *Store {
	s := &Store{path: path, params: params, closed: make(chan struct{}), writer: make(chan *conn, 1), moved: make(chan struct{})}
	s.close = sync.OnceValue(s.shut)
	return s
}

// openToRead opens a store so that nothing is written.
func openToRead(ctx context.Context, path string, steps []migration) (*Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, geo.Errorf("open store", geo.NotFound, "there is no store %s; name an existing one", path)
	}
	if err := inspect(ctx, path, steps); err != nil {
		return nil, explain("open store", path, err)
	}
	params, err := readOnlyParams(path)
	if err != nil {
		return nil, err
	}
	s := newStore(path, params)
	if s.watch, err = dial(path, params); err != nil {
		return nil, explain("open store", path, err)
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
		return errUnseen(err)
	}
	if target, err := os.Readlink(path); err == nil {
		return geo.Errorf("open store", geo.NotFound, "%s is a link to %s, which is not there; bring that back (is its disk mounted?) or name another file", path, target)
	}
	if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
		return geo.Errorf("open store", geo.NotFound, "the folder %s does not exist; make it or name another file", filepath.Dir(path))
	}
	if opts.MustExist {
		return geo.Errorf("open store", geo.NotFound, "there is no store %s; name an existing one, or make one with linea import or linea demo", path)
	}
	return create(ctx, path, steps)
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
	if _, err := c.exec(fmt.Sprintf("PRAGMA page_size = %d; PRAGMA application_id = %d; PRAGMA user_version = %d", pageBytes, gpkgApplication, gpkgVersion)); err != nil {
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
		s.file, err = os.Stat(s.path)
	}
	if err == nil {
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
	return withoutTempFiles(func() error { return s.tryUpgrade(ctx, w, steps) })
}

func (s *Store) tryUpgrade(ctx context.Context, w *conn, steps []migration) error {
	if err := s.begin(w, ctx.Err); err != nil {
		return err
	}
	// A read transaction is all that BEGIN IMMEDIATE gives on a read-only file.
	if _, err := w.exec("UPDATE linea_store SET note = note WHERE fid = 0"); err != nil {
		return finish(w, err)
	}
	return upgrade(ctx, w, steps)
}

// begin opens a write transaction. It waits for other writers, also those of
// other processes, until LockWait is over or alive gives an error.
func (s *Store) begin(c *conn, alive func() error) error {
	for deadline := time.Now().Add(s.lockWait); ; {
		if err := alive(); err != nil {
			return err
		}
		_, err := c.exec("BEGIN IMMEDIATE")
		if !isCode(err, sqlite3.ErrBusy, sqlite3.ErrLocked) || time.Now().After(deadline) {
			return err
		}
	}
}
