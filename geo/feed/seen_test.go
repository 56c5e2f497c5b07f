package feed

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"linea/geo"
)

func TestIDSet(t *testing.T) {
	var s idSet
	seeds, judge := newIDSeeds(), map[string]bool{}
	dice := rand.New(rand.NewPCG(1, 1))
	for range 100_000 {
		id := fmt.Sprint("ogis:", dice.IntN(60_000))
		if got, want := s.add(seeds.key(id)), !judge[id]; got != want {
			t.Fatalf("%s: new is %v, want %v", id, got, want)
		}
		judge[id] = true
	}
}

// Counts by coordinate agree with a plain map, over several sources and with
// rows that say themselves that they lie nowhere.
func TestPointCounts(t *testing.T) {
	type spot struct {
		source string
		at     orb.Point
	}
	var c pointCounts
	rows, usable := map[spot]int{}, map[spot]int{}
	dice := rand.New(rand.NewPCG(2, 2))
	for range 50_000 {
		s := spot{fmt.Sprint("s", dice.IntN(3)), orb.Point{-float64(dice.IntN(60)) / 10, float64(dice.IntN(60)) / 10}}
		p := place{point: pointKey(s.at), hasPoint: true, method: geo.LocationMethod(dice.IntN(8))}
		c.add(s.source, p)
		rows[s]++
		if p.usable() {
			usable[s]++
		}
	}
	want := 0
	for _, n := range rows {
		if n >= geo.SharedPointRows {
			want++
		}
	}
	points, mapped := c.shared()
	if len(points) != want || want == 0 || want == len(rows) {
		t.Errorf("%d shared points of %d, want %d", len(points), len(rows), want)
	}
	for i, p := range points {
		s := spot{p.Source, orb.Point{p.Lon, p.Lat}}
		if p.Rows != rows[s] || mapped[i] != usable[s] {
			t.Errorf("%v: %d rows, %d usable; want %d, %d", s, p.Rows, mapped[i], rows[s], usable[s])
		}
	}
	sortShared(points)
	if !slices.IsSortedFunc(points, func(a, b SharedPoint) int { return cmp.Compare(b.Rows, a.Rows) }) {
		t.Error("not sorted")
	}
}

func TestPointKeysComeBack(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 3))
	for range 100_000 {
		p := orb.Point{geo.OnGrid(360*dice.Float64() - 180), geo.OnGrid(180*dice.Float64() - 90)}
		if got := pointOf(pointKey(p)); got != p {
			t.Fatalf("%v comes back as %v", p, got)
		}
	}
}
