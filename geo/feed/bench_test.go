package feed_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/feed/demo"
)

// sink is a journal that only counts: what is measured is everything before
// the store.
type sink struct{ seq uint64 }

func (s *sink) Append(_ context.Context, changes []geo.Change) (geo.Head, error) {
	for i := range changes {
		s.seq++
		changes[i].Seq = s.seq
	}
	return geo.Head{Seq: s.seq}, nil
}
func (s *sink) Blocks(context.Context, uint64) iter.Seq2[geo.Block, error] {
	return func(func(geo.Block, error) bool) {}
}
func (s *sink) Head(context.Context) (geo.Head, error) { return geo.Head{Seq: s.seq}, nil }
func (s *sink) Current(context.Context, geo.Entity, []string) (map[string]geo.Change, error) {
	return nil, nil
}
func (s *sink) Changed(context.Context) <-chan struct{} { return nil }
func (s *sink) Close() error                            { return nil }

func demoRecords(t testing.TB, n int) iter.Seq2[*geo.Record, error] {
	rows, err := demo.Generate(demo.Options{N: n, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(*geo.Record, error) bool) {
		for in := range rows {
			r := geo.Record{Incident: *in, Revision: 1, Seq: 1, RecordedAt: testNow()}
			r.Mapped = in.Locatable()
			if !yield(&r, nil) {
				return
			}
		}
	}
}

const benchRows = 200_000

func report(b *testing.B, rows int, begin time.Time) {
	b.ReportMetric(float64(rows*b.N)/time.Since(begin).Seconds(), "rows/s")
}

// BenchmarkReadCSV is Línea CSV from bytes to encoded changes, store aside.
func BenchmarkReadCSV(b *testing.B) { benchmarkRead(b, feed.WriteCSV) }

// BenchmarkReadGeoJSONLines is the same from newline GeoJSON.
func BenchmarkReadGeoJSONLines(b *testing.B) { benchmarkRead(b, feed.WriteGeoJSONLines) }

func benchmarkRead(b *testing.B, write func(io.Writer, iter.Seq2[*geo.Record, error]) error) {
	var file bytes.Buffer
	if err := write(&file, demoRecords(b, benchRows)); err != nil {
		b.Fatal(err)
	}
	in := text("bench", file.String())
	b.SetBytes(in.Size)
	b.ReportAllocs()
	begin := time.Now()
	for b.Loop() {
		if r := run(b, &sink{}, in, feed.Options{}); r.Added != benchRows {
			b.Fatalf("added %d", r.Added)
		}
	}
	report(b, benchRows, begin)
}

// BenchmarkFeature is one GeoJSON Feature.
func BenchmarkFeature(b *testing.B) {
	r := geo.Record{Incident: exportRows(b, 1)[5], Revision: 1, Seq: 1, RecordedAt: testNow()}
	r.Mapped, r.Cell = true, 0x8948e8577ffffff
	b.ReportAllocs()
	buf := make([]byte, 0, 1024)
	for b.Loop() {
		buf = feed.AppendFeature(buf[:0], &r)
	}
}

// BenchmarkWriteCSV is the export of Línea CSV.
func BenchmarkWriteCSV(b *testing.B) {
	var rows []geo.Record
	for r := range demoRecords(b, 10_000) {
		rows = append(rows, *r)
	}
	all := func(yield func(*geo.Record, error) bool) {
		for i := range rows {
			if !yield(&rows[i], nil) {
				return
			}
		}
	}
	begin := time.Now()
	for b.Loop() {
		if err := feed.WriteCSV(io.Discard, all); err != nil {
			b.Fatal(err)
		}
	}
	report(b, len(rows), begin)
}
