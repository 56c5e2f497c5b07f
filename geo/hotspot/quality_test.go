package hotspot

import (
	"math"
	"testing"
)

// The two rows that ptools (A. Wheeler) tests its pai with; cells of one
// prediction stand worst first.
func TestAccuraciesAgreeWithPtools(t *testing.T) {
	for _, c := range []struct {
		found    []int
		score    []float64
		pai, pei []float64
	}{
		{[]int{6, 3, 0}, []float64{3, 2, 1}, []float64{2, 1.5, 1}, []float64{1, 1, 1}},
		{[]int{6, 7, 3, 2, 1, 0}, []float64{8, 4, 4, 2, 1, 0},
			[]float64{1.894737, 1.421053, 1.684211, 1.421053, 1.2, 1}, []float64{.857143, .692308, 1, 1, 1, 1}},
	} {
		for k, a := range Accuracies(c.found, c.score, nil) {
			if math.Abs(a.PAI-c.pai[k]) > 1e-6 || math.Abs(a.PEI-c.pei[k]) > 1e-6 {
				t.Errorf("first %d of %v: %+v, want PAI %v and PEI %v", k+1, c.found, a, c.pai[k], c.pei[k])
			}
		}
	}
}

// With areas, ground counts and not cells; all of it is as good as any; no order
// beats the best; and of nothing nothing can be said.
func TestAccuraciesByArea(t *testing.T) {
	found, area := []int{4, 4, 1, 0}, []float64{1, 3, 1, 5}
	a := Accuracies(found, []float64{1, 2, 3, 4}, area)
	want := []Accuracy{{0, .5, 0, 0}, {1. / 9, .6, 5. / 27, 0}, {5. / 9, .9, 50. / 81, 0}, {1, 1, 1, 1}}
	for k := range a {
		if math.Abs(a[k].Share-want[k].Share) > 1e-12 || math.Abs(a[k].Area-want[k].Area) > 1e-12 || math.Abs(a[k].PAI-want[k].PAI) > 1e-12 || a[k].PEI > 1+1e-12 {
			t.Errorf("first %d: %+v, want %+v", k+1, a[k], want[k])
		}
	}
	for _, none := range Accuracies([]int{0, 0}, []float64{2, 1}, nil) {
		if !math.IsNaN(none.PAI) || !math.IsNaN(none.PEI) {
			t.Errorf("%+v", none)
		}
	}
	if len(Accuracies(nil, nil, nil)) != 0 {
		t.Error("nothing has an accuracy")
	}
}
