package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/oklog/ulid/v2"

	"linea/geo"
)

// Backup copies the store, as of one moment, into a file that is empty or does
// not exist, and gives the head it copied. Others may read and write meanwhile.
// The copy is on disk and proved by Check when Backup returns. It is written
// anew, so what was erased by law is not in it, not even in unused pages.
func Backup(ctx context.Context, from, to string) (geo.Head, error) {
	if err := copyInto(ctx, from, to); err != nil {
		return geo.Head{}, explain("backup", from, err)
	}
	if err := syncFile(to); err != nil {
		return geo.Head{}, err
	}
	return proved(ctx, to)
}

func copyInto(ctx context.Context, from, to string) error {
	return withReader(ctx, from, func(c *conn) error {
		if err := os.Truncate(to, 0); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a use that is repeated
			return geo.Wrap("backup", geo.Unavailable, err, "the copy cannot be written; check the rights on its folder")
		}
		_, err := c.raw.ExecContext(ctx, "VACUUM INTO ?", args(to))
		return err
	})
}

// proved checks a copy and gives its head.
func proved(ctx context.Context, path string) (geo.Head, error) {
	a, err := Check(ctx, path)
	if err == nil && a.Findings != nil {
		err = geo.Errorf("backup", geo.Damaged, "the copy is not sound (%s), so neither is the store; linea check says more", a.Findings[0].What)
	}
	return a.Head, err
}

// Restored makes a copy of a backup into a file that is empty or does not
// exist, ready to be a store. It gets an id of its own: what browsers and
// proxies keep of the journal that went on after the backup must not pass for
// answers from this one, whose seqs it shares.
func Restored(ctx context.Context, from, to string) (geo.Head, error) {
	if _, err := proved(ctx, from); err != nil {
		return geo.Head{}, err
	}
	if err := copyInto(ctx, from, to); err != nil {
		return geo.Head{}, explain("restore", from, err)
	}
	c, err := dial(to, newParams)
	if err != nil {
		return geo.Head{}, explain("restore", to, err)
	}
	_, err = c.exec("UPDATE linea_store SET store_id = ?", ulid.Make().String())
	if err = errors.Join(err, c.close()); err != nil {
		return geo.Head{}, explain("restore", to, err)
	}
	if err := syncFile(to); err != nil {
		return geo.Head{}, err
	}
	return proved(ctx, to)
}

// Release brings everything that belongs to a store into its one file, and
// fails with Unavailable while any program has it open.
func Release(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return geo.Wrap("restore", geo.Invalid, err, "the file's name cannot be used")
	}
	c, err := dial(path, "mode=rw&_busy_timeout=500&_locking_mode=EXCLUSIVE")
	if err != nil {
		return explain("restore", path, err)
	}
	_, err = c.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT")
	if err == nil {
		err = c.journalMode(ctx)
	}
	return explain("restore", path, errors.Join(err, c.close()))
}

// journalMode fails when the log could not be done away with, because somebody
// uses it.
func (c *conn) journalMode(ctx context.Context) error {
	row, err := c.one(ctx, "PRAGMA journal_mode")
	if err == nil && textOf(row[0]) == "wal" {
		err = geo.Errorf("restore", geo.Unavailable, "%s is in use; stop the server and whatever else has it open, and try again", c.path)
	}
	return err
}

// syncFile puts a file that SQLite wrote on disk: for a copy it does not do so
// itself.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	return geo.Wrap("backup", geo.Unavailable, err, "the copy cannot be put on disk; check the disk and try again")
}

// Beside names the file into which a replaced store is put: nothing is ever
// thrown away.
func Beside(path string, now time.Time) string {
	return path + ".replaced-" + now.UTC().Format("20060102T150405Z")
}
