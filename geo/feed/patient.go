package feed

import (
	"context"
	"io"
)

// patient reads what may keep its reader waiting for ever, a pipe that nobody
// writes to: the end of ctx frees the caller of Read.
type patient struct {
	ctx  context.Context
	from io.ReadCloser
	buf  []byte
}

type readResult struct {
	n   int
	err error
}

// openPatiently opens such an input; opening a named pipe may wait as well.
func openPatiently(ctx context.Context, open func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	type result struct {
		file io.ReadCloser
		err  error
	}
	done := make(chan result, 1)
	go func() {
		f, err := open()
		done <- result{f, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return nil, r.err
		}
		return &patient{ctx: ctx, from: r.file, buf: make([]byte, peekBytes)}, nil
	case <-ctx.Done():
		go func() {
			if r := <-done; r.err == nil {
				r.file.Close()
			}
		}()
		return nil, ctx.Err()
	}
}

// Read reads into a buffer of its own: after ctx has ended the input may still
// write there.
func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	done, buf := make(chan readResult, 1), p.buf[:min(len(b), len(p.buf))]
	go func() {
		n, err := p.from.Read(buf)
		done <- readResult{n, err}
	}()
	select {
	case r := <-done:
		return copy(b, buf[:r.n]), r.err
	case <-p.ctx.Done():
		return 0, p.ctx.Err()
	}
}

func (p *patient) Close() error { return p.from.Close() }
