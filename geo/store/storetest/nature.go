package storetest

import (
	"context"
	"sync"
	"testing"

	"linea/geo"
)

// synthetic makes the first revision of a made-up incident.
func synthetic(id string) geo.Change {
	c := first(id)
	var in geo.Incident
	if err := geo.DecodeIncident(id, c.Fields, nil, &in); err != nil {
		panic(err) // what put encodes
	}
	in.Source, c.Owner = geo.DemoSource, geo.DemoSource
	c.Fields = geo.EncodeIncident(nil, &in)
	return c
}

// Of two writers who both found an empty store one wins, and so does its nature.
func proveNature(t *testing.T, place Place) {
	const writers = 8
	j := place(t)
	wantCode(t, errorOf(j.Append(context.Background(), []geo.Change{first("a:0"), synthetic("demo:0")})), geo.Conflict)
	if head := headOf(t, j); head.Seq != 0 {
		t.Fatalf("a refused append wrote up to seq %d", head.Seq)
	}
	appendAll(t, j, other(geo.EntitySource, "a"), other(geo.EntitySource, geo.DemoSource)) // no incident yet
	var errs [writers]error
	var all sync.WaitGroup
	for i := range writers {
		j := place(t)
		change := first("a:" + string(rune('1'+i)))
		if i%2 == 1 {
			change = synthetic("demo:" + string(rune('1'+i)))
		}
		all.Go(func() { _, errs[i] = j.Append(context.Background(), []geo.Change{change}) })
	}
	all.Wait()
	won := 0 // the writer whose nature it is
	if errs[0] != nil {
		won = 1
	}
	for i, err := range errs {
		if i%2 == won && err != nil {
			t.Errorf("writer %d of the nature that won: %v", i, err)
		}
		if i%2 != won && geo.CodeOf(err) != geo.Conflict {
			t.Errorf("writer %d of the other nature: %v", i, err)
		}
	}
	if n := len(blocksOf(t, j, 2)); n != writers/2 {
		t.Errorf("%d blocks, want %d", n, writers/2)
	}
	again := []geo.Change{synthetic("demo:x"), first("a:x")}
	appendAll(t, place(t), again[1-won])
	wantCode(t, errorOf(j.Append(context.Background(), again[won:won+1])), geo.Conflict)
}

func errorOf(_ geo.Head, err error) error { return err }
