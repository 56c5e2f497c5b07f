package main

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// newLog writes to stderr what the settings ask for. Lines are gathered: stop
// writes the last of them.
func newLog(c *Config, stderr io.Writer) (log *slog.Logger, stop func()) {
	out := newGathering(stderr)
	opts := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(&urgent{slog.NewJSONHandler(out, opts), out}), out.flush
	}
	return slog.New(&urgent{slog.NewTextHandler(out, opts), out}), out.flush
}

// How long and how much a gathering writer keeps to itself.
const (
	gatherFor   = 200 * time.Millisecond
	gatherBytes = 64 << 10
)

// gathering writes many lines at once: a write for each request is a tenth of
// what a cached tile costs. It never cuts a line.
type gathering struct {
	mu    sync.Mutex
	out   io.Writer
	lines []byte
	timer *time.Timer // runs while there are lines
}

func newGathering(out io.Writer) *gathering {
	g := &gathering{out: out}
	g.timer = time.AfterFunc(time.Hour, g.flush)
	g.timer.Stop()
	return g
}

// Write takes whole lines. That they cannot be written is known to nobody who
// could help.
func (g *gathering) Write(line []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.lines) == 0 {
		g.timer.Reset(gatherFor)
	}
	if g.lines = append(g.lines, line...); len(g.lines) >= gatherBytes {
		g.write()
	}
	return len(line), nil
}

func (g *gathering) flush() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.write()
}

func (g *gathering) write() {
	g.timer.Stop()
	if len(g.lines) > 0 {
		g.out.Write(g.lines) //nolint:errcheck // as above
		g.lines = g.lines[:0]
	}
}

// urgent lets nothing wait from a warning upwards.
type urgent struct {
	slog.Handler
	out *gathering
}

func (u *urgent) Handle(ctx context.Context, r slog.Record) error {
	err := u.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		u.out.flush()
	}
	return err
}

func (u *urgent) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &urgent{u.Handler.WithAttrs(attrs), u.out}
}

func (u *urgent) WithGroup(name string) slog.Handler {
	return &urgent{u.Handler.WithGroup(name), u.out}
}
