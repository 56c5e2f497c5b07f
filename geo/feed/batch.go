package feed

import (
	"context"
	"io"
	"slices"

	"linea/geo"
)

// BatchBlock tells what became of the rows of one block, once it is durable.
type BatchBlock struct {
	Accepted int           `json:"accepted"` // written, or known with the same content
	Rejected []BatchReject `json:"rejected"`
	Seq      uint64        `json:"seq"` // the journal's head that holds them
}

// BatchReject is one row that was not taken.
type BatchReject struct {
	Row     int    `json:"row"` // line of the body, from 1; in a GeoJSON collection the number of the feature
	Pointer string `json:"pointer"`
	Reason  string `json:"reason"`
	Detail  string `json:"detail"`
}

// BatchSummary is the whole batch.
type BatchSummary struct {
	Rows      int    `json:"rows"`
	Accepted  int    `json:"accepted"`
	Added     int    `json:"added"`
	Unchanged int    `json:"unchanged"`
	Rejected  int    `json:"rejected"`
	Seq       uint64 `json:"seq"`
}

// rejectsToTell is how many rejects wait for a block to go with them.
const rejectsToTell = 1000

// Batch writes the rows of a stream by the rules of Add, in blocks. told hears
// of each as soon as it is durable; a block is written when it is full or when
// the stream falls behind. A row that exists with other content is rejected. A
// row without an id is named by its content, so that a stream that broke off can
// be sent again.
//
// A stream that ends in the middle of a row, or of which told says no more,
// leaves the blocks that were told of and no others but whole ones. Codes:
// those of Run, and Invalid for a header with columns that are no fields.
func (k *Intake) Batch(ctx context.Context, body io.Reader, format, actor string, told func(BatchBlock) error) (BatchSummary, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	opts := Options{Format: format, OnChange: OnChangeKeep, Actor: actor, Now: k.now, strict: true}
	input := Stream("the batch", newEager(body, ctx.Done()))
	r, err := newRun(ctx, input, k.journal, opts)
	if err != nil {
		return BatchSummary{}, err
	}
	if err = r.pass.judgeHeader(); err == nil {
		err = r.refuseMixedNature(ctx)
	}
	if err != nil {
		r.pass.opened.close()
		return BatchSummary{}, err
	}
	b := &telling{run: r, told: told}
	r.writer.flushed = b.tell
	err = r.pass.each(ctx, func(rows *batch) error { return b.take(ctx, rows) })
	if unlessDamaged(err) == nil {
		if failed := b.flush(ctx); failed != nil {
			err = failed
		}
	}
	return b.summary(), err
}

// telling is a batch under way.
type telling struct {
	*run
	told     func(BatchBlock) error
	accepted int // told of
}

func (b *telling) take(ctx context.Context, rows *batch) error {
	if err := b.run.take(ctx, rows); err != nil {
		return err
	}
	if rows.chunk.short || len(b.untold) >= rejectsToTell {
		return b.flush(ctx)
	}
	return nil
}

// flush writes what waits, and tells of rejects that no row waits with.
func (b *telling) flush(ctx context.Context) error {
	if err := b.writer.flush(ctx); err != nil {
		return err
	}
	return b.tell()
}

// tell gives account of what was written and refused since the last time.
func (b *telling) tell() error {
	s := b.summary()
	block := BatchBlock{Accepted: s.Accepted - b.accepted, Seq: s.Seq, Rejected: make([]BatchReject, len(b.untold))}
	if block.Accepted == 0 && len(b.untold) == 0 {
		return nil
	}
	for i, r := range b.untold {
		block.Rejected[i] = BatchReject{r.Line, r.pointer, r.Reason, r.Detail}
	}
	b.accepted, b.untold = s.Accepted, b.untold[:0]
	return b.told(block)
}

func (b *telling) summary() BatchSummary {
	r := &b.report
	return BatchSummary{Rows: r.RowsRead, Accepted: r.Added + r.Unchanged, Added: r.Added, Unchanged: r.Unchanged, Rejected: r.Rejected, Seq: b.writer.head.Seq}
}

// judgeHeader refuses columns that are no fields, but for those that our own
// exports carry beside them.
func (p *pass) judgeHeader() error {
	if p.header == nil {
		return nil
	}
	e := &geo.Error{Op: "batch", Code: geo.Invalid, Message: "The header has columns that are no fields of an incident; nothing was written (to leave them out, send the file to /api/v1/imports)"}
	for _, name := range slices.Concat(p.header.leftOut, p.header.ignored) {
		if !slices.Contains(derivedFields(), name) {
			f := strangeName(p.format, name)
			e.Fields = append(e.Fields, geo.FieldError{Pointer: "/" + escapePointer(f.name), Detail: f.detail})
		}
	}
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}
