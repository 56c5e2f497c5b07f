package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"time"

	"github.com/paulmach/orb"
)

// measureCorridors asks what happened along lines that nobody asked about
// before, and along one with very many points: whole answers, without the list
// of incidents.
func measureCorridors(ctx context.Context, b *bench) error {
	m, err := newMix(b.seed, "corridor")
	if err != nil {
		return err
	}
	for _, ask := range []struct {
		what     string
		n        int
		line     func() (orb.LineString, float64)
		p50, p99 float64 // bars, ms; 0 = none
	}{
		{"2 to 6 bends, 20-150 km, 1-10 km each side, a year", b.effort(300, 30), m.plannersLine, 1, 8},
		{"10,000 points, 600 km, 1-10 km each side, a year", b.effort(10, 2), m.trackLine, 50, 0},
	} {
		l, err := b.askCorridors(ctx, m, ask.n, ask.line)
		if err != nil {
			return err
		}
		p50, p95, p99 := l.figures()
		million := b.n == million
		b.report.add(ask.what, p50.atMost(ask.p50, million), p95, p99.atMost(ask.p99, million && ask.p99 > 0))
	}
	b.report.note("not measured beside Tile38: the module proxy does not have it")
	return measureStream(ctx, b, m)
}

// askCorridors asks about n lines, and about some before that to warm up.
func (b *bench) askCorridors(ctx context.Context, m *mix, n int, line func() (orb.LineString, float64)) (latency, error) {
	warm := n/10 + 1
	requests := make([][]byte, warm+n)
	for i := range requests {
		r := m.route(line)
		bytes, err := r.request(b.server.addr)
		if err != nil {
			return latency{}, err
		}
		requests[i] = bytes
	}
	if _, err := each(ctx, b.server.addr, requests[:warm], http.StatusOK, nil); err != nil {
		return latency{}, err
	}
	times, err := each(ctx, b.server.addr, requests[warm:], http.StatusOK, nil)
	return latencyOf(times), err
}

// route is a question about a line.
type route struct {
	line        orb.LineString
	halfWidthM  float64
	ends        string
	from, until time.Time
}

// route draws a question about a line in a random year.
func (m *mix) route(draw func() (orb.LineString, float64)) route {
	line, halfWidthM := draw()
	from := m.second().UTC().Truncate(time.Second)
	if last := m.last.AddDate(-1, 0, 0); from.After(last) {
		from = last
	}
	return route{line, math.Round(halfWidthM), "flat", from, from.AddDate(1, 0, 0)}
}

// request makes the bytes of the question.
func (r *route) request(addr string) ([]byte, error) {
	body, err := r.body()
	if err != nil {
		return nil, err
	}
	head := fmt.Sprintf("POST /api/v1/corridors/query?%s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		r.window(), addr, len(body))
	return append([]byte(head), body...), nil
}

// body is the question without its window, which goes into the address.
func (r *route) body() ([]byte, error) {
	return json.Marshal(map[string]any{
		"line":         map[string]any{"type": "LineString", "coordinates": r.line},
		"half_width_m": r.halfWidthM,
		"ends":         r.ends,
	})
}

func (r *route) window() string {
	return url.Values{"datetime": {r.from.UTC().Format(time.RFC3339) + "/" + r.until.UTC().Format(time.RFC3339)}}.Encode()
}

// plannersLine is a route where incidents lie, and its half width.
func (m *mix) plannersLine() (orb.LineString, float64) {
	legs := 3 + m.rng.IntN(5)
	lengthM := (20_000 + 130_000*m.rng.Float64()) / float64(legs)
	at, angle := m.place(), 2*math.Pi*m.rng.Float64()
	line := orb.LineString{at}
	for range legs {
		angle += m.rng.NormFloat64()
		at = moved(at, angle, lengthM)
		line = append(line, at)
	}
	return line, m.halfWidthM()
}

// trackLine is a recorded track along the border, as a receiver writes it.
func (m *mix) trackLine() (orb.LineString, float64) {
	const points, km = 10_000, 600
	at, line := orb.Point{-114.7, 32.4}, make(orb.LineString, 0, points)
	for i := range points {
		line = append(line, at)
		heading := -0.17 + 0.5*math.Sin(float64(i)/400) + 0.3*m.rng.NormFloat64()
		at = moved(at, heading, km*1000.0/points)
	}
	return line, m.halfWidthM()
}

// halfWidthM is 1 to 10 km.
func (m *mix) halfWidthM() float64 { return 1000 + 9000*m.rng.Float64() }
