package feed

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"linea/geo"
)

// parsed is a row that passed every rule that can be tested without the
// journal and the other rows.
type parsed struct {
	id, source, via string
	strange         string // the word of its kind, where that is none
	fields          []byte // canonical form, see geo.EncodeIncident
	has             fieldSet
	line            int
	start, end      int // the row in its chunk
	key             idKey
	at, reported    int64 // Unix seconds; reported 0 = none
	place           place
	auto, synthetic bool
}

// place is what a row tells about its position.
type place struct {
	point    uint64 // lon and lat on the grid, see pointKey
	hasPoint bool
	method   geo.LocationMethod
}

func (p place) usable() bool {
	return p.hasPoint && p.method != geo.MethodMoved && p.method != geo.MethodNone
}

// batch is a chunk after parsing.
type batch struct {
	chunk            chunk
	read             int
	rows             []parsed
	rejects          []Reject
	tally            tally
	leftOut, ignored []string
}

// worker parses chunks, one at a time.
type worker struct {
	row     *row
	decoder decoder
	seeds   idSeeds
	dst     []byte // the fields of the batch, one after the other
	ids     []byte // its ids, likewise
	ends    []rowEnd
}

// parse turns a chunk into a batch.
func (w *worker) parse(c chunk) *batch {
	b := w.begin(c)
	w.decoder.each(c, func(start, end int) {
		if r := w.row; r.fault.reason == "" {
			r.in.Source = r.slug
			r.format.build(r)
			w.finishID(r)
			r.check()
		}
		w.keep(b, start, end)
	})
	w.end(b)
	b.leftOut, b.ignored = w.decoder.columns()
	return b
}

func (w *worker) begin(c chunk) *batch {
	w.row.tally = tally{}
	w.dst = make([]byte, 0, len(c.data)/2)
	w.ids, w.ends = w.ids[:0], w.ends[:0]
	return &batch{chunk: c}
}

// keep takes the row into the batch, or its reject.
func (w *worker) keep(b *batch, start, end int) {
	b.read++
	if w.row.fault.reason != "" {
		b.rejects = append(b.rejects, w.reject(w.row, b.chunk.data[start:end]))
		return
	}
	b.rows = append(b.rows, w.accepted(w.row, start, end))
	w.ends = append(w.ends, rowEnd{len(w.dst), len(w.ids)})
}

// end gives every row its part of the fields and ids, which share two
// allocations.
func (w *worker) end(b *batch) {
	ids, last := string(w.ids), rowEnd{}
	for i, end := range w.ends {
		row := &b.rows[i]
		row.fields = w.dst[last.fields:end.fields:end.fields]
		row.id = ids[last.id:end.id]
		last = end
	}
	b.tally = w.row.tally
}

// rowEnd is where the fields and the id of a row end.
type rowEnd struct{ fields, id int }

func (w *worker) accepted(r *row, start, end int) parsed {
	w.dst = geo.EncodeIncident(w.dst, &r.in)
	w.ids = append(w.ids, r.in.ID...)
	p := parsed{
		source: r.in.Source, via: r.in.Via, strange: r.strange, has: r.has, line: r.line, start: start, end: end,
		key: w.seeds.key(r.in.ID), at: r.in.OccurredAt.Unix(), auto: r.auto,
		synthetic: r.synthetic(),
		place:     place{hasPoint: r.in.HasPoint, method: r.in.LocationMethod},
	}
	if r.in.HasPoint {
		p.place.point = pointKey(r.in.Point)
	}
	if !r.in.ReportedAt.IsZero() {
		p.reported = r.in.ReportedAt.Unix()
	}
	return p
}

// finishID names a row that came without an id by its content.
func (w *worker) finishID(r *row) {
	if r.auto && r.fault.reason == "" {
		from := len(w.dst)
		w.dst = geo.EncodeIncident(w.dst, &r.in)
		r.in.ID = joinID(r.in.Source, contentID(w.dst[from:]))
		w.dst = w.dst[:from]
	}
}

func (w *worker) reject(r *row, data []byte) Reject {
	f := r.fault
	out := Reject{Line: r.line, Column: w.decoder.columnOf(f.role), Value: shownCell(f.role, []byte(f.value)), Reason: string(f.reason), Detail: f.detail}
	if r.strict {
		out.pointer = r.pointer(&f)
	}
	if f.reason != wrongCellCount && f.reason != unclosedQuote && f.reason != unreadableJSON {
		out.Row = w.decoder.describe(data)
	}
	return out
}

// pass is one reading of an input from its start to its end.
type pass struct {
	input    Input
	opened   *opened
	chunks   chunker
	format   *format
	header   *header // CSV only
	slug     string
	fallback string
	now      time.Time
	seeds    idSeeds
	strict   bool
}

func (p *pass) worker() *worker {
	w := &worker{seeds: p.seeds, row: &row{reading: &reading{
		format: p.format, slug: p.slug, fallback: p.fallback, now: p.now, strict: p.strict,
		texts: map[string]string{}, kinds: map[string]geo.Kind{},
	}}}
	if p.header != nil {
		w.decoder = &csvDecoder{header: p.header, splitter: splitter{comma: p.chunks.(*csvCutter).comma}, row: w.row}
	} else {
		w.decoder = &featureDecoder{row: w.row, keys: map[string]member{}}
	}
	return w
}

// each parses the input and visits the batches in the order of the file.
func (p *pass) each(ctx context.Context, visit func(*batch) error) error {
	return onAllCores(ctx, p, (*worker).parse, visit)
}

// job is a chunk on its way through a worker.
type job[T any] struct {
	chunk chunk
	err   error // ends the pass
	done  chan T
}

// chunksAhead is how many chunks are parsed while others are visited: as many as
// one append takes, so that the cores have work while it is written. 16 MiB of
// text, and about as much of rows.
const chunksAhead = 64

// onAllCores hands the chunks of a pass to one worker per core and visits what
// they make of them in the order of the file. It ends at the first error, its
// own or visit's, and closes the input.
func onAllCores[T any](ctx context.Context, p *pass, work func(*worker, chunk) T, visit func(T) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cores := geo.Cores()
	ordered, todo := make(chan job[T], chunksAhead), make(chan job[T], cores)
	go cut(ctx, p, ordered, todo)
	for range cores {
		go func() {
			w := p.worker()
			for j := range todo {
				j.done <- work(w, j.chunk)
			}
		}()
	}
	for {
		j, err := receive(ctx, ordered)
		if err != nil || j.err == io.EOF {
			return err
		}
		if j.err != nil {
			return cmp.Or(ctx.Err(), error(&damage{j.err}))
		}
		made, err := receive(ctx, j.done)
		if err != nil {
			return err
		}
		if err := visit(made); err != nil {
			return err
		}
	}
}

// damage is why an input cannot be read to its end. The rows before it are
// taken all the same.
type damage struct{ error }

func (d *damage) Unwrap() error { return d.error }

// unlessDamaged is err, but nil for an input that merely ends too early.
func unlessDamaged(err error) error {
	var d *damage
	if errors.As(err, &d) {
		return nil
	}
	return err
}

// cut hands every chunk to the queue in order and to whichever worker is free.
func cut[T any](ctx context.Context, p *pass, ordered, todo chan<- job[T]) {
	defer p.opened.close()
	defer close(todo)
	for {
		c, err := p.chunks.next()
		j := job[T]{chunk: c, err: err, done: make(chan T, 1)}
		if !send(ctx, ordered, j) || err != nil || !send(ctx, todo, j) {
			return
		}
	}
}

func send[T any](ctx context.Context, to chan<- T, v T) bool {
	select {
	case to <- v:
		return true
	case <-ctx.Done():
		return false
	}
}

func receive[T any](ctx context.Context, from <-chan T) (v T, err error) {
	select {
	case v = <-from:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}
