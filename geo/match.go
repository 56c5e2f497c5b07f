package geo

import "slices"

// Matches says whether the row passes every condition of the query but the
// positional ones that need geodesy (Near, Polygon) or cells (Cell). Every
// index is judged against it.
func (q *Query) Matches(r *Record) bool {
	return q.matchesWhat(r) && q.matchesWhere(r) && q.InWindow(r.OccurredAt) &&
		q.InMonths(r.OccurredAt, r.TimePrecision) && q.matchesHours(r)
}

func (q *Query) matchesWhat(r *Record) bool {
	return inSet(q.Kinds, r.Kind) && inList(q.Sources, r.Source) && inSet(q.Origins, r.Origin) &&
		inSet(q.Causes, r.Cause) && inList(q.Lands, r.Land) && inList(q.Areas, r.Area) &&
		inList(q.FoundWithin, r.FoundWithinDays) && q.EffectiveStatuses().Has(r.Status) &&
		q.matchesDuplicate(r.DuplicateOf != "") && (!q.HeadsOnly || r.EpisodeHead)
}

func (q *Query) matchesDuplicate(isDuplicate bool) bool {
	return q.Duplicates == DuplicatesInclude || isDuplicate == (q.Duplicates == DuplicatesOnly)
}

func (q *Query) matchesWhere(r *Record) bool {
	if q.Placed != PlacedOrNot && r.Mapped != (q.Placed == OnlyMapped) {
		return false
	}
	if !r.Mapped {
		return q.Sides == 0 && q.MaxRadiusM == 0 && !q.Positional()
	}
	return inSet(q.Sides, r.Side) &&
		(q.MaxRadiusM == 0 || r.RadiusM > 0 && r.RadiusM <= q.MaxRadiusM) &&
		(q.BBox == nil || q.BBox.Contains(r.Point))
}

func (q *Query) matchesHours(r *Record) bool {
	mask, tests := q.SlotMask()
	if !tests {
		return true
	}
	slot := WeekSlot(r.OccurredAt.Unix(), r.TimePrecision)
	return mask[slot/64]>>(slot%64)&1 == 1
}

func inSet[T word](s Set[T], v T) bool { return s == 0 || s.Has(v) }

func inList[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }
