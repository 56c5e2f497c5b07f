package index

import (
	"math"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// stamps remember for every square of a coarse grid the last seq at which an
// incident in it came, went or changed, so that a cache can ask whether its
// answer still holds. Points beyond the grid belong to its rim.
//
// A fold touches a few squares: the rows of the grid in which it touches none
// are those of the snapshot before.
type stamps struct {
	rows  [stampRows]*stampRow // nil = all 0
	own   [stampRows]bool      // of the fold under way: not shared with the snapshot before
	touch *touch               // of the fold under way, nil once it is published
}

type stampRow [stampColumns]uint64

// The grid: squares of stampDegrees from the south-west corner on.
const (
	stampWest    = -118.0
	stampSouth   = 26.0
	stampDegrees = 0.1
	stampColumns = 130
	stampRows    = 125
)

func stampColumnOf(lon float64) int { return clampTo((lon-stampWest)/stampDegrees, stampColumns) }
func stampRowOf(lat float64) int    { return clampTo((lat-stampSouth)/stampDegrees, stampRows) }

// next gives the stamps that a fold changes, which leaves these as they are.
func (s *stamps) next() *stamps { return &stamps{rows: s.rows} }

// row gives a row of the grid to write to.
func (s *stamps) row(i int) *stampRow {
	if !s.own[i] {
		row := stampRow{}
		if shared := s.rows[i]; shared != nil {
			row = *shared
		}
		s.rows[i], s.own[i] = &row, true
	}
	return s.rows[i]
}

func clampTo(v float64, n int) int { return int(math.Min(math.Max(math.Floor(v), 0), float64(n-1))) }

func (s *stamps) stamp(p orb.Point, seq uint64) {
	at := &s.row(stampRowOf(p.Lat()))[stampColumnOf(p.Lon())]
	*at = max(*at, seq)
}

func (s *stamps) newest(b orb.Bound) (seq uint64) {
	west, east := stampColumnOf(b.Min.Lon()), stampColumnOf(b.Max.Lon())
	for _, row := range s.rows[stampRowOf(b.Min.Lat()) : stampRowOf(b.Max.Lat())+1] {
		if row == nil {
			continue
		}
		for _, at := range row[west : east+1] {
			seq = max(seq, at)
		}
	}
	return seq
}

// ChangedSince pads the box by a whole cell on either side: an incident counted
// in a cell lies within reachM of its centre, and so does its outline.
func (s *snapshot) ChangedSince(seq uint64, res int, box orb.Bound) bool {
	if seq >= s.head.Seq {
		return false
	}
	res = min(max(res, grid.MinRes), grid.BaseRes)
	return s.stamps.newest(pad(box, 2*reachM(res))) > seq
}

// stampChanges notes where two states of the rows differ. was is the old sort
// of each row that was taken over, newRow for others; nil says that everything
// may have changed.
func (s *stamps) stampChanges(v *derivation, was []sorted, seq uint64) {
	if was == nil {
		for i := range s.rows {
			for square := range s.row(i) {
				s.rows[i][square] = seq
			}
		}
	}
	for i, before := range was {
		if before != v.dict.sort(v.rows.said[i], v.out[i]) {
			s.stampGone(v.rows, uint32(i), v.cells[i], seq)
		}
	}
}

// newRow marks a row that no older state had.
var newRow = sorted{math.MaxUint32, math.MaxUint32}

// stampGone notes the place of a row that changed, if it has one. cell is its
// base cell, 0 where that is not known.
func (s *stamps) stampGone(r *rows, row uint32, cell geo.Cell, seq uint64) {
	p := r.point(row)
	if p == (orb.Point{}) {
		return
	}
	s.stamp(p, seq)
	if cell != 0 {
		s.touch.addCell(cell)
	} else {
		s.touch.add(p)
	}
}
