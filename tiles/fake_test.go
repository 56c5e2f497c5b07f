package tiles

import (
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// fakeView is a world of cell counts without a history: each resolution's counts
// are given. Methods that tiles never call are not there.
type fakeView struct {
	geo.View
	seq      uint64
	mapped   int
	cells    map[geo.Cell]geo.CellCount // of any resolution
	bounds   map[geo.Cell]orb.Bound
	points   []*geo.Record
	shuffle  *rand.Rand // gives Cells and Points in another order each time
	changed  func(seq uint64, res int, box orb.Bound) bool
	asked    atomic.Int64
	holdOn   chan struct{} // Cells waits for it, or for the end of the context
	failWith error
}

func (v *fakeView) Head() geo.Head { return geo.Head{Seq: v.seq} }
func (v *fakeView) Mapped() int    { return v.mapped }

func (v *fakeView) ChangedSince(seq uint64, res int, box orb.Bound) bool {
	if v.changed == nil {
		return seq < v.seq
	}
	return v.changed(seq, res, box)
}

func (v *fakeView) Cells(ctx context.Context, _ geo.Query, res int, box *orb.Bound) ([]geo.CellCount, error) {
	v.asked.Add(1)
	if v.holdOn != nil {
		select {
		case <-v.holdOn:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	var out []geo.CellCount
	for c, n := range v.cells {
		if grid.Res(c) == res && box.Intersects(v.bounds[c]) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b geo.CellCount) int { return int(a.Cell>>18) - int(b.Cell>>18) })
	if v.shuffle != nil {
		v.shuffle.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return out, v.failWith
}

func (v *fakeView) Points(ctx context.Context, _ geo.Query, box orb.Bound) iter.Seq2[*geo.Record, error] {
	v.asked.Add(1)
	return func(yield func(*geo.Record, error) bool) {
		order := make([]int, len(v.points))
		for i := range order {
			order[i] = i
		}
		if v.shuffle != nil {
			order = v.shuffle.Perm(len(v.points))
		}
		for _, i := range order {
			if box.Contains(v.points[i].Point) && !yield(v.points[i], nil) {
				return
			}
		}
	}
}

// newFake scatters n incidents over the area of the line and counts them at
// every resolution.
func newFake(seed uint64, n int) *fakeView {
	rng := rand.New(rand.NewPCG(seed, 1))
	v := &fakeView{seq: 1, mapped: 1_000_000, cells: map[geo.Cell]geo.CellCount{}, bounds: map[geo.Cell]orb.Bound{}}
	for range n {
		v.add(orb.Point{-115.2 + 6.8*rng.Float64(), 30 + 3.6*rng.Float64()}, uint32(rng.IntN(3)))
	}
	return v
}

func (v *fakeView) add(p orb.Point, persons uint32) {
	base := grid.FromPoint(p, grid.BaseRes)
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		c := grid.Parent(base, res)
		n, known := v.cells[c]
		if !known {
			v.bounds[c] = grid.Boundary(c).Bound()
		}
		v.cells[c] = geo.CellCount{Cell: c, N: n.N + 1, Persons: n.Persons + persons}
	}
}

// tileAt gives the tile of a zoom that holds the point.
func tileAt(p orb.Point, z uint32) Coord {
	w := project(p.Lon(), p.Lat())
	return Coord{z, w.x >> (worldBits - z), w.y >> (worldBits - z)}
}

func hotspot(t testing.TB, s *Server, v geo.View, r HotspotRequest) *Tile {
	t.Helper()
	tile, err := s.Hotspot(context.Background(), v, r)
	if err != nil {
		t.Fatal(err)
	}
	return tile
}
