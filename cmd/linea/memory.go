package main

import (
	"log/slog"
	"math"
	"os"
	"path"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync/atomic"
)

// limitMemory makes the garbage collector work harder before memory runs out.
// It is a limit to keep to, not a wall: the index must fit.
func limitMemory(megabytes int, getenv func(string) string, log *slog.Logger) {
	limit := int64(megabytes) << 20
	if limit == 0 && getenv("GOMEMLIMIT") == "" {
		limit = machineMemory(os.ReadFile) / 4 * 3
	}
	if limit > 0 {
		debug.SetMemoryLimit(limit)
	}
	now := debug.SetMemoryLimit(-1)
	if now < math.MaxInt64 {
		log.Info("memory", "limit_mb", now>>20)
	}
	if getenv("GOGC") == "" {
		paceCollector(min(leastBetween, now/2), func(percent int) { debug.SetGCPercent(percent) })
	}
}

// leastBetween is how many bytes are allocated between two collections at least,
// where half of the limit allows it. Left to itself Go collects when the heap
// has doubled, and that of a small index does so several times in a second of
// large questions: each time all that goes on is stopped, and all cores work for
// the collector.
const leastBetween = 256 << 20

// paceCollector sets after each collection by how many percent the heap may grow
// until the next, so that least bytes are allocated in between; until it is stopped.
func paceCollector(least int64, setPercent func(int)) (stop func()) {
	var stopped atomic.Bool
	inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	set := 100
	var pace func(struct{})
	pace = func(struct{}) {
		if stopped.Load() {
			return
		}
		metrics.Read(inUse)
		if percent := growth(int64(inUse[0].Value.Uint64()), least); 10*max(percent-set, set-percent) > set { // each change stops all for a moment
			set = percent
			setPercent(percent)
		}
		runtime.AddCleanup(new([64]byte), pace, struct{}{}) // found by the next collection
	}
	pace(struct{}{})
	return func() { stopped.Store(true) }
}

// growth is by how many percent a heap may grow: as much as is in use, as ever,
// and least at the least.
func growth(inUse, least int64) int { return int(max(100, 100*least/max(1<<20, inUse))) }

// machineMemory is what the machine, or the container where that is less, has;
// 0 where that cannot be known.
func machineMemory(read func(string) ([]byte, error)) int64 {
	least := int64(0)
	take := func(n int64) {
		if n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	for _, name := range append(serviceLimits(read), "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes") {
		if b, err := read(name); err == nil {
			n, _ := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64) // "max" is no number, and no limit
			take(n)
		}
	}
	if b, err := read("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if kilobytes, ok := strings.CutPrefix(line, "MemTotal:"); ok {
				n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kilobytes), "kB")), 10, 64)
				take(n << 10)
			}
		}
	}
	return least
}

// serviceLimits are the files with the limits of the service that this process
// belongs to, and of those around it: systemd sets MemoryMax there, and not where
// a container finds its own.
func serviceLimits(read func(string) ([]byte, error)) (files []string) {
	groups, _ := read("/proc/self/cgroup") // one "0::/system.slice/linea.service" of version 2
	for line := range strings.Lines(string(groups)) {
		at, ok := strings.CutPrefix(strings.TrimSpace(line), "0::/")
		for ; ok && at != "" && at != "."; at = path.Dir(at) {
			files = append(files, path.Join("/sys/fs/cgroup", at, "memory.max"))
		}
	}
	return files
}
