package feed

import (
	"cmp"
	"context"
	"iter"

	"linea/geo"
)

// writeBatch is how many incidents Write parses at a time.
const writeBatch = 2000

// Write brings incidents that were made in this process into the journal, by
// the same path and the same rules as Run. name stands for the file in the
// report. The incidents are not kept.
func Write(ctx context.Context, journal geo.Journal, name string, incidents iter.Seq[*geo.Incident], opts Options) (Report, error) {
	input := Input{Name: name, Once: true}
	r, err := prepare(ctx, input, journal, opts)
	if err != nil {
		return r.report, err
	}
	f := &format{name: "incidents"}
	r.pass = &pass{input: input, opened: &opened{read: &counter{}}, format: f, slug: opts.Source, now: r.now, seeds: newIDSeeds()}
	r.decoder = r.pass.worker().decoder
	r.report.Format = f.name
	return r.all(ctx, func(visit func(*batch) error) error { return r.batches(ctx, incidents, visit) })
}

// batches checks and encodes incidents, a batch at a time.
func (r *run) batches(ctx context.Context, incidents iter.Seq[*geo.Incident], visit func(*batch) error) error {
	w, n := r.pass.worker(), 0
	b := w.begin(chunk{})
	for in := range incidents {
		n++
		w.row.reset(n)
		w.row.in, w.row.has = *in, allFields
		w.row.check()
		w.keep(b, 0, 0)
		if b.read < writeBatch {
			continue
		}
		w.end(b)
		if err := cmp.Or(ctx.Err(), visit(b)); err != nil {
			return err
		}
		b = w.begin(chunk{})
	}
	w.end(b)
	return visit(b)
}
