package index

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"linea/geo"
)

// A cell whose count differs from that of an older snapshot must be among the
// changes since; so must the one that an incident left.
func TestChangesNameEveryCellThatDiffers(t *testing.T) {
	for seed := range uint64(3) {
		w := newWriter(t, seed+80, 500)
		old := []geo.View{w.index.View()}
		named := 0
		for range 60 {
			w.step()
			after := w.index.View()
			for _, before := range old[max(0, len(old)-5):] {
				changes := after.Changes(before.Head().Seq)
				if changes.Seq != after.Head().Seq {
					t.Fatalf("changes up to %d, the view shows %d", changes.Seq, after.Head().Seq)
				}
				if changes.Gap {
					continue
				}
				for _, c := range differing(t, before, after, geo.ChangesRes) {
					named++
					if _, found := slices.BinarySearch(changes.Cells, c); !found {
						t.Fatalf("seed %d: cell %x differs since seq %d and is not named", seed, c, before.Head().Seq)
					}
				}
			}
			old = append(old, after)
		}
		if named < 100 {
			t.Errorf("only %d cells were named: this proves little", named)
		}
		newest := w.index.View()
		for _, seq := range []uint64{0, newest.Head().Seq + 1} {
			if !newest.Changes(seq).Gap {
				t.Errorf("what changed since seq %d of %d is claimed to be known", seq, newest.Head().Seq)
			}
		}
		if c := newest.Changes(newest.Head().Seq); c.Gap || c.N != 0 || len(c.Cells) != 0 {
			t.Errorf("since itself: %+v", c)
		}
	}
}

func TestChangesCountIncidentsAndKinds(t *testing.T) {
	w := newWriter(t, 90, 500)
	row := w.pool[0]
	row.ID, row.Source, row.HasPoint, row.Point, row.LocationMethod, row.Kind, row.Via = "ogis:moves", "ogis", true, orb.Point{-109.2, 31.4}, geo.MethodGPS, geo.Rescue, ""
	w.write([]geo.Incident{row})
	before := w.index.View().Head().Seq
	row.Point, row.Kind = orb.Point{-112.9, 32.1}, geo.Medical
	w.write([]geo.Incident{row})
	c := w.index.View().Changes(before)
	if c.N != 1 || c.Kinds != geo.SetOf(geo.Rescue, geo.Medical) || len(c.Cells) != 2 {
		t.Errorf("a row that moved and changed its kind: %+v", c)
	}
}

// More folds than are remembered, or more cells than are told, are a gap.
func TestChangesKnowTheirLimits(t *testing.T) {
	var touches []*touch
	for i := range uint64(5 * rememberedTouches) {
		touches = remembered(touches, &touch{after: i, seq: i + 1, n: 1, cells: []geo.Cell{geo.Cell(i % 7)}})
	}
	s := &snapshot{touches: touches}
	s.head.Seq = 5 * rememberedTouches
	if c := s.Changes(s.head.Seq - rememberedTouches); c.Gap || c.N != rememberedTouches || len(c.Cells) != 7 {
		t.Errorf("%+v", c)
	}
	if c := s.Changes(1); !c.Gap {
		t.Errorf("a past that was forgotten: %+v", c)
	}
	wide := &touch{open: map[geo.Cell]bool{}}
	for i := range 60 {
		for k := range 60 {
			wide.add(orb.Point{-114 + float64(i)/10, 29 + float64(k)/10})
		}
	}
	wide.seal()
	if !wide.gap || wide.cells != nil {
		t.Errorf("%d cells were kept", len(wide.cells))
	}
}
