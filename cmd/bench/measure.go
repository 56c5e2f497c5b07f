package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// each asks every request once, one after the other, and gives the time of
// each from the first byte sent to the last received. Every answer must have
// the status expected; look, if any, sees it.
func each(ctx context.Context, addr string, requests [][]byte, status int, look func(*answer)) ([]time.Duration, error) {
	w, err := dial(ctx, addr)
	if err != nil {
		return nil, err
	}
	defer w.close()
	times := make([]time.Duration, 0, len(requests))
	for _, r := range requests {
		began := time.Now()
		a, err := w.ask(r)
		times = append(times, time.Since(began))
		if err != nil {
			return nil, err
		}
		if a.status != status {
			return nil, unexpected(r, a)
		}
		if look != nil {
			look(a)
		}
	}
	return times, nil
}

func unexpected(request []byte, a *answer) error {
	return fmt.Errorf("status %d for\n%s%s", a.status, request, a.body)
}

// ask draws n questions and more to warm up, asks them and gives the times of
// those that were not for warming.
func (b *bench) ask(ctx context.Context, n int, question func() string) (latency, error) {
	warm := n/10 + 1
	requests := make([][]byte, warm+n)
	for i := range requests {
		requests[i] = request(b.server.addr, question(), "")
	}
	if _, err := each(ctx, b.server.addr, requests[:warm], http.StatusOK, nil); err != nil {
		return latency{}, err
	}
	times, err := each(ctx, b.server.addr, requests[warm:], http.StatusOK, nil)
	return latencyOf(times), err
}
