package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-sqlite3"

	"linea/geo"
)

// How a file is looked at before it is trusted. None of these writes to the
// file or to what lies beside it, and none makes a file.
const (
	// Without a write-ahead log the file alone is the truth. Nothing is locked.
	aloneParams = "mode=ro&immutable=1"
	// The log and its index are there. While no process has the index in use,
	// SQLite makes its own in memory.
	logParams = "mode=ro&readonly_shm=1"
	// The index is gone, so no process has the store open: SQLite makes its own
	// in memory, and no locks.
	bareLogParams = "mode=ro&vfs=unix-none&_locking_mode=EXCLUSIVE"
	// The index is broken and another process has it in use: SQLite mends it,
	// as that process would.
	mendParams = "mode=ro"
)

// inspect refuses a file that is no store of a known version. What counts is
// the file together with its write-ahead log: a checkpoint that was cut short
// leaves a file of which only both are whole.
//
// It must read the file through SQLite: closing a file descriptor of its own
// would drop the locks that other handles of this process hold on the file.
func inspect(ctx context.Context, path string, steps []migration) error {
	path, err := filepath.EvalSymlinks(path) // SQLite keeps the log there
	if err != nil {
		return errUnseen(err)
	}
	for try := 0; ; try++ {
		err := verdict(path, look(ctx, path, steps))
		if err == nil || geo.CodeOf(err) == geo.Unsupported || try == 3 || ctx.Err() != nil {
			return err
		}
		// Between two glances another process may have begun a checkpoint, or
		// closed the store and taken the log away. Look again.
		time.Sleep(20 * time.Millisecond)
	}
}

// verdict turns what the driver says of a file into what it means here.
func verdict(path string, err error) error {
	switch {
	case isCode(err, sqlite3.ErrNotADB), isCode(err, sqlite3.ErrError): // the latter: a table of ours without its columns
		return errForeign(path, err)
	case isCode(err, sqlite3.ErrCorrupt):
		return geo.Wrap("open store", geo.Damaged, err, fmt.Sprintf("%s is damaged or cut short; it was left as it is: restore it from a backup", path))
	}
	return err
}

func errForeign(path string, err error) error {
	const text = "%s is not a Línea store; it was left as it is: name another file"
	if err == nil {
		return geo.Errorf("open store", geo.Unsupported, text, path)
	}
	return geo.Wrap("open store", geo.Unsupported, err, fmt.Sprintf(text, path))
}

func look(ctx context.Context, path string, steps []migration) error {
	params, err := paramsFor(path)
	if err != nil {
		return err
	}
	pages, pageBytes, err := probe(ctx, path, params, steps)
	if params == logParams && isCode(err, sqlite3.ErrReadonly) {
		pages, pageBytes, err = probe(ctx, path, mendParams, steps)
	}
	if err != nil {
		return err
	}
	return whole(path, pages, pageBytes)
}

// paramsFor says how to look at the file.
func paramsFor(path string) (string, error) {
	logged, err := pagesInLog(path)
	if err != nil {
		return "", err
	}
	size, err := sizeOf(path)
	if err != nil {
		return "", err
	}
	if len(logged) == 0 || size == 0 { // SQLite deletes the log of an empty file
		return aloneParams, nil
	}
	if _, err := os.Stat(path + "-shm"); err != nil {
		return bareLogParams, nil
	}
	return logParams, nil
}

// probe gives the number and size of the pages of a store, and refuses any
// file that is not a store of a known version.
func probe(ctx context.Context, path, params string, steps []migration) (pages, pageBytes int64, err error) {
	c, err := dial(path, params)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	row, err := c.one(ctx, `SELECT count(*), (SELECT page_count FROM pragma_page_count), (SELECT page_size FROM pragma_page_size)
		FROM sqlite_schema WHERE type = 'table' AND name IN ('linea_store', 'journal', 'current_incident')`)
	if err != nil {
		return 0, 0, err
	}
	if intOf(row[0]) != 3 {
		return 0, 0, errForeign(path, nil)
	}
	version, err := schemaVersion(ctx, c)
	if err == nil && version > len(steps) {
		err = geo.Errorf("open store", geo.Unsupported, "%s was written by a newer Línea (schema %d, this one knows %d); it was left as it is: install the newer version", path, version, len(steps))
	}
	if err == nil { // what the tables have had since the first schema
		_, err = c.one(ctx, `SELECT store_id, created_at, note, seq_last, n, body, body_sha256, chain, id, revision, prev_seq, fields
			FROM linea_store, journal, current_incident LIMIT 0`)
	}
	return intOf(row[1]), intOf(row[2]), err
}

// lockByte is where SQLite keeps its locks; the page there is never written.
const lockByte = 0x40000000

// whole refuses a file with pages that are neither in it nor in its log.
func whole(path string, pages, pageBytes int64) error {
	size, err := sizeOf(path)
	if err != nil || size >= pages*pageBytes {
		return err
	}
	logged, err := pagesInLog(path)
	if err != nil {
		return err
	}
	// Only now does the size tell: a log that was begun anew since had been
	// written into the file before.
	if size, err = sizeOf(path); err != nil {
		return err
	}
	for page := size/pageBytes + 1; page <= pages; page++ {
		if !logged[page] && page != lockByte/pageBytes+1 {
			return geo.Errorf("open store", geo.Damaged, "%s is cut short (%d of %d bytes); it was left as it is: restore it from a backup", path, size, pages*pageBytes)
		}
	}
	return nil
}

func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, errUnseen(err)
	}
	return info.Size(), nil
}

func errUnseen(err error) error {
	return geo.Wrap("open store", geo.Unavailable, err, "the file cannot be looked at; check the rights on its folder")
}
