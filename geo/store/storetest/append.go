package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linea/geo"
)

func proveEmpty(t *testing.T, place Place) {
	j := place(t)
	head := headOf(t, j)
	if head.StoreID == "" || head.Seq != 0 || head.Chain != [32]byte{} {
		t.Errorf("head %+v", head)
	}
	if b := blocksOf(t, j, 0); len(b) != 0 {
		t.Errorf("%d blocks", len(b))
	}
	if c := currentOf(t, j, geo.EntityIncident, "a:1"); len(c) != 0 {
		t.Errorf("current %v", c)
	}
	if again := headOf(t, place(t)); again != head {
		t.Errorf("a second handle sees %+v, the first %+v", again, head)
	}
}

func proveNumbers(t *testing.T, place Place) {
	j := place(t)
	a := firsts("a", 3)
	b := firsts("b", 2)
	first, second := appendAll(t, j, a...), appendAll(t, j, b...)
	if first.Seq != 3 || second.Seq != 5 || first.StoreID != second.StoreID || first.Chain == second.Chain {
		t.Errorf("heads %+v, %+v", first, second)
	}
	for i, c := range append(a, b...) {
		if c.Seq != uint64(i+1) {
			t.Errorf("change %d got seq %d", i, c.Seq)
		}
	}
	if head := headOf(t, j); head != second {
		t.Errorf("Head %+v, Append gave %+v", head, second)
	}
}

func proveRefusals(t *testing.T, place Place) {
	j := place(t)
	spoilt := func(spoil func(c *geo.Change)) []geo.Change {
		c := first("a:2")
		spoil(&c)
		return []geo.Change{first("a:1"), c}
	}
	refused := map[string][]geo.Change{
		"nothing":                    nil,
		"an id twice":                {first("a:1"), first("a:2"), first("a:1")},
		"more than the limit":        firsts("a", geo.MaxAppend+1),
		"an id twice, in two blocks": append(firsts("a", geo.MaxBlock), firsts("a", 1)...),
		"no id":                      spoilt(func(c *geo.Change) { c.ID = "" }),
		"a blank in the id":          spoilt(func(c *geo.Change) { c.ID = "a 2" }),
		"broken fields":              spoilt(func(c *geo.Change) { c.Fields = []byte{0xff} }),
		"an unknown format":          spoilt(func(c *geo.Change) { c.Format = geo.FieldsFormat + 1 }),
		"revision 0":                 spoilt(func(c *geo.Change) { c.Revision = 0 }),
		"revision 2 of none":         spoilt(func(c *geo.Change) { c.Revision = 2 }),
		"no recorded_at":             spoilt(func(c *geo.Change) { c.RecordedAt = time.Time{} }),
		"a finer recorded_at":        spoilt(func(c *geo.Change) { c.RecordedAt = c.RecordedAt.Add(time.Microsecond) }),
		"a deleted incident":         spoilt(func(c *geo.Change) { c.Op = geo.OpDelete }),
		"no owner":                   spoilt(func(c *geo.Change) { c.Owner = "" }),
		"no label":                   spoilt(func(c *geo.Change) { c.Label = "" }),
	}
	for name, changes := range refused {
		_, err := j.Append(context.Background(), changes)
		if geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if head := headOf(t, j); head.Seq != 0 {
		t.Errorf("a refused block moved the head to %d", head.Seq)
	}
	same := []geo.Change{first("x"), other(geo.EntitySource, "x"), other(geo.EntityCorridor, "x"), other(geo.EntityImport, "x")}
	if head := appendAll(t, j, same...); head.Seq != 4 {
		t.Errorf("one id of four entities: head %d", head.Seq)
	}
}

func proveLimit(t *testing.T, place Place) {
	j := place(t)
	if head := appendAll(t, j, firsts("a", geo.MaxBlock)...); head.Seq != geo.MaxBlock {
		t.Errorf("head %d", head.Seq)
	}
	if b := blocksOf(t, j, 0); len(b) != 1 || len(b[0].Changes) != geo.MaxBlock {
		t.Errorf("%d blocks", len(b))
	}
}

// proveSeveralBlocks: a long append is several blocks, whole or not at all.
func proveSeveralBlocks(t *testing.T, place Place) {
	j := place(t)
	long := firsts("a", 2*geo.MaxBlock+7)
	spoilt := slices.Clone(long)
	spoilt[len(spoilt)-1].PrevSeq, spoilt[len(spoilt)-1].Revision = 3, 2
	if _, err := j.Append(context.Background(), spoilt); geo.CodeOf(err) != geo.Conflict {
		t.Errorf("a stale change in the last block: %v", err)
	}
	if head := headOf(t, j); head.Seq != 0 {
		t.Errorf("blocks of a refused append moved the head to %d", head.Seq)
	}
	if head := appendAll(t, j, long...); head.Seq != uint64(len(long)) {
		t.Errorf("head %d", head.Seq)
	}
	next := uint64(1)
	for _, b := range blocksOf(t, j, 0) {
		for i := range b.Changes {
			if c := &b.Changes[i]; c.Seq != next || c.ID != long[next-1].ID {
				t.Fatalf("seq %d is %q, want %d %q", c.Seq, c.ID, next, long[next-1].ID)
			}
			next++
		}
	}
	if next != uint64(len(long))+1 {
		t.Errorf("%d changes read back", next-1)
	}
}

// unchanged proves that a refused block left nothing behind: try must fail with
// the code, its message must name the id.
func unchanged(t *testing.T, j geo.Journal, code geo.Code, id string, try []geo.Change) {
	t.Helper()
	ids := make([]string, len(try))
	for i := range try {
		ids[i] = try[i].ID
	}
	head, before := headOf(t, j), currentOf(t, j, geo.EntityIncident, ids...)
	_, err := j.Append(context.Background(), try)
	wantCode(t, err, code)
	if !strings.Contains(err.Error(), id) {
		t.Errorf("the message does not name %q: %v", id, err)
	}
	if now := headOf(t, j); now != head {
		t.Errorf("the head moved from %d to %d", head.Seq, now.Seq)
	}
	if last := blocksOf(t, j, head.Seq); len(last) > 0 {
		t.Errorf("a block of %d changes was left", len(last[0].Changes))
	}
	sameChanges(t, currentOf(t, j, geo.EntityIncident, ids...), before)
}

func proveConflicts(t *testing.T, place Place) {
	j := place(t)
	old := firsts("a", 200)
	appendAll(t, j, old...)
	revised := []geo.Change{next(old[7], 2)}
	appendAll(t, j, revised...)

	unchanged(t, j, geo.Conflict, "a:00099", append(firsts("new", 150), first("a:00099")))
	unchanged(t, j, geo.Conflict, "a:00007", []geo.Change{first("new:1"), next(old[3], 2), next(old[7], 3), next(old[8], 2)})
	missing := next(geo.Change{ID: "none:1", Revision: 1, Seq: 3}, 2)
	unchanged(t, j, geo.Conflict, "none:1", []geo.Change{first("new:1"), missing})
	wrongID := next(old[5], 2)
	wrongID.ID = "a:00006"
	unchanged(t, j, geo.Conflict, "a:00006", []geo.Change{wrongID})

	corridor := []geo.Change{other(geo.EntityCorridor, "c-1")}
	appendAll(t, j, corridor...)
	again := other(geo.EntityCorridor, "c-1")
	unchanged(t, j, geo.Conflict, "c-1", []geo.Change{first("new:1"), again})
	stale := again
	stale.Revision, stale.PrevSeq = 2, corridor[0].Seq-1
	unchanged(t, j, geo.Conflict, "c-1", []geo.Change{stale})

	appendAll(t, j, next(revised[0], 3), next(old[8], 2), first("new:1"))
}

func proveRevisions(t *testing.T, place Place) {
	j := place(t)
	old := firsts("a", 2)
	old = append(old, other(geo.EntitySource, "s"))
	appendAll(t, j, old...)
	skipped := next(old[1], 2)
	skipped.Revision = 3
	unchanged(t, j, geo.Invalid, "a:00001", []geo.Change{next(old[0], 2), skipped})
	skippedSource := old[2]
	skippedSource.Revision, skippedSource.PrevSeq = 9, old[2].Seq
	unchanged(t, j, geo.Invalid, "s", []geo.Change{skippedSource})
}

func proveRace(t *testing.T, place Place) {
	handles := []geo.Journal{place(t), place(t), place(t)}
	current := first("a:1")
	appendAll(t, handles[0], current)
	for round := range 20 {
		c := currentOf(t, handles[round%3], geo.EntityIncident, "a:1")["a:1"]
		won := make([]bool, len(handles))
		var wg sync.WaitGroup
		for i, j := range handles {
			wg.Go(func() {
				_, err := j.Append(context.Background(), []geo.Change{first(fmt.Sprintf("x:%d-%d", round, i)), next(c, i)})
				won[i] = err == nil
				if err != nil && geo.CodeOf(err) != geo.Conflict {
					t.Errorf("writer %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(won); n != 1 {
			t.Fatalf("round %d: %d writers won", round, n)
		}
	}
	if head := headOf(t, handles[0]); head.Seq != 1+20*2 {
		t.Errorf("head %d", head.Seq)
	}
}

func count(flags []bool) (n int) {
	for _, f := range flags {
		if f {
			n++
		}
	}
	return n
}

func proveCancelled(t *testing.T, place Place) {
	j, watcher := place(t), place(t)
	r := seeded(t)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := j.Append(cancelled, firsts("never", 10))
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("append with an ended context: %v", err)
	}
	for i := range 40 {
		before := headOf(t, watcher)
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(r.IntN(3000))*time.Microsecond)
		head, err := j.Append(ctx, firsts(fmt.Sprintf("a%d", i), 1+r.IntN(400)))
		cancel()
		after := headOf(t, watcher)
		if err == nil && after != head || err != nil && after != before {
			t.Fatalf("error %v, but the head went from %d to %d", err, before.Seq, after.Seq)
		}
	}
	blocksOf(t, watcher, 0)
}

func proveOwnMemory(t *testing.T, place Place) {
	j := place(t)
	mine := first("a:1")
	want := string(mine.Fields)
	appendAll(t, j, mine)
	clear(mine.Fields)
	got := currentOf(t, j, geo.EntityIncident, "a:1")["a:1"]
	if string(got.Fields) != want {
		t.Error("the store kept the caller's slice")
	}
	clear(got.Fields)
	clear(blocksOf(t, j, 0)[0].Changes[0].Fields)
	if got := currentOf(t, j, geo.EntityIncident, "a:1")["a:1"]; string(got.Fields) != want {
		t.Error("the store gave its own slice away")
	}
	if got := blocksOf(t, j, 0)[0].Changes[0]; string(got.Fields) != want {
		t.Error("the journal gave its own slice away")
	}
}
