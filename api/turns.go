package api

import (
	"container/list"
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
)

// turns bounds how many costly questions are worked on at once. Each of them
// fills memory and a core; without a bound, many at once would starve the tiles
// and each other. Large ones, that take long, leave some turns to the rest.
// Clients that wait are served one after the other, whatever each of them asks:
// who asks much waits for himself.
type turns struct {
	most, mostLarge int
	longest         time.Duration // to wait for one

	mu              sync.Mutex
	held, heldLarge int
	lines           map[string]*list.Element // of order, by client
	order           list.List                // of *line: the clients that wait, whose turn is next first
}

// line is what one client waits for, oldest first.
type line struct {
	client  string
	waiters []*waiter
}

// waiter is one question that waits. ready is closed when it has its turn.
type waiter struct {
	large bool
	ready chan struct{}
}

// longestLine is how many questions of one client may wait: more than a page
// with every screen open asks.
const longestLine = 64

// newTurns gives so many turns, half of them to large questions.
func newTurns(most int, longest time.Duration) *turns {
	return &turns{most: most, mostLarge: max(1, most/2), longest: longest, lines: map[string]*list.Element{}}
}

// take waits for a free turn, not longer than ctx.
func (t *turns) take(ctx context.Context, client string, large bool) error {
	w := t.enter(client, large)
	if w == nil {
		return t.tooMany()
	}
	select {
	case <-w.ready:
		return nil
	default:
	}
	longest := time.NewTimer(t.longest)
	defer longest.Stop()
	select {
	case <-w.ready:
		return nil
	case <-longest.C:
	case <-ctx.Done():
	}
	if !t.withdraw(client, w) {
		return nil // it came in the same moment
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return t.tooMany()
}

func (t *turns) tooMany() error {
	return geo.Errorf("", tooMany, "The server works on %d questions of this size already; ask again in a few seconds", t.most)
}

// enter gives a turn, or a place in the client's line; nil when that is full.
func (t *turns) enter(client string, large bool) *waiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := &waiter{large, make(chan struct{})}
	if t.start(w) { // nobody waits who could have it
		return w
	}
	at := t.lines[client]
	if at == nil {
		at = t.order.PushBack(&line{client: client})
		t.lines[client] = at
	}
	l := at.Value.(*line)
	if len(l.waiters) >= longestLine {
		return nil
	}
	l.waiters = append(l.waiters, w)
	return w
}

// start gives w a turn if one is free for it.
func (t *turns) start(w *waiter) bool {
	if t.held >= t.most || w.large && t.heldLarge >= t.mostLarge {
		return false
	}
	t.held++
	if w.large {
		t.heldLarge++
	}
	close(w.ready)
	return true
}

// withdraw takes a waiter out of its line; false when it has its turn already.
func (t *turns) withdraw(client string, w *waiter) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.lines[client]
	if at == nil {
		return false
	}
	i := slices.Index(at.Value.(*line).waiters, w)
	if i < 0 {
		return false
	}
	t.leaveLine(at, i)
	return true
}

func (t *turns) leaveLine(at *list.Element, i int) {
	l := at.Value.(*line)
	if l.waiters = slices.Delete(l.waiters, i, i+1); len(l.waiters) == 0 {
		t.order.Remove(at)
		delete(t.lines, l.client)
	}
}

// giveBack ends a turn, and begins those that this makes room for.
func (t *turns) giveBack(large bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held--
	if large {
		t.heldLarge--
	}
	for at := t.order.Front(); at != nil && t.held < t.most; {
		next := at.Next()
		if i := slices.IndexFunc(at.Value.(*line).waiters, t.start); i >= 0 {
			t.order.MoveToBack(at)
			t.leaveLine(at, i)
		}
		at = next
	}
}

// inUse is how many questions are worked on.
func (t *turns) inUse() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held
}

// crowded says whether more than one question is worked on, or any waits.
func (t *turns) crowded() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held > 1 || t.order.Len() > 0
}

// turn is the one of a single call. It is taken at the first costly question,
// so that neither a mistake, nor a 304, nor a slow body waits for it or holds
// it.
type turn struct {
	turns  *turns
	client string
	large  bool

	mu    sync.Mutex
	asked bool
	held  bool
	err   error
}

func (t *turn) take(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.asked {
		t.asked = true
		t.err = t.turns.take(ctx, t.client, t.large)
		t.held = t.err == nil
	}
	return t.err
}

// crowded says whether others are worked on or wait.
func (t *turn) crowded() bool { return t.turns.crowded() }

// end gives the turn back; what is left is to write the answer.
func (t *turn) end() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held {
		t.held = false
		t.turns.giveBack(t.large)
	}
}

// queue lets the costly questions of the call wait for one of these turns.
func (c *call) queue(turns *turns, large bool) {
	c.turn = &turn{turns: turns, client: c.client(c.r), large: large}
	c.view = &queuedView{c.view, c.turn}
}

// queuedView takes a turn before the first costly question.
type queuedView struct {
	geo.View
	turn *turn
}

func (v *queuedView) Used(ctx context.Context, q geo.Query, res int) (geo.Used, error) {
	if err := v.turn.take(ctx); err != nil {
		return geo.Used{}, err
	}
	return v.View.Used(ctx, q, res)
}

func (v *queuedView) Cells(ctx context.Context, q geo.Query, res int, box *orb.Bound) ([]geo.CellCount, error) {
	if err := v.turn.take(ctx); err != nil {
		return nil, err
	}
	return v.View.Cells(ctx, q, res, box)
}

func (v *queuedView) Tally(ctx context.Context, q geo.Query, res int, spans []geo.Span) ([]geo.CellTally, error) {
	if err := v.turn.take(ctx); err != nil {
		return nil, err
	}
	return v.View.Tally(ctx, q, res, spans)
}

func (v *queuedView) Count(ctx context.Context, q geo.Query) (int, error) {
	if err := v.turn.take(ctx); err != nil {
		return 0, err
	}
	return v.View.Count(ctx, q)
}

func (v *queuedView) Summary(ctx context.Context, q geo.Query, step geo.Step) (geo.Summary, error) {
	if err := v.turn.take(ctx); err != nil {
		return geo.Summary{}, err
	}
	return v.View.Summary(ctx, q, step)
}

func (v *queuedView) Table(ctx context.Context, q geo.Query, by [2]geo.Dimension) (geo.Table, error) {
	if err := v.turn.take(ctx); err != nil {
		return geo.Table{}, err
	}
	return v.View.Table(ctx, q, by)
}

func (v *queuedView) Extent(ctx context.Context, q geo.Query) (first, last time.Time, ok bool, err error) {
	if err := v.turn.take(ctx); err != nil {
		return first, last, false, err
	}
	return v.View.Extent(ctx, q)
}

func (v *queuedView) Incidents(ctx context.Context, q geo.Query, after *geo.Cursor) iter.Seq2[*geo.Record, error] {
	return inTurn(ctx, v, func() iter.Seq2[*geo.Record, error] { return v.View.Incidents(ctx, q, after) })
}

func (v *queuedView) Points(ctx context.Context, q geo.Query, box orb.Bound) iter.Seq2[*geo.Record, error] {
	return inTurn(ctx, v, func() iter.Seq2[*geo.Record, error] { return v.View.Points(ctx, q, box) })
}

func (v *queuedView) Near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[geo.Flock, error] {
	return inTurn(ctx, v, func() iter.Seq2[geo.Flock, error] { return v.View.Near(ctx, q, boxes, reach) })
}

func inTurn[T any](ctx context.Context, v *queuedView, rows func() iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := v.turn.take(ctx); err != nil {
			var none T
			yield(none, err)
			return
		}
		rows()(yield)
	}
}
