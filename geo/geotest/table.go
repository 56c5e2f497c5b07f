package geotest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"linea/geo"
	"linea/geo/place"
)

// Table counts by two dimensions. "" stands for a row that has no value there;
// a row in several polygons of an overlay counts in the first.
func (v *View) Table(ctx context.Context, q geo.Query, by [2]geo.Dimension) (geo.Table, error) {
	used, err := v.Used(ctx, q, 0)
	if err != nil {
		return geo.Table{}, err
	}
	t := geo.Table{Used: used, By: [2]string{by[0].Name, by[1].Name}}
	rows := v.matching(q)
	t.Rows, t.RowSum = margin(rows, by[0])
	t.Columns, t.ColSum = margin(rows, by[1])
	t.Counts = make([][]int, len(t.Rows))
	for i := range t.Counts {
		t.Counts[i] = make([]int, len(t.Columns))
	}
	for _, r := range rows {
		t.Counts[slices.Index(t.Rows, valueOf(r, by[0]))][slices.Index(t.Columns, valueOf(r, by[1]))]++
		t.Total++
	}
	return t, nil
}

func margin(rows []*geo.Record, by geo.Dimension) (values []string, sums []int) {
	bars := tally(rows, nil, func(r *geo.Record) string { return valueOf(r, by) })
	if by.Name == "year" || by.Name == "month" {
		slices.SortFunc(bars, func(a, b geo.ValueCount) int { return compareText(a.Value, b.Value) })
	}
	values, sums = []string{}, []int{}
	for _, b := range bars {
		values, sums = append(values, b.Value), append(sums, b.N)
	}
	return values, sums
}

// valueOf: months are 01 to 12 of any year.
func valueOf(r *geo.Record, by geo.Dimension) string {
	local := r.OccurredAt.In(geo.Local)
	switch by.Name {
	case "area":
		return r.Area
	case "land":
		return r.Land
	case "cause":
		return r.Cause.String()
	case "kind":
		return r.Kind.String()
	case "source":
		return r.Source
	case "origin":
		return r.Origin.String()
	case "side":
		return sideOf(r)
	case "year":
		return fmt.Sprintf("%04d", local.Year())
	case "month":
		return monthOf(r)
	}
	return polygonOf(r, by)
}

func sideOf(r *geo.Record) string {
	if !r.Mapped {
		return ""
	}
	return r.Side.String()
}

func monthOf(r *geo.Record) string {
	if r.TimePrecision == geo.PrecisionYear {
		return ""
	}
	return r.OccurredAt.In(geo.Local).Format("01")
}

func polygonOf(r *geo.Record, by geo.Dimension) string {
	if !strings.HasPrefix(by.Name, "overlay:") || !r.Mapped {
		return ""
	}
	for _, named := range by.Polygons {
		for _, polygon := range named.Shape {
			if place.PolygonContains(polygon, r.Point) {
				return named.Name
			}
		}
	}
	return ""
}
