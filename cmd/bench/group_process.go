package main

import (
	"context"
	"regexp"
	"strconv"
)

// measureProcess weighs the server after what it has answered so far.
func measureProcess(ctx context.Context, b *bench) error {
	for _, m := range []struct{ name, what string }{{"VmRSS", "resident"}, {"VmHWM", "resident at the most, while starting"}} {
		bytes, err := b.server.memory(m.name)
		if err != nil {
			b.report.note("not measured: %v", err)
			return nil
		}
		b.report.add(m.what, b.perIncident(float64(bytes)), figure{Value: float64(bytes) / (1 << 20), Unit: "MiB"})
	}
	_, body, err := get(ctx, b.server.url("/metrics"))
	if v, ok := metric(body, "go_memstats_heap_inuse_bytes"); ok {
		b.report.add("heap in use", b.perIncident(v), figure{Value: v / (1 << 20), Unit: "MiB"})
	}
	return err
}

func (b *bench) perIncident(bytes float64) figure {
	return figure{Value: bytes / float64(b.rows), Unit: "bytes an incident"}
}

// metric finds a sample without labels in the text format of Prometheus.
func metric(text []byte, name string) (float64, bool) {
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindSubmatch(text)
	if found == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(found[1]), 64)
	return v, err == nil
}
