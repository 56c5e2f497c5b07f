package geotest

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// View is the judge: a geo.View over a slice.
type View struct {
	records []geo.Record // newest first, ties by id
	sources map[string]geo.Source
}

var _ geo.View = (*View)(nil)

// NewView derives the rows and answers for them. Sources that are not given are
// taken as geo.NewSource has them.
func NewView(incidents []geo.Incident, sources ...geo.Source) *View {
	records := Derive(incidents, sources...)
	slices.SortFunc(records, func(a, b geo.Record) int {
		if byTime := b.OccurredAt.Compare(a.OccurredAt); byTime != 0 {
			return byTime
		}
		return compareText(a.ID, b.ID)
	})
	return &View{records: records, sources: described(incidents, sources)}
}

// Records gives every row, newest first, ties by id.
func (v *View) Records() []geo.Record { return v.records }

// Head counts one seq a row.
func (v *View) Head() geo.Head { return geo.Head{StoreID: "judge", Seq: uint64(len(v.records))} }

// Mapped counts the rows of any status on the map.
func (v *View) Mapped() int {
	n := 0
	for i := range v.records {
		if v.records[i].Mapped {
			n++
		}
	}
	return n
}

// Changes knows no past: anything new is a gap.
func (v *View) Changes(after uint64) geo.Changes {
	return geo.Changes{Seq: v.Head().Seq, Gap: after != v.Head().Seq}
}

// ChangedSince knows no cells: anything new may have changed anything.
func (v *View) ChangedSince(seq uint64, _ int, _ orb.Bound) bool { return seq < v.Head().Seq }

// Incident finds a row by id.
func (v *View) Incident(id string) (*geo.Record, bool) {
	for i := range v.records {
		if v.records[i].ID == id {
			return &v.records[i], true
		}
	}
	return nil, false
}

// Matches decides one row by every condition of the query.
func Matches(q *geo.Query, r *geo.Record) bool {
	return q.Matches(r) && inShapes(q, r)
}

func inShapes(q *geo.Query, r *geo.Record) bool {
	if q.Near != nil && place.Distance(q.Near.Center, r.Point) > q.Near.RadiusM {
		return false
	}
	if len(q.Polygon) > 0 && !place.PolygonContains(q.Polygon, r.Point) {
		return false
	}
	return q.Cell == 0 || inCell(q.Cell, r)
}

// inCell: the row lies in the cell and is precise enough for its resolution.
func inCell(c geo.Cell, r *geo.Record) bool {
	res := grid.Res(c)
	return grid.Admits(res, r.RadiusM) && grid.Parent(r.Cell, res) == c
}

// matching gives the matching rows, newest first.
func (v *View) matching(q geo.Query) []*geo.Record {
	var out []*geo.Record
	for i := range v.records {
		if Matches(&q, &v.records[i]) {
			out = append(out, &v.records[i])
		}
	}
	return out
}

// Count counts the matching rows.
func (v *View) Count(ctx context.Context, q geo.Query) (int, error) {
	return len(v.matching(q)), ctx.Err()
}

// Incidents yields the matching rows newest first, ties by id, after the cursor.
func (v *View) Incidents(ctx context.Context, q geo.Query, after *geo.Cursor) iter.Seq2[*geo.Record, error] {
	return yieldAll(ctx, v.matching(q), func(r *geo.Record) bool {
		return after == nil || r.OccurredAt.Before(after.OccurredAt) ||
			r.OccurredAt.Equal(after.OccurredAt) && r.ID > after.ID
	})
}

// Points yields the matching mapped rows in the box.
func (v *View) Points(ctx context.Context, q geo.Query, box orb.Bound) iter.Seq2[*geo.Record, error] {
	return yieldAll(ctx, v.matching(q), func(r *geo.Record) bool { return r.Mapped && box.Contains(r.Point) })
}

// Near yields the matching mapped rows whose point, or disk, may touch a box.
func (v *View) Near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[geo.Flock, error] {
	rows := yieldAll(ctx, v.matching(q), func(r *geo.Record) bool {
		return r.Mapped && slices.ContainsFunc(boxes, func(b orb.Bound) bool { return touches(b, r, reach) })
	})
	return func(yield func(geo.Flock, error) bool) {
		for r, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			alone := func(yield func(*geo.Glimpse) bool) {
				g := geo.GlimpseOf(r)
				yield(&g)
			}
			if !yield(alone, nil) {
				return
			}
		}
	}
}

// touches measures to the nearest corner or edge point of the box in degrees,
// which is never nearer than the nearest over the ground: what it says yes to
// does touch.
func touches(b orb.Bound, r *geo.Record, reach bool) bool {
	if b.Contains(r.Point) || !reach {
		return b.Contains(r.Point)
	}
	nearest := orb.Point{
		min(max(r.Point.Lon(), b.Min.Lon()), b.Max.Lon()),
		min(max(r.Point.Lat(), b.Min.Lat()), b.Max.Lat()),
	}
	return place.Distance(r.Point, nearest) <= r.RadiusM
}

func yieldAll(ctx context.Context, rows []*geo.Record, wanted func(*geo.Record) bool) iter.Seq2[*geo.Record, error] {
	return func(yield func(*geo.Record, error) bool) {
		for _, r := range rows {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if wanted(r) && !yield(r, nil) {
				return
			}
		}
	}
}

// Extent gives the first and newest start of the matching rows.
func (v *View) Extent(ctx context.Context, q geo.Query) (first, last time.Time, ok bool, err error) {
	rows := v.matching(q)
	if len(rows) == 0 {
		return first, last, false, ctx.Err()
	}
	return rows[len(rows)-1].OccurredAt, rows[0].OccurredAt, true, ctx.Err()
}

// Tally counts incidents and heads of episodes by cell.
func (v *View) Tally(ctx context.Context, q geo.Query, res int, spans []geo.Span) ([]geo.CellTally, error) {
	counts := map[geo.Cell]*geo.CellTally{}
	out := []geo.CellTally{}
	for _, span := range spans {
		q.From, q.Until = span.From, span.Until
		for _, r := range v.matching(q) {
			if !r.Mapped || !grid.Admits(res, r.RadiusM) {
				continue
			}
			c := grid.Parent(r.Cell, res)
			if counts[c] == nil {
				counts[c] = &geo.CellTally{Cell: c}
			}
			counts[c].N++
			if r.EpisodeHead {
				counts[c].Heads++
			}
		}
	}
	for _, c := range counts {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b geo.CellTally) int { return cmp.Compare(a.Cell, b.Cell) })
	return out, ctx.Err()
}

// Cells counts by cell. A cell may touch the box when the box around its
// outline does.
func (v *View) Cells(ctx context.Context, q geo.Query, res int, box *orb.Bound) ([]geo.CellCount, error) {
	counts := map[geo.Cell]geo.CellCount{}
	for _, r := range v.matching(q) {
		if !r.Mapped || !grid.Admits(res, r.RadiusM) {
			continue
		}
		c := grid.Parent(r.Cell, res)
		have := counts[c]
		counts[c] = geo.CellCount{Cell: c, N: have.N + 1, Persons: have.Persons + uint32(r.Persons)}
	}
	out := []geo.CellCount{}
	for c, n := range counts {
		if box == nil || box.Intersects(grid.Boundary(c).Bound()) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b geo.CellCount) int {
		if a.Cell < b.Cell {
			return -1
		}
		return 1
	})
	return out, ctx.Err()
}
