package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"linea/geo/feed"
)

// measureImport reads a CSV into an empty store with the command line: when it
// has ended, journal and layer are durable.
func measureImport(ctx context.Context, b *bench) (err error) {
	if b.csv, err = b.makeData(ctx); err != nil {
		return err
	}
	b.store = b.path("bench.gpkg")
	const profileFor = 4 * time.Second // a program cannot be asked once it has ended
	socket := b.nextSocket()
	defer time.AfterFunc(profileFor, func() { b.askProfiler(socket, "stop", "") }).Stop() //nolint:errcheck
	began := time.Now()
	out, cpu, err := b.runLinea(ctx, "import", "--json", "--store", b.store, b.csv)
	took := time.Since(began)
	if err != nil {
		return err
	}
	if b.rows, err = importedRows(out); err != nil {
		return err
	}
	info, err := os.Stat(b.store)
	if err != nil {
		return err
	}
	b.report.add(fmt.Sprintf("CSV of %s rows into an empty store", grouped(float64(b.rows), 0)),
		figure{Value: float64(b.rows) / took.Seconds(), Unit: "rows/s"}.atLeast(150_000, true),
		cpuPerMillion(cpu, b.rows))
	b.report.add("store on disk", figure{Value: float64(info.Size()) / float64(b.rows), Unit: "bytes an incident"})
	return nil
}

// importedRows reads the report of linea import --json.
func importedRows(out []byte) (int, error) {
	var report struct{ Files []feed.Report }
	if err := json.Unmarshal(out, &report); err != nil {
		return 0, err
	}
	if len(report.Files) != 1 || report.Files[0].Added == 0 || report.Files[0].Rejected > 0 {
		return 0, fmt.Errorf("the import did not take every row: %s", out)
	}
	return report.Files[0].Added, nil
}

// cpuPerMillion is what all cores together worked, whoever else was at work.
func cpuPerMillion(cpu time.Duration, rows int) figure {
	return figure{Name: "cores", Value: cpu.Seconds() / float64(rows) * 1e6, Unit: "s per 1,000,000"}
}
