package feed

import (
	"bytes"
	"context"
	"strings"
	"time"

	"linea/geo"
)

// writer compares rows with the journal and appends them in blocks.
type writer struct {
	run      *run
	nature   nature
	fresh    bool // the journal was empty and nobody else has written: nothing to compare with
	head     geo.Head
	complete bool // the whole file has been parsed
	newest   newestBySource
	dates    sourceDates
	sources  map[string]*sourceState
	order    []string // slugs as first met
	block    []pending
	ahead    *appending   // what is being written while the next rows come
	begun    int          // appends that went ahead
	flushed  func() error // called once a block is durable; nil = nobody asks
}

// pending is a row that waits for its block.
type pending struct {
	row   parsed
	batch *batch
}

// outcome is what became of a row.
type outcome uint8

const (
	added outcome = iota
	revised
	unchanged
	newerHere
	keptRetracted
	onChangeKeep
	refused
	outcomeCount
)

func newWriter(ctx context.Context, r *run) (*writer, error) {
	head, err := r.journal.Head(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{run: r, head: head, fresh: head.Seq == 0, newest: newestBySource{}, sources: map[string]*sourceState{}}
	w.dates = sourceDates{run: r}
	return w, nil
}

// maxSources is how many sources one file may name; more means that its
// "source" column is something else.
const maxSources = 200

// add queues a row and writes when an append is full. The sources of its rows
// stand in the same append, before them.
func (w *writer) add(ctx context.Context, row *parsed, b *batch) error {
	if err := w.meet(ctx, row.source); err != nil {
		return err
	}
	w.block = append(w.block, pending{*row, b})
	switch {
	case len(w.block) < w.most():
		return nil
	case w.mayGoAhead():
		return w.goAhead(ctx)
	}
	return w.flush(ctx)
}

// smallAppends is how many of the first appends that go ahead are small, each
// twice as large as the one before, so that writing begins early.
const smallAppends = 3

// most is how many rows an append takes: a client that waits hears of each
// block.
func (w *writer) most() int {
	switch {
	case w.run.opts.strict:
		return geo.MaxBlock - maxSources
	case w.mayGoAhead() && w.begun < smallAppends:
		return geo.MaxAppend>>(smallAppends-w.begun) - maxSources
	}
	return geo.MaxAppend - maxSources
}

// maxTries is how often a block is compared anew when other writers change its
// rows meanwhile.
const maxTries = 8

// flush writes what is queued as one block, after what is being written.
func (w *writer) flush(ctx context.Context) error {
	if err := w.settle(ctx); err != nil {
		return err
	}
	if len(w.block) == 0 {
		return ctx.Err()
	}
	for try := 1; ; try++ {
		err := w.tryFlush(ctx)
		if geo.CodeOf(err) != geo.Conflict || try == maxTries {
			w.block = w.block[:0]
			if err == nil && w.flushed != nil {
				err = w.flushed()
			}
			return err
		}
		w.fresh = false
		if err := w.reloadSources(ctx); err != nil {
			return err
		}
	}
}

// tally of one block, counted only once the block is durable.
type blockTally struct {
	outcomes [outcomeCount]int
	rejects  []Reject
}

func (w *writer) tryFlush(ctx context.Context) error {
	stored, err := w.stored(ctx)
	if err != nil {
		return err
	}
	var t blockTally
	changes := make([]geo.Change, 0, len(w.block)+len(w.order))
	changes = w.sourceChanges(changes)
	for i := range w.block {
		p := &w.block[i]
		change, what, err := w.decide(ctx, p, stored, &t)
		if err != nil {
			return err
		}
		t.outcomes[what]++
		if what == added || what == revised {
			changes = append(changes, change)
		}
	}
	if t.outcomes[added]+t.outcomes[revised] > 0 {
		if err := w.append(ctx, changes); err != nil {
			return err
		}
	}
	w.count(&t)
	return nil
}

// stored gives the newest change of every queued id that exists.
func (w *writer) stored(ctx context.Context) (map[string]geo.Change, error) {
	if w.fresh {
		return nil, nil
	}
	ids := make([]string, len(w.block))
	for i := range w.block {
		ids[i] = w.block[i].row.id
	}
	return w.run.journal.Current(ctx, geo.EntityIncident, ids)
}

// decide says what becomes of a row, and with added and revised how it is written.
func (w *writer) decide(ctx context.Context, p *pending, all map[string]geo.Change, t *blockTally) (geo.Change, outcome, error) {
	row := &p.row
	stored, exists := all[row.id]
	if !exists {
		return w.change(geo.EntityIncident, row.id, row.source, row.fields), added, nil
	}
	if bytes.Equal(stored.Fields, row.fields) && stored.Op == geo.OpPut {
		return stored, unchanged, nil
	}
	if w.run.opts.strict {
		t.rejects = append(t.rejects, w.run.rejectOf(row, p.batch, otherContent,
			"it exists with other content; read it, and change it with PUT and If-Match"))
		return stored, refused, nil
	}
	var was, in geo.Incident
	if err := geo.DecodeIncident(row.id, stored.Fields, nil, &was); err != nil {
		return stored, refused, err
	}
	if was.Status == geo.StatusRetracted && holdsStatus(stored.Actor) || stored.Op == geo.OpRetract {
		return stored, keptRetracted, nil
	}
	if err := geo.DecodeIncident(row.id, row.fields, nil, &in); err != nil {
		return stored, refused, err
	}
	return w.revise(ctx, p, revision{stored, was, in}, t)
}

// revision is a row that exists, as it was and as the file has it.
type revision struct {
	stored  geo.Change
	was, in geo.Incident
}

func (w *writer) revise(ctx context.Context, p *pending, v revision, t *blockTally) (geo.Change, outcome, error) {
	has, prefix := p.row.has, feedActor
	if holdsStatus(v.stored.Actor) {
		has, prefix = has&^fieldStatus, heldActor
	}
	next := merged(&v.was, &v.in, has)
	fields := geo.EncodeIncident(nil, &next)
	if bytes.Equal(fields, v.stored.Fields) {
		return v.stored, unchanged, nil
	}
	if w.run.opts.OnChange == OnChangeKeep {
		return v.stored, onChangeKeep, nil
	}
	if old, err := w.dates.outdated(ctx, &p.row, &v.stored, &v.was); err != nil || old {
		return v.stored, newerHere, err
	}
	if broken := next.Check(w.run.now); len(broken) > 0 {
		t.rejects = append(t.rejects, w.run.rejectOf(&p.row, p.batch, broken[0].Reason,
			"beside what is stored for this id: "+broken[0].Detail))
		return v.stored, refused, nil
	}
	c := w.change(geo.EntityIncident, p.row.id, v.stored.Owner, fields)
	c.Actor = actorOf(prefix, w.run.opts.Actor)
	c.Revision, c.PrevSeq, c.Label = v.stored.Revision+1, v.stored.Seq, v.stored.Label
	return c, revised, nil
}

// change is a first revision.
func (w *writer) change(e geo.Entity, id, owner string, fields []byte) geo.Change {
	return geo.Change{Entity: e, ID: id, Revision: 1, Actor: w.actor(), RecordedAt: w.recordedAt(),
		Owner: owner, Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: fields}
}

func (w *writer) actor() string {
	if w.run.opts.strict {
		return handActor(w.run.opts.Actor)
	}
	return actorOf(feedActor, w.run.opts.Actor)
}

func (w *writer) recordedAt() time.Time { return w.run.opts.now().UTC().Truncate(time.Millisecond) }

// append writes a block, unless this is a dry run, and takes its seqs.
func (w *writer) append(ctx context.Context, changes []geo.Change) error {
	if w.run.opts.DryRun {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	head, err := w.run.journal.Append(ctx, changes)
	if err != nil {
		return err
	}
	w.took(head, changes)
	return nil
}

// took notes changes that are now durable.
func (w *writer) took(head geo.Head, changes []geo.Change) {
	first, last := changes[0].Seq, changes[len(changes)-1].Seq
	w.fresh = w.fresh && first == w.head.Seq+1
	w.head = head
	w.run.report.Seqs = extend(w.run.report.Seqs, first, last)
	w.tookSources(changes)
}

func (w *writer) count(t *blockTally) {
	r := &w.run.report
	r.Added += t.outcomes[added]
	r.Revised += t.outcomes[revised]
	r.Unchanged += t.outcomes[unchanged]
	r.Kept.NewerHere += t.outcomes[newerHere]
	r.Kept.KeptRetract += t.outcomes[keptRetracted]
	r.Kept.OnChangeKeep += t.outcomes[onChangeKeep]
	w.run.refuse(t.rejects...)
}

func (w *writer) sourceNames() string { return strings.Join(w.order, ", ") }
