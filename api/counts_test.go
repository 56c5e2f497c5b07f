package api

import (
	"testing"

	"linea/geo"
)

func TestCountsAnswerAsTheViewCounts(t *testing.T) {
	w := newWorld(t)
	q := geo.Query{Kinds: geo.SetOf(geo.Death)}

	want, err := w.view.Summary(t.Context(), q, geo.StepYear)
	if err != nil {
		t.Fatal(err)
	}
	got := decode[summaryAnswer](t, w.get("/api/v1/summary?kind=death&step=year"))
	if got.Total != want.Total || got.N != want.N || len(got.Series.Bins) != len(want.Series.Bins) || got.Filter != "kind=death" {
		t.Errorf("summary: %+v, want %+v", got.Used, want.Used)
	}
	at7 := decode[summaryAnswer](t, w.get("/api/v1/summary?kind=death&res=7"))
	used, err := w.view.Used(t.Context(), q, 7)
	if err != nil {
		t.Fatal(err)
	}
	if at7.Res != 7 || at7.N != used.N || at7.Excluded != used.Excluded || at7.Total != want.Total {
		t.Errorf("summary at 7: %+v, want %+v", at7.Used, used)
	}
	studied := decode[summaryAnswer](t, w.get("/api/v1/summary?kind=death&study_area=true"))
	if in := studied.StudyArea; in == nil || in.N+in.Outside != want.Mapped || in.N == 0 || want.AsOf == nil || in.AsOf.After(*want.AsOf) {
		t.Errorf("of the study area: %+v, of %d mapped", in, want.Mapped)
	}
	cells := decode[cellsAnswer](t, w.get("/api/v1/cells?kind=death&res=7"))
	sum := 0
	for _, cell := range cells.Cells {
		sum += int(cell.N)
	}
	if sum != used.N {
		t.Errorf("cells hold %d, used are %d", sum, used.N)
	}
	table := decode[geo.Table](t, w.get("/api/v1/table?kind=death&by=land,cause"))
	if table.Total != want.Total {
		t.Errorf("table of %d, want %d", table.Total, want.Total)
	}
}
