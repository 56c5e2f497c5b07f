package geotest

import (
	"fmt"
	"math"
	"slices"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Sources describes every source, by priority, then slug. Rows of any status
// count; radii are those of mapped rows.
func (v *View) Sources() []geo.SourceStatus {
	out := []geo.SourceStatus{}
	for _, s := range v.sources {
		out = append(out, v.status(s))
	}
	slices.SortFunc(out, func(a, b geo.SourceStatus) int {
		if a.Priority != b.Priority {
			return a.Priority - b.Priority
		}
		return compareText(a.Slug, b.Slug)
	})
	return out
}

func (v *View) status(s geo.Source) geo.SourceStatus {
	status := geo.SourceStatus{Source: s, Shared: v.shared(s)}
	var all, mapped []*geo.Record
	for i := range v.records {
		r := &v.records[i]
		if r.Source != s.Slug {
			continue
		}
		status.Rows++
		all = append(all, r)
		if r.Mapped {
			mapped = append(mapped, r)
		}
		if r.DuplicateOf != "" {
			status.Duplicates++
		}
		if status.LastRecord == "" {
			status.LastRecord = geo.LocalDate(r.OccurredAt) // rows come newest first
		}
		status.FirstRecord = geo.LocalDate(r.OccurredAt)
	}
	status.Mapped, status.Unmapped = len(mapped), status.Rows-len(mapped)
	status.Kinds = tally(all, kindOrder(), func(r *geo.Record) string { return r.Kind.String() })
	vaguest := 0.0
	for _, r := range mapped {
		vaguest = max(vaguest, r.RadiusM)
	}
	status.Radii = tally(mapped, radiusOrder(vaguest), func(r *geo.Record) string { return radiusClass(r, vaguest) })
	return status
}

func kindOrder() []string {
	var out []string
	for _, k := range geo.Kinds() {
		out = append(out, k.String())
	}
	return out
}

func radiusOrder(vaguestM float64) []string {
	var out []string
	for _, m := range geo.MaxRadii() {
		out = append(out, fmt.Sprint(m))
	}
	return append(out, fmt.Sprint(int(math.Ceil(vaguestM))), "unstated")
}

// radiusClass is the smallest of the radii that queries name, or the largest
// radius of the source.
func radiusClass(r *geo.Record, vaguestM float64) string {
	if r.RadiusM == 0 {
		return "unstated"
	}
	for _, m := range geo.MaxRadii() {
		if r.RadiusM <= float64(m) {
			return fmt.Sprint(m)
		}
	}
	return fmt.Sprint(int(math.Ceil(vaguestM)))
}

// shared lists the crowded coordinates of a source, fullest first, then by lon
// and lat.
func (v *View) shared(s geo.Source) []geo.SharedPoint {
	rows := map[orb.Point]int{}
	for i := range v.records {
		if r := &v.records[i]; r.Source == s.Slug && r.SharedPoint {
			rows[r.Point]++
		}
	}
	out := []geo.SharedPoint{}
	for p, n := range rows {
		out = append(out, geo.SharedPoint{Lon: p.Lon(), Lat: p.Lat(), Rows: n, Unmap: s.UnmapShared})
	}
	slices.SortFunc(out, func(a, b geo.SharedPoint) int {
		switch {
		case a.Rows != b.Rows:
			return b.Rows - a.Rows
		case a.Lon != b.Lon:
			return sign(a.Lon - b.Lon)
		}
		return sign(a.Lat - b.Lat)
	})
	return out
}

func sign(v float64) int {
	switch {
	case v < 0:
		return -1
	case v > 0:
		return 1
	}
	return 0
}
