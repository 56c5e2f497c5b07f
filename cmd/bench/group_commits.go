package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/feed/demo"
	"linea/geo/store/sqlite"
)

// Single writes: so many clients, each with one incident at a time, that is
// durable before the answer.
const (
	singleWriters = 64
	singleStore   = 20_000 // rows that are there before
)

// measureCommits writes single incidents over HTTP, and straight into a store of
// the same size with the same group commit: what the disk and SQLite give.
func measureCommits(ctx context.Context, b *bench) (err error) {
	rows, err := b.singleRows()
	if err != nil {
		return err
	}
	during := time.Duration(b.effort(5000, 800)) * time.Millisecond
	raw, err := b.rawCommits(ctx, rows, during)
	if err != nil {
		return err
	}
	served, err := b.servedCommits(ctx, rows, during)
	if err != nil {
		return err
	}
	echoed, err := b.echoedCommits(ctx, rows, during)
	if err != nil {
		return err
	}
	b.report.add(fmt.Sprintf("straight into SQLite, %d writers", singleWriters), figure{Value: raw, Unit: "writes/s"})
	b.report.add(fmt.Sprintf("over HTTP, %d clients", singleWriters), figure{Value: served.perSecond, Unit: "writes/s"},
		figure{Name: "server", Value: float64(served.cpu) / float64(time.Microsecond), Unit: "µs of a core"})
	b.report.add(fmt.Sprintf("a handler that only sends the body back, %d clients", singleWriters), figure{Value: echoed.perSecond, Unit: "requests/s"},
		figure{Name: "server", Value: float64(echoed.cpu) / float64(time.Microsecond), Unit: "µs of a core"},
		figure{Name: "of straight", Value: 100 * echoed.perSecond / raw, Unit: "%"})
	b.report.add("over HTTP beside straight", figure{Value: 100 * served.perSecond / raw, Unit: "%"}.atLeast(50, true))
	return nil
}

// singleRows are incidents that no store of the run holds.
func (b *bench) singleRows() ([]geo.Incident, error) {
	all, err := demo.Generate(demo.Options{N: b.effort(60_000, 8000), Seed: b.seed + 7})
	if err != nil {
		return nil, err
	}
	var rows []geo.Incident
	next, stop := iter.Pull(all)
	defer stop()
	for in, ok := next(); ok; in, ok = next() {
		in.ID = "demo:single-" + strconv.Itoa(len(rows))
		rows = append(rows, *in)
	}
	return rows, nil
}

// singleStoreAt makes a store to write to.
func (b *bench) singleStoreAt(ctx context.Context, name string) (path string, err error) {
	path = b.path(name)
	_, _, err = b.runLinea(ctx, "demo", "--store", path, "--n", strconv.Itoa(singleStore))
	return path, err
}

// rawCommits gives the appends of one change a second.
func (b *bench) rawCommits(ctx context.Context, rows []geo.Incident, during time.Duration) (perSecond float64, err error) {
	path, err := b.singleStoreAt(ctx, "raw.gpkg")
	if err != nil {
		return 0, err
	}
	store, err := sqlite.Open(ctx, path, sqlite.Options{MustExist: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	var written atomic.Int64
	var group sync.WaitGroup
	failed := make(chan error, singleWriters)
	began := time.Now()
	for range singleWriters {
		group.Go(func() {
			for time.Since(began) < during {
				n := int(written.Add(1))
				change := changeOf(&rows[n%len(rows)])
				change.ID = "demo:raw-" + strconv.Itoa(n)
				if _, err := store.Append(ctx, []geo.Change{change}); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	group.Wait()
	took := time.Since(began)
	close(failed)
	return float64(written.Load()) / took.Seconds(), <-failed
}

// servedCommits posts the same incidents to a server.
func (b *bench) servedCommits(ctx context.Context, rows []geo.Incident, during time.Duration) (t throughput, err error) {
	path, err := b.singleStoreAt(ctx, "served.gpkg")
	if err != nil {
		return t, err
	}
	s, err := b.startServer(ctx, b.linea, "serve", "--store", path, "--addr", "127.0.0.1:0")
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.untilReady(ctx); err != nil {
		return t, err
	}
	if err := b.askProfiler(s.socket, "stop", ""); err != nil { // the start is another group's
		return t, err
	}
	requests := writesOf(s, rows)
	// A server that has just started prepares answers that nobody asked for yet.
	if _, err := load(ctx, s, requests, http.StatusCreated, singleWriters, during); err != nil {
		return t, err
	}
	err = b.profiled(s, "single writes over HTTP", func() error {
		t, err = load(ctx, s, requests, http.StatusCreated, singleWriters, during)
		return err
	})
	return t, err
}

// echoedCommits posts them to a server that only sends them back: what HTTP and
// the clients leave of the machine.
func (b *bench) echoedCommits(ctx context.Context, rows []geo.Incident, during time.Duration) (t throughput, err error) {
	path := b.path("nothing.json")
	if err := os.WriteFile(path, []byte("[]"), 0o600); err != nil {
		return t, err
	}
	s, err := b.startStoredAt(ctx, path)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	return load(ctx, s, writesOf(s, rows), http.StatusCreated, singleWriters, during)
}

func writesOf(s *server, rows []geo.Incident) [][]byte {
	requests := make([][]byte, len(rows))
	for i := range rows {
		requests[i] = postRequest(s.addr, "/api/v1/incidents", unnamedFeature(&rows[i]))
	}
	return requests
}

// unnamedFeature is a feature without its id: the server names each anew, so
// that none is known already when it is sent again.
func unnamedFeature(in *geo.Incident) string {
	return strings.ReplaceAll(string(feed.FeatureOf(&geo.Record{Incident: *in})), `"id":"`+in.ID+`",`, "")
}

// postRequest makes the bytes of a POST as a program sends it.
func postRequest(addr, path, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, addr, len(body), body)
}
