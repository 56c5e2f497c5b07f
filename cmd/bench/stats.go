package main

import (
	"math"
	"slices"
	"time"
)

// percentile gives the value that p per cent of the sorted values do not
// exceed (nearest rank), 0 for none.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

// median of the values, which it sorts; 0 for none.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n == 0 {
		return 0
	}
	return (values[(n-1)/2] + values[n/2]) / 2
}

// latency is how long answers took.
type latency struct{ p50, p95, p99 time.Duration }

// latencyOf sorts the times.
func latencyOf(times []time.Duration) latency {
	slices.Sort(times)
	return latency{percentile(times, 50), percentile(times, 95), percentile(times, 99)}
}

// figures gives the three in milliseconds.
func (l latency) figures() (p50, p95, p99 figure) {
	return inMS("p50", l.p50), inMS("p95", l.p95), inMS("p99", l.p99)
}

func inMS(name string, d time.Duration) figure {
	return figure{Name: name, Value: float64(d) / float64(time.Millisecond), Unit: "ms"}
}
