package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"linea/geo/store/sqlite"
)

// Writing: blocks of 50 changes, 20 of them a second.
const (
	blockSize  = 50
	blockEvery = 50 * time.Millisecond
)

// measureWrites asks for new tiles of the mix while another process - this one
// - appends to the store, and watches how long a write takes to show.
func measureWrites(ctx context.Context, b *bench) (err error) {
	m, err := newMix(b.seed, "writes")
	if err != nil {
		return err
	}
	n := b.effort(3000, 100)
	idle, err := b.ask(ctx, n, m.tileQuestion)
	if err != nil {
		return err
	}
	busy, w, err := b.askWhileWriting(ctx, m, n)
	if err != nil {
		return err
	}
	p50, p95, p99 := idle.figures()
	b.report.add(coldMix+", idle", p50, p95, p99)
	p50, p95, p99 = busy.figures()
	b.report.add(coldMix+", while rows are written", p50, p95, p99)
	b.report.add("p99 beside idle", figure{Value: float64(busy.p99) / float64(idle.p99), Unit: "x"}.atMost(2, true))
	p50, p95, p99 = latencyOf(w.seen).figures()
	b.report.add("from durable to visible in a tile", p50, p95, p99.atMost(100, true))
	p50, p95, p99 = latencyOf(w.appended).figures()
	b.report.add("append of a block until durable", p50, p95, p99)
	b.report.add("rows written", figure{Value: w.perSecond(), Unit: "rows/s"})
	if w.failed > 0 {
		b.report.note("%d writes did not show", w.failed)
	}
	return nil
}

// askWhileWriting goes on until n questions are answered and long enough for
// enough writes to be watched.
func (b *bench) askWhileWriting(ctx context.Context, m *mix, n int) (latency, *writing, error) {
	store, err := sqlite.Open(ctx, b.store, sqlite.Options{MustExist: true})
	if err != nil {
		return latency{}, nil, err
	}
	w := &writing{journal: store, probes: make(chan probe, 1)}
	writeCtx, stop := context.WithCancel(ctx)
	ended := make(chan error, 2)
	go func() { ended <- w.write(writeCtx, b.seed+1) }()
	go func() { ended <- w.watch(ctx, b.server.addr) }()
	least := time.Now().Add(time.Duration(b.effort(12_000, 1500)) * time.Millisecond)
	var times []time.Duration
	for err == nil && (len(times) < n || time.Now().Before(least)) {
		var more []time.Duration
		more, err = b.askSome(ctx, m, 50)
		times = append(times, more...)
	}
	stop()
	err = errors.Join(err, <-ended, <-ended, store.Close())
	return latencyOf(times), w, err
}

func (b *bench) askSome(ctx context.Context, m *mix, n int) ([]time.Duration, error) {
	requests := make([][]byte, n)
	for i := range requests {
		requests[i] = request(b.server.addr, m.tileQuestion(), "")
	}
	return each(ctx, b.server.addr, requests, http.StatusOK, nil)
}
