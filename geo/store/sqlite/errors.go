package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"linea/geo"
)

// explain turns an error of the driver into one that says what to do. Errors
// that already do pass through. The handle's errors reach clients over HTTP, who
// need not know in which folder the store is.
func (s *Store) explain(op string, err error) error { return explain(op, filepath.Base(s.path), err) }

func explain(op, path string, err error) error {
	var ours *geo.Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return geo.Wrap(op, geo.Unavailable, err, "stopped before it was done; nothing was written")
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return geo.Wrap(op, geo.Internal, err, fmt.Sprintf("the store %s failed in an unforeseen way; please report this", path))
	}
	code, advice := advise(e.Code)
	return geo.Wrap(op, code, err, fmt.Sprintf("%s: %s", path, advice))
}

func advise(code sqlite3.ErrNo) (geo.Code, string) {
	switch code {
	case sqlite3.ErrFull:
		return geo.Unavailable, "the disk is full; free some space and try again (nothing of this was written)"
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return geo.Unavailable, "the file cannot be written; give this user the right to write it and its folder"
	case sqlite3.ErrCantOpen:
		return geo.Unavailable, "the file cannot be opened; give this user the right to read and write it and its folder (files ending in -wal and -shm are made beside it)"
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return geo.Unavailable, "another program keeps the file locked; let it finish and try again"
	case sqlite3.ErrIoErr:
		return geo.Unavailable, "the disk refuses to read or write; check the disk and try again"
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return geo.Damaged, "the file is damaged; restore it from a backup"
	}
	return geo.Internal, "the database failed in an unforeseen way; please report this"
}

// isCode says whether the driver failed with one of the codes.
func isCode(err error, codes ...sqlite3.ErrNo) bool {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range codes {
		if e.Code == c {
			return true
		}
	}
	return false
}
