// Package storetest holds the one suite that proves the promises of
// geo.Journal for every store, and a journal in memory that keeps them too.
package storetest

import (
	"context"
	"testing"

	"linea/geo"
)

// Place is where one journal lives. Calling it opens another handle on that
// journal, as another process would; the caller may close the handle, and the
// end of the test does.
type Place func(t testing.TB) geo.Journal

// Run proves the promises of geo.Journal. newPlace makes an empty journal's
// place, removed at the end of the test.
func Run(t *testing.T, newPlace func(t *testing.T) Place) {
	for _, c := range []struct {
		promise string
		prove   func(t *testing.T, place Place)
	}{
		{"an empty journal", proveEmpty},
		{"append numbers changes", proveNumbers},
		{"append refuses what contradicts itself", proveRefusals},
		{"a block may be as large as the limit", proveLimit},
		{"a long append is several blocks, whole or not at all", proveSeveralBlocks},
		{"a stale change fails the whole block", proveConflicts},
		{"a wrong revision fails the whole block", proveRevisions},
		{"of two writers one wins", proveRace},
		{"synthetic incidents never stand beside real ones", proveNature},
		{"a cancelled append writes all or nothing", proveCancelled},
		{"the caller keeps its memory", proveOwnMemory},
		{"reopening finds everything", proveDurable},
		{"close waits for an append", proveClose},
		{"a closed handle says so", proveClosed},
		{"blocks come in order, byte for byte", proveBlocks},
		{"reading blocks can stop and write", proveBlocksStop},
		{"current finds the newest of many", proveCurrent},
		{"a history can be followed back", proveHistory},
		{"retracted and deleted entries stay", proveRetraction},
		{"changed tells of every writer", proveChanged},
		{"changed ends", proveChangedEnds},
		{"eight writers leave no gap", proveWriters},
		{"each of a crowd of writers stands for itself", proveCrowd},
		{"random appends equal the plain model", proveModel},
	} {
		t.Run(c.promise, func(t *testing.T) { c.prove(t, newPlace(t)) })
	}
}

// must stops the test at an error.
func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func wantCode(t testing.TB, err error, want geo.Code) {
	t.Helper()
	if got := geo.CodeOf(err); got != want {
		t.Fatalf("code %q, want %q (error: %v)", got, want, err)
	}
}

func appendAll(t testing.TB, j geo.Journal, changes ...geo.Change) geo.Head {
	t.Helper()
	head, err := j.Append(context.Background(), changes)
	return must(t, head, err)
}

func headOf(t testing.TB, j geo.Journal) geo.Head {
	t.Helper()
	head, err := j.Head(context.Background())
	return must(t, head, err)
}

// blocksOf reads the blocks after seq and checks what holds for every
// journal: no gap, whole blocks, a chain that can be computed again.
func blocksOf(t testing.TB, j geo.Journal, after uint64) []geo.Block {
	t.Helper()
	var blocks []geo.Block
	for b, err := range j.Blocks(context.Background(), after) {
		blocks = append(blocks, must(t, b, err))
	}
	checkBlocks(t, blocks)
	return blocks
}

func currentOf(t testing.TB, j geo.Journal, entity geo.Entity, ids ...string) map[string]geo.Change {
	t.Helper()
	found, err := j.Current(context.Background(), entity, ids)
	return must(t, found, err)
}
