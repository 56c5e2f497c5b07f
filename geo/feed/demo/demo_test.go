package demo_test

import (
	"context"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/feed/demo"
	"linea/geo/store/storetest"
)

func TestFill(t *testing.T) {
	for _, profile := range []demo.Profile{demo.Busy, demo.Sparse} {
		j := storetest.NewMemory()
		begin := time.Now()
		r, err := demo.Fill(context.Background(), j, demo.Options{N: 20_000, Seed: 1, Profile: profile}, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s %v added %d rejected %d %v %s..%s unmapped %+v", profile, time.Since(begin), r.Added, r.Rejected, r.RejectsByReason, r.FirstDay, r.LastDay, r.Unmapped)
		if r.Added != 20_000 {
			t.Errorf("added %d of 20000", r.Added)
		}
		if len(r.RejectLines) > 0 {
			t.Log(r.RejectLines[0])
		}
		again, err := demo.Fill(context.Background(), j, demo.Options{N: 20_000, Seed: 1, Profile: profile}, nil)
		if err != nil || again.Unchanged != 20_000 {
			t.Errorf("filling again: %d unchanged, %v", again.Unchanged, err)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	rows, err := demo.Generate(demo.Options{N: b.N, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	var sink geo.Incident
	for in := range rows {
		sink = *in
	}
	_ = sink
}
