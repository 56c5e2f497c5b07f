package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"linea/geo/feed"
)

// inputOf gives a file to import. What may keep its reader waiting for ever,
// such as a pipe that nobody writes, ends with ctx.
func inputOf(ctx context.Context, w *world, name string) feed.Input {
	switch {
	case name == "-":
		return feed.Stream(nameOf(name), untilDone(ctx, func() (io.ReadCloser, error) { return io.NopCloser(w.stdin), nil }))
	case readOnce(name):
		return feed.Stream(nameOf(name), untilDone(ctx, func() (io.ReadCloser, error) { return os.Open(name) }))
	}
	return feed.File(name)
}

// nameOf is what a report calls an input.
func nameOf(name string) string {
	if name == "-" {
		return "standard input"
	}
	return filepath.Base(name)
}

// readOnce says whether an input gives its bytes only once.
func readOnce(name string) bool {
	info, err := os.Stat(name)
	return name == "-" || err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0
}

// untilDone opens and reads elsewhere, since neither can be interrupted, and
// gives what is read until ctx ends.
func untilDone(ctx context.Context, open func() (io.ReadCloser, error)) io.Reader {
	out, in := io.Pipe()
	context.AfterFunc(ctx, func() { out.CloseWithError(ctx.Err()) }) //nolint:errcheck // it never fails
	go func() {
		from, err := open()
		if err == nil {
			_, err = io.Copy(in, from)
			from.Close()
		}
		in.CloseWithError(err) //nolint:errcheck
	}()
	return out
}
