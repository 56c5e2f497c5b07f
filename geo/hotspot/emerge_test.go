package hotspot

import (
	"context"
	"math"
	"slices"
	"testing"

	"linea/geo"
)

// stories makes a cube of 12 even steps in which some disks have a history:
// each step of a story is the sign that cell should get.
func stories(t *testing.T, tell map[int]string) (Ground, Cube) {
	t.Helper()
	g := Ground{Neighbours: hexes(t, 20, 20)}
	r := newRand(17, 0)
	var cube Cube
	for step := range 12 {
		counts := scatter(r, 400, 1200)
		for cell, story := range tell {
			disk := append(slices.Clone(g.Neighbours.Of(cell)), int32(cell))
			for _, j := range disk {
				switch story[step] {
				case '+':
					counts[j] = 12 + step%2
				case '-':
					counts[j] = 0
				default:
					counts[j] = 3
				}
			}
		}
		cube.Steps = append(cube.Steps, Counts{Incidents: counts})
	}
	return g, cube
}

func emerge(t *testing.T, g Ground, q EmergingQuestion) Emerging {
	t.Helper()
	e, err := Emerge(context.Background(), g, q)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestHistoriesAreReadBack(t *testing.T) {
	tell := map[int]string{
		63:  "...........+",
		67:  ".........+++",
		71:  "..+...+....+",
		75:  "..-........+",
		183: "++++++++++++",
		187: "+++++++++++.",
		191: "...........-",
		195: "--------..--",
	}
	g, cube := stories(t, tell)
	e := emerge(t, g, EmergingQuestion{Cube: cube, Baseline: Even})
	for cell, story := range tell {
		h := e.Cells[cell]
		want := Classify(signs(story), None, Esri3)
		if h.State != Classified || h.Class != want || !slices.Equal(h.Steps, signs(story)) {
			t.Errorf("cell %d: %v %v %v, want %v %s", cell, h.State, h.Class, h.Steps, want, story)
		}
	}
	if e.Family != 400*12 || e.Unit != Incidents {
		t.Errorf("family %d, %v", e.Family, e.Unit)
	}
	quiet := 0
	for _, h := range e.Cells {
		if h.Class == NoPattern {
			quiet++
		}
	}
	if quiet < 300 {
		t.Errorf("only %d quiet cells", quiet)
	}
}

// Swapping time turns rising into falling; the trend picks the class.
func TestTrendPicksTheClass(t *testing.T) {
	g := Ground{Neighbours: hexes(t, 20, 20)}
	var rising, falling Cube
	for step := range 12 {
		counts := slices.Repeat([]int{3}, 400)
		for _, j := range append(slices.Clone(g.Neighbours.Of(210)), 210) {
			counts[j] = 20 + step
		}
		rising.Steps = append(rising.Steps, Counts{Incidents: counts})
	}
	falling.Steps = slices.Clone(rising.Steps)
	slices.Reverse(falling.Steps)
	if h := emerge(t, g, EmergingQuestion{Cube: rising, Baseline: Even}).Cells[210]; h.Class != IntensifyingHot || h.Trend.S != 66 || h.Slope != 7 { // seven cells, one more each
		t.Errorf("rising: %v, %+v, %g a step", h.Class, h.Trend, h.Slope)
	}
	if h := emerge(t, g, EmergingQuestion{Cube: falling, Baseline: Even}).Cells[210]; h.Class != DiminishingHot || h.Slope != -7 {
		t.Errorf("falling: %v, %+v", h.Class, h.Trend)
	}
	// Against itself a place that was always full is not hot.
	if h := emerge(t, g, EmergingQuestion{Cube: rising, Baseline: Usual}).Cells[210]; h.Class == IntensifyingHot || h.Class == PersistentHot {
		t.Errorf("usual: %v", h.Class)
	}
}

// Noise in a cube: 4,800 tests, hardly any class.
func TestCubesOfNoiseShowNothing(t *testing.T) {
	r := newRand(23, 0)
	g := Ground{Neighbours: hexes(t, 20, 20)}
	for _, baseline := range []Baseline{Usual, Even} {
		loud := 0
		for range 20 {
			var cube Cube
			for range 12 {
				cube.Steps = append(cube.Steps, Counts{Incidents: scatter(r, 400, 600)})
			}
			e := emerge(t, g, EmergingQuestion{Cube: cube, Baseline: baseline})
			if e.Cutoff > 0 {
				loud++
			}
		}
		if loud > 4 {
			t.Errorf("%v: %d of 20 cubes of noise have a discovery", baseline, loud)
		}
	}
}

func TestShortOrSparseHistoriesAreTooFew(t *testing.T) {
	g, cube := stories(t, nil)
	short := Cube{cube.Steps[:9]}
	covered := slices.Repeat([]bool{true}, 400)
	covered[5] = false
	for i, h := range emerge(t, g, EmergingQuestion{Cube: short, Covered: covered}).Cells {
		if want := map[bool]HistoryState{true: HistoryTooFew, false: HistoryNoData}[covered[i]]; h.State != want || h.Class != NoPattern || h.Steps != nil {
			t.Fatalf("nine steps: cell %d %+v", i, h)
		}
	}
	sparse := Cube{}
	for range 12 {
		sparse.Steps = append(sparse.Steps, Counts{Incidents: scatter(newRand(1, 1), 400, 100)}) // 1.75 in a disk
	}
	for i, h := range emerge(t, g, EmergingQuestion{Cube: sparse, Baseline: Even}).Cells {
		if h.State != HistoryTooFew || !(h.Expected < 3) {
			t.Fatalf("sparse: cell %d %+v", i, h)
		}
	}
	if e := emerge(t, g, EmergingQuestion{}); e.Cells[0].State != HistoryTooFew {
		t.Errorf("no steps: %+v", e.Cells[0])
	}
}

// Many incidents of one episode each step are not a hot place.
func TestCubesJudgeBurstsByEpisodes(t *testing.T) {
	g, cube := stories(t, map[int]string{210: "...........+"})
	last := &cube.Steps[11]
	for i := range cube.Steps {
		cube.Steps[i].Episodes = make([]int, 400)
		for j, n := range cube.Steps[i].Incidents {
			cube.Steps[i].Episodes[j] = min(n, 2)
		}
	}
	e := emerge(t, g, EmergingQuestion{Cube: cube, Baseline: Even})
	if e.Unit != Episodes || e.Cells[210].Class != NoPattern {
		t.Errorf("%v, %v", e.Unit, e.Cells[210].Class)
	}
	last.Episodes = slices.Clone(last.Incidents)
	for i := range cube.Steps {
		cube.Steps[i].Episodes = nil
	}
	if e := emerge(t, g, EmergingQuestion{Cube: cube, Baseline: Even}); e.Cells[210].Class != NewHot {
		t.Errorf("without episodes: %v", e.Cells[210].Class)
	}
}

func TestEmergeRefusesNonsenseAndStops(t *testing.T) {
	g, cube := stories(t, nil)
	for name, q := range map[string]EmergingQuestion{
		"counts":   {Cube: Cube{[]Counts{{Incidents: make([]int, 3)}}}},
		"coverage": {Cube: cube, Covered: make([]bool, 3)},
		"alpha":    {Cube: cube, Alpha: math.Inf(1)},
	} {
		if _, err := Emerge(context.Background(), g, q); geo.CodeOf(err) == "" {
			t.Errorf("%s: accepted", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Emerge(ctx, g, EmergingQuestion{Cube: cube}); err == nil {
		t.Error("went on after the end of its context")
	}
}
