package index

import (
	"math"
	"time"

	"linea/geo"

	"github.com/paulmach/orb"
)

// rows are incidents as columns, in one order.
type rows struct {
	ids      ids
	said     []said  // of rows under work
	trait    numbers // of rows in a segment
	start    []tick
	lon, lat []int32 // geo.DegreeGrid; 0 without a point
	radius   radii
	persons  counts
	seq      []uint32

	// Not every row has these.
	revision sparse[uint16] // above the first
	until    sparse[tick]
	reported sparse[tick]
	summary  sparse[string]
	repeats  sparse[string] // what the row repeats: an id, or a source by via
}

// newRows makes room for rows under work.
func newRows(capacity int) *rows {
	const usualID = 20 // bytes
	return &rows{
		ids:  ids{text: make([]byte, 0, usualID*capacity), end: make([]uint32, 0, capacity)},
		said: make([]said, 0, capacity), start: make([]tick, 0, capacity),
		lon: make([]int32, 0, capacity), lat: make([]int32, 0, capacity), radius: newRadii(capacity),
		persons: newCounts(capacity), seq: make([]uint32, 0, capacity),
	}
}

func (r *rows) len() int { return len(r.start) }

// id gives the id of a row, written into the buffer if it has the room.
func (r *rows) id(i uint32, buffer *[maxID]byte) []byte { return r.ids.append(buffer[:0], i) }

func (r *rows) point(i uint32) orb.Point {
	return gridPoint(r.lon[i], r.lat[i])
}

func gridPoint(lon, lat int32) orb.Point {
	return orb.Point{float64(lon) / geo.DegreeGrid, float64(lat) / geo.DegreeGrid}
}

// add appends a change's incident.
func (r *rows) add(d *dictionary, c *geo.Change, in *geo.Incident) {
	i := uint32(r.len())
	r.ids.text = append(r.ids.text, in.ID...)
	r.ids.end = append(r.ids.end, uint32(len(r.ids.text)))
	r.said = append(r.said, d.say(happeningOf(d, in), circumstancesOf(d, c, in)))
	r.start = append(r.start, tickOf(in.OccurredAt))
	r.lon = append(r.lon, int32(math.Round(in.Point.Lon()*geo.DegreeGrid)))
	r.lat = append(r.lat, int32(math.Round(in.Point.Lat()*geo.DegreeGrid)))
	r.radius.add(in.RadiusM)
	r.persons.add(uint16(min(in.Persons, geo.MaxPersons)))
	r.seq = append(r.seq, uint32(c.Seq))
	if c.Revision != firstRevision {
		r.revision.put(i, uint16(min(c.Revision, math.MaxUint16)))
	}
	putTime(&r.until, i, in.OccurredUntil)
	putTime(&r.reported, i, in.ReportedAt)
	if in.Summary != "" {
		r.summary.put(i, in.Summary)
	}
}

const firstRevision = 1

func (r *rows) revisionOf(i uint32) int {
	if n, ok := r.revision.get(i); ok {
		return int(n)
	}
	return firstRevision
}

func putTime(column *sparse[tick], i uint32, t time.Time) {
	if !t.IsZero() {
		column.put(i, tickOf(t))
	}
}

func happeningOf(d *dictionary, in *geo.Incident) happening {
	return happening{source: d.nameIn(fieldSource, in.Source), kind: in.Kind, status: in.Status, precision: in.TimePrecision}
}

func circumstancesOf(d *dictionary, c *geo.Change, in *geo.Incident) circumstances {
	return circumstances{
		land: d.nameIn(fieldLand, in.Land), area: d.nameIn(fieldArea, in.Area), via: d.nameIn(fieldVia, in.Via),
		subkind: d.nameIn(fieldSubkind, in.Subkind), owner: d.nameIn(fieldOwner, c.Owner), label: d.nameIn(fieldLabel, c.Label),
		origin: in.Origin, timeKind: in.TimeKind, method: in.LocationMethod, cause: in.Cause,
		found: uint8(in.FoundWithinDays), radius: radiusClass(in.RadiusM), hasPoint: in.HasPoint,
	}
}

// copyFrom appends row i of other, all but what it repeats.
func (r *rows) copyFrom(other *rows, i uint32, s said) {
	at := uint32(r.len())
	r.ids.text = other.ids.append(r.ids.text, i)
	r.ids.end = append(r.ids.end, uint32(len(r.ids.text)))
	r.said = append(r.said, s)
	r.start = append(r.start, other.start[i])
	r.lon, r.lat = append(r.lon, other.lon[i]), append(r.lat, other.lat[i])
	r.radius.add(other.radius.at(i))
	r.persons.add(other.persons.at(i))
	r.seq = append(r.seq, other.seq[i])
	r.revision.copyFrom(&other.revision, i, at)
	r.until.copyFrom(&other.until, i, at)
	r.reported.copyFrom(&other.reported, i, at)
	r.summary.copyFrom(&other.summary, i, at)
}

// append adds rows under work, all but what they say of themselves, which
// follows from numbering.
func (r *rows) append(other *rows) {
	at := uint32(r.len())
	text := uint32(len(r.ids.text))
	r.ids.text = append(r.ids.text, other.ids.text...)
	for _, end := range other.ids.end {
		r.ids.end = append(r.ids.end, text+end)
	}
	r.start = append(r.start, other.start...)
	r.lon, r.lat = append(r.lon, other.lon...), append(r.lat, other.lat...)
	for i := range uint32(other.radius.len()) {
		r.radius.add(other.radius.at(i))
	}
	r.persons.append(&other.persons, 0, uint32(other.len()))
	r.seq = append(r.seq, other.seq...)
	r.revision.append(&other.revision, at)
	r.until.append(&other.until, at)
	r.reported.append(&other.reported, at)
	r.summary.append(&other.summary, at)
}
