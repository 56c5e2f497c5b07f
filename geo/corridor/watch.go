package corridor

import (
	"context"
	"sync"

	"linea/geo"
	"linea/geo/place"
)

// Rows near a corridor are looked at in batches, by all who have a processor
// while the view goes on searching; what is seen is visited in the view's order.
const (
	batchRows = 512
	watchers  = 2

	patientFor = 64 // rows between two looks at the context
)

// batch is some rows near the corridor and what is seen of them.
type batch struct {
	rows []geo.Glimpse
	seen []sight
	done chan struct{} // gets a value once all is seen
}

func newBatch() *batch {
	return &batch{rows: make([]geo.Glimpse, 0, batchRows), done: make(chan struct{}, 1)}
}

// watch looks at rows. Those of one batch are few enough to be looked at by the
// caller alone.
type watch struct {
	ctx   context.Context
	c     *Corridor
	reach bool
	cover *place.Cover // with reach
	visit func(*sight)

	filling *batch
	free    chan *batch // nil until the first batch is full
	work    chan *batch
	queue   chan *batch // in the view's order
	busy    sync.WaitGroup
}

// take adds a row.
func (w *watch) take(r *geo.Glimpse) {
	if w.filling == nil {
		w.filling = newBatch()
	}
	w.filling.rows = append(w.filling.rows, *r)
	if len(w.filling.rows) < batchRows {
		return
	}
	if w.free == nil {
		w.start()
	}
	w.work <- w.filling
	w.queue <- w.filling
	w.filling = <-w.free
}

// end waits until all rows have been visited.
func (w *watch) end() {
	if w.free != nil {
		close(w.work)
		close(w.queue)
		w.busy.Wait()
	}
	if w.filling != nil {
		w.eye().look(w.filling)
		w.pass(w.filling)
	}
}

func (w *watch) start() {
	const inFlight = watchers + 2
	w.free, w.work, w.queue = make(chan *batch, inFlight), make(chan *batch, inFlight), make(chan *batch, inFlight)
	for range inFlight - 1 { // and the one that is full
		w.free <- newBatch()
	}
	for range watchers {
		w.busy.Go(func() {
			e := w.eye()
			for b := range w.work {
				e.look(b)
				b.done <- struct{}{}
			}
		})
	}
	w.busy.Go(func() {
		for b := range w.queue {
			<-b.done
			w.pass(b)
			w.free <- b
		}
	})
}

// pass visits what was seen and makes room; once the question is called off it
// only makes room.
func (w *watch) pass(b *batch) {
	if w.ctx.Err() == nil {
		for i := range b.seen {
			w.visit(&b.seen[i])
		}
	}
	b.rows, b.seen = b.rows[:0], b.seen[:0]
}

// eye places rows, one after the other.
type eye struct {
	ctx    context.Context
	seeker *place.Seeker
	disk   disk
	reach  bool
}

func (w *watch) eye() *eye {
	return &eye{w.ctx, w.c.path.Seeker(), disk{c: w.c, cover: w.cover}, w.reach}
}

// look keeps the rows that lie in the corridor, and with reach those whose disk
// reaches in. A question that is called off is left in the middle: a row of a
// wide corridor takes up to a tenth of a millisecond.
func (e *eye) look(b *batch) {
	c := e.disk.c
	for i := range b.rows {
		if i%patientFor == 0 && e.ctx.Err() != nil {
			return
		}
		r := &b.rows[i]
		limitM := c.halfWidthM + edgeM
		if e.reach {
			limitM += r.RadiusM
		}
		m, inside := c.place(e.seeker, r.Point, limitM)
		pIn := truth(inside)
		if e.reach && m.OffsetM <= limitM {
			pIn = e.disk.pIn(r.Point, r.RadiusM, m, inside)
		}
		if inside || pIn > 0 {
			b.seen = append(b.seen, sight{})
			b.seen[len(b.seen)-1].set(r, &m, inside, pIn)
		}
	}
}
