package sqlite_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
)

// plausible makes n new incidents as an import writes them: half with an exact
// hour, few texts, many days.
func plausible(r *rand.Rand, from, n int) []geo.Change {
	at := recordedAt
	lands := []string{"Tohono O'odham Nation", "Bureau of Land Management", "Private", "", "US Forest Service"}
	changes := make([]geo.Change, n)
	for i := range changes {
		in := geo.Incident{
			Source: "demo", Kind: geo.Kind(r.IntN(20)), OccurredAt: at.Add(-time.Duration(r.IntN(5e8)) * time.Second),
			TimePrecision: geo.TimePrecision(r.IntN(3)), HasPoint: r.IntN(20) > 0, Point: orb.Point{geo.OnGrid(-115 + 6*r.Float64()), geo.OnGrid(30 + 3*r.Float64())},
			RadiusM: float64(50 * r.IntN(60)), LocationMethod: geo.MethodGPS, Origin: geo.Reported, Persons: r.IntN(8), Land: lands[r.IntN(len(lands))],
		}
		changes[i] = geo.Change{
			ID: fmt.Sprintf("demo:%08d", from+i), Revision: 1, Actor: "demo", RecordedAt: at, Owner: "demo", Label: geo.LabelInternal,
			Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, &in),
		}
	}
	return changes
}

// BenchmarkAppend writes blocks of 5,000 new incidents.
func BenchmarkAppend(b *testing.B) {
	path := filepath.Join(b.TempDir(), "linea.gpkg")
	s := openStore(b, path)
	r := rand.New(rand.NewPCG(1, 1))
	rows := 0
	for b.Loop() {
		b.StopTimer()
		block := plausible(r, rows, geo.MaxBlock)
		b.StartTimer()
		if _, err := s.Append(context.Background(), block); err != nil {
			b.Fatal(err)
		}
		rows += len(block)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	if info, err := os.Stat(path); err == nil {
		b.ReportMetric(float64(info.Size())/float64(rows), "B/row")
	}
}

// BenchmarkRead reads a journal of 200,000 changes back.
func BenchmarkRead(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "linea.gpkg"))
	r := rand.New(rand.NewPCG(1, 1))
	const rows = 200_000
	for n := 0; n < rows; n += geo.MaxBlock {
		if _, err := s.Append(context.Background(), plausible(r, n, geo.MaxBlock)); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		for _, err := range s.Blocks(context.Background(), 0) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/rows*1e6, "s/million")
}

// BenchmarkCurrent looks 5,000 ids up, as the re-import of a file does.
func BenchmarkCurrent(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "linea.gpkg"))
	r := rand.New(rand.NewPCG(1, 1))
	ids := make([]string, 0, geo.MaxBlock)
	for n := range 20 {
		block := plausible(r, n*geo.MaxBlock, geo.MaxBlock)
		if _, err := s.Append(context.Background(), block); err != nil {
			b.Fatal(err)
		}
		for _, c := range block[:250] {
			ids = append(ids, c.ID)
		}
	}
	for b.Loop() {
		found, err := s.Current(context.Background(), geo.EntityIncident, ids)
		if err != nil || len(found) != len(ids) {
			b.Fatal(len(found), err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N*len(ids)), "µs/id")
}

// BenchmarkRevise writes blocks of 5,000 second revisions.
func BenchmarkRevise(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "linea.gpkg"))
	block := plausible(rand.New(rand.NewPCG(1, 1)), 0, geo.MaxBlock)
	appendTo(b, s, block)
	for b.Loop() {
		for i := range block {
			block[i].Revision, block[i].PrevSeq = block[i].Revision+1, block[i].Seq
		}
		appendTo(b, s, block)
	}
	b.ReportMetric(float64(b.N)*geo.MaxBlock/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkAppendOne writes blocks of one new incident.
func BenchmarkAppendOne(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "linea.gpkg"))
	block := plausible(rand.New(rand.NewPCG(1, 1)), 0, 1)
	n := 0
	for b.Loop() {
		n++
		block[0].ID = fmt.Sprint("one:", n)
		appendTo(b, s, block)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
}

// BenchmarkVerify proves a store of 100,000 incidents.
func BenchmarkVerify(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "linea.gpkg"))
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 20 {
		appendTo(b, s, plausible(r, n*geo.MaxBlock, geo.MaxBlock))
	}
	for b.Loop() {
		if err := s.Verify(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()*10/float64(b.N), "s/million")
}

// BenchmarkAppendCrowd lets 64 writers append one new incident each, again and
// again.
func BenchmarkAppendCrowd(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "linea.gpkg"))
	var n atomic.Int64
	b.SetParallelism((64 + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		block := plausible(rand.New(rand.NewPCG(1, uint64(n.Load()))), 0, 1)
		for pb.Next() {
			block[0].ID = fmt.Sprint("crowd:", n.Add(1))
			appendTo(b, s, block)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
}
