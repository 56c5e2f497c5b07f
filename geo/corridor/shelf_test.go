package corridor_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/geotest"
	"linea/geo/store/storetest"

	"github.com/paulmach/orb"
)

func route(name string) geo.Corridor {
	return geo.Corridor{Name: name, Line: orb.LineString{{-111, 31.5}, {-110, 31.4}}, HalfWidthM: 2000}
}

func TestShelf(t *testing.T) {
	ctx, journal := context.Background(), storetest.NewMemory()
	clock := func() time.Time { return geotest.Now }
	one, other := corridor.NewShelf(journal, clock), corridor.NewShelf(journal, clock)
	if _, err := journal.Append(ctx, geotest.Changes(geotest.Random(1, 50))); err != nil {
		t.Fatal(err)
	}
	saved, isNew, err := one.Add(ctx, route(" Sasabe west "), "", "unit")
	if err != nil || !isNew || saved.Name != "Sasabe west" || saved.Revision != 1 || saved.ID == "" {
		t.Fatalf("%+v %v", saved, err)
	}
	seen, err := other.Get(ctx, saved.ID)
	if err != nil || seen.Name != saved.Name || len(seen.Line) != 2 || seen.HalfWidthM != 2000 {
		t.Fatalf("the other process sees %+v %v", seen, err)
	}
	seen.Corridor.HalfWidthM = 3000
	changed, err := other.Change(ctx, seen.Corridor, 1, "unit")
	if err != nil || changed.Revision != 2 || changed.HalfWidthM != 3000 {
		t.Fatalf("%+v %v", changed, err)
	}
	if _, err := one.Change(ctx, saved.Corridor, 1, "unit"); geo.CodeOf(err) != geo.Stale {
		t.Errorf("a stale change: %v", err)
	}
	if err := one.Delete(ctx, saved.ID, 1, "unit"); geo.CodeOf(err) != geo.Stale {
		t.Errorf("a stale deletion: %v", err)
	}
	if err := one.Delete(ctx, saved.ID, 2, "unit"); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Get(ctx, saved.ID); geo.CodeOf(err) != geo.NotFound {
		t.Errorf("deleted: %v", err)
	}
	if err := other.Delete(ctx, saved.ID, 3, "unit"); geo.CodeOf(err) != geo.NotFound {
		t.Errorf("deleted twice: %v", err)
	}
}

// Who got no answer sends the same again with its key: nothing is saved twice, by
// whatever process. A key stands for one corridor.
func TestShelfKnowsKeys(t *testing.T) {
	ctx, journal := context.Background(), storetest.NewMemory()
	clock := func() time.Time { return geotest.Now }
	one, other := corridor.NewShelf(journal, clock), corridor.NewShelf(journal, clock)
	first, isNew, err := one.Add(ctx, route("Wash"), "key 1", "unit")
	if err != nil || !isNew {
		t.Fatalf("%v %v", isNew, err)
	}
	again, isNew, err := other.Add(ctx, route(" Wash "), "key 1", "unit")
	if err != nil || isNew || again.ID != first.ID || again.Revision != 1 {
		t.Errorf("sent again: %+v %v %v", again, isNew, err)
	}
	second, isNew, err := one.Add(ctx, route("Wash"), "key 2", "unit")
	if err != nil || !isNew || second.ID == first.ID {
		t.Errorf("with another key: %+v %v %v", second, isNew, err)
	}
	if theirs, isNew, err := one.Add(ctx, route("Wash"), "key 1", "another unit"); err != nil || !isNew || theirs.ID == first.ID {
		t.Errorf("the key of another: %+v %v %v", theirs, isNew, err)
	}
	if list, _, err := other.List(ctx); err != nil || len(list) != 3 {
		t.Errorf("%d saved, %v", len(list), err)
	}
	if _, _, err := one.Add(ctx, route("Ridge"), "key 1", "unit"); geo.CodeOf(err) != geo.Conflict {
		t.Errorf("another corridor: %v", err)
	}
	if err := one.Delete(ctx, first.ID, 1, "unit"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := one.Add(ctx, route("Wash"), "key 1", "unit"); geo.CodeOf(err) != geo.Conflict {
		t.Errorf("once deleted: %v", err)
	}
}

func TestShelfLists(t *testing.T) {
	ctx := context.Background()
	shelf := corridor.NewShelf(storetest.NewMemory(), func() time.Time { return geotest.Now })
	if list, _, err := shelf.List(ctx); err != nil || list == nil || len(list) != 0 {
		t.Errorf("an empty shelf: %v %v", list, err)
	}
	for _, name := range []string{"c", "a", "b"} {
		if _, _, err := shelf.Add(ctx, route(name), "", "unit"); err != nil {
			t.Fatal(err)
		}
	}
	list, seq, err := shelf.List(ctx)
	if err != nil || len(list) != 3 || list[0].Name != "a" || list[2].Name != "c" || seq != 3 {
		t.Errorf("%v %d %v", list, seq, err)
	}
}

func TestShelfRefuses(t *testing.T) {
	shelf := corridor.NewShelf(storetest.NewMemory(), func() time.Time { return geotest.Now })
	for name, c := range map[string]struct {
		corridor geo.Corridor
		code     geo.Code
		pointer  string
	}{
		"no name":       {route("  "), geo.Unprocessable, "/name"},
		"long name":     {route(strings.Repeat("é", 81)), geo.Unprocessable, "/name"},
		"phone":         {route("call 520 555 0134 now"), geo.Unprocessable, "/name"},
		"phone in note": {geo.Corridor{Name: "a", Note: "call 520-555-0134", Line: route("").Line, HalfWidthM: 2000}, geo.Unprocessable, "/note"},
		"no line":       {geo.Corridor{Name: "a", HalfWidthM: 2000}, geo.Invalid, ""},
		"no width":      {geo.Corridor{Name: "a", Line: route("").Line}, geo.Invalid, ""},
	} {
		_, _, err := shelf.Add(context.Background(), c.corridor, "", "unit")
		if geo.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
		var e *geo.Error
		if errors.As(err, &e) && c.pointer != "" && (len(e.Fields) != 1 || e.Fields[0].Pointer != c.pointer) {
			t.Errorf("%s: fields %v", name, e.Fields)
		}
	}
}
