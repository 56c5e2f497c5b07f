package api

import (
	"testing"

	"linea/geo/place"
)

// Rows and cells in words: the same whereabouts that one cell's own answer has.
func TestPlacesInWords(t *testing.T) {
	w := newWorld(t)
	plain := decode[cellsAnswer](t, w.get("/api/v1/cells?kind=death&res=5"))
	named := decode[cellsAnswer](t, w.get("/api/v1/cells?kind=death&res=5&places=true"))
	if len(named.Cells) == 0 || len(named.Cells) != len(plain.Cells) {
		t.Fatalf("%d cells with places, %d without", len(named.Cells), len(plain.Cells))
	}
	for i, cell := range named.Cells[:min(20, len(named.Cells))] {
		one := decode[cellAnswer](t, w.get("/api/v1/cells/"+cell.H3+"?kind=death"))
		if cell.Place == nil || *cell.Place != (whereabouts{one.Town, one.DistanceToLineM, one.BorderKm, one.Side}) {
			t.Errorf("%s: %+v, its own answer says %+v", cell.H3, cell.Place, one.Town)
		}
		if plain.Cells[i].Place != nil {
			t.Errorf("%s: a place that nobody asked for", cell.H3)
		}
	}
	checkTowns(t, w)
}

func checkTowns(t *testing.T, w *world) {
	t.Helper()
	rows := decode[struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
		pageEnd
	}](t, w.get("/api/v1/incidents?limit=1000&places=true&duplicates=include"))
	mapped := 0
	for _, f := range rows.Features {
		if f.Properties.Mapped != (f.Properties.Town != nil) {
			t.Fatalf("%s: mapped is %v, town %+v", f.ID, f.Properties.Mapped, f.Properties.Town)
		}
		if !f.Properties.Mapped {
			continue
		}
		mapped++
		at := f.Geometry.Coordinates
		if town, distM := place.NearestTown(at); f.Properties.Town.Name != town.Name || float64(f.Properties.Town.DistanceM)-distM > 1 {
			t.Errorf("%s: %+v, nearest is %s at %.0f m", f.ID, *f.Properties.Town, town.Name, distM)
		}
	}
	if mapped == 0 || mapped == len(rows.Features) {
		t.Errorf("%d of %d rows are mapped: the test sees one sort only", mapped, len(rows.Features))
	}
}
