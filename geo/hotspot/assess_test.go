package hotspot

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"linea/geo/rates"
)

// scatter spreads n incidents evenly over the cells of a ground.
func scatter(r *rand.Rand, cells, n int) []int {
	counts := make([]int, cells)
	for range n {
		counts[r.IntN(cells)]++
	}
	return counts
}

func assess(t testing.TB, g Ground, q Question) Answer {
	t.Helper()
	a, err := Assess(g, q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// judgeCell computes one cell the long way.
func judgeCell(g Ground, q Question, i int) (disk, before int, expected, p float64) {
	var now, all int
	var here, everywhere float64
	inDisk := append(slices.Clone(g.Neighbours.Of(i)), int32(i))
	for j := range q.Now.Incidents {
		if !q.covers(j) {
			continue
		}
		now += q.Now.Incidents[j]
		everywhere += g.exposure(j)
		if q.Before != nil {
			all += q.Before.Incidents[j]
		}
		if slices.Contains(inDisk, int32(j)) {
			disk += q.Now.Incidents[j]
			here += g.exposure(j)
			if q.Before != nil {
				before += q.Before.Incidents[j]
			}
		}
	}
	if q.Before == nil {
		return disk, 0, float64(now) * here / everywhere, rates.Binomial(disk, now, here/everywhere).P()
	}
	expected = float64(disk+before) * float64(now) / float64(now+all)
	return disk, before, expected, rates.Hypergeometric(disk, now, disk+before, now+all).P()
}

func TestAssessAgreesWithTheLongWay(t *testing.T) {
	const seed = 21
	t.Logf("seed %d", seed)
	r := newRand(seed, 0)
	n := hexes(t, 12, 9)
	for round := range 20 {
		g := Ground{Neighbours: n, Exposure: make([]float64, n.Len())}
		q := Question{Now: Counts{Incidents: scatter(r, n.Len(), 200)}, Covered: make([]bool, n.Len())}
		for i := range q.Covered {
			g.Exposure[i], q.Covered[i] = 0.5+r.Float64(), r.IntN(8) > 0
		}
		if round%2 == 1 {
			q.Before = &Counts{Incidents: scatter(r, n.Len(), 700)}
		}
		a := assess(t, g, q)
		for i, c := range a.Cells {
			if !q.Covered[i] {
				if c.State != NoData || !math.IsNaN(c.P) || !math.IsNaN(c.Q) || c.Disk != 0 {
					t.Errorf("cell %d is not covered: %+v", i, c)
				}
				continue
			}
			disk, before, expected, p := judgeCell(g, q, i)
			if c.Disk != disk || c.DiskBefore != before {
				t.Errorf("cell %d: %d and %d, want %d and %d", i, c.Disk, c.DiskBefore, disk, before)
			}
			near(t, "expected", c.Expected, expected, 1e-12)
			near(t, "p", c.P, p, 1e-9)
		}
	}
}

// A ground where one disk is far above, one far below, the rest even.
func hotAndCold(t testing.TB) (Ground, []int) {
	g := Ground{Neighbours: hexes(t, 20, 20)}
	counts := slices.Repeat([]int{3}, 400)
	counts[105] = 40
	for _, j := range append(slices.Clone(g.Neighbours.Of(294)), 294) {
		counts[j] = 0
	}
	return g, counts
}

func TestEvenBaselineFindsBothSides(t *testing.T) {
	g, counts := hotAndCold(t)
	a := assess(t, g, Question{Now: Counts{Incidents: counts}})
	if c := a.Cells[105]; c.State != Hot || c.Disk != 58 || c.RR < 2 || !(a.Interval(105).Lo > 1) {
		t.Errorf("the high cell: %+v, %v", c, a.Interval(105))
	}
	if c := a.Cells[294]; c.State != Cold || c.RR != 0 || !(a.Interval(294).Hi < 1) {
		t.Errorf("the low cell: %+v, %v", c, a.Interval(294))
	}
	if c := a.Cells[22]; c.State != NotSignificant {
		t.Errorf("an even cell: %+v", c)
	}
	if a.Baseline != Even || a.Tested != 400 || len(a.Warnings) != 0 || a.Unit != Incidents {
		t.Errorf("%v of %d, %v, %v", a.Baseline, a.Tested, a.Unit, a.Warnings)
	}
}

func TestUsualBaselineAsksWhatChanged(t *testing.T) {
	g, counts := hotAndCold(t)
	before := slices.Clone(counts)
	for i := range before {
		before[i] *= 5
	}
	a := assess(t, g, Question{Now: Counts{Incidents: counts}, Before: &Counts{Incidents: before}})
	for i, c := range a.Cells {
		if c.State == Hot || c.State == Cold {
			t.Errorf("cell %d is %v though nothing changed: %+v", i, c.State, c)
		}
	}
	counts[210] += 30
	a = assess(t, g, Question{Now: Counts{Incidents: counts}, Before: &Counts{Incidents: before}})
	c := a.Cells[210]
	if c.State != Hot || a.Baseline != Usual || c.DiskBefore != 105 {
		t.Errorf("the changed cell: %+v", c)
	}
	near(t, "RR", c.RR, float64(51)/float64(a.Now.Incidents-51)/(105./float64(a.Before.Incidents-105)), 1e-12)
	if in := a.Interval(210); !(in.Lo > 1 && in.Lo < c.RR && c.RR < in.Hi) {
		t.Errorf("interval %v around %v", in, c.RR)
	}
}

// Rule 3, gate by gate: q is small in every row.
func TestGates(t *testing.T) {
	for _, c := range []struct {
		name string
		cell Cell
		want State
	}{
		{"hot", Cell{Disk: 3, Tested: 3, DiskEpisodes: 2, Incidents: 1, Expected: .1}, Hot},
		{"two incidents", Cell{Disk: 2, Tested: 2, DiskEpisodes: 2, Incidents: 1, Expected: .1}, TooFew},
		{"one episode", Cell{Disk: 9, Tested: 9, DiskEpisodes: 1, Incidents: 1, Expected: .1}, NotSignificant},
		{"none in the cell", Cell{Disk: 9, Tested: 9, DiskEpisodes: 9, Incidents: 0, Expected: .1}, NotSignificant},
		{"cold", Cell{Disk: 0, Tested: 0, Expected: 3.7}, Cold},
		{"cannot be cold", Cell{Disk: 0, Tested: 0, Expected: 3.6999}, TooFew},
		{"cannot be cold, three seen", Cell{Disk: 3, Tested: 3, DiskEpisodes: 3, Expected: 3.5, Q: .9}, NotSignificant},
		{"expected enough, none clear", Cell{Disk: 2, Tested: 2, DiskEpisodes: 2, Expected: 4, Q: .9}, NotSignificant},
		{"q at the level", Cell{Disk: 9, Tested: 9, DiskEpisodes: 9, Incidents: 2, Expected: 1, Q: .05}, Hot},
		{"q above the level", Cell{Disk: 9, Tested: 9, DiskEpisodes: 9, Incidents: 2, Expected: 1, Q: .0501}, NotSignificant},
	} {
		if got := c.cell.state(0.05); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Small cases are answers: too few to tell, with the counts, and never an error.
func TestFewIncidentsAreTooFewEverywhere(t *testing.T) {
	g := Ground{Neighbours: hexes(t, 20, 20)}
	for n := range minMapIncidents {
		counts := make([]int, 400)
		counts[105] = n
		for _, before := range []*Counts{nil, {Incidents: slices.Repeat([]int{4}, 400)}, {Incidents: make([]int, 400)}} {
			a := assess(t, g, Question{Now: Counts{Incidents: counts}, Before: before})
			if !slices.Contains(a.Warnings, WarnFewIncidents) {
				t.Fatalf("%d incidents: warnings %v", n, a.Warnings)
			}
			for i, c := range a.Cells {
				if c.State != TooFew {
					t.Fatalf("%d incidents: cell %d is %v", n, i, c.State)
				}
			}
			if a.Cells[105].Disk != n {
				t.Errorf("%d incidents: the disk shows %d", n, a.Cells[105].Disk)
			}
		}
	}
}

func TestWithoutComparisonNothingIsUsual(t *testing.T) {
	g, counts := hotAndCold(t)
	a := assess(t, g, Question{Now: Counts{Incidents: counts}, Before: &Counts{Incidents: make([]int, 400)}})
	if !slices.Contains(a.Warnings, WarnNoComparison) || a.Cells[105].State != TooFew || !math.IsNaN(a.Cells[105].Expected) {
		t.Errorf("%v, %+v", a.Warnings, a.Cells[105])
	}
	small := Ground{Neighbours: hexes(t, 5, 5)}
	a = assess(t, small, Question{Now: Counts{Incidents: slices.Repeat([]int{9}, 25)}})
	if !slices.Contains(a.Warnings, WarnFewCells) || a.Cells[3].State != NotSignificant {
		t.Errorf("25 cells: %v, %v", a.Warnings, a.Cells[3].State)
	}
	empty, err := Assess(Ground{Neighbours: mustNeighbours(t, nil)}, Question{})
	if err != nil || len(empty.Cells) != 0 {
		t.Errorf("no cells: %+v, %v", empty, err)
	}
}

// No cell is cold, or anything, because nobody can speak for it; and its counts
// change nothing for others.
func TestSilenceIsNotCold(t *testing.T) {
	g, counts := hotAndCold(t)
	covered := slices.Repeat([]bool{true}, 400)
	for i := 200; i < 400; i++ {
		covered[i] = false
	}
	a := assess(t, g, Question{Now: Counts{Incidents: counts}, Covered: covered})
	counts[300] = 1000
	b := assess(t, g, Question{Now: Counts{Incidents: counts}, Covered: covered})
	for i := range a.Cells {
		if !covered[i] {
			if a.Cells[i].State != NoData {
				t.Errorf("cell %d is %v", i, a.Cells[i].State)
			}
		} else if a.Cells[i] != b.Cells[i] {
			t.Errorf("cell %d heard a silent one: %+v, %+v", i, a.Cells[i], b.Cells[i])
		}
	}
	if a.Tested != 200 {
		t.Errorf("family of %d", a.Tested)
	}
}

// Twelve bodies found together are one happening: by incidents hot, by episodes
// not, and the answer says so.
func TestBurstsAreJudgedByEpisodes(t *testing.T) {
	g := Ground{Neighbours: hexes(t, 20, 20)}
	incidents, episodes := make([]int, 400), make([]int, 400)
	for i := 0; i < 400; i += 10 {
		incidents[i], episodes[i] = 1, 1
	}
	incidents[105], episodes[105] = 12, 1
	naive := assess(t, g, Question{Now: Counts{Incidents: incidents}})
	if naive.Cells[105].State != Hot {
		t.Fatalf("the example does not show what it should: %+v", naive.Cells[105])
	}
	a := assess(t, g, Question{Now: Counts{incidents, episodes}})
	if a.Unit != Episodes || !slices.Contains(a.Warnings, WarnBursts) {
		t.Errorf("%v, %v", a.Unit, a.Warnings)
	}
	if c := a.Cells[105]; c.State == Hot || c.Disk != naive.Cells[105].Disk || c.Tested != c.DiskEpisodes {
		t.Errorf("%+v", c)
	}
	// A burst on either side is enough.
	a = assess(t, g, Question{Now: Counts{episodes, episodes}, Before: &Counts{incidents, episodes}})
	if a.Unit != Episodes {
		t.Error("a burst in the comparison went unnoticed")
	}
	// 20 % more incidents than episodes are not yet a burst.
	if (Totals{120, 100}).Bursts() || !(Totals{121, 100}).Bursts() {
		t.Error("a burst begins above 20 %")
	}
}

func TestAssessIsRepeatableAndBlindToUnits(t *testing.T) {
	g, counts := hotAndCold(t)
	q := Question{Now: Counts{Incidents: counts}}
	first, again := assess(t, g, q), assess(t, g, q)
	for i := range first.Cells {
		if !sameBits(first.Cells[i], again.Cells[i]) {
			t.Fatalf("cell %d: %+v, then %+v", i, first.Cells[i], again.Cells[i])
		}
	}
	g.Exposure = slices.Repeat([]float64{42.31}, 400)
	area := assess(t, g, q)
	for i := range first.Cells {
		near(t, "p by area", area.Cells[i].P, first.Cells[i].P, 1e-9)
		if area.Cells[i].State != first.Cells[i].State {
			t.Errorf("cell %d: %v by area", i, area.Cells[i].State)
		}
	}
}

func sameBits(a, b Cell) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for f := range x.NumField() {
		if x.Field(f).Kind() == reflect.Float64 {
			if math.Float64bits(x.Field(f).Float()) != math.Float64bits(y.Field(f).Float()) {
				return false
			}
		} else if !x.Field(f).Equal(y.Field(f)) {
			return false
		}
	}
	return true
}

func TestStrictFindsNoMore(t *testing.T) {
	g, counts := hotAndCold(t)
	loose := assess(t, g, Question{Now: Counts{Incidents: counts}})
	strict := assess(t, g, Question{Now: Counts{Incidents: counts}, Strict: true})
	for i := range loose.Cells {
		if strict.Cells[i].Q < loose.Cells[i].Q {
			t.Errorf("cell %d: strict q %v below %v", i, strict.Cells[i].Q, loose.Cells[i].Q)
		}
	}
}

func TestAssessRefusesWhatDoesNotFit(t *testing.T) {
	g := Ground{Neighbours: hexes(t, 6, 6)}
	fits := func() []int { return make([]int, 36) }
	for name, try := range map[string]func() (Ground, Question){
		"counts":   func() (Ground, Question) { return g, Question{Now: Counts{Incidents: make([]int, 35)}} },
		"episodes": func() (Ground, Question) { return g, Question{Now: Counts{fits(), make([]int, 2)}} },
		"before": func() (Ground, Question) {
			return g, Question{Now: Counts{Incidents: fits()}, Before: &Counts{}}
		},
		"coverage": func() (Ground, Question) {
			return g, Question{Now: Counts{Incidents: fits()}, Covered: make([]bool, 3)}
		},
		"alpha": func() (Ground, Question) { return g, Question{Now: Counts{Incidents: fits()}, Alpha: 1} },
		"exposures": func() (Ground, Question) {
			return Ground{g.Neighbours, make([]float64, 3)}, Question{Now: Counts{Incidents: fits()}}
		},
		"zero exposure": func() (Ground, Question) {
			return Ground{g.Neighbours, make([]float64, 36)}, Question{Now: Counts{Incidents: fits()}}
		},
	} {
		if _, err := Assess(try()); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestStatesSpeakInJSON(t *testing.T) {
	b, err := json.Marshal([]any{Hot, Usual, Episodes, WarnBursts, rates.More, NewHot, Esri2, Classified})
	if want := `["hot","usual","episodes","bursts","more","new_hot","esri2","classified"]`; err != nil || string(b) != want {
		t.Errorf("%s, %v; want %s", b, err, want)
	}
}
