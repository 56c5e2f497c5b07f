package feed_test

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

// readings counts how often a journal is read, and lets nobody read before all
// have asked.
type readings struct {
	geo.Journal
	asked *sync.WaitGroup
	n     atomic.Int64
}

func (r *readings) Blocks(ctx context.Context, after uint64) iter.Seq2[geo.Block, error] {
	r.n.Add(1)
	r.asked.Wait()
	return r.Journal.Blocks(ctx, after)
}

// Clients that all write at once after a start read the journal once.
func TestOneLooksWhetherRowsAreReal(t *testing.T) {
	row := func(n int) []byte {
		return fmt.Appendf(nil, `{"source":"desk","kind":"rescue","occurred_at":"2024-05-01","id":"%d"}`, n)
	}
	j := storetest.NewMemory()
	if _, err := feed.NewIntake(j, testNow).Add(t.Context(), row(0), "", ""); err != nil {
		t.Fatal(err)
	}
	const clients = 16
	var asked sync.WaitGroup
	asked.Add(clients)
	counted := &readings{Journal: j, asked: &asked}
	k := feed.NewIntake(counted, testNow)
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			asked.Done()
			if w, err := k.Add(t.Context(), row(i+1), "", ""); err != nil || !w.New {
				t.Errorf("row %d: %v", i+1, err)
			}
		})
	}
	all.Wait()
	if n := counted.n.Load(); n != 1 {
		t.Errorf("the journal was read %d times", n)
	}
}
