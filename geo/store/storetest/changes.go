package storetest

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
)

// firstDay is when the changes made here begin.
var firstDay = time.Date(2024, 3, 1, 15, 0, 0, 250e6, time.UTC)

// first makes revision 1 of an incident.
func first(id string) geo.Change { return put(id, geo.Change{}, 1) }

// next makes the revision after c; persons tells the contents apart.
func next(c geo.Change, persons int) geo.Change { return put(c.ID, c, persons) }

func put(id string, before geo.Change, persons int) geo.Change {
	in := geo.Incident{
		Source: "test", Kind: geo.Rescue, OccurredAt: firstDay.Truncate(time.Second), Persons: persons,
		HasPoint: true, Point: orb.Point{-111.5, 31.75}, RadiusM: 100, LocationMethod: geo.MethodGPS, Summary: "near the wash",
	}
	return geo.Change{
		ID: id, Revision: before.Revision + 1, PrevSeq: before.Seq, Actor: "tester", RecordedAt: firstDay,
		Owner: "test", Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, &in),
	}
}

// other makes revision 1 of an entity that is not an incident.
func other(entity geo.Entity, id string) geo.Change {
	c := first(id)
	c.Entity = entity
	c.Fields = []byte(`{"id":"` + id + `"}`)
	return c
}

// firsts makes n new incidents with the prefix in their ids.
func firsts(prefix string, n int) []geo.Change {
	changes := make([]geo.Change, n)
	for i := range changes {
		changes[i] = first(fmt.Sprintf("%s:%05d", prefix, i))
	}
	return changes
}

// seed prints and returns a generator; a failure is repeated by its seed.
func seeded(t testing.TB) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// checkBlocks proves that the blocks follow each other without a gap and that
// each chain follows from the one before and the canonical body.
func checkBlocks(t testing.TB, blocks []geo.Block) {
	t.Helper()
	for i, b := range blocks {
		if b.StoreID == "" || b.Seq < b.First || len(b.Changes) != int(b.Seq-b.First)+1 {
			t.Fatalf("block %d: seqs %d..%d, %d changes, store %q", i, b.First, b.Seq, len(b.Changes), b.StoreID)
		}
		for k, c := range b.Changes {
			if c.Seq != b.First+uint64(k) {
				t.Fatalf("block %d, change %d: seq %d, want %d", i, k, c.Seq, b.First+uint64(k))
			}
		}
		var before geo.Head
		if i > 0 {
			before = blocks[i-1].Head
		}
		if i == 0 && b.First > 1 {
			continue // the chain before it is not here
		}
		if b.First != before.Seq+1 {
			t.Fatalf("block %d begins at %d after %d", i, b.First, before.Seq)
		}
		body, err := geo.EncodeBlock(b.Changes)
		if chain := geo.NextChain(before.Chain, sha256.Sum256(must(t, body, err))); chain != b.Chain {
			t.Fatalf("block %d (seq %d..%d): the chain does not follow", i, b.First, b.Seq)
		}
	}
}
