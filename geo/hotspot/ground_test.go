package hotspot

import (
	"slices"
	"testing"
)

// hexes makes a parallelogram of columns x rows hexagons, each with up to six
// neighbours.
func hexes(t testing.TB, columns, rows int) *Neighbours {
	t.Helper()
	steps := [6][2]int{{1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}, {1, -1}}
	around := make([][]int32, columns*rows)
	for i := range around {
		for _, s := range steps {
			x, y := i%columns+s[0], i/columns+s[1]
			if x >= 0 && x < columns && y >= 0 && y < rows {
				around[i] = append(around[i], int32(y*columns+x))
			}
		}
	}
	return mustNeighbours(t, around)
}

func mustNeighbours(t testing.TB, rows [][]int32) *Neighbours {
	t.Helper()
	n, err := NewNeighbours(rows)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// within makes neighbours of all points at most reach apart.
func within(t testing.TB, points [][2]float64, reach float64) *Neighbours {
	t.Helper()
	rows := make([][]int32, len(points))
	for i, a := range points {
		for j, b := range points {
			dx, dy := a[0]-b[0], a[1]-b[1]
			if i != j && dx*dx+dy*dy <= reach*reach {
				rows[i] = append(rows[i], int32(j))
			}
		}
	}
	return mustNeighbours(t, rows)
}

func TestNeighboursRefuseNonsense(t *testing.T) {
	for name, rows := range map[string][][]int32{
		"itself":       {{0}},
		"out of range": {{1}, {0, 2}},
		"negative":     {{-1}},
		"twice":        {{1, 1}, {0}},
		"one-sided":    {{1}, {}},
	} {
		if _, err := NewNeighbours(rows); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	n := mustNeighbours(t, [][]int32{{2, 1}, {0}, {0}})
	if n.Len() != 3 || !slices.Equal(n.Of(0), []int32{1, 2}) || len(n.of) != 4 {
		t.Errorf("packed as %v", n)
	}
}

// A parallelogram of 4 x 3 with equal exposure: corner disks hold 3 or 4 cells,
// uncovered cells take part in nothing.
func TestDiskSharesKeepToCoverage(t *testing.T) {
	g := Ground{Neighbours: hexes(t, 4, 3)}
	shares := g.DiskShares(nil)
	near(t, "corner", shares[0], 3./12, 1e-15)
	near(t, "inside", shares[5], 7./12, 1e-15)
	covered := slices.Repeat([]bool{true}, 12)
	covered[0], covered[1] = false, false
	shares = g.DiskShares(covered)
	if shares[0] != 0 {
		t.Errorf("uncovered cell has share %v", shares[0])
	}
	near(t, "inside, two neighbours uncovered", shares[5], 6./10, 1e-15) // 5 neighbours 1, not 0
	g.Exposure = slices.Repeat([]float64{2.5}, 12)
	near(t, "any unit", g.DiskShares(covered)[5], 6./10, 1e-15)
	near(t, "median", g.MedianShare(nil), 5./12, 1e-15)
}

func TestResolutionIsTheFinestThatExpectsThree(t *testing.T) {
	levels := []Level{{4, 1000, .3}, {5, 1000, .05}, {6, 1000, .006}, {7, 500, .0008}}
	for _, c := range []struct {
		change func(l []Level)
		want   int
	}{
		{func([]Level) {}, 6},
		{func(l []Level) { l[2].N = 499 }, 5},
		{func(l []Level) { l[3].MedianShare = .006 }, 7},
		{func(l []Level) {
			for i := range l {
				l[i].N = 3
			}
		}, 4},
	} {
		l := slices.Clone(levels)
		c.change(l)
		if got := Resolution(l); got != c.want {
			t.Errorf("%v: resolution %d, want %d", l, got, c.want)
		}
	}
	if Resolution(nil) != -1 {
		t.Error("a resolution out of nothing")
	}
}
