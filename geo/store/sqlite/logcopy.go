package sqlite

import (
	"context"
	"errors"
)

// logCopy copies the log of a store that is being filled into its file while the
// next append is written. SQLite would copy at the end of a commit, and the
// writer wait for it: a quarter of its time. An append is durable in the log
// already. Whoever holds the write connection holds this.
type logCopy struct {
	c       *conn
	frames  int64         // in the log when it was last copied
	copying chan struct{} // closed when nothing is being copied
}

const (
	copyNothing = "PRAGMA wal_autocheckpoint = 0"
	copyAsUsual = "PRAGMA wal_autocheckpoint = 1000" // pages: SQLite's own limit
	copyNow     = "PRAGMA wal_checkpoint(PASSIVE)"
)

// mostFrames bounds the log, about 8 KiB each: one that is copied while it is
// written never begins anew.
const mostFrames = 16_000

// filled is called after every commit through w: it copies while a load goes on,
// and leaves that to SQLite again when it has ended.
func (s *Store) filled(w *conn, loading bool) {
	switch {
	case loading && s.copy == nil:
		s.copy = beginLogCopy(w, s.path)
	case loading && s.copy != nil:
		s.copy.next(w)
	case s.copy != nil:
		s.copy.copy(w)
		_, asUsual := w.exec(copyAsUsual)
		_ = errors.Join(asUsual, s.copy.close()) // what is not copied now is copied at the next commit, or when the file is closed
		s.copy = nil
	}
}

// beginLogCopy gives nil where there can be no other connection: SQLite then
// copies as usual.
func beginLogCopy(w *conn, path string) *logCopy {
	c, err := dial(path, storeParams)
	if err != nil {
		return nil
	}
	if _, err := w.exec(copyNothing); err != nil {
		_ = c.close() // it did nothing
		return nil
	}
	l := &logCopy{c: c, copying: make(chan struct{})}
	close(l.copying)
	return l
}

// next begins to copy what the last commit wrote, once what came before is
// copied. A log that is too long is copied while nobody writes, which lets the
// next append begin it anew.
func (l *logCopy) next(w *conn) {
	<-l.copying
	if l.frames >= mostFrames {
		l.copy(w)
		return
	}
	l.copying = make(chan struct{})
	go func() {
		defer close(l.copying)
		l.copyOn(l.c)
	}()
}

// copy copies on the write connection.
func (l *logCopy) copy(w *conn) {
	<-l.copying
	l.copyOn(w)
}

// copyOn leaves what cannot be copied in the log, as SQLite does.
func (l *logCopy) copyOn(c *conn) {
	if row, err := c.one(context.Background(), copyNow); err == nil && len(row) == 3 { // busy, frames in the log, frames copied
		if l.frames = intOf(row[1]); intOf(row[2]) == l.frames {
			l.frames = 0
		}
	}
}

func (l *logCopy) close() error {
	<-l.copying
	return l.c.close()
}
