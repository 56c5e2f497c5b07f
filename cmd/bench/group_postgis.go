package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// measurePostGIS asks PostGIS and the server for the same tiles. PostGIS is
// spared HTTP and gzip.
func measurePostGIS(ctx context.Context, b *bench) (err error) {
	address := b.postgis
	if address == "" {
		b.report.note("not measured; -postgis auto or an address does")
		return nil
	}
	if address == "auto" {
		c, err := b.startCluster(ctx)
		if errors.Is(err, errNoPostGIS) {
			b.report.note("not measured: %v", err)
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.stop()) }()
		address = c.address()
	}
	return b.besidePostGIS(ctx, address)
}

func (b *bench) besidePostGIS(ctx context.Context, address string) (err error) {
	conn, err := connect(ctx, address)
	if err != nil {
		return err
	}
	p := &postgis{conn: conn, schema: fmt.Sprintf("linea_bench_%d", rand.Uint32())}
	defer func() { err = errors.Join(err, p.drop(context.WithoutCancel(ctx))) }()
	b.say("loading PostGIS")
	if err := p.load(ctx, b.store); err != nil {
		return err
	}
	m, err := newMix(b.seed, "postgis")
	if err != nil {
		return err
	}
	for _, row := range []struct {
		zoom int
		bar  float64 // 0 = none
	}{{4, 0}, {6, 100}, {7, 0}, {9, 20}, {11, 0}, {13, 0}} {
		if err := b.compareTiles(ctx, p, m, row.zoom, row.bar); err != nil {
			return err
		}
	}
	return nil
}

// compareTiles asks both for tiles of one zoom and holds the answers to each
// other.
func (b *bench) compareTiles(ctx context.Context, p *postgis, m *mix, zoom int, ratio float64) error {
	n, warm := b.effort(40, 3), 3
	var ours, theirs []time.Duration
	var cells, edge int
	w, err := dial(ctx, b.server.addr)
	if err != nil {
		return err
	}
	defer w.close()
	for i := range warm + n {
		q := question{tileAt(zoom, m.place()), m.filter()}
		body, took, err := p.tile(ctx, q)
		if err != nil {
			return err
		}
		ask := request(b.server.addr, q.path(), "")
		began := time.Now()
		a, err := w.ask(ask)
		mine := time.Since(began)
		if err != nil {
			return err
		}
		if a.status != http.StatusOK {
			return unexpected(ask, a)
		}
		same, odd, err := compareCells(a.body, body)
		if err != nil {
			return fmt.Errorf("%s: %w", q.path(), err)
		}
		cells, edge = cells+same, edge+odd
		if i >= warm {
			ours, theirs = append(ours, mine), append(theirs, took)
		}
	}
	mine, its := latencyOf(ours), latencyOf(theirs)
	b.report.add(fmt.Sprintf("zoom %d", zoom),
		inMS("PostGIS p50", its.p50), inMS("p95", its.p95), inMS("Línea p50", mine.p50), inMS("p95", mine.p95),
		figure{Name: "ratio of p50", Value: float64(its.p50) / float64(mine.p50), Unit: "x"}.atLeast(ratio, ratio > 0 && b.n == million))
	if edge > 0 {
		b.report.note("zoom %d: %d cells with equal counts, %d on the edge of a tile's buffer in one of the two only", zoom, cells, edge)
	}
	return nil
}

// compareCells holds two tiles to each other: a cell that both draw must have
// one count. It gives how many they share and how many only one of them draws,
// which may happen where a cell just touches the buffer.
func compareCells(ours, theirs []byte) (same, odd int, err error) {
	a, errA := cellsIn(ours)
	b, errB := cellsIn(theirs)
	if err := errors.Join(errA, errB); err != nil {
		return 0, 0, err
	}
	for id, n := range a {
		m, both := b[id]
		if !both {
			odd++
			continue
		}
		if n != m {
			return 0, 0, fmt.Errorf("cell %d counts %d here and %d in PostGIS", id, n, m)
		}
		same++
	}
	odd += len(b) - same
	if odd > 4 && odd > (same+odd)/10 {
		return 0, 0, fmt.Errorf("of %d cells only %d are in both tiles", same+odd, same)
	}
	return same, odd, nil
}

func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte{0x1f, 0x8b}) }
