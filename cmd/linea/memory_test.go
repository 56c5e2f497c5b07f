package main

import (
	"runtime"
	"runtime/debug"
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

// The pace follows the heap from one collection to the next.
func TestCollectorIsPaced(t *testing.T) {
	usual := debug.SetGCPercent(100)
	defer debug.SetGCPercent(usual)
	paceCollector(1 << 30)
	fill := make([]*[1 << 20]byte, 200)
	for i := range fill {
		fill[i] = new([1 << 20]byte)
	}
	for began := time.Now(); ; time.Sleep(time.Millisecond) {
		runtime.GC()
		percent := debug.SetGCPercent(100)
		debug.SetGCPercent(percent)
		if percent > 300 && percent < 600 { // 200 MB and what the tests hold
			break
		}
		if time.Since(began) > 10*time.Second {
			t.Fatalf("the heap may grow by %d %%", percent)
		}
	}
	runtime.KeepAlive(fill)
}
