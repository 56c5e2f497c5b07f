package api

import (
	"container/list"
	"sync"
	"time"
)

// waiting bounds the memory of answers that clients have not taken yet. Beyond
// the bound those who have let their answer wait longest are cut off, so that
// any number of slow readers neither fills memory nor keeps others waiting. One
// client may have a quarter of it: beyond, its own answers are cut off.
type waiting struct {
	most     int64
	mu       sync.Mutex
	bytes    int64
	all      list.List        // of *unread, oldest first
	byClient map[string]*pile // of those who have any
	cuts     uint64
}

// pile is what one client has not taken yet.
type pile struct {
	bytes int64
	all   list.List // of *list.Element of waiting.all, oldest first
}

// unread is one answer on its way.
type unread struct {
	client string
	bytes  int64
	since  time.Time
	cut    func()
	inPile *list.Element
}

// Only answers of at least so many bytes are watched, and nobody is cut off who
// may just be taking his.
const (
	leastWatched = 8 << 10
	patienceTime = time.Second
)

// begin notes an answer, and cuts others off where that is needed. The caller
// calls done when the answer was taken.
func (w *waiting) begin(client string, bytes int, now time.Time, cut func()) (done func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at, own := w.add(&unread{client: client, bytes: int64(bytes), since: now, cut: cut})
	for own.bytes > w.most/4 && w.cutOff(own.all.Front().Value.(*list.Element), at, now) {
	}
	for w.bytes > w.most && w.cutOff(w.all.Front(), at, now) {
	}
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.forget(at)
	}
}

func (w *waiting) add(u *unread) (at *list.Element, own *pile) {
	if own = w.byClient[u.client]; own == nil {
		if w.byClient == nil {
			w.byClient = map[string]*pile{}
		}
		own = &pile{}
		w.byClient[u.client] = own
	}
	at = w.all.PushBack(u)
	u.inPile = own.all.PushBack(at)
	w.bytes, own.bytes = w.bytes+u.bytes, own.bytes+u.bytes
	return at, own
}

// cutOff cuts off the oldest of a list, unless it is the newest answer itself
// or its client may just be taking it.
func (w *waiting) cutOff(oldest, newest *list.Element, now time.Time) bool {
	u := oldest.Value.(*unread)
	if oldest == newest || now.Sub(u.since) < patienceTime {
		return false
	}
	cut := u.cut
	w.forget(oldest)
	w.cuts++
	cut()
	return true
}

// forget takes an answer off the list, if it is still there.
func (w *waiting) forget(at *list.Element) {
	if u := at.Value.(*unread); u.cut != nil {
		w.all.Remove(at)
		own := w.byClient[u.client]
		own.all.Remove(u.inPile)
		w.bytes, own.bytes = w.bytes-u.bytes, own.bytes-u.bytes
		if own.all.Len() == 0 {
			delete(w.byClient, u.client)
		}
		u.cut = nil
	}
}

func (w *waiting) unread() (bytes int64, cuts uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes, w.cuts
}
