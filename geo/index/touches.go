package index

import (
	"maps"
	"slices"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// touch is what one fold changed.
type touch struct {
	after, seq uint64
	kinds      geo.Set[geo.Kind]
	n          int
	cells      []geo.Cell // of geo.ChangesRes, once sealed
	gap        bool       // they are more than geo.MostChangedCells, and not kept
	open       map[geo.Cell]bool
}

// rememberedTouches is how many folds an open map may have missed and still be
// told what changed.
const rememberedTouches = 512

// add notes the cell of a point that a row had or has.
func (t *touch) add(p orb.Point) {
	if t != nil && !t.gap {
		t.addCell(grid.FromPoint(p, grid.BaseRes))
	}
}

// addCell does the same by its base cell.
func (t *touch) addCell(c geo.Cell) {
	if t == nil || t.gap {
		return
	}
	t.open[grid.Parent(c, geo.ChangesRes)] = true
	t.gap = len(t.open) > geo.MostChangedCells
}

// seal ends a touch and keeps no more than it takes.
func (t *touch) seal() {
	if !t.gap {
		t.cells = slices.Sorted(maps.Keys(t.open))
	}
	t.open = nil
}

// newTouch begins the touch of a batch: the incidents written, each once, and
// their kinds, those of the revisions before too.
func (ix *Index) newTouch(old *snapshot, b *batch) *touch {
	t := &touch{after: old.head.Seq, seq: b.head.Seq, open: map[geo.Cell]bool{}}
	var id [maxID]byte
	for row := range uint32(b.rows.len()) {
		if b.dead.has(row) {
			continue
		}
		t.n++
		t.kinds |= geo.SetOf(ix.dict.happenings[b.rows.said[row].happening].kind)
		if !b.mayStandIn(row) {
			continue
		}
		if ref, known := old.find(b.rows.id(row, &id)); known {
			t.kinds |= geo.SetOf(old.facets[ref.facet].kind)
		}
	}
	return t
}

// remembered gives the touches with one more. They share memory: only the
// newest snapshot is ever followed by another.
func remembered(touches []*touch, t *touch) []*touch {
	if len(touches) >= 2*rememberedTouches {
		touches = slices.Clone(touches[len(touches)-rememberedTouches:])
	}
	return append(touches, t)
}

// Changes implements geo.View.
func (s *snapshot) Changes(after uint64) geo.Changes {
	out := geo.Changes{Seq: s.head.Seq}
	if after == s.head.Seq {
		return out
	}
	cells := map[geo.Cell]bool{}
	reached := s.head.Seq
	for i := len(s.touches) - 1; i >= 0 && reached > after; i-- {
		t := s.touches[i]
		for _, c := range t.cells {
			cells[c] = true
		}
		if t.gap || len(cells) > geo.MostChangedCells {
			break
		}
		out.Kinds, out.N, reached = out.Kinds|t.kinds, out.N+t.n, t.after
	}
	if reached > after || after > s.head.Seq {
		return geo.Changes{Seq: s.head.Seq, Gap: true}
	}
	out.Cells = slices.Sorted(maps.Keys(cells))
	return out
}
