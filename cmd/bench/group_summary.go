package main

import "context"

// measureSummary asks for the counts from every side, with facets and series,
// under filters that nobody asked for before.
func measureSummary(ctx context.Context, b *bench) error {
	m, err := newMix(b.seed, "summary")
	if err != nil {
		return err
	}
	l, err := b.ask(ctx, b.effort(500, 50), func() string { return "/api/v1/summary?" + m.filter().values().Encode() })
	if err != nil {
		return err
	}
	p50, p95, p99 := l.figures()
	b.report.add("facets and series, any filter", p50.atMost(5, b.n == million), p95, p99)
	return nil
}
