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
	return b.compareRoutes(ctx, p, m)
}

// compareTiles asks both for the same tiles of one zoom, first the one and
// then the other, so that neither finds the caches full of the other's data.
func (b *bench) compareTiles(ctx context.Context, p *postgis, m *mix, zoom int, ratio float64) error {
	const warm = 5
	questions := make([]question, warm+b.effort(40, 3))
	for i := range questions {
		questions[i] = question{tileAt(zoom, m.place()), m.filter()}
	}
	theirs, times, err := p.tiles(ctx, questions)
	if err != nil {
		return err
	}
	if _, err := b.ask(ctx, b.effort(200, 5), m.tileQuestion); err != nil { // to take the caches back
		return err
	}
	ours, mine, err := b.tiles(ctx, questions)
	if err != nil {
		return err
	}
	if err := b.compareAnswers(questions, ours, theirs); err != nil {
		return err
	}
	us, it := latencyOf(mine[warm:]), latencyOf(times[warm:])
	b.report.add(fmt.Sprintf("zoom %d", zoom),
		inMS("PostGIS p50", it.p50), inMS("p95", it.p95), inMS("Línea p50", us.p50), inMS("p95", us.p95),
		figure{Name: "ratio of p50", Value: float64(it.p50) / float64(us.p50), Unit: "x"}.atLeast(ratio, ratio > 0 && b.n == million))
	return nil
}

func (p *postgis) tiles(ctx context.Context, questions []question) (bodies [][]byte, times []time.Duration, err error) {
	for _, q := range questions {
		body, took, err := p.tile(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		bodies, times = append(bodies, body), append(times, took)
	}
	return bodies, times, nil
}

func (b *bench) tiles(ctx context.Context, questions []question) (bodies [][]byte, times []time.Duration, err error) {
	requests := make([][]byte, len(questions))
	for i, q := range questions {
		requests[i] = request(b.server.addr, q.path(), "")
	}
	times, err = each(ctx, b.server.addr, requests, http.StatusOK, func(a *answer) { bodies = append(bodies, bytes.Clone(a.body)) })
	return bodies, times, err
}

// compareAnswers holds the tiles to each other.
func (b *bench) compareAnswers(questions []question, ours, theirs [][]byte) error {
	cells, edge := 0, 0
	for i, q := range questions {
		same, odd, err := compareCells(ours[i], theirs[i])
		if err != nil {
			return fmt.Errorf("%s: %w", q.path(), err)
		}
		cells, edge = cells+same, edge+odd
	}
	if edge > 0 {
		b.report.note("zoom %d: %d cells with equal counts, %d on the edge of a tile's buffer in one of the two only", questions[0].tile.z, cells, edge)
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
