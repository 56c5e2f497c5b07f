package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linea/geo"
)

func sameChanges(t testing.TB, got, want map[string]geo.Change) {
	t.Helper()
	if diff := difference(want, got); diff != "" {
		t.Errorf("changes differ (-want +got):\n%s", diff)
	}
}

// difference is cmp.Diff, fast where there is none.
func difference(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

func proveDurable(t *testing.T, place Place) {
	j := place(t)
	a := firsts("a", 700)
	appendAll(t, j, a...)
	head := appendAll(t, j, next(a[1], 5), other(geo.EntitySource, "ogis"), other(geo.EntityCorridor, "c-1"))
	blocks := blocksOf(t, j, 0)
	current := currentOf(t, j, geo.EntityIncident, "a:00000", "a:00001")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}

	again := place(t)
	if got := headOf(t, again); got != head {
		t.Errorf("head %+v, was %+v", got, head)
	}
	if diff := difference(blocks, blocksOf(t, again, 0)); diff != "" {
		t.Error(diff)
	}
	sameChanges(t, currentOf(t, again, geo.EntityIncident, "a:00000", "a:00001"), current)
	if got := appendAll(t, again, first("b:1")); got.Seq != head.Seq+1 || got.StoreID != head.StoreID {
		t.Errorf("after reopening: %+v", got)
	}
}

func proveClose(t *testing.T, place Place) {
	for i := range 8 {
		j := place(t)
		before := headOf(t, j)
		var head geo.Head
		var err error
		var wg sync.WaitGroup
		wg.Go(func() { head, err = j.Append(context.Background(), firsts(fmt.Sprint("a", i), 2000)) })
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		after := headOf(t, place(t))
		if err == nil && after != head || err != nil && after != before {
			t.Fatalf("append gave %v, and the head went from %d to %d", err, before.Seq, after.Seq)
		}
	}
}

func proveClosed(t *testing.T, place Place) {
	ctx := context.Background()
	j := place(t)
	appendAll(t, j, first("a:1"))
	for range 2 {
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, err := j.Append(ctx, []geo.Change{first("a:2")})
	wantCode(t, err, geo.Unavailable)
	_, err = j.Head(ctx)
	wantCode(t, err, geo.Unavailable)
	_, err = j.Current(ctx, geo.EntityIncident, []string{"a:1"})
	wantCode(t, err, geo.Unavailable)
	var last error
	for _, err := range j.Blocks(ctx, 0) {
		last = err
	}
	wantCode(t, last, geo.Unavailable)
	if _, open := <-j.Changed(ctx); open {
		t.Error("a closed store tells of changes")
	}
}

func proveBlocks(t *testing.T, place Place) {
	j, reader := place(t), place(t)
	r := seeded(t)
	var written [][]geo.Change
	for i := range 30 {
		b := firsts(fmt.Sprint("b", i), 1+r.IntN(60))
		for k := range b {
			b[k].Actor, b[k].Label = fmt.Sprint("actor", r.IntN(3)), fmt.Sprint("label", r.IntN(2))
		}
		appendAll(t, j, b...)
		written = append(written, b)
	}
	blocks := blocksOf(t, reader, 0)
	for i := range written {
		if diff := difference(written[i], blocks[i].Changes); diff != "" {
			t.Fatalf("block %d: %s", i, diff)
		}
		if !blocks[i].RecordedAt.Equal(firstDay) || blocks[i].Erased {
			t.Errorf("block %d: recorded %s, erased %t", i, blocks[i].RecordedAt, blocks[i].Erased)
		}
	}
	if last := blocks[len(blocks)-1].Head; last != headOf(t, reader) {
		t.Errorf("the last block ends at %+v", last)
	}
	for i, b := range blocks {
		for _, after := range []uint64{b.First - 1, b.First, b.Seq - 1, b.Seq} {
			want := blocks[i:]
			if after >= b.Seq {
				want = blocks[i+1:]
			}
			if part := blocksOf(t, reader, after); len(part) != len(want) || len(part) > 0 && part[0].First != want[0].First {
				t.Fatalf("after %d: %d blocks, want %d", after, len(part), len(want))
			}
		}
	}
}

func proveBlocksStop(t *testing.T, place Place) {
	j := place(t)
	for i := range 5 {
		appendAll(t, j, firsts(fmt.Sprint("b", i), 3)...)
	}
	for b := range j.Blocks(context.Background(), 0) { // appending while reading neither waits nor loops for ever
		appendAll(t, j, first(fmt.Sprint("seen:", b.Seq)))
	}
	if head := headOf(t, j); head.Seq != 20 {
		t.Errorf("head %d", head.Seq)
	}
	for range j.Blocks(context.Background(), 0) {
		break
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	seen := 0
	var last error
	for _, err := range j.Blocks(ctx, 0) {
		cancel()
		if last = err; err == nil {
			seen++
		}
	}
	if !errors.Is(last, context.Canceled) || seen == 0 {
		t.Errorf("cancelled after %d blocks: %v", seen, last)
	}
}

func proveCurrent(t *testing.T, place Place) {
	j, reader := place(t), place(t)
	want := map[string]geo.Change{}
	var ids []string
	for i := range 3 {
		block := firsts(fmt.Sprint("b", i), 1500)
		appendAll(t, j, block...)
		for _, c := range block {
			want[c.ID] = c
			ids = append(ids, c.ID, "no"+c.ID)
		}
	}
	revised := []geo.Change{next(want["b0:00003"], 3), next(want["b1:00700"], 4)}
	appendAll(t, j, revised...)
	for _, c := range revised {
		want[c.ID] = c
	}
	sameChanges(t, currentOf(t, reader, geo.EntityIncident, append(ids, "b0:00003", "", `odd"id'%`)...), want)
	sameChanges(t, currentOf(t, reader, geo.EntityIncident), map[string]geo.Change{})
	sameChanges(t, currentOf(t, reader, geo.EntitySource, ids...), map[string]geo.Change{})

	entries := []geo.Change{other(geo.EntitySource, "b0:00003"), other(geo.EntityCorridor, "c"), other(geo.EntityImport, "i")}
	appendAll(t, j, entries...)
	for _, c := range entries {
		sameChanges(t, currentOf(t, reader, c.Entity, "b0:00003", "c", "i"), map[string]geo.Change{c.ID: c})
	}
	sameChanges(t, currentOf(t, reader, geo.EntityIncident, "b0:00003"), map[string]geo.Change{"b0:00003": want["b0:00003"]})
}

func proveHistory(t *testing.T, place Place) {
	j := place(t)
	var written []geo.Change
	c, corridor := first("a:1"), other(geo.EntityCorridor, "c")
	for i := range 10 {
		block := append(firsts(fmt.Sprint("noise", i), i), c, corridor)
		appendAll(t, j, block...)
		c, corridor = block[i], block[i+1]
		written = append(written, c)
		c = next(c, i+2)
		corridor.Revision, corridor.PrevSeq = corridor.Revision+1, corridor.Seq
	}
	bySeq := map[uint64]geo.Change{}
	for _, b := range blocksOf(t, j, 0) {
		for _, c := range b.Changes {
			bySeq[c.Seq] = c
		}
	}
	at := currentOf(t, j, geo.EntityIncident, "a:1")["a:1"]
	for i := len(written) - 1; i >= 0; i-- {
		if diff := difference(written[i], at); diff != "" {
			t.Fatalf("revision %d: %s", i+1, diff)
		}
		at = bySeq[at.PrevSeq]
	}
	if at.Seq != 0 {
		t.Errorf("something came before revision 1: %+v", at)
	}
	if got := currentOf(t, j, geo.EntityCorridor, "c")["c"]; got.Revision != 10 {
		t.Errorf("corridor revision %d", got.Revision)
	}
}

func proveRetraction(t *testing.T, place Place) {
	j := place(t)
	c, corridor := first("a:1"), other(geo.EntityCorridor, "c")
	block := []geo.Change{c, corridor}
	appendAll(t, j, block...)
	retracted := next(block[0], 1)
	retracted.Op = geo.OpRetract
	deleted := block[1]
	deleted.Op, deleted.Revision, deleted.PrevSeq, deleted.Fields = geo.OpDelete, 2, deleted.Seq, []byte{}
	gone := []geo.Change{retracted, deleted}
	appendAll(t, j, gone...)
	sameChanges(t, currentOf(t, j, geo.EntityIncident, "a:1"), map[string]geo.Change{"a:1": gone[0]})
	sameChanges(t, currentOf(t, j, geo.EntityCorridor, "c"), map[string]geo.Change{"c": gone[1]})
	unchanged(t, j, geo.Conflict, "a:1", []geo.Change{first("a:1")})

	back := other(geo.EntityCorridor, "c")
	back.Revision, back.PrevSeq = 3, gone[1].Seq
	restored := []geo.Change{next(gone[0], 2), back}
	appendAll(t, j, restored...)
	all := currentOf(t, j, geo.EntityIncident, "a:1")
	maps.Copy(all, currentOf(t, j, geo.EntityCorridor, "c"))
	sameChanges(t, all, map[string]geo.Change{"a:1": restored[0], "c": restored[1]})
}
