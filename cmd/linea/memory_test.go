package main

import (
	"runtime"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"
)

func TestHeapsGrowByALeast(t *testing.T) {
	const mb = 1 << 20
	for _, tt := range []struct {
		inUse, least int64
		want         int
	}{
		{0, 256 * mb, 25600}, {64 * mb, 256 * mb, 400}, {256 * mb, 256 * mb, 100}, {4096 * mb, 256 * mb, 100}, {64 * mb, 0, 100},
	} {
		if got := growth(tt.inUse, tt.least); got != tt.want {
			t.Errorf("%d in use, %d at least: %d %%, want %d", tt.inUse, tt.least, got, tt.want)
		}
	}
}

// The pace follows the heap from one collection to the next: whatever lives, about
// the least is allocated until the next one.
func TestCollectorIsPaced(t *testing.T) {
	const least = 64 << 30 // of which all that tests hold is a small part
	var percent atomic.Int64
	defer paceCollector(least, func(now int) { percent.Store(int64(now)) })()
	fill := make([]*[1 << 20]byte, 200)
	for i := range fill {
		fill[i] = new([1 << 20]byte)
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	for paced := false; !paced; time.Sleep(time.Millisecond) { // what is done after a collection takes its time
		runtime.GC()
		metrics.Read(live)
		got, want := percent.Load(), int64(growth(int64(live[0].Value.Uint64()), least))
		paced = 5*max(got-want, want-got) <= want
	}
	runtime.KeepAlive(fill)
}
