package hotspot

import (
	"slices"

	"linea/geo"
)

// Neighbours says who neighbours whom among cells 0..Len-1: packed rows, built
// once per study area and resolution and shared by every question. A cell is
// not its own neighbour; a cell and its neighbours are its disk.
type Neighbours struct {
	start []int32
	of    []int32
}

// NewNeighbours packs the rows. Neighbours must be mutual, within range, each
// named once; rows are sorted, so that their order does not matter.
func NewNeighbours(rows [][]int32) (*Neighbours, error) {
	n := &Neighbours{start: make([]int32, 1, len(rows)+1)}
	for i, row := range rows {
		from := len(n.of)
		n.of = append(n.of, row...)
		packed := n.of[from:]
		slices.Sort(packed)
		for k, j := range packed {
			if j < 0 || int(j) >= len(rows) || int(j) == i || k > 0 && packed[k-1] == j {
				return nil, geo.Errorf("hotspot.NewNeighbours", geo.Internal, "cell %d lists %d: out of range, itself or twice", i, j)
			}
		}
		n.start = append(n.start, int32(len(n.of)))
	}
	return n, n.checkMutual()
}

func (n *Neighbours) checkMutual() error {
	for i := range n.Len() {
		for _, j := range n.Of(i) {
			if _, back := slices.BinarySearch(n.Of(int(j)), int32(i)); !back {
				return geo.Errorf("hotspot.NewNeighbours", geo.Internal, "cell %d lists %d, which does not list it back", i, j)
			}
		}
	}
	return nil
}

// Len is the number of cells.
func (n *Neighbours) Len() int { return len(n.start) - 1 }

// Of gives the neighbours of cell i, ascending; the caller must not change it.
func (n *Neighbours) Of(i int) []int32 { return n.of[n.start[i]:n.start[i+1]] }

// addable are the numbers that disks are summed over.
type addable interface{ ~int | ~float64 }

// diskSums adds each value to the values of its covered neighbours; cells
// without coverage give 0. covered nil = all.
func diskSums[T addable](n *Neighbours, covered []bool, values func(i int) T) []T {
	held := make([]T, n.Len())
	for i := range held {
		if covered == nil || covered[i] {
			held[i] = values(i)
		}
	}
	sums := make([]T, len(held))
	for i := range sums {
		if covered != nil && !covered[i] {
			continue
		}
		sum := held[i]
		for _, j := range n.Of(i) {
			sum += held[j]
		}
		sums[i] = sum
	}
	return sums
}
