package index

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// withErased is a journal some of whose blocks were erased by law.
type withErased struct {
	geo.Journal
	last map[uint64]bool // seqs at which the erased blocks end
}

func (j withErased) Blocks(ctx context.Context, after uint64) iter.Seq2[geo.Block, error] {
	return func(yield func(geo.Block, error) bool) {
		for b, err := range j.Journal.Blocks(ctx, after) {
			if j.last[b.Seq] {
				b.Changes, b.Erased = nil, true
			}
			if !yield(b, err) {
				return
			}
		}
	}
}

// A revision whose predecessor was erased still replaces the row before that
// one, whether the journal is read in one go or block by block.
func TestRevisionsAcrossAnErasedBlock(t *testing.T) {
	rows := geotest.Random(31, 40)
	for erased := range uint64(4) {
		for _, stepwise := range []bool{false, true} {
			t.Run(fmt.Sprintf("block %d, stepwise %v", erased, stepwise), func(t *testing.T) {
				journal := storetest.NewMemory()
				j := withErased{journal, map[uint64]bool{}}
				ix := New(j)
				want := map[string]geo.Incident{}
				for block := range uint64(4) {
					var changes []geo.Change
					for i := range rows {
						if block > 0 && i%int(block+1) != 0 {
							continue
						}
						row := rows[(i+int(block))%len(rows)]
						row.ID = rows[i].ID
						current, _ := journal.Current(t.Context(), geo.EntityIncident, []string{row.ID})
						var previous *geo.Change
						if c, ok := current[row.ID]; ok {
							previous = &c
						}
						changes = append(changes, geotest.Change(&row, previous))
						if block != erased {
							want[row.ID] = row
						}
					}
					appendAll(t, journal, changes)
					if block == erased {
						head, _ := journal.Head(t.Context())
						j.last[head.Seq] = true
					}
					if stepwise {
						fold(t, ix)
					}
				}
				fold(t, ix)
				checkRows(t, ix.View(), rows, want)
			})
		}
	}
}

// checkRows compares what a view says of ids, and how many rows it has.
func checkRows(t *testing.T, v geo.View, ids []geo.Incident, want map[string]geo.Incident) {
	t.Helper()
	for _, row := range ids {
		rec, found := v.Incident(row.ID)
		if _, wanted := want[row.ID]; found != wanted {
			t.Errorf("%s found: %v", row.ID, found)
		}
		if found {
			if d := cmp.Diff(want[row.ID], rec.Incident); d != "" {
				t.Errorf("%s (-want +got):\n%s", row.ID, d)
			}
		}
	}
	n := 0
	for _, s := range v.Sources() {
		n += s.Rows
	}
	if n != len(want) {
		t.Errorf("%d rows, want %d", n, len(want))
	}
}

// The numbers of facets and traits follow from the journal alone: decoders on
// many cores must not leave a trace.
//
//ci:plain
func TestDecodersLeaveNoTrace(t *testing.T) {
	journal := storetest.NewMemory()
	rows := geotest.Random(32, 3000)
	for len(rows) > 0 {
		appendAll(t, journal, geotest.Changes(rows[:20]))
		rows = rows[20:]
	}
	var first words
	for i := range 8 {
		ix, err := Open(t.Context(), journal)
		if err != nil {
			t.Fatal(err)
		}
		got := ix.dict.words()
		if i == 0 {
			first = got
		}
		if d := cmp.Diff(first, got, cmp.AllowUnexported(words{}, happening{}, circumstances{}, facet{}, trait{})); d != "" {
			t.Fatalf("(-first +this):\n%s", d)
		}
	}
}
