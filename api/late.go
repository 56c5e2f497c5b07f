package api

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// lateDeadline is a context with a deadline whose timer is only set when
// somebody looks: most tiles are in the cache, and nobody waits for them.
type lateDeadline struct {
	context.Context
	at time.Time

	once   sync.Once
	inner  context.Context
	cancel context.CancelFunc
}

func withLateDeadline(parent context.Context, timeout time.Duration) *lateDeadline {
	return &lateDeadline{Context: parent, at: time.Now().Add(timeout)}
}

func (l *lateDeadline) start() context.Context {
	l.once.Do(func() { l.inner, l.cancel = context.WithDeadline(l.Context, l.at) })
	return l.inner
}

// stop ends the context for whoever looked. Whoever looks later sees the one
// that it came from.
func (l *lateDeadline) stop() {
	l.once.Do(func() { l.inner, l.cancel = l.Context, func() {} })
	l.cancel()
}

func (l *lateDeadline) Deadline() (time.Time, bool) { return l.start().Deadline() }
func (l *lateDeadline) Done() <-chan struct{}       { return l.start().Done() }
func (l *lateDeadline) Value(key any) any           { return l.Context.Value(key) }

// Err is asked again and again by whoever works long for one answer. It lets
// others have the core for a moment: a question of seconds and one of a
// millisecond would otherwise take turns of ten.
func (l *lateDeadline) Err() error {
	runtime.Gosched()
	return l.start().Err()
}

// polite does the same for answers that have no deadline.
type polite struct{ context.Context }

func (p polite) Err() error {
	runtime.Gosched()
	return p.Context.Err()
}
