package survey

import (
	"context"
	"slices"
	"time"

	"linea/geo"
	"linea/geo/place"
)

// latestDay gives the end of the latest days that any source can speak for
// about the study area: the last day that it declares, else the day of its
// newest incident there; of both, only sources with an incident there. A row in
// another country moves nothing. Zero when there is none.
func latestDay(ctx context.Context, v geo.View, area *place.Area, q *geo.Query, all []speaker) (latest time.Time, err error) {
	for _, s := range all {
		newest, err := newestIn(ctx, v, area, geo.Query{
			Sources: []string{s.slug}, Kinds: kindsOf(q), Duplicates: geo.DuplicatesInclude, Statuses: q.Statuses, AnyStatus: q.AnyStatus,
		})
		if err != nil {
			return latest, err
		}
		end := dayAfter(newest)
		if s.declared {
			end = s.days.Until
		}
		if !newest.IsZero() && end.After(latest) {
			latest = end
		}
	}
	return latest, nil
}

// newestIn gives the newest start of what q matches inside an area.
func newestIn(ctx context.Context, v geo.View, area *place.Area, q geo.Query) (newest time.Time, err error) {
	for _, polygon := range area.Shape() {
		q.Polygon = slices.Clone(polygon)
		_, last, any, err := v.Extent(ctx, q)
		if err != nil {
			return newest, err
		}
		if any && last.After(newest) {
			newest = last
		}
	}
	return newest, nil
}

// Inside says how much of what a query matches lies in the study area.
type Inside struct {
	N       int        `json:"n"`
	Outside int        `json:"outside"` // mapped, and not in it
	AsOf    *time.Time `json:"as_of"`   // newest start in it; null without any
}

// Inside looks at what q matches. A query with a polygon of its own looks where
// its asker chose to look: it is not told of, nil.
func (s *Surveyor) Inside(ctx context.Context, v geo.View, q geo.Query) (*Inside, error) {
	if len(q.Polygon) > 0 {
		return nil, nil
	}
	mapped := q
	mapped.Placed = geo.OnlyMapped
	all, err := v.Count(ctx, mapped)
	if err != nil {
		return nil, err
	}
	in := &Inside{Outside: all}
	for _, polygon := range s.area.Shape() {
		mapped.Polygon = slices.Clone(polygon)
		n, err := v.Count(ctx, mapped)
		if err != nil {
			return nil, err
		}
		in.N, in.Outside = in.N+n, in.Outside-n
	}
	newest, err := newestIn(ctx, v, s.area, q)
	if !newest.IsZero() {
		in.AsOf = &newest
	}
	return in, err
}

// dayAfter gives the end of the local day of t; zero for zero.
func dayAfter(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, d := t.In(geo.Local).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, geo.Local).UTC()
}

// elsewhen gives an interval to ask about in place of one without incidents:
// the latest twelve months, or "" where they are what was asked or hold none
// either.
func (s *Surveyor) elsewhen(ctx context.Context, v geo.View, q Question) (string, error) {
	q.Query.From, q.Query.Until, q.Baseline, q.With = time.Time{}, time.Time{}, 0, With{}
	q.Res, q.Step, q.Steps = 0, "", 0
	p, err := s.plan(ctx, v, q)
	if err != nil || p.silent() {
		return "", err
	}
	newest, err := newestIn(ctx, v, s.area, p.query(p.now))
	if err != nil || newest.IsZero() {
		return "", err
	}
	return p.now.Text(), nil
}
