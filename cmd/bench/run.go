package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// run is the whole program. Called with storedWord it is the server of stored
// bytes that a run starts beside the real one.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	if len(args) == 2 && args[0] == storedWord {
		return serveStored(ctx, args[1], stdout)
	}
	o, err := readOptions(args, getenv, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	b, err := newBench(o, stderr)
	if err != nil {
		return err
	}
	err = b.all(ctx)
	if err = errors.Join(err, b.close()); err != nil {
		return err
	}
	if err := b.report.save(o.cache); err != nil {
		return err
	}
	if o.json {
		return b.report.writeJSON(stdout)
	}
	return b.report.writeTable(stdout)
}

// bench is a run under way.
type bench struct {
	options
	report *report
	log    io.Writer
	temp   string // removed at the end

	csv    string  // the file to import
	rows   int     // in it
	store  string  // what came of it
	server *server // serves the store; nil before it is started

	programs int // profiled ones that were started
}

func newBench(o options, log io.Writer) (*bench, error) {
	var err error
	for _, path := range []*string{&o.linea, &o.cache} {
		if *path, err = filepath.Abs(*path); err != nil {
			return nil, err
		}
	}
	if err = os.MkdirAll(o.cache, 0o755); err != nil {
		return nil, err
	}
	machine, err := thisMachine(o.linea)
	if err != nil {
		return nil, err
	}
	b := &bench{options: o, log: log, report: newReport(&o, machine)}
	b.temp, err = os.MkdirTemp(o.cache, "run-")
	return b, err
}

// all measures every group that was asked for, in order.
func (b *bench) all(ctx context.Context) error {
	if b.profile != "" {
		if err := b.buildProfiled(ctx); err != nil {
			return err
		}
	}
	for _, g := range groups {
		if !g.needed && !b.only.MatchString(g.name) {
			continue
		}
		b.say("%s", g.name)
		b.report.group = g.name
		if err := b.profiled(b.server, g.name, func() error { return g.measure(ctx, b) }); err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
	}
	return nil
}

func (b *bench) close() error {
	var err error
	if b.server != nil {
		err = b.server.stop()
	}
	return errors.Join(err, os.RemoveAll(b.temp))
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.log, "bench: "+format+"\n", args...)
}

// path names a file that is removed at the end.
func (b *bench) path(name string) string { return filepath.Join(b.temp, name) }
