package main

import (
	"context"
	"time"
)

// measureStart starts the server and waits until its index shows the journal's
// head. The file is in the system's cache.
func measureStart(ctx context.Context, b *bench) (err error) {
	began := time.Now()
	if b.server, err = b.startServer(ctx, b.linea, "serve", "--store", b.store, "--addr", "127.0.0.1:0"); err != nil {
		return err
	}
	if err = b.server.untilReady(ctx); err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	cpu, _ := b.server.cpuTime()
	if err = b.askProfiler(b.server.socket, "stop", ""); err != nil {
		return err
	}
	b.report.add("until /readyz is 200",
		figure{Value: took / float64(b.rows) * 1e6, Unit: "s per 1,000,000"}.atMost(2, true), cpuPerMillion(cpu, b.rows))
	return nil
}
