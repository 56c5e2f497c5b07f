package sqlite

import (
	"context"
	"errors"
	"time"

	"github.com/mattn/go-sqlite3"

	"linea/geo"
)

// Group commit. Whoever gets the write connection commits everybody who waits:
// while one transaction is synced, the next group gathers. Each append stays
// whole and is refused alone: where one is, they are written anew, each in a
// savepoint of its own. What the disk refuses is tried again one by one, so that
// an append too large for what is left of it does not fail its neighbours.

// submit puts an append into the queue and returns when it is durable, refused
// or withdrawn.
func (s *Store) submit(r *request) error {
	if s.isClosed() {
		return errClosed("append")
	}
	if s.readOnly() { // there is no write connection to wait for
		return geo.Errorf("append", geo.Unavailable, "the store was opened for reading only")
	}
	s.queue.put(r)
	for {
		select {
		case <-r.done:
			return r.err
		case <-r.ctx.Done():
			return s.giveUp(r, r.ctx.Err())
		case <-s.closed:
			return s.giveUp(r, errClosed("append"))
		case c := <-s.writer:
			s.commit(c, s.queue.take())
			s.writer <- c
		}
	}
}

// giveUp withdraws a request for a reason. One that is in a transaction already
// is waited for: its caller learns what became of it.
func (s *Store) giveUp(r *request, why error) error {
	if s.queue.withdraw(r) {
		return why
	}
	<-r.done
	return r.err
}

// commit writes a group and answers each of its requests.
func (s *Store) commit(c *conn, group []*request) {
	group = answerEnded(group)
	if len(group) == 0 {
		return
	}
	defer s.nudge()
	err := s.transact(c, group)
	if err == nil {
		return
	}
	alone := len(group) > 1 && allEnded(group) == nil && !isCode(err, sqlite3.ErrBusy, sqlite3.ErrLocked)
	for i := range group {
		if alone {
			err = s.transact(c, group[i:i+1])
		}
		if err != nil {
			group[i].answer(geo.Head{}, err)
		}
	}
}

// answerEnded answers the requests whose callers have left, and gives the rest.
func answerEnded(group []*request) (rest []*request) {
	for _, r := range group {
		if err := r.ctx.Err(); err != nil {
			r.answer(geo.Head{}, err)
		} else {
			rest = append(rest, r)
		}
	}
	return rest
}

// outcome is what will be said of a request once its transaction is durable.
type outcome struct {
	head    geo.Head
	refused error
}

// transact writes the requests in one transaction and answers them, or writes
// and answers nothing and says why.
func (s *Store) transact(c *conn, group []*request) error {
	return withoutTempFiles(func() error { return s.tryTransact(c, group) })
}

func (s *Store) tryTransact(c *conn, group []*request) error {
	if err := s.begin(c, func() error { return allEnded(group) }); err != nil {
		return err
	}
	var outcomes []outcome
	load := s.load
	s.load = nil // until the transaction is durable
	err := s.InPlace()
	if err == nil {
		outcomes, load, err = writeGroup(c, load, group)
	}
	err = finish(c, err)
	s.filled(c, err == nil && load != nil)
	if err == nil {
		s.load = load
		err = s.InPlace()
	}
	if err != nil {
		if len(group) == 1 && isRefusal(err) {
			err = conflict(c, group[0].changes, err)
		}
		return err
	}
	for i, o := range outcomes {
		group[i].answer(o.head, o.refused)
	}
	return nil
}

// allEnded gives the reason once nobody of the group waits any more.
func allEnded(group []*request) (err error) {
	for _, r := range group {
		if err = r.ctx.Err(); err == nil {
			return nil
		}
	}
	return err
}

// writeGroup writes the requests in the open transaction, as the next append of
// a load or with the index of ids. It gives the load that goes on, if any.
func writeGroup(c *conn, under *load, group []*request) ([]outcome, *load, error) {
	head, err := headOn(context.Background(), c)
	if err != nil {
		return nil, nil, err
	}
	if under, err = keepUnique(c, under, head.Seq, group); err != nil {
		return nil, nil, err
	}
	a := newApplication(c)
	if a.nature, err = natureOn(c); err != nil {
		return nil, nil, err
	}
	a.byID = under == nil && head.Seq > indexInCache
	outcomes, err := write(a, head, group)
	return outcomes, under, err
}

// write writes the requests after the head: all of them together, or one after
// the other when one of them is refused.
func write(a *application, head geo.Head, group []*request) (outcomes []outcome, err error) {
	if len(group) == 1 { // then the transaction is all the savepoint it needs
		outcomes = make([]outcome, 1)
		outcomes[0].head, err = insert(group[0].ctx, a, head, group[0].blocks)
	} else {
		outcomes, err = writeSeveral(a, head, group)
	}
	if err != nil {
		return nil, err
	}
	newest := time.Time{}
	for i, r := range group {
		if outcomes[i].refused == nil {
			newest = latest(newest, r.blocks[len(r.blocks)-1].recordedAt)
		}
	}
	if newest.IsZero() {
		return outcomes, nil
	}
	_, err = a.c.exec(touchLayer, writeInstant(newest))
	return outcomes, err
}

func writeSeveral(a *application, head geo.Head, group []*request) ([]outcome, error) {
	outcomes := make([]outcome, len(group))
	refused, err := inSavepoint(context.Background(), a, func() error { return insertTogether(a, head, group) })
	if err != nil {
		return nil, err
	}
	for i, r := range group {
		if refused == nil {
			outcomes[i].head = r.blocks[len(r.blocks)-1].head
			continue
		}
		if outcomes[i], err = writeOne(a, head, r); err != nil {
			return nil, err
		}
		if outcomes[i].refused == nil {
			head = outcomes[i].head
		}
	}
	return outcomes, nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// touchLayer also forgets an extent that a GIS program may have noted: it would
// grow wrong, and without one they look at the points.
const touchLayer = "UPDATE gpkg_contents SET last_change = ?, min_x = NULL, min_y = NULL, max_x = NULL, max_y = NULL WHERE table_name = 'incidents'"

// writeOne writes one of several requests. An error ends the whole transaction.
func writeOne(a *application, before geo.Head, r *request) (o outcome, err error) {
	o.refused, err = inSavepoint(r.ctx, a, func() (err error) {
		o.head, err = insert(r.ctx, a, before, r.blocks)
		return err
	})
	if isRefusal(o.refused) {
		o.refused = conflict(a.c, r.changes, o.refused)
	}
	return o, err
}

// inSavepoint inserts something that leaves nothing behind when it is refused,
// or when ctx has ended. An error ends the whole transaction.
func inSavepoint(ctx context.Context, a *application, insert func() error) (refused, err error) {
	if _, err := a.c.exec("SAVEPOINT request"); err != nil {
		return nil, err
	}
	if err = insert(); err == nil {
		_, err = a.c.exec("RELEASE request")
		return nil, err
	}
	if !isRefusal(err) && ctx.Err() == nil {
		return nil, err
	}
	if _, failed := a.c.exec("ROLLBACK TO request; RELEASE request"); failed != nil {
		return nil, errors.Join(err, failed)
	}
	return err, nil
}

// isRefusal says whether a change did not follow the revision before.
func isRefusal(err error) bool {
	return isCode(err, sqlite3.ErrConstraint) || errors.Is(err, errStale) || errors.Is(err, errMixed)
}
