package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// throughput is what a server did under load.
type throughput struct {
	perSecond float64
	cpu       time.Duration // of the server for one request; 0 = unknown
}

// load has several connections ask the requests over and over for a while.
func load(ctx context.Context, s *server, requests [][]byte, status int, connections int, during time.Duration) (throughput, error) {
	var asked atomic.Int64
	var failed error
	var once sync.Once
	var group sync.WaitGroup
	before, _ := s.cpuTime()
	began := time.Now()
	for i := range connections {
		group.Go(func() {
			n, err := askUntil(ctx, s.addr, requests, i*len(requests)/connections, status, began.Add(during))
			asked.Add(n)
			if err != nil {
				once.Do(func() { failed = err })
			}
		})
	}
	group.Wait()
	took := time.Since(began)
	t := throughput{perSecond: float64(asked.Load()) / took.Seconds()}
	if after, err := s.cpuTime(); err == nil && asked.Load() > 0 {
		t.cpu = (after - before) / time.Duration(asked.Load())
	}
	return t, failed
}

// askUntil asks in a circle, from one of the requests on.
func askUntil(ctx context.Context, addr string, requests [][]byte, from, status int, end time.Time) (n int64, err error) {
	w, err := dial(ctx, addr)
	if err != nil {
		return 0, err
	}
	defer w.close()
	for i := from; time.Now().Before(end); i++ {
		a, err := w.ask(requests[i%len(requests)])
		if err != nil {
			return n, err
		}
		if a.status != status {
			return n, unexpected(requests[i%len(requests)], a)
		}
		n++
	}
	return n, nil
}
