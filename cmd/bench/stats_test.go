package main

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestPercentileIsTheNearestRank(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	for _, c := range []struct {
		sorted []time.Duration
		p      float64
		want   time.Duration
	}{
		{nil, 50, 0},
		{[]time.Duration{7}, 0, 7},
		{[]time.Duration{7}, 99, 7},
		{[]time.Duration{1, 2}, 50, 1},
		{[]time.Duration{1, 2, 3}, 50, 2},
		{hundred, 50, 50},
		{hundred, 95, 95},
		{hundred, 99, 99},
		{hundred, 99.5, 100},
		{hundred, 100, 100},
	} {
		if got := percentile(c.sorted, c.p); got != c.want {
			t.Errorf("percentile %g of %d values: %d, want %d", c.p, len(c.sorted), got, c.want)
		}
	}
}

// At least p per cent of the values are no larger, and fewer than that are
// smaller.
func TestPercentileAgainstCounting(t *testing.T) {
	const seed = 1
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 1000 {
		times := make([]time.Duration, 1+rng.IntN(50))
		for i := range times {
			times[i] = time.Duration(rng.IntN(20))
		}
		p := float64(1 + rng.IntN(100))
		latencyOf(times) // sorts
		got, below, upTo := percentile(times, p), 0, 0
		for _, v := range times {
			if v < got {
				below++
			}
			if v <= got {
				upTo++
			}
		}
		need := p / 100 * float64(len(times))
		if float64(upTo) < need || float64(below) >= need {
			t.Fatalf("seed %d: percentile %g of %v is %d: %d below, %d up to", seed, p, times, got, below, upTo)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{nil, 0}, {[]float64{3}, 3}, {[]float64{3, 1}, 2}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 2, 9}, 3},
	} {
		if got := median(c.values); got != c.want {
			t.Errorf("median: %g, want %g", got, c.want)
		}
	}
}

func TestLatencySorts(t *testing.T) {
	times := make([]time.Duration, 1000)
	for i, n := range rand.New(rand.NewPCG(1, 0)).Perm(1000) {
		times[i] = time.Duration(n+1) * time.Millisecond
	}
	p50, p95, p99 := latencyOf(times).figures()
	if p50.Value != 500 || p95.Value != 950 || p99.Value != 990 || p99.Unit != "ms" {
		t.Errorf("got %v %v %v", p50, p95, p99)
	}
}
