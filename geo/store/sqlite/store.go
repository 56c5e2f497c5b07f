// Package sqlite keeps the journal and the layer of current incidents in one
// GeoPackage file, which QGIS and GDAL open as it is.
//
// An Append's block goes into the table journal, and the newest change of every
// incident into a private table that the read-only view incidents, the layer,
// shows. Small appends that wait at the same time share one transaction, and so
// one sync of the disk. The last seq and the chain are read inside the write
// transaction and never kept, so any number of processes may append.
package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"linea/geo"
)

// Options of Open.
type Options struct {
	// MustExist refuses to make a new store where there is none.
	MustExist bool
	// ReadOnly opens an existing store so that nothing is written, not even
	// beside it: for a backup, or a disk that cannot be written. Append fails.
	ReadOnly bool
	// LockWait is how long an append waits for other writers; 0 means 30 s.
	LockWait time.Duration
}

// Store is a geo.Journal in one GeoPackage file. Its methods may be called
// from any goroutine.
type Store struct {
	path     string
	params   string // of connections that read
	lockWait time.Duration
	file     os.FileInfo // that was opened to write; nil: for reading only

	writer chan *conn // holds the one write connection while nobody writes
	load   *load      // of whoever holds it
	copy   *logCopy   // likewise
	closed chan struct{}
	close  func() error

	queue queue // appends that wait for a transaction

	mu    sync.Mutex
	idle  []*conn       // read connections that wait for use
	moved chan struct{} // closed and replaced by every append through this handle

	watchMu sync.Mutex
	watch   *conn // asks for data_version
}

var _ geo.Journal = (*Store)(nil)

const (
	defaultLockWait = 30 * time.Second
	maxIdle         = 4
)

// Close implements geo.Journal.
func (s *Store) Close() error { return s.close() }

func (s *Store) shut() error {
	var w *conn
	if !s.readOnly() {
		w = <-s.writer // waits for an append under way
	}
	close(s.closed)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchMu.Lock()
	defer s.watchMu.Unlock()
	var failed error
	if s.copy != nil {
		failed = s.copy.close()
	}
	for _, c := range append(s.idle, s.watch, w) {
		if c != nil {
			failed = errors.Join(failed, c.close())
		}
	}
	return s.explain("close", failed)
}

func (s *Store) readOnly() bool { return s.params != readParams }

func (s *Store) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

func errClosed(op string) error {
	return geo.Errorf(op, geo.Unavailable, "the store is closed; open it again")
}

// read lends a read connection to use.
func (s *Store) read(op string, use func(*conn) error) error {
	c, err := s.takeReader()
	if err != nil {
		return s.explain(op, err)
	}
	defer s.putReader(c)
	return s.explain(op, use(c))
}

func (s *Store) takeReader() (*conn, error) {
	if s.isClosed() {
		return nil, errClosed("read")
	}
	if c := s.takeIdle(); c != nil {
		return c, nil
	}
	return dial(s.path, s.params)
}

func (s *Store) takeIdle() *conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.idle)
	if n == 0 {
		return nil
	}
	c := s.idle[n-1]
	s.idle = s.idle[:n-1]
	return c
}

func (s *Store) putReader(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() || len(s.idle) >= maxIdle {
		_ = c.close() // it only read: nothing can be lost
		return
	}
	s.idle = append(s.idle, c)
}

// InPlace fails when another file, or none, has the store's name by now: what is
// written into the one that was opened would be gone with the last who has it
// open, so nobody may be told that it is kept. Only a handle that writes knows.
func (s *Store) InPlace() error {
	if s.readOnly() {
		return nil
	}
	now, err := os.Stat(s.path)
	if err == nil && os.SameFile(s.file, now) {
		return nil
	}
	return geo.Errorf("", geo.Unavailable, "%s was moved, deleted or replaced while it was open, and nothing can be kept in it; start again, and put the file back before if it is gone", filepath.Base(s.path))
}
