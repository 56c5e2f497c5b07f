package main

import (
	"context"
	"fmt"
	"net/http"
)

// measureSignificance asks which cells of the study area stand out in a year
// against the years before, at the finest resolution: years that nobody asked
// about before, and the same again.
func measureSignificance(ctx context.Context, b *bench) error {
	m, err := newMix(b.seed, "significance")
	if err != nil {
		return err
	}
	days, last := m.rng.Perm(700), ""
	question := func() string {
		from := m.last.AddDate(-2, 0, -days[0])
		days = days[1:]
		last = fmt.Sprintf("/api/v1/hotspots?res=7&datetime=%s/%s", from.Format("2006-01-02"), from.AddDate(1, 0, 0).Format("2006-01-02"))
		return last
	}
	cold, err := b.ask(ctx, b.effort(60, 10), question)
	if err != nil {
		return err
	}
	p50, p95, p99 := cold.figures()
	b.report.add("a year against those before, 21,728 cells", p50.atMost(60, b.n == million), p95, p99)
	requests := make([][]byte, b.effort(500, 20))
	for i := range requests {
		requests[i] = request(b.server.addr, last, "")
	}
	times, err := each(ctx, b.server.addr, requests, http.StatusOK, nil)
	if err != nil {
		return err
	}
	p50, p95, p99 = latencyOf(times).figures()
	b.report.add("the same again", p50.atMost(2, b.n == million), p95, p99)
	return nil
}
