package survey

import (
	"container/list"
	"context"
	"fmt"
	"sync"

	"linea/geo"
)

// shelf keeps the newest answers, a bounded number of them. Askers of the same
// share the work. Nobody tells it about writes: each asker brings the test of
// freshness along.
type shelf[V any] struct {
	most int

	mu      sync.Mutex
	kept    map[string]*list.Element // of *kept[V]
	recent  list.List                // most recently used first
	flights map[string]*flight[V]
}

// kept is an answer that was right at seq.
type kept[V any] struct {
	key   string
	seq   uint64
	value V
}

// flight is work under way for everyone who waits for it. It is called off when
// the last of them has left.
type flight[V any] struct {
	seq     uint64
	waiting int // guarded by the shelf
	cancel  context.CancelFunc
	done    chan struct{} // closed when value and err are set
	value   V
	err     error
}

// errand is how to come by an answer on the asker's snapshot.
type errand[V any] struct {
	seq   uint64                // of the snapshot
	fresh func(seq uint64) bool // what was right at this earlier seq still is
	make  func(ctx context.Context) (V, error)
}

func newShelf[V any](most int) *shelf[V] {
	return &shelf[V]{most: most, kept: map[string]*list.Element{}, flights: map[string]*flight[V]{}}
}

// get gives what is kept, joins work under way, or does the work.
func (s *shelf[V]) get(ctx context.Context, key string, e errand[V]) (V, error) {
	if value, ok := s.find(key, e); ok {
		return value, nil
	}
	f, ours := s.board(ctx, key, e.seq)
	if ours != nil {
		go s.fly(ours, key, f, e)
	}
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		s.leave(key, f)
		var none V
		return none, ctx.Err()
	}
}

// find gives the kept answer if it is right for the asker: the test of
// freshness runs without the lock.
func (s *shelf[V]) find(key string, e errand[V]) (value V, ok bool) {
	s.mu.Lock()
	el := s.kept[key]
	if el == nil {
		s.mu.Unlock()
		return value, false
	}
	s.recent.MoveToFront(el)
	k := *el.Value.(*kept[V])
	s.mu.Unlock()
	if k.seq == e.seq {
		return k.value, true
	}
	if k.seq > e.seq || !e.fresh(k.seq) {
		return value, false
	}
	s.keep(key, e.seq, k.value)
	return k.value, true
}

// board joins the flight of the same snapshot, or begins one; then the context
// for it is given too. Those who wait for an older one still get it.
func (s *shelf[V]) board(ctx context.Context, key string, seq uint64) (*flight[V], context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.flights[key]; f != nil && f.seq == seq && f.waiting > 0 {
		f.waiting++
		return f, nil
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight[V]{seq: seq, waiting: 1, cancel: cancel, done: make(chan struct{})}
	s.flights[key] = f
	return f, ctx
}

// fly does the work, keeps its outcome and hands it out.
func (s *shelf[V]) fly(ctx context.Context, key string, f *flight[V], e errand[V]) {
	defer f.cancel()
	defer func() {
		if p := recover(); p != nil {
			f.err = geo.Wrap("survey", geo.Internal, fmt.Errorf("%v", p), "The answer could not be worked out; report this")
		}
		if f.err == nil {
			s.keep(key, f.seq, f.value)
		}
		s.forget(key, f)
		close(f.done)
	}()
	f.value, f.err = e.make(ctx)
}

func (s *shelf[V]) leave(key string, f *flight[V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiting--; f.waiting == 0 {
		f.cancel()
	}
}

func (s *shelf[V]) forget(key string, f *flight[V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flights[key] == f {
		delete(s.flights, key)
	}
}

// keep stores an answer unless one of a later snapshot is there, and drops the
// least recently used beyond the most.
func (s *shelf[V]) keep(key string, seq uint64, value V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if el := s.kept[key]; el != nil {
		if k := el.Value.(*kept[V]); k.seq <= seq {
			k.seq, k.value = seq, value
		}
		return
	}
	s.kept[key] = s.recent.PushFront(&kept[V]{key, seq, value})
	for s.recent.Len() > s.most {
		last := s.recent.Remove(s.recent.Back()).(*kept[V])
		delete(s.kept, last.key)
	}
}
