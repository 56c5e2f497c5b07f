package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/paulmach/orb"
)

// streamed is how many incidents a corridor's file has at least, to be told of.
const streamed = 10_000

// borderLine follows the border roughly; so many lie near it that some period
// has 10,000.
var borderLine = orb.LineString{{-114.8, 32.5}, {-111.07, 31.35}, {-109.06, 31.35}}

// measureStream takes a corridor with some 10,000 incidents as a file. What the
// server's memory rises by beside the size of the file says whether it builds the
// answer before it sends it.
func measureStream(ctx context.Context, b *bench, m *mix) error {
	r := route{line: borderLine, halfWidthM: 20_000, ends: "flat", from: m.first, until: m.last}
	all, err := b.countAlong(ctx, &r)
	if err != nil {
		return err
	}
	if all < streamed {
		b.report.note("not measured: %d incidents lie near the border, fewer than %d", all, streamed)
		return nil
	}
	share := min(1, 1.2*streamed/float64(all)) // a little more than wanted: the years differ
	r.from = m.last.Add(-time.Duration(float64(m.last.Sub(m.first)) * share))
	return b.stream(ctx, &r)
}

// stream takes a file and weighs the server meanwhile.
func (b *bench) stream(ctx context.Context, r *route) error {
	var took time.Duration
	var got stream
	rise, err := b.server.rise(func() (err error) {
		begun := time.Now()
		got, err = b.fileAlong(ctx, r)
		took = time.Since(begun)
		return err
	})
	const mebi = 1 << 20
	memory := []figure{{Name: "memory rose by", Value: float64(rise) / mebi, Unit: "MiB"}}
	switch {
	case errors.Is(err, errNoPeak):
		b.report.note("memory: %v", err)
		memory = nil
	case err != nil:
		return err
	}
	b.report.add("10,000 incidents streamed as CSV", append([]figure{{Value: took.Seconds() * 1000, Unit: "ms"}, {Name: "first byte", Value: got.first.Seconds() * 1000, Unit: "ms"},
		{Name: "incidents", Value: float64(got.rows)}, {Name: "answer", Value: float64(got.bytes) / mebi, Unit: "MiB"}}, memory...)...)
	return nil
}

// stream is what arrived of a file, without keeping it.
type stream struct {
	rows, bytes int64
	first       time.Duration // until its first bytes came
}

func (b *bench) fileAlong(ctx context.Context, r *route) (got stream, err error) {
	begun := time.Now()
	answer, err := b.post(ctx, "/api/v1/corridors/export?f=csv&", r)
	if err != nil {
		return got, err
	}
	defer answer.Body.Close()
	in := bufio.NewReader(answer.Body)
	if _, err := in.Peek(1); err != nil {
		return got, err
	}
	got.first = time.Since(begun)
	part := make([]byte, 64<<10)
	for {
		n, err := in.Read(part)
		got.bytes += int64(n)
		got.rows += int64(bytes.Count(part[:n], []byte{'\n'}))
		if errors.Is(err, io.EOF) {
			got.rows-- // the header
			return got, nil
		}
		if err != nil {
			return got, err
		}
	}
}

// countAlong asks how many incidents the file will have.
func (b *bench) countAlong(ctx context.Context, r *route) (n int, err error) {
	answer, err := b.post(ctx, "/api/v1/corridors/query?", r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	var report struct {
		N int `json:"n"`
	}
	return report.N, json.NewDecoder(answer.Body).Decode(&report)
}

// post asks about a line with the ordinary client.
func (b *bench) post(ctx context.Context, path string, r *route) (*http.Response, error) {
	body, err := r.body()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.server.url(path+r.window()), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		defer answer.Body.Close()
		problem, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<10))
		return nil, fmt.Errorf("%s answered %d: %s", path, answer.StatusCode, problem)
	}
	return answer, nil
}
