package index

import (
	"math"
	"slices"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// swarm is the mapped rows of a segment whose radii lie in one range, in units
// of neighbours that are ordered by start: a search for what lies near reads the
// rows of its window and no others.
//
//	units   first row, first entry      in the order of rows
//	order   2 0 1 3 | 1 0 | ...         of each row, how far it is from its unit's first
//	above   boxes around swarmFan units, boxes around swarmFan of those, ...
type swarm struct {
	padM  float64 // no radius is larger
	res   int     // the rows of a unit lie in one cell of it
	units []unit  // and one more, where the last ends
	order []uint16
	above [][]gridBox
}

// unit is some rows of a swarm, all within 1<<16 rows of the segment.
type unit struct {
	box   gridBox
	row   uint32 // the first
	first uint32 // its position in order
}

const (
	swarmFan = 8
	// narrowM: radii up to this bound share a swarm.
	narrowM = 300
	// Units are small where a search is narrow, and few where it is wide.
	finestUnitRes   = 7
	coarsestUnitRes = 5
)

// gridBox is a box on the grid of positions.
type gridBox struct{ west, south, east, north int32 }

// gridBoxOf is the smallest box on the grid around a box.
func gridBoxOf(b orb.Bound) gridBox {
	onGrid := func(degrees float64, round func(float64) float64) int32 {
		return int32(round(min(max(degrees, -180), 180) * geo.DegreeGrid))
	}
	return gridBox{
		onGrid(b.Min[0], math.Floor), onGrid(b.Min[1], math.Floor),
		onGrid(b.Max[0], math.Ceil), onGrid(b.Max[1], math.Ceil),
	}
}

// nowhere is the box around nothing.
var nowhere = gridBox{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

func (b gridBox) join(o gridBox) gridBox {
	return gridBox{min(b.west, o.west), min(b.south, o.south), max(b.east, o.east), max(b.north, o.north)}
}

func (b *gridBox) meets(o *gridBox) bool {
	return b.west <= o.east && o.west <= b.east && b.south <= o.north && o.south <= b.north
}

// covers says whether a box lies within.
func (b *gridBox) covers(o *gridBox) bool {
	return b.west <= o.west && o.east <= b.east && b.south <= o.south && o.north <= b.north
}

func (b *gridBox) holds(lon, lat int32) bool {
	return b.west <= lon && lon <= b.east && b.south <= lat && lat <= b.north
}

// swarmOf numbers the swarms by radius class.
func swarmOf(class uint8) int { return int(max(class, radiusClass(narrowM)) - radiusClass(narrowM)) }

// makeSwarms builds the swarms of a segment with its levels.
func (s *segment) makeSwarms(levels *[grid.BaseRes + 1]*level, traits []trait) (swarms []swarm) {
	rows := make([][]uint32, swarmOf(math.MaxUint8)+1)
	for row := s.base.begin[0]; int(row) < s.rows.len(); row++ {
		i := swarmOf(traits[s.rows.trait.at(row)].radius)
		rows[i] = append(rows[i], row)
	}
	for i, rows := range rows {
		if len(rows) > 0 {
			padM, _ := maxRadiusM(radiusClass(narrowM) + uint8(i))
			swarms = append(swarms, s.swarm(padM, rows, levels))
		}
	}
	return swarms
}

func (s *segment) swarm(padM float64, rows []uint32, levels *[grid.BaseRes + 1]*level) swarm {
	w := swarm{padM: padM, res: finestUnitRes, order: make([]uint16, len(rows))}
	for w.res > coarsestUnitRes && grid.CircumradiusM(w.res-1) <= padM {
		w.res--
	}
	w.cut(rows, levels[w.res], s.base.begin[0])
	inParallel(len(w.units)-1, func(from, until int) {
		var keys []uint64
		for i := from; i < until; i++ {
			keys = w.arrange(i, rows, s.rows, keys)
		}
	})
	w.group()
	return w
}

// cut makes the units: rows of one cell of the level, whose first entry is row
// begin.
func (w *swarm) cut(rows []uint32, l *level, begin uint32) {
	cell, until := -1, uint32(0)
	for i, row := range rows {
		if row < until && row-w.units[len(w.units)-1].row <= math.MaxUint16 {
			continue
		}
		for row >= until {
			cell++
			until = begin + l.begin[l.first[cell+1]] - l.begin[0]
		}
		w.units = append(w.units, unit{row: row, first: uint32(i)})
	}
	w.units = slices.Clip(append(w.units, unit{first: uint32(len(rows))}))
}

// arrange orders the rows of unit i by start and draws its box. It uses the room
// of keys and gives it back.
func (w *swarm) arrange(i int, rows []uint32, of *rows, keys []uint64) []uint64 {
	u := &w.units[i]
	u.box, keys = nowhere, keys[:0]
	from, until := u.first, w.units[i+1].first
	for _, row := range rows[from:until] {
		lon, lat := of.lon[row], of.lat[row]
		u.box = u.box.join(gridBox{lon, lat, lon, lat})
		keys = append(keys, uint64(of.start[row])<<16|uint64(row-u.row))
	}
	slices.Sort(keys)
	for k, key := range keys {
		w.order[int(from)+k] = uint16(key)
	}
	return keys
}

// group draws the boxes around units.
func (w *swarm) group() {
	below := make([]gridBox, len(w.units)-1)
	for i := range below {
		below[i] = w.units[i].box
	}
	for len(below) > 1 {
		boxes := make([]gridBox, 0, len(below)/swarmFan+1)
		for group := range slices.Chunk(below, swarmFan) {
			around := nowhere
			for _, b := range group {
				around = around.join(b)
			}
			boxes = append(boxes, around)
		}
		w.above = append(w.above, boxes)
		below = boxes
	}
}

// window gives the range of a unit's entries that start in the window.
func (w *swarm) window(i int, starts []tick, t window) (from, until uint32) {
	u := &w.units[i]
	from, until = u.first, w.units[i+1].first
	return w.before(from, until, starts[u.row:], uint64(t.from)), w.before(from, until, starts[u.row:], t.until)
}

// before gives the first of the entries from..until that does not start before
// t; starts are those from the unit's first row on.
func (w *swarm) before(from, until uint32, starts []tick, t uint64) uint32 {
	for from < until {
		if middle := from + (until-from)/2; uint64(starts[w.order[middle]]) < t {
			from = middle + 1
		} else {
			until = middle
		}
	}
	return from
}

// swarmSearch finds the units of a swarm that meet boxes.
type swarmSearch struct {
	*swarm
	boxes []gridBox                           // a stack: those asked for, then those that meet the node, ...
	found func(unit int, meet []gridBox) bool // false ends the search
}

func (s *swarmSearch) run() bool { return s.descend(len(s.above), 0, 0) }

// descend looks at node i of a level, 0 for units, with the boxes of the stack
// from the number given on.
func (s *swarmSearch) descend(level, i, from int) (more bool) {
	top := len(s.boxes)
	box := &s.units[i].box
	if level > 0 {
		box = &s.above[level-1][i]
	}
	for k := from; k < top; k++ {
		if s.boxes[k].meets(box) {
			s.boxes = append(s.boxes, s.boxes[k])
		}
	}
	switch {
	case len(s.boxes) == top:
		return true
	case level == 0:
		more = s.found(i, s.boxes[top:])
	default:
		more = s.descendBelow(level-1, i, top)
	}
	s.boxes = s.boxes[:top]
	return more
}

// descendBelow looks at what group i of a level holds.
func (s *swarmSearch) descendBelow(level, i, from int) bool {
	n := len(s.units) - 1
	if level > 0 {
		n = len(s.above[level-1])
	}
	for k := i * swarmFan; k < min((i+1)*swarmFan, n); k++ {
		if !s.descend(level, k, from) {
			return false
		}
	}
	return true
}
