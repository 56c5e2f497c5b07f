package feed

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Print writes the report for a person to read.
func (r *Report) Print(w io.Writer) error {
	p := &page{w: w}
	p.line("%s", r.title())
	if r.FirstDay != "" {
		p.line("Its records run from %s to %s.", r.FirstDay, r.LastDay)
	}
	p.counts(
		counted{r.RowsRead, "rows read", true},
		counted{r.Added, r.would("added"), true},
		counted{r.Revised, r.would("revised"), false},
		counted{r.Unchanged, "unchanged", false},
		counted{r.Kept.NewerHere, "left alone: the store has them from a newer report", false},
		counted{r.Kept.KeptRetract, "left alone: kept retracted", false},
		counted{r.Kept.OnChangeKeep, "left alone: changed in the file, kept as asked", false},
		counted{r.Rejected, "rejected", true},
	)
	r.printRejects(p)
	r.printUnmapped(p)
	r.printShared(p)
	r.printRepeats(p)
	r.printUnknownKinds(p)
	r.printColumns(p)
	if len(r.Warnings) > 0 {
		p.line("")
	}
	for _, sentence := range r.Warnings {
		p.line("Note: %s", sentence)
	}
	return p.err
}

func (r *Report) title() string {
	source := ""
	if r.Source != "" && r.Source != r.Format {
		source = ", source " + r.Source
	}
	if r.DryRun {
		return fmt.Sprintf("Checked %s, read as %s%s. This was a dry run: nothing was written.", r.File, r.Format, source)
	}
	return fmt.Sprintf("Imported %s, read as %s%s.", r.File, r.Format, source)
}

func (r *Report) would(word string) string {
	if r.DryRun {
		return "would be " + word
	}
	return word
}

func (r *Report) printRejects(p *page) {
	if r.Rejected == 0 {
		return
	}
	p.line("\nRejected rows by reason:")
	var rows []counted
	for _, why := range slices.Sorted(maps.Keys(r.RejectsByReason)) {
		rows = append(rows, counted{r.RejectsByReason[why], strings.ReplaceAll(why, "_", " "), false})
	}
	slices.SortStableFunc(rows, func(a, b counted) int { return cmp.Compare(b.n, a.n) })
	p.counts(rows...)
	for _, reject := range r.RejectLines[:min(3, len(r.RejectLines))] {
		p.line("  e.g. line %d, %s %q: %s", reject.Line, cmp.Or(reject.Column, "row"), reject.Value, reject.Detail)
	}
}

func (r *Report) printUnmapped(p *page) {
	if r.Unmapped.total() == 0 {
		return
	}
	p.line("\nKept and counted, but not on the map:")
	p.counts(
		counted{r.Unmapped.NoPoint, "have no coordinates", false},
		counted{r.Unmapped.Moved, "were moved before they were recorded", false},
		counted{r.Unmapped.NoLocation, "have coordinates that stand for no place", false},
		counted{r.Unmapped.SharedPoint, "lie on a coordinate shared by too many rows to be a place", false},
	)
}

// maxSharedPrinted keeps a long list of placeholders off the screen; the JSON
// report has all of them.
const maxSharedPrinted = 12

func (r *Report) printShared(p *page) {
	if len(r.SharedPoints) == 0 {
		return
	}
	p.line("\nCoordinates that ten or more rows of this file share (longitude, latitude):")
	for _, s := range r.SharedPoints[:min(len(r.SharedPoints), maxSharedPrinted)] {
		p.line("  %9s  rows at %.6f, %.6f", thousands(s.Rows), s.Lon, s.Lat)
	}
	if more := len(r.SharedPoints) - maxSharedPrinted; more > 0 {
		p.line("  and %d more.", more)
	}
}

func (r *Report) printRepeats(p *page) {
	for _, source := range slices.Sorted(maps.Keys(r.RepeatsOf)) {
		p.line("\n%s as where they come from: %s. Once that is loaded they are not counted twice.", numbered(r.RepeatsOf[source], "row names a source", "rows name a source"), source)
	}
}

func (r *Report) printUnknownKinds(p *page) {
	if len(r.UnknownKinds) == 0 {
		return
	}
	words, rows := make([]string, 0, len(r.UnknownKinds)), 0
	for _, word := range slices.SortedFunc(maps.Keys(r.UnknownKinds), r.byRows) {
		n := r.UnknownKinds[word]
		rows += n
		words = append(words, fmt.Sprintf("%s (%s)", cmp.Or(word, "other words"), thousands(n)))
	}
	p.line("\n%s: %s.", numbered(rows, "row has a kind that is not known here and is filed under \"other\"", "rows have kinds that are not known here and are filed under \"other\""), strings.Join(words, ", "))
}

// byRows orders words of kinds: most rows first, what is counted together last.
func (r *Report) byRows(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(b, a)
	}
	return cmp.Or(cmp.Compare(r.UnknownKinds[b], r.UnknownKinds[a]), cmp.Compare(a, b))
}

func (r *Report) printColumns(p *page) {
	if len(r.ColumnsLeftOut) > 0 {
		p.line("\nLeft out because they may tell of a person: %s.", strings.Join(r.ColumnsLeftOut, ", "))
	}
	if len(r.ColumnsIgnored) > 0 {
		p.line("Not used: %s.", strings.Join(r.ColumnsIgnored, ", "))
	}
	if r.SummariesDropped > 0 {
		p.line("%s dropped for holding a phone number, an address, long digits or coordinates; the rows were kept.", numbered(r.SummariesDropped, "summary was", "summaries were"))
	}
}

// page writes lines until the first error.
type page struct {
	w   io.Writer
	err error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// counted is a number with what it counts; zero is shown only with always.
type counted struct {
	n      int
	what   string
	always bool
}

func (p *page) counts(rows ...counted) {
	for _, row := range rows {
		if row.n > 0 || row.always {
			p.line("  %9s  %s", thousands(row.n), row.what)
		}
	}
}

// numbered writes a number with its words, singular or plural.
func numbered(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands writes 1234567 as 1,234,567.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
