//go:build unix

package main

import (
	"iter"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"linea/api"
	"linea/geo"
	"linea/geo/feed"
	"linea/geo/feed/demo"
	"linea/geo/index"
	"linea/geo/store/sqlite"
)

// BenchmarkWrites lets 64 clients write one incident each, again and again,
// into a store of 20,000: all of a write but the network. CPU is what the
// process used for one, all cores together.
func BenchmarkWrites(b *testing.B) {
	store, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "linea.gpkg"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	rows := func(n int, seed uint64) iter.Seq[*geo.Incident] {
		all, err := demo.Generate(demo.Options{N: n, Seed: seed})
		if err != nil {
			b.Fatal(err)
		}
		return all
	}
	if _, err := feed.Write(b.Context(), store, "demo", rows(20_000, 1), feed.Options{OnChange: feed.OnChangeKeep}); err != nil {
		b.Fatal(err)
	}
	ix, err := index.Open(b.Context(), store)
	if err != nil {
		b.Fatal(err)
	}
	go ix.Follow(b.Context()) //nolint:errcheck // a write that does not show fails the benchmark
	handler, err := api.New(api.Config{View: ix.View, WaitFor: ix.WaitFor, Journal: store})
	if err != nil {
		b.Fatal(err)
	}
	var bodies []string
	for in := range rows(60_000, 8) {
		bodies = append(bodies, strings.ReplaceAll(string(feed.FeatureOf(&geo.Record{Incident: *in})), `"id":"`+in.ID+`",`, ""))
	}

	var n atomic.Int64
	write := func() bool {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/incidents", strings.NewReader(bodies[int(n.Add(1))%len(bodies)]))
		r.Host, r.RemoteAddr = "localhost", "127.0.0.1:1"
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if handler.ServeHTTP(w, r); w.Code != http.StatusCreated {
			b.Error(w.Body)
			return false
		}
		return true
	}
	write() // the first one looks whether the store holds real rows
	b.SetParallelism((64 + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
	b.ReportAllocs()
	b.ResetTimer()
	before := processorTime(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() && write() {
		}
	})
	b.ReportMetric(float64((processorTime(b)-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
}

// processorTime is what the process has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
