package feed

import (
	"context"
	"time"

	"linea/geo"
)

// lastWords bounds how long an interrupted import may take to note itself.
const lastWords = 10 * time.Second

// finish closes the report and writes it to the journal, together with what
// the whole file told about its sources. An import that failed is noted as
// well if it wrote anything; the error it failed with is given back.
func (w *writer) finish(ctx context.Context, failed error) error {
	r := &w.run.report
	r.FinishedAt = w.recordedAt()
	r.Newest = w.newest
	for _, at := range w.newest {
		if at.After(r.ReportedUntil) {
			r.ReportedUntil = at
		}
	}
	r.Seq = w.head.Seq
	if w.run.opts.DryRun || failed != nil && len(r.Seqs) == 0 {
		return failed
	}
	if failed != nil {
		r.warn("The import stopped after " + numbered(r.RowsRead, "row", "rows") + ". What was written stays; import the same file again to go on.")
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), lastWords)
		defer cancel()
	}
	if err := w.writeImport(ctx); err != nil && failed == nil {
		return err
	}
	return failed
}

// writeImport appends the block that ends an import.
func (w *writer) writeImport(ctx context.Context) error {
	r := &w.run.report
	fields, err := geo.EncodeJSON(r)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		changes := append(w.sourceChanges(nil), w.change(geo.EntityImport, r.ID, r.owner(), fields))
		head, err := w.run.journal.Append(ctx, changes)
		if err == nil {
			w.head, r.Seq = head, changes[len(changes)-1].Seq
			return nil
		}
		if geo.CodeOf(err) != geo.Conflict || try == maxTries {
			return err
		}
		if err := w.reloadSources(ctx); err != nil {
			return err
		}
	}
}

// owner of an import is its source, or "several".
func (r *Report) owner() string {
	if geo.ValidSlug(r.Source) {
		return r.Source
	}
	return "several"
}
