package main

import (
	"log/slog"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
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
	if now := debug.SetMemoryLimit(-1); now < math.MaxInt64 {
		log.Info("memory", "limit_mb", now>>20)
	}
}

// machineMemory is what the machine, or the container where that is less, has;
// 0 where that cannot be known.
func machineMemory(read func(string) ([]byte, error)) int64 {
	least := int64(0)
	take := func(n int64) {
		if n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
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
