package index

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"linea/geo"
)

// Index follows a journal and keeps the newest snapshot of its incidents.
type Index struct {
	journal geo.Journal
	current atomic.Pointer[snapshot]
	loaded  atomic.Uint64 // seqs read so far
	head    atomic.Uint64 // seq to reach, as last seen

	fold    sync.Mutex // one writer; guards what follows
	dict    *dictionary
	sources map[string]geo.Source
	imports imports
	frozen  int // parts that a compaction under way replaces; 0 = none

	news    sync.Mutex
	waiting map[*waiter]struct{}
	missed  chan struct{} // holds a token once somebody waits
}

// waiter waits for a snapshot that shows seq; shown is closed then.
type waiter struct {
	seq   uint64
	shown chan struct{}
}

// New makes an index that has read nothing yet.
func New(journal geo.Journal) *Index {
	return &Index{
		journal: journal, dict: newDictionary(),
		sources: map[string]geo.Source{}, imports: imports{},
		waiting: map[*waiter]struct{}{}, missed: make(chan struct{}, 1),
	}
}

// Open makes an index and folds the journal to its head.
func Open(ctx context.Context, journal geo.Journal) (*Index, error) {
	ix := New(journal)
	return ix, ix.Fold(ctx)
}

// View gives the newest snapshot for an audience, nil before the first fold
// ended. There is one audience today.
func (ix *Index) View() geo.View {
	if s := ix.current.Load(); s != nil {
		return s
	}
	return nil
}

// Progress says how far the index is.
type Progress struct {
	Ready bool
	Seq   uint64 // of the snapshot, or read so far
	Head  uint64 // of the journal, as last seen
}

// Progress may be asked at any time.
func (ix *Index) Progress() Progress {
	p := Progress{Seq: ix.loaded.Load(), Head: ix.head.Load()}
	if s := ix.current.Load(); s != nil {
		p.Ready, p.Seq = true, s.head.Seq
	}
	return p
}

// Follow folds the journal whenever it grows, until ctx ends. It returns the
// first error of the journal, or nil when ctx ended.
func (ix *Index) Follow(ctx context.Context) error {
	changed := ix.journal.Changed(ctx)
	var compaction sync.WaitGroup
	defer compaction.Wait()
	for {
		began := time.Now()
		if err := ix.Fold(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		took := time.Since(began)
		if ix.wantsCompaction() {
			compaction.Go(func() { ix.compact(ctx) })
		}
		select {
		case <-ctx.Done():
			return nil
		case _, ok := <-changed:
			if !ok {
				return nil
			}
		}
		ix.rest(ctx, took)
	}
}

// rest lets blocks gather while a long import runs: folding takes at most half
// of one core's time. A quick fold is followed at once by the next, and so is one
// whose successor somebody waits for.
func (ix *Index) rest(ctx context.Context, took time.Duration) {
	const negligible, longest = 10 * time.Millisecond, time.Second
	if took < negligible {
		return
	}
	over := time.NewTimer(min(took, longest))
	defer over.Stop()
	select {
	case <-ctx.Done():
	case <-ix.missed:
	case <-over.C:
	}
}

// wantsCompaction claims the next compaction when one is due and none is under
// way.
func (ix *Index) wantsCompaction() bool {
	ix.fold.Lock()
	defer ix.fold.Unlock()
	if ix.frozen > 0 || !ix.current.Load().wantsCompaction() {
		return false
	}
	ix.frozen = len(ix.current.Load().parts)
	return true
}

// WaitFor returns when a snapshot shows seq, or with ctx's error. A snapshot
// wakes only those whose seq it shows.
func (ix *Index) WaitFor(ctx context.Context, seq uint64) error {
	w := &waiter{seq, make(chan struct{})}
	ix.news.Lock()
	if ix.shows(seq) {
		ix.news.Unlock()
		return nil
	}
	ix.waiting[w] = struct{}{}
	ix.news.Unlock()
	select {
	case ix.missed <- struct{}{}:
	default: // it is known already
	}
	select {
	case <-w.shown:
		return nil
	case <-ctx.Done():
		ix.news.Lock()
		defer ix.news.Unlock()
		delete(ix.waiting, w)
		return ctx.Err()
	}
}

func (ix *Index) shows(seq uint64) bool {
	s := ix.current.Load()
	return s != nil && s.head.Seq >= seq
}

// Fold reads what the journal has beyond the newest snapshot and publishes the
// next one. Without news, and after the first call, it does nothing.
func (ix *Index) Fold(ctx context.Context) error {
	ix.fold.Lock()
	defer ix.fold.Unlock()
	old := ix.current.Load()
	if old == nil {
		old = emptySnapshot()
	}
	head, err := ix.journal.Head(ctx)
	if err != nil {
		return err
	}
	ix.head.Store(head.Seq)
	if head.Seq <= old.head.Seq && ix.current.Load() != nil {
		return nil
	}
	b, err := ix.read(ctx, old, head)
	if err != nil {
		return err
	}
	ix.publish(ix.next(old, b))
	return nil
}

func (ix *Index) publish(s *snapshot) {
	ix.current.Store(s)
	ix.news.Lock()
	defer ix.news.Unlock()
	for w := range ix.waiting {
		if w.seq <= s.head.Seq {
			delete(ix.waiting, w)
			close(w.shown)
		}
	}
}

func emptySnapshot() *snapshot { return &snapshot{stamps: &stamps{}} }

// next makes the snapshot after old: a small batch becomes a pair of parts of
// its own, a large one builds everything anew.
func (ix *Index) next(old *snapshot, b *batch) *snapshot {
	s := &snapshot{head: b.head, recorded: b.recorded, stamps: old.stamps.next()}
	if len(old.parts) > 0 { // nobody has seen what came before the first
		s.stamps.touch = ix.newTouch(old, b)
		s.touches = remembered(old.touches, s.stamps.touch)
	}
	if !ix.update(s, old, b) {
		merged, was := ix.merge(old, b, s.stamps)
		v := derive(ix.dict, merged, ix.sources)
		s.stamps.stampChanges(v, was, b.head.Seq)
		s.parts = []part{{segment: buildSegment(v.assembled(), ix.dict.words()), sign: 1}}
	}
	if t := s.stamps.touch; t != nil {
		t.seal()
		s.stamps.touch = nil
	}
	ix.describe(s)
	return s
}

// update tries to add the batch as a pair of parts.
func (ix *Index) update(s, old *snapshot, b *batch) bool {
	if b.sources || len(old.parts) == 0 || float64(b.rows.len()) > smallShare*float64(old.size()) {
		return false
	}
	if b.rows.len() == 0 {
		s.parts = old.parts
		return true
	}
	u := newUpdate(ix, old, b)
	if !u.run() {
		return false
	}
	s.parts = u.apply(s.stamps, b.head.Seq, ix.frozen)
	return true
}

// size counts rows, replaced ones too.
func (s *snapshot) size() int { return sizeOf(s.parts) }

// describe fills in what follows from the parts.
func (ix *Index) describe(s *snapshot) {
	sources, files := maps.Clone(ix.sources), maps.Clone(ix.imports)
	s.words, s.mapped = ix.dict.words(), 0
	for i := range s.parts {
		pt := &s.parts[i]
		s.mapped += pt.sign * (pt.rows.len() - int(pt.base.begin[0]))
	}
	s.present = sync.OnceValue(s.presentNow)
	s.sources = sync.OnceValue(func() []geo.SourceStatus { return sourceStatuses(s, sources, files) })
}

// merge takes over the rows of old that the batch does not replace and adds the
// batch's own. was holds the old facet and trait of each row, newRow for the
// batch's; nil when there was no row.
func (ix *Index) merge(old *snapshot, b *batch, next *stamps) (merged *rows, was []sorted) {
	if len(old.parts) == 0 && b.dead == nil {
		return b.rows, nil
	}
	capacity := b.rows.len()
	for i := range old.parts {
		capacity += old.parts[i].rows.len()
	}
	merged = newRows(capacity)
	replaced := tableOf(&b.rows.ids, b.dead)
	for i := range old.parts {
		pt := &old.parts[i]
		if pt.sign < 0 {
			continue
		}
		var id [maxID]byte
		pt.eachRow(func(row uint32, as sorted, _ geo.Cell) {
			if pt.dead.has(row) {
				return
			}
			if _, ok := replaced.find(&b.rows.ids, pt.rows.id(row, &id)); ok {
				next.stampGone(pt.rows, row, 0, b.head.Seq)
				return
			}
			merged.copyFrom(pt.rows, row, ix.dict.saidBy(as))
			was = append(was, as)
		})
	}
	for row := range uint32(b.rows.len()) {
		if !b.dead.has(row) {
			merged.copyFrom(b.rows, row, b.rows.said[row])
			was = append(was, newRow)
		}
	}
	return merged, was
}
