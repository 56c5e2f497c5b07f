package main

import (
	"context"
	"fmt"
)

// The rows that other rows and other runs are compared with.
const (
	coldMix = "filtered, zoom mix"
	million = 1_000_000
)

// measureTiles asks for hotspot tiles with questions that nobody asked before:
// the whole request with gzip, one at a time, over a kept-alive connection.
func measureTiles(ctx context.Context, b *bench) error {
	m, err := newMix(b.seed, "tiles")
	if err != nil {
		return err
	}
	for _, row := range []struct {
		what          string
		question      func() string
		p50MS, p99MS  float64 // bars, 0 = none
		whole, shorts int     // how many
	}{
		{coldMix, m.tileQuestion, 1, 9, 3000, 200},
		{"under polygon, half of them filtered too", m.polygonQuestion, 2, 0, 1500, 100},
		{"under near, half of them filtered too", m.nearQuestion, 2, 0, 1500, 100},
		{"under hours and days over all time", m.hoursQuestion, 2, 0, 1500, 100},
	} {
		l, err := b.ask(ctx, b.effort(row.whole, row.shorts), row.question)
		if err != nil {
			return err
		}
		p50, p95, p99 := l.figures()
		p50 = p50.atMost(row.p50MS, b.n == million)
		b.report.add(row.what, p50, p95, p99.atMost(row.p99MS, b.n == million && row.p99MS > 0))
		b.besideMillion(row.what, p50.Value)
	}
	return nil
}

// besideMillion compares a median with the one of the newest run with a
// million incidents, when this run has more.
func (b *bench) besideMillion(what string, p50MS float64) {
	if b.n <= million {
		return
	}
	was := readReport(b.cache, million)
	if was == nil {
		b.report.note("run N=%d first to compare %q with it", million, what)
		return
	}
	if v, ok := was.figure(what, "p50"); ok && v > 0 {
		b.report.add(fmt.Sprintf("%s: p50 beside 1,000,000 (%s)", what, was.Machine.Commit),
			figure{Value: p50MS / v, Unit: "x"}.atMost(2, true))
	}
}
