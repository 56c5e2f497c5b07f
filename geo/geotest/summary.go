package geotest

import (
	"context"
	"slices"
	"strconv"

	"linea/geo"
)

// Summary counts from every side. Facets of a vocabulary come in its order,
// free texts by count, then text; "" is a row that gives none. Every value that
// any row has is there, with 0 where none of its rows counts.
func (v *View) Summary(ctx context.Context, q geo.Query, step geo.Step) (geo.Summary, error) {
	used, err := v.Used(ctx, q, 0)
	s := geo.Summary{Used: used}
	rows := v.matching(q)
	for _, r := range rows {
		s.Total++
		s.Persons += r.Persons
		if r.Mapped {
			s.Mapped++
		}
		if r.EpisodeHead {
			s.Episodes++
		}
		addHour(&s, r)
	}
	v.addFacets(&s, q)
	s.Series = series(q, rows, step)
	s.MonthByYear = monthByYear(rows)
	return s, err
}

func addHour(s *geo.Summary, r *geo.Record) {
	slot := geo.WeekSlot(r.OccurredAt.Unix(), r.TimePrecision)
	if slot < geo.HourSlots {
		s.HourByDay[slot/24][slot%24]++
		return
	}
	s.HourUnknown++
	if slot < geo.UnknownSlot {
		s.DayOnly[slot-geo.DaySlot]++
	}
}

func (v *View) addFacets(s *geo.Summary, q geo.Query) {
	facet := func(relax func(*geo.Query), order []string, value func(*geo.Record) string) []geo.ValueCount {
		others := q
		relax(&others)
		return tally(v.matching(others), order, value, v.all(anyRow)...)
	}
	s.ByKind = facet(func(q *geo.Query) { q.Kinds = 0 }, textsOf(geo.Kinds()), func(r *geo.Record) string { return r.Kind.String() })
	s.BySource = facet(func(q *geo.Query) { q.Sources = nil }, nil, func(r *geo.Record) string { return r.Source })
	s.ByOrigin = facet(func(q *geo.Query) { q.Origins = 0 }, textsOf(upTo(geo.FromSensor)), func(r *geo.Record) string { return r.Origin.String() })
	s.ByCause = facet(func(q *geo.Query) { q.Causes = 0 }, textsOf(upTo(geo.Undetermined)), func(r *geo.Record) string { return r.Cause.String() })
	s.ByLand = facet(func(q *geo.Query) { q.Lands = nil }, nil, func(r *geo.Record) string { return r.Land })
	s.ByArea = facet(func(q *geo.Query) { q.Areas = nil }, nil, func(r *geo.Record) string { return r.Area })
	s.ByFoundWithin = facet(func(q *geo.Query) { q.FoundWithin = nil }, foundWithinOrder(), foundWithin)

	others := q
	others.Sides = 0
	mapped := slices.DeleteFunc(v.matching(others), func(r *geo.Record) bool { return !r.Mapped })
	isMapped := func(r *geo.Record) bool { return r.Mapped }
	s.BySide = tally(mapped, textsOf(upTo(geo.SideLine)), func(r *geo.Record) string { return r.Side.String() }, v.all(isMapped)...)
}

func anyRow(*geo.Record) bool { return true }

func (v *View) all(wanted func(*geo.Record) bool) []*geo.Record {
	var out []*geo.Record
	for i := range v.records {
		if wanted(&v.records[i]) {
			out = append(out, &v.records[i])
		}
	}
	return out
}

func upTo[T ~uint8](last T) []T {
	var all []T
	for v := T(0); v <= last; v++ {
		all = append(all, v)
	}
	return all
}

func textsOf[T interface{ String() string }](values []T) []string {
	var out []string
	for _, v := range values {
		out = append(out, v.String())
	}
	return out
}

func foundWithinOrder() []string {
	var out []string
	for _, d := range geo.FoundWithinDays() {
		out = append(out, strconv.Itoa(d))
	}
	return append(out, "")
}

func foundWithin(r *geo.Record) string {
	if r.FoundWithinDays == 0 {
		return ""
	}
	return strconv.Itoa(r.FoundWithinDays)
}

// tally counts values; in the given order, or else by count, then text. The
// values of others are listed too, counted or not.
func tally(rows []*geo.Record, order []string, value func(*geo.Record) string, others ...*geo.Record) []geo.ValueCount {
	counts := map[string]int{}
	for _, r := range others {
		counts[value(r)] += 0
	}
	for _, r := range rows {
		counts[value(r)]++
	}
	out := []geo.ValueCount{}
	for text, n := range counts {
		out = append(out, geo.ValueCount{Value: text, N: n})
	}
	slices.SortFunc(out, func(a, b geo.ValueCount) int {
		if order != nil {
			return slices.Index(order, a.Value) - slices.Index(order, b.Value)
		}
		if a.N != b.N {
			return b.N - a.N
		}
		return compareText(a.Value, b.Value)
	})
	return out
}
