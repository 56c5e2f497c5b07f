package survey

import (
	"context"
	"slices"
	"time"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
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
		q.Polygon = slices.Clone(orb.Polygon(polygon))
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
	return intervalText(p.now), nil
}
