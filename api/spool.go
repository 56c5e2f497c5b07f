package api

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"linea/geo"
	"linea/geo/feed"
)

// spool keeps a dropped file on disk while it is read, once for its dates and
// once for its rows. The file has no name as soon as the system allows that,
// so that nothing is left behind, not even after a crash.
type spool struct {
	file *os.File
	size int64
}

// spoolBody takes the whole body of the request, at most limit bytes.
func (c *call) spoolBody(limit int64) (*spool, error) {
	if c.r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	file, err := os.CreateTemp(c.SpoolDir, "linea-import-*")
	if err != nil {
		return nil, diskRefuses(err)
	}
	os.Remove(file.Name()) //nolint:errcheck // Windows keeps the name until close
	s := &spool{file: file}
	body := http.MaxBytesReader(c.w, io.NopCloser(&unhurried{c.r.Body, c.keepReading}), limit)
	s.size, err = io.Copy(diskWriter{file}, body)
	if err != nil {
		s.close()
		return nil, spoolError(err, limit)
	}
	return s, nil
}

func (s *spool) close() {
	s.file.Close()
	os.Remove(s.file.Name()) //nolint:errcheck // gone already but on Windows
}

// input lets a feed read the spooled file as often as it likes.
func (s *spool) input(name string) feed.Input {
	return feed.Input{Name: name, Size: s.size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(s.file, 0, s.size)), nil
	}}
}

// diskWriter marks what the disk refuses, to tell it from what the client
// fails to send.
type diskWriter struct{ file *os.File }

type diskError struct{ error }

func (w diskWriter) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	if err != nil {
		err = diskError{err}
	}
	return n, err
}

func spoolError(err error, limit int64) error {
	var tooMany *http.MaxBytesError
	var disk diskError
	switch {
	case errors.As(err, &tooMany):
		return tooLarge(limit)
	case errors.As(err, &disk):
		return diskRefuses(err)
	}
	return geo.Wrap("import", geo.Invalid, err, "The file did not arrive whole; send it again")
}

func tooLarge(limit int64) error {
	return geo.Errorf("import", geo.TooLarge, "A file may have %d bytes here; compress it with gzip, or import it with \"linea import\"", limit)
}

func diskRefuses(err error) error {
	return geo.Wrap("import", geo.Unavailable, err, "The server has no room to keep the file while it reads it; free some disk and send it again")
}

// unhurried moves a deadline along as long as bytes flow.
type unhurried struct {
	io.Reader
	moved func()
}

func (u *unhurried) Read(p []byte) (int, error) {
	u.moved()
	return u.Reader.Read(p)
}

// keepReading lets the client be silent for StallTimeout from now.
func (c *call) keepReading() {
	http.NewResponseController(c.w).SetReadDeadline(time.Now().Add(c.Limits.StallTimeout)) //nolint:errcheck // not offered by a test's recorder
}

// takeTime frees the call from the deadlines of the connection: from the one
// for reading, which would otherwise end the request's context, and from the
// one for writing.
func (c *call) takeTime() {
	control := http.NewResponseController(c.w)
	control.SetReadDeadline(time.Time{})  //nolint:errcheck // as above
	control.SetWriteDeadline(time.Time{}) //nolint:errcheck
}

// keepWriting lets the client take nothing for StallTimeout from now.
func (c *call) keepWriting() {
	http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(c.Limits.StallTimeout)) //nolint:errcheck // as above
}
