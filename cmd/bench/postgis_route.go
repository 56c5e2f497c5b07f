package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/paulmach/orb/encoding/wkt"
)

// routeSQL counts along a line as one would with an index of geographies. Its
// corridors have round ends.
const routeSQL = "SELECT count(*) FROM points WHERE ST_DWithin(at, ST_GeogFromText($1), $2) AND occurred_at >= $3 AND occurred_at < $4"

// count asks PostGIS for the count alone, and gives how long it took.
func (p *postgis) count(ctx context.Context, r *route) (n int, took time.Duration, err error) {
	line := wkt.MarshalString(r.line)
	began := time.Now()
	err = p.conn.QueryRow(ctx, routeSQL, line, r.halfWidthM, r.from, r.until).Scan(&n)
	return n, time.Since(began), err
}

// compareRoutes asks both what happened along the same lines: PostGIS for the
// count, the server for its whole answer.
func (b *bench) compareRoutes(ctx context.Context, p *postgis, m *mix) error {
	const warm = 5
	routes := make([]route, warm+b.effort(100, 3))
	requests, theirs := make([][]byte, len(routes)), make([]int, len(routes))
	times := make([]time.Duration, len(routes))
	for i := range routes {
		routes[i] = m.route(m.plannersLine)
		routes[i].ends = "round"
		var err error
		if requests[i], err = routes[i].request(b.server.addr); err != nil {
			return err
		}
		if theirs[i], times[i], err = p.count(ctx, &routes[i]); err != nil {
			return err
		}
	}
	ours := make([]int, 0, len(routes))
	mine, err := each(ctx, b.server.addr, requests, http.StatusOK, func(a *answer) {
		report := struct{ N int }{-1} // which no count is
		if body, err := plain(a.body); err == nil {
			json.Unmarshal(body, &report) //nolint:errcheck // then it stays -1
		}
		ours = append(ours, report.N)
	})
	if err != nil {
		return err
	}
	if err := sameCounts(ours, theirs); err != nil {
		return err
	}
	us, it := latencyOf(mine[warm:]), latencyOf(times[warm:])
	b.report.add("along a route: its count beside the whole answer",
		inMS("PostGIS p50", it.p50), inMS("p95", it.p95), inMS("Línea p50", us.p50), inMS("p95", us.p95),
		figure{Name: "ratio of p50", Value: float64(it.p50) / float64(us.p50), Unit: "x"}.atLeast(60, b.n == million))
	return nil
}

// sameCounts allows for points on the very edge, which two ways to measure may
// put on either side of it.
func sameCounts(ours, theirs []int) error {
	for i, n := range ours {
		if off := math.Abs(float64(n - theirs[i])); off > 3+0.003*float64(theirs[i]) {
			return fmt.Errorf("along route %d there are %d here and %d in PostGIS", i, n, theirs[i])
		}
	}
	return nil
}
