package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"linea/geo/feed"
)

// reportText tells a person what an import did, from what was read to what is
// not on the map.
func reportText(r *feed.Report) string {
	var t lines
	t.add("%s: %s", r.File, headline(r))
	t.add("  %s read: %s", plural(r.RowsRead, "row"), strings.Join(outcome(r), ", "))
	for _, reason := range slices.Sorted(maps.Keys(r.RejectsByReason)) {
		t.add("    rejected, %s: %s", strings.ReplaceAll(reason, "_", " "), grouped(r.RejectsByReason[reason]))
	}
	if r.FirstDay != "" {
		t.add("  from %s to %s", r.FirstDay, r.LastDay)
	}
	if parts := unmapped(r); len(parts) > 0 {
		t.add("  kept and counted, but not drawn: %s", strings.Join(parts, ", "))
	}
	for _, p := range r.SharedPoints {
		t.add("    %s", sharedPointText(p))
	}
	for _, source := range slices.Sorted(maps.Keys(r.RepeatsOf)) {
		t.add("  %s name %s as their source: not counted twice where %[2]s is loaded", plural(r.RepeatsOf[source], "row"), source)
	}
	if len(r.ColumnsLeftOut) > 0 {
		t.add("  columns about persons, never read: %s", strings.Join(r.ColumnsLeftOut, ", "))
	}
	if len(r.ColumnsIgnored) > 0 {
		t.add("  columns without a use here: %s", strings.Join(r.ColumnsIgnored, ", "))
	}
	if r.SummariesDropped > 0 {
		t.add("  %s held what may identify a person and were left out; the rows were kept", plural(r.SummariesDropped, "text"))
	}
	for _, warning := range r.Warnings {
		t.add("  note: %s", warning)
	}
	return t.String()
}

type lines struct{ strings.Builder }

func (t *lines) add(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func headline(r *feed.Report) string {
	what := "format " + r.Format
	if r.Source != "" {
		what += ", source " + r.Source
	}
	if r.DryRun {
		what += " (dry run: nothing was written)"
	}
	return what
}

// counted is a number with its word; zeros are left out.
type counted struct {
	n    int
	word string
}

func listed(all ...counted) []string {
	var parts []string
	for _, c := range all {
		if c.n > 0 {
			parts = append(parts, grouped(c.n)+" "+c.word)
		}
	}
	return parts
}

func outcome(r *feed.Report) []string {
	parts := listed(
		counted{r.Added, "new"}, counted{r.Revised, "changed"}, counted{r.Unchanged, "as before"},
		counted{r.Kept.NewerHere, "left alone (newer here)"}, counted{r.Kept.KeptRetract, "kept retracted"},
		counted{r.Kept.OnChangeKeep, "left alone (--on-change keep)"}, counted{r.Rejected, "rejected"})
	if len(parts) == 0 {
		return []string{"nothing in it"}
	}
	return parts
}

func unmapped(r *feed.Report) []string {
	return listed(
		counted{r.Unmapped.NoPoint, "without coordinates"}, counted{r.Unmapped.Moved, "moved before they were found"},
		counted{r.Unmapped.NoLocation, "without a described place"}, counted{r.Unmapped.SharedPoint, "at a shared coordinate"})
}

func sharedPointText(p feed.SharedPoint) string {
	return fmt.Sprintf("%d rows of %s share the coordinate %.7g, %.7g", p.Rows, p.Source, p.Lon, p.Lat)
}
