package api

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
)

// turns bounds how many heavy questions are worked on at once. Each of them
// fills memory and a core; without a bound, many at once would starve the tiles
// and each other.
type turns struct {
	slots   chan struct{}
	longest time.Duration // to wait for one
}

func newTurns(l Limits) *turns {
	n := l.HeavyQueries
	if n <= 0 {
		n = 2 * runtime.GOMAXPROCS(0)
	}
	return &turns{make(chan struct{}, n), l.HeavyWait}
}

// take waits for a free turn, not longer than ctx.
func (t *turns) take(ctx context.Context) error {
	select {
	case t.slots <- struct{}{}:
		return nil
	default:
	}
	longest := time.NewTimer(t.longest)
	defer longest.Stop()
	select {
	case t.slots <- struct{}{}:
		return nil
	case <-longest.C:
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
	}
	return geo.Errorf("", tooMany, "The server works on %d large questions already; ask again in a few seconds", cap(t.slots))
}

// turn is the one of a single call. It is taken at the first costly question,
// so that neither a mistake, nor a 304, nor a slow body waits for it or holds
// it.
type turn struct {
	*turns
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
		t.err = t.turns.take(ctx)
		t.held = t.err == nil
	}
	return t.err
}

// end gives the turn back; what is left is to write the answer.
func (t *turn) end() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held {
		t.held = false
		<-t.slots
	}
}

// queue lets the costly questions of the call wait for a turn.
func (c *call) queue() {
	c.turn = &turn{turns: c.turns}
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

func (v *queuedView) Near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[*geo.Glimpse, error] {
	return inTurn(ctx, v, func() iter.Seq2[*geo.Glimpse, error] { return v.View.Near(ctx, q, boxes, reach) })
}

func inTurn[T any](ctx context.Context, v *queuedView, rows func() iter.Seq2[*T, error]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		if err := v.turn.take(ctx); err != nil {
			yield(nil, err)
			return
		}
		rows()(yield)
	}
}
