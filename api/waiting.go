package api

import (
	"container/list"
	"sync"
	"time"
)

// waiting bounds the memory of answers that clients have not taken yet. Beyond
// the bound those who have let their answer wait longest are cut off, so that
// any number of slow readers neither fills memory nor keeps others waiting.
type waiting struct {
	most  int64
	mu    sync.Mutex
	bytes int64
	all   list.List // of *unread, oldest first
	cuts  uint64
}

// unread is one answer on its way.
type unread struct {
	bytes int64
	since time.Time
	cut   func()
}

// Only answers that are worth it are watched, and nobody is cut off who may
// just be taking his.
const (
	leastWatched = 8 << 10
	patienceTime = time.Second
)

// begin notes an answer, and cuts others off where that is needed. The caller
// calls done when the answer was taken.
func (w *waiting) begin(bytes int, now time.Time, cut func()) (done func()) {
	if bytes < leastWatched {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.all.PushBack(&unread{int64(bytes), now, cut})
	w.bytes += int64(bytes)
	for front := w.all.Front(); w.bytes > w.most && front != at; front = w.all.Front() {
		u := front.Value.(*unread)
		if now.Sub(u.since) < patienceTime {
			break
		}
		cutOff := u.cut
		w.forget(front)
		w.cuts++
		cutOff()
	}
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.forget(at)
	}
}

// forget takes an answer off the list, if it is still there.
func (w *waiting) forget(at *list.Element) {
	if u := at.Value.(*unread); u.cut != nil {
		w.all.Remove(at)
		w.bytes -= u.bytes
		u.cut = nil
	}
}

func (w *waiting) unread() (bytes int64, cuts uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes, w.cuts
}
