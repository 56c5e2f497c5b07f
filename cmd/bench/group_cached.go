package main

import (
	"context"
	"net/http"
)

// measureCached asks for tiles again that were just asked for, one at a time.
func measureCached(ctx context.Context, b *bench) error {
	set, err := b.askOnce(ctx, "cached", b.effort(1000, 100))
	if err != nil {
		return err
	}
	for _, row := range []struct {
		what     string
		requests [][]byte
		status   int
	}{
		{"in the cache, 200", set.fresh, http.StatusOK},
		{"in the cache, 304", set.repeat, http.StatusNotModified},
	} {
		times, err := each(ctx, b.server.addr, row.requests, row.status, nil)
		if err != nil {
			return err
		}
		p50, p95, p99 := latencyOf(times).figures()
		b.report.add(row.what, p50, p95, p99)
	}
	return nil
}
