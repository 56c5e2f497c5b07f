package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
)

// report is what a run found.
type report struct {
	Machine machine  `json:"machine"`
	N       int      `json:"n"`
	Seed    uint64   `json:"seed"`
	Short   bool     `json:"short"` // too small and too quick for any bar
	Profile bool     `json:"profiled"`
	Rows    []row    `json:"rows"`
	Notes   []string `json:"notes"`

	group string // of the rows that come next
}

// row is one line of the table.
type row struct {
	Group   string   `json:"group"`
	What    string   `json:"what"`
	Figures []figure `json:"figures"`
}

// figure is one number with its unit and, where there is one, its bar.
type figure struct {
	Name  string  `json:"name,omitempty"` // p50; empty for the only one
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Bar   *bar    `json:"bar,omitempty"`
}

// bar is the least or the most that a figure may be.
type bar struct {
	AtLeast float64 `json:"at_least,omitempty"`
	AtMost  float64 `json:"at_most,omitempty"`
	Met     bool    `json:"met"`
}

func newReport(o *options, m machine) *report {
	return &report{Machine: m, N: o.n, Seed: o.seed, Short: o.short(), Profile: o.profile != "", Notes: []string{}}
}

// add adds a row to the group under way. Short runs have no bars.
func (r *report) add(what string, figures ...figure) {
	for i := range figures {
		if r.Short {
			figures[i].Bar = nil
		}
	}
	r.Rows = append(r.Rows, row{r.group, what, figures})
}

// note adds a sentence below the table.
func (r *report) note(format string, args ...any) {
	r.Notes = append(r.Notes, r.group+": "+fmt.Sprintf(format, args...))
}

// atMost and atLeast give the figure a bar, if the condition holds.

func (f figure) atMost(limit float64, when bool) figure {
	if when {
		f.Bar = &bar{AtMost: limit, Met: f.Value <= limit}
	}
	return f
}

func (f figure) atLeast(limit float64, when bool) figure {
	if when {
		f.Bar = &bar{AtLeast: limit, Met: f.Value >= limit}
	}
	return f
}

// resultName is the file in which the newest result of a size is kept.
func resultName(n int) string { return fmt.Sprintf("result-%d.json", n) }

func (r *report) save(folder string) error {
	f, err := os.Create(filepath.Join(folder, resultName(r.N)))
	if err != nil {
		return err
	}
	defer f.Close()
	return r.writeJSON(f)
}

// readReport gives the newest result of a size, nil when there is none.
func readReport(folder string, n int) *report {
	text, err := os.ReadFile(filepath.Join(folder, resultName(n)))
	if err != nil {
		return nil
	}
	var r report
	if json.Unmarshal(text, &r) != nil {
		return nil
	}
	return &r
}

// figure finds one figure of a report.
func (r *report) figure(what, name string) (float64, bool) {
	for _, row := range r.Rows {
		for _, f := range row.Figures {
			if row.What == what && f.Name == name {
				return f.Value, true
			}
		}
	}
	return 0, false
}

func (r *report) writeJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

func (r *report) writeTable(w io.Writer) error {
	fmt.Fprintf(w, "%s incidents, seed %d; %s\n", grouped(float64(r.N), 0), r.Seed, r.Machine)
	if r.Short {
		fmt.Fprintln(w, "A short run: it shows that everything works; no bar applies.")
	}
	if r.Profile {
		fmt.Fprintln(w, "The server was profiled, which costs a few per cent.")
	}
	if err := r.writeRows(w); err != nil {
		return err
	}
	for i, n := range r.Notes {
		if i == 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, n)
	}
	return nil
}

// writeRows aligns the columns over all groups.
func (r *report) writeRows(w io.Writer) error {
	var text bytes.Buffer
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.DiscardEmptyColumns)
	group := ""
	for _, row := range r.Rows {
		if row.Group != group {
			group = row.Group
			fmt.Fprintf(t, "\t\t\n%s\t\t\n", group)
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\n", row.What, row.figures(), row.bars())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

func (r *row) figures() string {
	var parts []string
	for _, f := range r.Figures {
		parts = append(parts, f.String())
	}
	return strings.Join(parts, "  ")
}

func (f figure) String() string {
	return strings.TrimSpace(f.Name + " " + readable(f.Value) + " " + f.Unit)
}

func (r *row) bars() string {
	var parts []string
	for _, f := range r.Figures {
		if f.Bar != nil {
			parts = append(parts, strings.TrimSpace(f.Name+" "+f.Bar.String()))
		}
	}
	return strings.Join(parts, "; ")
}

func (b *bar) String() string {
	text := ">= " + readable(b.AtLeast)
	if b.AtMost > 0 {
		text = "<= " + readable(b.AtMost)
	}
	if b.Met {
		return text + " met"
	}
	return text + " MISSED"
}

// readable writes a number with three significant figures or all of its whole
// ones.
func readable(v float64) string {
	switch {
	case v >= 100:
		return grouped(v, 0)
	case v >= 10:
		return grouped(v, 1)
	}
	return grouped(v, 2)
}

// grouped writes 12345678.9 as 12,345,678.9; v is not negative.
func grouped(v float64, decimals int) string {
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	whole, rest, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}
