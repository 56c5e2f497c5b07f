package geotest

import (
	"context"
	"fmt"

	"linea/geo"
	"linea/geo/grid"
)

// Used puts every row that passes the plain conditions of the query in one
// place, the first that applies: repeats another row, hour unknown, unmapped,
// imprecise, used. Where the query itself asks for a place, a row without one is
// unmapped if it would count but for that, and is nothing otherwise.
func (v *View) Used(ctx context.Context, q geo.Query, res int) (geo.Used, error) {
	used := geo.Used{Filter: q.Canonical()}
	for i := range v.records {
		r := &v.records[i]
		switch verdictOn(q, r, res) {
		case isUsed:
			if used.N == 0 {
				start := r.OccurredAt // rows come newest first
				used.AsOf = &start
			}
			used.N++
		case isDuplicate:
			used.Excluded.Duplicates++
		case hourUnknown:
			used.Excluded.HourUnknown++
		case isUnmapped:
			used.Excluded.Unmapped++
		case isImprecise:
			used.Excluded.Imprecise++
		}
	}
	return used, ctx.Err()
}

type verdict int

const (
	fails verdict = iota
	isUsed
	isDuplicate
	hourUnknown
	isUnmapped
	isImprecise
)

func verdictOn(q geo.Query, r *geo.Record, res int) verdict {
	if !r.Mapped && aboutPlace(q) {
		if without := placeless(q); Matches(&without, r) {
			return isUnmapped
		}
		return fails
	}
	if q.Cell != 0 {
		if grid.Parent(r.Cell, grid.Res(q.Cell)) != q.Cell {
			return fails
		}
		res, q.Cell = max(res, grid.Res(q.Cell)), 0
	}
	relaxed := q
	relaxed.Hours, relaxed.Days, relaxed.Months = nil, 0, 0
	if q.Duplicates == geo.DuplicatesExclude {
		relaxed.Duplicates = geo.DuplicatesInclude
	}
	switch {
	case !Matches(&relaxed, r) || failsKnownHour(q, r):
		return fails
	case q.Duplicates == geo.DuplicatesExclude && r.DuplicateOf != "":
		return isDuplicate
	case !hourPasses(q, r):
		return hourUnknown
	case res > 0 && !r.Mapped:
		return isUnmapped
	case res > 0 && !grid.Admits(res, r.RadiusM):
		return isImprecise
	}
	return isUsed
}

func aboutPlace(q geo.Query) bool {
	return q.Positional() || q.Sides != 0 || q.MaxRadiusM != 0
}

func placeless(q geo.Query) geo.Query {
	q.BBox, q.Near, q.Polygon, q.Within, q.Cell = nil, nil, nil, "", 0
	q.Sides, q.MaxRadiusM = 0, 0
	return q
}

// failsKnownHour: what is known of the row's hour, day and month fails the query.
func failsKnownHour(q geo.Query, r *geo.Record) bool {
	if q.Months != 0 && r.TimePrecision != geo.PrecisionYear && !monthPasses(q, r) {
		return true
	}
	slot := geo.WeekSlot(r.OccurredAt.Unix(), r.TimePrecision)
	switch {
	case slot < geo.HourSlots:
		return !hourPasses(q, r)
	case slot < geo.UnknownSlot:
		return q.Days != 0 && !q.Days.Has(geo.Weekday(slot-geo.DaySlot))
	}
	return false
}

func hourPasses(q geo.Query, r *geo.Record) bool {
	if q.Months != 0 && (r.TimePrecision == geo.PrecisionYear || !monthPasses(q, r)) {
		return false
	}
	mask, tests := q.SlotMask()
	slot := geo.WeekSlot(r.OccurredAt.Unix(), r.TimePrecision)
	return !tests || mask[slot/64]>>(slot%64)&1 == 1
}

// monthPasses looks at the local date as it is written.
func monthPasses(q geo.Query, r *geo.Record) bool {
	for m := range q.Months.All() {
		if geo.LocalDate(r.OccurredAt)[5:7] == fmt.Sprintf("%02d", m) {
			return true
		}
	}
	return false
}
