package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"linea/geo"
)

// member is one of a crowd of writers: what it appends, and what must become
// of that.
type member struct {
	changes []geo.Change
	ctx     context.Context
	want    geo.Code
	head    geo.Head
	err     error
}

// proveCrowd: a store may write several appends at once to the disk, but each
// stands for itself: one that is refused, or whose caller left, fails no other
// and leaves nothing behind.
func proveCrowd(t *testing.T, place Place) {
	handles := []geo.Journal{place(t), place(t)}
	old := firsts("old", 200)
	before := appendAll(t, handles[0], old...)
	crowd := crowdOf(old)
	var wg sync.WaitGroup
	for i := range crowd {
		m := &crowd[i]
		wg.Go(func() { m.head, m.err = handles[i%2].Append(m.ctx, m.changes) })
	}
	wg.Wait()
	written := map[uint64][]geo.Change{}
	for i := range crowd {
		m := &crowd[i]
		if got := geo.CodeOf(m.err); got != m.want {
			t.Errorf("writer %d (%s): code %q, want %q: %v", i, m.changes[0].ID, got, m.want, m.err)
		}
		if m.err == nil {
			written[m.head.Seq] = m.changes
		}
	}
	blocks := blocksOf(t, place(t), before.Seq)
	if len(blocks) != len(written) {
		t.Errorf("%d blocks, %d were acknowledged", len(blocks), len(written))
	}
	for _, b := range blocks {
		if diff := difference(written[b.Seq], b.Changes); diff != "" {
			t.Errorf("block %d: %s", b.Seq, diff)
		}
	}
}

// crowdOf mixes those who add with those who revise, who are stale and who have
// left. Each of the first 100 old rows is revised by one.
func crowdOf(old []geo.Change) []member {
	left, leave := context.WithCancel(context.Background())
	leave()
	var crowd []member
	for i := range 100 {
		id := fmt.Sprint("crowd:", i)
		m := member{ctx: context.Background()}
		switch i % 5 {
		case 1:
			stale := next(old[i], 2)
			stale.PrevSeq++
			m.changes, m.want = []geo.Change{first(id), next(old[i+100], 2), stale}, geo.Conflict
		case 2:
			m.changes, m.want = []geo.Change{first(id), first(old[i].ID)}, geo.Conflict
		case 3:
			m.changes, m.want, m.ctx = []geo.Change{first(id)}, geo.Unavailable, left
		default:
			m.changes = []geo.Change{next(old[i], 2), first(id), other(geo.EntitySource, id)}
		}
		crowd = append(crowd, m)
	}
	return slices.Clip(crowd)
}
