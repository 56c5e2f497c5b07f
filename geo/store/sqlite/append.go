package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"linea/geo"
)

// block is everything about an append that needs no lock. All but the changes
// is there once it is made.
type block struct {
	changes    []geo.Change
	body       []byte
	sum        [32]byte
	recordedAt time.Time
	incidents  []geo.Incident
	nature     nature        // of all of them
	head       geo.Head      // of the journal after it, once it is written
	made       chan struct{} // closed
	failed     error         // why it cannot be made
}

func (b *block) make() error {
	body, err := geo.EncodeBlock(b.changes)
	if err != nil {
		return err
	}
	b.body, b.sum, b.recordedAt, b.incidents = body, sha256.Sum256(body), newestTime(b.changes), make([]geo.Incident, len(b.changes))
	var intern geo.Interner // of one there is nothing to share
	if len(b.changes) > 1 {
		intern = geo.Interner{}
	}
	for i := range b.changes {
		c := &b.changes[i]
		if c.Format != geo.FieldsFormat {
			return geo.Errorf("append", geo.Invalid, "the fields of %s %q have format %d; this version writes format %d", c.Entity, c.ID, c.Format, geo.FieldsFormat)
		}
		if c.Entity != geo.EntityIncident {
			continue
		}
		if err := geo.DecodeIncident(c.ID, c.Fields, intern, &b.incidents[i]); err != nil {
			return geo.Wrap("append", geo.Invalid, err, fmt.Sprintf("the fields of incident %q are not those of an incident", c.ID))
		}
		if c.Op == geo.OpPut {
			b.nature |= natureOf(b.incidents[i].Source)
		}
	}
	return nil
}

// ready waits until the block is made.
func (b *block) ready() error {
	<-b.made
	return b.failed
}

// newestTime is when a block was recorded: with the newest of its changes.
func newestTime(changes []geo.Change) time.Time {
	newest := changes[0].RecordedAt
	for i := range changes {
		if changes[i].RecordedAt.After(newest) {
			newest = changes[i].RecordedAt
		}
	}
	return newest
}

// Append implements geo.Journal. Appends that wait at the same time share a
// transaction, see group.go.
func (s *Store) Append(ctx context.Context, changes []geo.Change) (geo.Head, error) {
	blocks, making, err := newBlocks(changes)
	if err != nil {
		return geo.Head{}, err
	}
	defer making.Wait() // nobody looks at the caller's changes any more
	r := &request{ctx: ctx, changes: changes, blocks: blocks, done: make(chan struct{})}
	if err := s.submit(r); err != nil {
		return geo.Head{}, s.explain("append", err)
	}
	for i := range changes {
		changes[i].Seq = r.head.Seq - uint64(len(changes)-1-i)
	}
	return r.head, nil
}

// newBlocks makes the blocks of an append, those of a large one in turn and side
// by side, while the first are written already. They are ready when the group
// has ended.
func newBlocks(changes []geo.Change) ([]*block, *sync.WaitGroup, error) {
	split, err := geo.SplitBlocks(changes)
	if err != nil {
		return nil, nil, err
	}
	blocks := make([]*block, len(split))
	for i := range split {
		blocks[i] = &block{changes: split[i], made: make(chan struct{})}
	}
	var next atomic.Int64
	work := func() {
		for i := next.Add(1) - 1; i < int64(len(blocks)); i = next.Add(1) - 1 {
			b := blocks[i]
			b.failed = b.make()
			close(b.made)
		}
	}
	making := new(sync.WaitGroup)
	if len(blocks) == 1 {
		work()
		return blocks, making, blocks[0].failed
	}
	for range min(len(blocks), geo.Cores()) {
		making.Go(work)
	}
	return blocks, making, nil
}

// errStale: a change found no row of the revision it wants to follow.
var errStale = errors.New("no row of the revision before")

// insert writes the blocks and what follows from them after the head before, in
// the open transaction.
func insert(ctx context.Context, a *application, before geo.Head, blocks []*block) (head geo.Head, err error) {
	head = before
	defer func(nature nature) {
		if err != nil {
			a.nature = nature
		}
	}(a.nature)
	for i, b := range blocks {
		if err := b.ready(); err != nil {
			return before, err
		}
		first := head.Seq
		if head, err = a.journal(head, blocks[i:i+1]); err != nil {
			return before, err
		}
		if a.byID {
			continue
		}
		if err := a.apply(ctx, entriesOf(blocks[i:i+1], first, false)); err != nil {
			return before, err
		}
	}
	if a.byID {
		if err := a.apply(ctx, entriesOf(blocks, before.Seq, true)); err != nil {
			return before, err
		}
	}
	return head, ctx.Err()
}

// insertTogether writes small requests in one piece.
func insertTogether(a *application, before geo.Head, group []*request) (err error) {
	defer func(nature nature) {
		if err != nil {
			a.nature = nature
		}
	}(a.nature)
	blocks := make([]*block, 0, len(group))
	for _, r := range group {
		blocks = append(blocks, r.blocks...)
	}
	if _, err := a.journal(before, blocks); err != nil {
		return err
	}
	return a.apply(context.Background(), entriesOf(blocks, before.Seq, a.byID))
}

// journal writes blocks that are ready behind the head before.
func (a *application) journal(before geo.Head, blocks []*block) (geo.Head, error) {
	head, rows := before, make([]driver.NamedValue, 0, len(blocks)*journalRows.columns)
	for _, b := range blocks {
		if err := a.admit(b); err != nil {
			return before, err
		}
		head = geo.Head{StoreID: head.StoreID, Seq: head.Seq + uint64(len(b.changes)), Chain: geo.NextChain(head.Chain, b.sum)}
		b.head = head
		rows = with(rows, int64(head.Seq), int64(len(b.changes)), writeInstant(b.recordedAt), b.body, b.sum[:], b.head.Chain[:])
	}
	return head, a.insert(&journalRows, rows)
}

// indexInCache is how many incidents' ids the cache of a connection holds, about
// 40 bytes each.
const indexInCache = 1_500_000

// entriesOf lists the changes of blocks as they are applied: new incidents, and
// then the rest in its own order. While there is no index of ids or it fits into
// the cache new incidents are written as they come, at the end of their table;
// later they are written by id, so that the index is read and written page by
// page and not at random.
func entriesOf(blocks []*block, before uint64, byID bool) []entry {
	var others []entry
	n := 0
	for _, b := range blocks {
		n += len(b.changes)
	}
	fresh := make([]entry, 0, n)
	for _, b := range blocks {
		for i := range b.changes {
			before++
			e := entry{before, &b.changes[i], &b.incidents[i]}
			if e.isFresh() {
				fresh = append(fresh, e)
			} else {
				others = append(others, e)
			}
		}
	}
	if byID {
		slices.SortFunc(fresh, func(a, b entry) int { return strings.Compare(a.change.ID, b.change.ID) })
	}
	return append(fresh, others...)
}

// conflict finds the change that did not fit, after what was written of its
// append was rolled back. What it finds stands: a seq that was overtaken stays
// so, once the appends before it in the same transaction are durable.
func conflict(c *conn, changes []geo.Change, cause error) error {
	if errors.Is(cause, errMixed) {
		return mixedProblem()
	}
	for entity := range entities {
		var ids []string
		for i := range changes {
			if changes[i].Entity == entity {
				ids = append(ids, changes[i].ID)
			}
		}
		current, err := currentOn(context.Background(), c, entity, ids)
		if err != nil {
			return err
		}
		for i := range changes {
			if changes[i].Entity != entity {
				continue
			}
			if err := misfit(&changes[i], current[changes[i].ID]); err != nil {
				return err
			}
		}
	}
	return geo.Wrap("append", geo.Internal, cause, "the layer refused a change that fits the journal; please report this")
}

// misfit says why c cannot follow now, the newest change of its id.
func misfit(c *geo.Change, now geo.Change) error {
	switch {
	case c.PrevSeq != now.Seq && c.PrevSeq == 0:
		return geo.Errorf("append", geo.Conflict, "%s %q exists already (revision %d, seq %d): read it and write a revision, or choose another id; nothing of this block was written", c.Entity, c.ID, now.Revision, now.Seq)
	case c.PrevSeq != now.Seq && now.Seq == 0:
		return geo.Errorf("append", geo.Conflict, "%s %q does not exist, so seq %d cannot be revised: write it as revision 1; nothing of this block was written", c.Entity, c.ID, c.PrevSeq)
	case c.PrevSeq != now.Seq:
		return geo.Errorf("append", geo.Conflict, "%s %q was changed meanwhile (revision %d, seq %d, not seq %d): read it again and repeat the change; nothing of this block was written", c.Entity, c.ID, now.Revision, now.Seq, c.PrevSeq)
	case c.Revision != now.Revision+1:
		return geo.Errorf("append", geo.Invalid, "%s %q has revision %d, so its next one is not %d; nothing of this block was written", c.Entity, c.ID, now.Revision, c.Revision)
	}
	return nil
}

// nudge tells the readers of this handle at once; others see the file change.
func (s *Store) nudge() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.moved)
	s.moved = make(chan struct{})
}
