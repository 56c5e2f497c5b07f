package feed

import (
	"context"

	"linea/geo"
)

// appending is an append into a journal that was empty, under way while the rows
// of the next are taken. Its rows are kept: should another writer be met, they
// are compared with what that one wrote.
type appending struct {
	block   []pending
	changes []geo.Change
	head    geo.Head
	err     error
	done    chan struct{}
}

// mayGoAhead says whether what is queued can be written without a look at the
// journal, and with nobody who waits to hear of it.
func (w *writer) mayGoAhead() bool { return w.fresh && !w.run.opts.strict && !w.run.opts.DryRun }

// goAhead begins to write what is queued, once the append before is durable.
func (w *writer) goAhead(ctx context.Context) error {
	space := len(w.order) // for the sources
	changes := make([]geo.Change, space, space+len(w.block))
	for i := range w.block {
		row := &w.block[i].row
		changes = append(changes, w.change(geo.EntityIncident, row.id, row.source, row.fields))
	}
	next := &appending{block: w.block, done: make(chan struct{})}
	w.block = nil
	err := w.settle(ctx)
	switch {
	case err != nil:
		return err
	case !w.fresh: // somebody else writes
		w.block = next.block
		return w.flush(ctx)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	sources := w.sourceChanges(nil)
	next.changes = changes[space-len(sources):]
	copy(next.changes, sources)
	w.ahead = next
	w.begun++
	go func() {
		defer close(next.done)
		next.head, next.err = w.run.journal.Append(ctx, next.changes)
	}()
	return nil
}

// settle waits until what is being written is durable, and counts it.
func (w *writer) settle(ctx context.Context) error {
	a := w.ahead
	if a == nil {
		return nil
	}
	w.ahead = nil
	<-a.done
	if geo.CodeOf(a.err) == geo.Conflict {
		return w.compare(ctx, a.block)
	}
	if a.err != nil {
		return a.err
	}
	w.took(a.head, a.changes)
	w.run.report.Added += len(a.block)
	if w.block == nil {
		w.block = a.block[:0] // its memory serves again
	}
	return nil
}

// compare writes rows that were not written because somebody else had begun.
func (w *writer) compare(ctx context.Context, rows []pending) error {
	later := w.block
	w.block, w.fresh = rows, false
	if err := w.reloadSources(ctx); err != nil {
		return err
	}
	err := w.flush(ctx)
	w.block = later
	return err
}
