package sqlite

import (
	"context"
	"slices"
	"sync"

	"linea/geo"
)

// request is an append on its way into a transaction.
type request struct {
	ctx     context.Context
	changes []geo.Change
	blocks  []*block

	head geo.Head // once done
	err  error
	done chan struct{}
}

func (r *request) answer(head geo.Head, err error) {
	r.head, r.err = head, err
	close(r.done)
}

// queue holds the appends that wait, in the order in which they came.
type queue struct {
	mu      sync.Mutex
	waiting []*request
}

func (q *queue) put(r *request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, r)
}

// withdraw takes a request back; false when a transaction has it already.
func (q *queue) withdraw(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, r)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	return i >= 0
}

// Limits of what shares a transaction. An append above smallAppend has one of
// its own: it gains nothing, and would keep small ones waiting.
const (
	smallAppend  = 1000
	largestGroup = 10_000 // changes
)

// take gives the requests of the next transaction, none when nobody waits.
func (q *queue) take() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, changes := 0, 0
	for ; n < len(q.waiting); n++ {
		size := len(q.waiting[n].changes)
		if n > 0 && (size > smallAppend || changes+size > largestGroup) {
			break
		}
		changes += size
		if size > smallAppend {
			n++
			break
		}
	}
	group := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	return group
}
