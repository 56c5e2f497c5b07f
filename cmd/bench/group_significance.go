package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
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
	return measureLines(ctx, b, m.last)
}

// measureLines asks for stretches of the border and for an effect: years that
// nobody asked about before. Their bar is far from the deadline of a question.
func measureLines(ctx context.Context, b *bench, last time.Time) error {
	for _, ask := range []struct{ what, path string }{
		{"scan of the border in a year", "/api/v1/scan?datetime=%[1]s/%[2]s"},
		{"effect between two areas", "/api/v1/effect?treated=near=-112.4,32,30000&control=near=-110.6,31.7,30000&before=%[3]s/%[1]s&after=%[1]s/%[2]s"},
	} {
		back := 0
		times, err := b.ask(ctx, b.effort(10, 2), func() string {
			from := last.AddDate(-2, 0, -back)
			back += 9
			day := func(years int) string { return from.AddDate(years, 0, 0).Format("2006-01-02T15:04:05-07:00") }
			return strings.ReplaceAll(fmt.Sprintf(ask.path, day(0), day(1), day(-1)), "+", "%2B")
		})
		if err != nil {
			return err
		}
		p50, p95, p99 := times.figures()
		b.report.add(ask.what, p50.atMost(2500, b.n == million), p95, p99)
	}
	return nil
}
