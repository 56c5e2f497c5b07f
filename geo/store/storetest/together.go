package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"linea/geo"
)

func proveChanged(t *testing.T, place Place) {
	watcher, here, elsewhere := place(t), place(t), place(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	changed, second := watcher.Changed(ctx), watcher.Changed(ctx)
	for i := range 6 {
		j := []geo.Journal{watcher, here, elsewhere}[i%3]
		want := appendAll(t, j, first(fmt.Sprint("a:", i))).Seq
		for _, c := range []<-chan struct{}{changed, second} {
			awaitSeq(t, watcher, c, want)
		}
	}
}

// awaitSeq takes what changed tells until the head has seq. A store that
// forgets to tell makes it wait for ever.
func awaitSeq(t *testing.T, j geo.Journal, changed <-chan struct{}, seq uint64) {
	t.Helper()
	for {
		if _, open := <-changed; !open {
			t.Fatal("the channel was closed early")
		}
		if headOf(t, j).Seq >= seq {
			return
		}
	}
}

func proveChangedEnds(t *testing.T, place Place) {
	j := place(t)
	ctx, cancel := context.WithCancel(context.Background())
	byContext, byClose := j.Changed(ctx), j.Changed(context.Background())
	cancel()
	for range byContext {
	}
	appendAll(t, j, first("a:1"))
	if _, open := <-byClose; !open {
		t.Fatal("one reader's context ended another's channel")
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	for range byClose {
	}
}

const writers, blocksPerWriter = 8, 12

func proveWriters(t *testing.T, place Place) {
	handles := []geo.Journal{place(t), place(t), place(t)}
	r := seeded(t)
	ctx, stop := context.WithCancel(context.Background())
	var reading, writing sync.WaitGroup
	for i := range 2 {
		reading.Go(func() { readPrefixes(ctx, t, handles, i) })
	}
	for w := range writers {
		sizes := make([]int, blocksPerWriter)
		for i := range sizes {
			sizes[i] = 1 + r.IntN(120)
		}
		writing.Go(func() { writeBlocks(t, handles[w%len(handles)], w, sizes) })
	}
	writing.Wait()
	stop()
	reading.Wait()
	checkWriters(t, blocksOf(t, place(t), 0))
}

func writeBlocks(t *testing.T, j geo.Journal, writer int, sizes []int) {
	var last uint64
	for i, n := range sizes {
		changes := firsts(fmt.Sprintf("w%d-%d", writer, i), n)
		head, err := j.Append(context.Background(), changes)
		if err != nil {
			t.Errorf("writer %d: %v", writer, err)
			return
		}
		if head.Seq <= last || changes[n-1].Seq != head.Seq || changes[0].Seq != head.Seq-uint64(n)+1 {
			t.Errorf("writer %d: head %d after %d for %d changes", writer, head.Seq, last, n)
		}
		last = head.Seq
	}
}

// readPrefixes proves that whoever has seen seq n sees everything below it, on
// every handle.
func readPrefixes(ctx context.Context, t *testing.T, handles []geo.Journal, skip int) {
	for i := skip; ctx.Err() == nil; i++ {
		seen := headOf(t, handles[i%len(handles)]).Seq
		next := uint64(1)
		for b, err := range handles[(i+1)%len(handles)].Blocks(context.Background(), 0) {
			if err != nil {
				t.Errorf("reading: %v", err)
				return
			}
			if b.First != next {
				t.Errorf("a gap: %d after %d", b.First, next-1)
			}
			next = b.Seq + 1
		}
		if next <= seen {
			t.Errorf("saw head %d, then only %d", seen, next-1)
		}
	}
}

func checkWriters(t *testing.T, blocks []geo.Block) {
	t.Helper()
	if len(blocks) != writers*blocksPerWriter {
		t.Fatalf("%d blocks, want %d", len(blocks), writers*blocksPerWriter)
	}
	next := make([]int, writers)
	for _, b := range blocks {
		var writer, n int
		if _, err := fmt.Sscanf(b.Changes[0].ID, "w%d-%d:", &writer, &n); err != nil {
			t.Fatal(err)
		}
		if n != next[writer] {
			t.Errorf("writer %d: block %d came after block %d", writer, n, next[writer]-1)
		}
		next[writer]++
	}
}

// model is the plainest journal there is: the changes in a slice.
type model struct {
	changes []geo.Change
	newest  map[entityID]int // index into changes
}

// add applies a block as geo.Journal promises, or says with which code it fails.
func (m *model) add(block []geo.Change) geo.Code {
	for _, c := range block {
		var now geo.Change
		if i, ok := m.newest[entityID{c.Entity, c.ID}]; ok {
			now = m.changes[i]
		}
		if now.Seq != c.PrevSeq {
			return geo.Conflict
		}
	}
	for _, c := range block {
		m.newest[entityID{c.Entity, c.ID}] = len(m.changes)
		c.Seq = uint64(len(m.changes) + 1)
		c.Fields = slices.Clone(c.Fields)
		m.changes = append(m.changes, c)
	}
	return ""
}

// randomBlock mixes new ids, right revisions and, now and then, stale ones.
func (m *model) randomBlock(r *rand.Rand) []geo.Change {
	var block []geo.Change
	used := map[entityID]bool{}
	for range 1 + r.IntN(40) {
		entity := geo.Entity(max(0, r.IntN(10)-6))
		key := entityID{entity, fmt.Sprintf("m:%d", r.IntN(400))}
		if used[key] {
			continue
		}
		used[key] = true
		block = append(block, m.randomChange(r, key))
	}
	return block
}

func (m *model) randomChange(r *rand.Rand, key entityID) geo.Change {
	c := first(key.id)
	if key.entity != geo.EntityIncident {
		c = other(key.entity, key.id)
	}
	if i, known := m.newest[key]; known && r.IntN(200) > 0 {
		c.Revision, c.PrevSeq = m.changes[i].Revision+1, m.changes[i].Seq
		if r.IntN(200) == 0 {
			c.PrevSeq += 1 + uint64(r.IntN(3))
		}
		c.Op = geo.Op(r.IntN(2))
	}
	c.Actor = fmt.Sprint("actor", r.IntN(4))
	c.RecordedAt = firstDay.Add(time.Duration(r.IntN(1e6)) * time.Millisecond)
	return c
}

func proveModel(t *testing.T, place Place) {
	r := seeded(t)
	handles := []geo.Journal{place(t), place(t), place(t)}
	m := model{newest: map[entityID]int{}}
	for range 150 {
		j := handles[r.IntN(len(handles))]
		block := m.randomBlock(r)
		_, err := j.Append(context.Background(), slices.Clone(block))
		if want := m.add(block); geo.CodeOf(err) != want {
			t.Fatalf("code %q, the model says %q (error: %v)", geo.CodeOf(err), want, err)
		}
		if r.IntN(20) == 0 {
			i := r.IntN(len(handles))
			must(t, 0, handles[i].Close())
			handles[i] = place(t)
		}
	}
	checkModel(t, &m, handles[0])
}

func checkModel(t *testing.T, m *model, j geo.Journal) {
	t.Helper()
	var got []geo.Change
	for _, b := range blocksOf(t, j, 0) {
		got = append(got, b.Changes...)
	}
	if diff := difference(m.changes, got); diff != "" {
		t.Fatalf("the journal differs from the model:\n%s", diff)
	}
	for entity := range geo.Entity(4) {
		want := map[string]geo.Change{}
		ids := []string{"m:none"}
		for key, i := range m.newest {
			if key.entity == entity {
				want[key.id] = m.changes[i]
				ids = append(ids, key.id)
			}
		}
		sameChanges(t, currentOf(t, j, entity, ids...), want)
	}
}
