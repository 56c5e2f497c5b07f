package index

import (
	"math"
	"slices"
	"time"

	"linea/geo"

	"github.com/paulmach/orb"
)

// rows are incidents as columns, in one order.
type rows struct {
	ids      []byte   // all ids, one after the other
	idEnd    []uint32 // where each ends
	attr     []uint32 // of working rows
	trait    []uint32 // of rows in a segment
	start    []tick
	lon, lat []int32 // geo.DegreeGrid; 0 without a point
	radius   []float32
	persons  []uint16
	seq      []uint32
	revision []uint16

	// Few rows have these.
	until    sparse[tick]
	reported sparse[tick]
	summary  sparse[string]
	repeats  sparse[string] // what the row repeats: an id, or a source by via
}

func newRows(capacity int) *rows {
	return &rows{
		ids: make([]byte, 0, 16*capacity), idEnd: make([]uint32, 0, capacity), start: make([]tick, 0, capacity),
		lon: make([]int32, 0, capacity), lat: make([]int32, 0, capacity), radius: make([]float32, 0, capacity),
		persons: make([]uint16, 0, capacity), seq: make([]uint32, 0, capacity), revision: make([]uint16, 0, capacity),
	}
}

// sparse is a column that few rows have a value in; rows are added ascending.
type sparse[T any] struct {
	rows   []uint32
	values []T
}

func (s *sparse[T]) put(row uint32, v T) {
	s.rows, s.values = append(s.rows, row), append(s.values, v)
}

func (s *sparse[T]) get(row uint32) (v T, ok bool) {
	i, ok := slices.BinarySearch(s.rows, row)
	if ok {
		v = s.values[i]
	}
	return v, ok
}

// inOrderOf gives the column for rows in the order of the keys.
func (s *sparse[T]) inOrderOf(keys []sortKey) (out sparse[T]) {
	if len(s.rows) == 0 {
		return out
	}
	for at, k := range keys {
		out.copyFrom(s, k.row, uint32(at))
	}
	return out
}

// copyFrom gives row the value that other has at i, if any.
func (s *sparse[T]) copyFrom(other *sparse[T], i, row uint32) {
	if len(other.rows) == 0 {
		return
	}
	if v, ok := other.get(i); ok {
		s.put(row, v)
	}
}

func (r *rows) len() int { return len(r.start) }

func (r *rows) id(i uint32) []byte {
	from := uint32(0)
	if i > 0 {
		from = r.idEnd[i-1]
	}
	return r.ids[from:r.idEnd[i]]
}

func (r *rows) point(i uint32) orb.Point {
	return orb.Point{float64(r.lon[i]) / geo.DegreeGrid, float64(r.lat[i]) / geo.DegreeGrid}
}

// add appends a change's incident.
func (r *rows) add(d *dictionary, c *geo.Change, in *geo.Incident) {
	i := uint32(r.len())
	r.ids = append(r.ids, in.ID...)
	r.idEnd = append(r.idEnd, uint32(len(r.ids)))
	r.attr = append(r.attr, d.attr(attrsOf(d, c, in)))
	r.start = append(r.start, tickOf(in.OccurredAt))
	r.lon = append(r.lon, int32(math.Round(in.Point.Lon()*geo.DegreeGrid)))
	r.lat = append(r.lat, int32(math.Round(in.Point.Lat()*geo.DegreeGrid)))
	r.radius = append(r.radius, float32(in.RadiusM))
	r.persons = append(r.persons, uint16(min(in.Persons, geo.MaxPersons)))
	r.seq = append(r.seq, uint32(c.Seq))
	r.revision = append(r.revision, uint16(min(c.Revision, math.MaxUint16)))
	putTime(&r.until, i, in.OccurredUntil)
	putTime(&r.reported, i, in.ReportedAt)
	if in.Summary != "" {
		r.summary.put(i, in.Summary)
	}
}

func putTime(column *sparse[tick], i uint32, t time.Time) {
	if !t.IsZero() {
		column.put(i, tickOf(t))
	}
}

func attrsOf(d *dictionary, c *geo.Change, in *geo.Incident) attrs {
	return attrs{
		happening{source: d.nameIn(fieldSource, in.Source), kind: in.Kind, status: in.Status, precision: in.TimePrecision},
		circumstances{
			land: d.nameIn(fieldLand, in.Land), area: d.nameIn(fieldArea, in.Area), via: d.nameIn(fieldVia, in.Via),
			subkind: d.nameIn(fieldSubkind, in.Subkind), owner: d.nameIn(fieldOwner, c.Owner), label: d.nameIn(fieldLabel, c.Label),
			origin: in.Origin, timeKind: in.TimeKind, method: in.LocationMethod, cause: in.Cause,
			found: uint8(in.FoundWithinDays), radius: radiusClass(in.RadiusM), hasPoint: in.HasPoint,
		},
	}
}

// copyFrom appends row i of other, all but its attributes and what it repeats.
func (r *rows) copyFrom(other *rows, i uint32) {
	at := uint32(r.len())
	r.ids = append(r.ids, other.id(i)...)
	r.idEnd = append(r.idEnd, uint32(len(r.ids)))
	r.start = append(r.start, other.start[i])
	r.lon, r.lat = append(r.lon, other.lon[i]), append(r.lat, other.lat[i])
	r.radius = append(r.radius, other.radius[i])
	r.persons = append(r.persons, other.persons[i])
	r.seq, r.revision = append(r.seq, other.seq[i]), append(r.revision, other.revision[i])
	r.until.copyFrom(&other.until, i, at)
	r.reported.copyFrom(&other.reported, i, at)
	r.summary.copyFrom(&other.summary, i, at)
}

// idTable finds rows by id: open addressing over row numbers, 4 bytes a slot.
type idTable struct {
	slots []uint32 // row + 1, 0 = free; length a power of two
	used  int
}

func newIDTable(capacity int) *idTable {
	size := 16
	for size*3 < capacity*4 {
		size *= 2
	}
	return &idTable{slots: make([]uint32, size)}
}

// find gives the row with this id, or the slot where it would go.
func (t *idTable) find(r *rows, id []byte) (row uint32, slot int, ok bool) {
	mask := len(t.slots) - 1
	for slot = int(hashID(id)) & mask; t.slots[slot] != 0; slot = (slot + 1) & mask {
		if row = t.slots[slot] - 1; string(r.id(row)) == string(id) {
			return row, slot, true
		}
	}
	return 0, slot, false
}

// put records that the id of a row is found at that row.
func (t *idTable) put(r *rows, row uint32) (previous uint32, replaced bool) {
	if t.used*4 >= len(t.slots)*3 {
		t.grow(r)
	}
	previous, slot, replaced := t.find(r, r.id(row))
	t.slots[slot] = row + 1
	if !replaced {
		t.used++
	}
	return previous, replaced
}

func (t *idTable) grow(r *rows) {
	old := t.slots
	t.slots = make([]uint32, 2*len(old))
	for _, s := range old {
		if s != 0 {
			_, slot, _ := t.find(r, r.id(s-1))
			t.slots[slot] = s
		}
	}
}

// hashID is FNV-1a with a final mix, so that ids that differ in the last digit
// spread.
func hashID(id []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range id {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 32
	h *= 0x9E3779B97F4A7C15
	return h ^ h>>29
}
