package main

import (
	"context"
	"errors"
	"iter"
	"runtime"

	"linea/geo"
	"linea/geo/index"
	"linea/geo/store/sqlite"
)

// measureIndex folds the store in this process, with summaries taken out, and
// weighs what stays.
func measureIndex(ctx context.Context, b *bench) (err error) {
	store, err := sqlite.Open(ctx, b.store, sqlite.Options{MustExist: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	before := liveHeap()
	ix, err := index.Open(ctx, withoutSummaries{store})
	if err != nil {
		return err
	}
	held := liveHeap() - before
	runtime.KeepAlive(ix)
	b.report.add("everything but free text", figure{Value: float64(held) / float64(b.rows), Unit: "bytes an incident"}.atMost(100, b.n >= 10_000_000))
	return nil
}

// liveHeap is what is left after a collection, bytes.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC() // the first may leave pools and finalizers behind
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// withoutSummaries is a journal whose incidents have no free text.
type withoutSummaries struct{ geo.Journal }

func (j withoutSummaries) Blocks(ctx context.Context, after uint64) iter.Seq2[geo.Block, error] {
	return func(yield func(geo.Block, error) bool) {
		for block, err := range j.Journal.Blocks(ctx, after) {
			if err == nil {
				err = dropSummaries(block.Changes)
			}
			if !yield(block, err) {
				return
			}
		}
	}
}

func dropSummaries(changes []geo.Change) error {
	for i := range changes {
		c := &changes[i]
		if c.Entity != geo.EntityIncident {
			continue
		}
		var in geo.Incident
		if err := geo.DecodeIncident(c.ID, c.Fields, nil, &in); err != nil {
			return err
		}
		if in.Summary != "" {
			in.Summary = ""
			c.Fields = geo.EncodeIncident(nil, &in)
		}
	}
	return nil
}
