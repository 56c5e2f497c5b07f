package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"linea/geo"
	"linea/geo/index"
	"linea/geo/store/sqlite"
)

// errUnsound ends a check that found something.
var errUnsound = errors.New("the store is not sound")

func newCheck(w *world) *cobra.Command {
	var past []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Prove a store or a backup: its past, its layer, its counts",
		Long: `Prove a store, or a backup of one, and change nothing: that the database is sound;
that every block of the journal is as it was written and where it was written; that
the layer is what the journal makes it; and that the index counts in every cell
what the journal holds. A server may go on writing meanwhile.

Every block that was changed, is missing or was moved is named. Whoever rewrites
the journal from some block on, and all hashes after it, leaves a sound chain: only
a head that was noted somewhere else shows it. Each check and backup prints one;
keep it where the store is not, and give it back with --past.`,
		Example: `  linea check
  linea check --store backup.gpkg
  linea check --past 20057:9f2c...e1     is what was noted still the past of this store?`,
	}
	s := addSettings(cmd, "store")
	cmd.Flags().StringSliceVar(&past, "past", nil, "`head` that was noted earlier, as seq:chain; several separated by commas")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON report instead of text")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		heads, err := parseHeads(past)
		if err != nil {
			return err
		}
		report, err := checkStore(cmd.Context(), s.Store, heads)
		if err != nil {
			return err
		}
		return report.print(w, asJSON)
	}
	return cmd
}

// parseHeads reads heads as headText writes them.
func parseHeads(texts []string) (heads []geo.Head, err error) {
	for _, text := range texts {
		seq, chain, _ := strings.Cut(strings.TrimSpace(text), ":")
		n, seqErr := strconv.ParseUint(seq, 10, 63)
		b, chainErr := hex.DecodeString(chain)
		if seqErr != nil || chainErr != nil || len(b) != 32 {
			return nil, usagef("--past: %q is no head as check and backup print it: a number, a colon and 64 hex digits", text)
		}
		heads = append(heads, geo.Head{Seq: n, Chain: [32]byte(b)})
	}
	return heads, nil
}

func headText(h geo.Head) string { return fmt.Sprintf("%d:%x", h.Seq, h.Chain) }

// checkReport is what a check says.
type checkReport struct {
	Store     string   `json:"store"`
	Sound     bool     `json:"sound"`
	Head      string   `json:"head"` // seq:chain, to be noted
	Blocks    int      `json:"blocks"`
	Erased    int      `json:"erased_blocks"`
	Incidents *int     `json:"incidents"` // null: not counted
	Cells     *int     `json:"cells"`     // of all resolutions; likewise
	Findings  []string `json:"findings"`
}

func checkStore(ctx context.Context, path string, past []geo.Head) (checkReport, error) {
	found, err := sqlite.Check(ctx, path, past...)
	report := checkReport{Store: path, Head: headText(found.Head), Blocks: found.Blocks, Erased: found.Erased, Findings: []string{}}
	if err != nil {
		return report, err
	}
	for _, f := range found.Findings {
		report.Findings = append(report.Findings, f.What)
	}
	if found.Findings == nil && found.Erased == 0 {
		err = report.checkIndex(ctx, path)
	}
	report.Sound = len(report.Findings) == 0
	return report, err
}

// checkIndex folds the store anew. What was erased by law is in no journal, so
// with it there is nothing to compare.
func (r *checkReport) checkIndex(ctx context.Context, path string) error {
	store, err := sqlite.Open(ctx, path, sqlite.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	audited, err := index.Audit(ctx, store)
	r.Incidents, r.Cells = &audited.Incidents, &audited.Cells
	if geo.CodeOf(err) == geo.Damaged {
		r.Findings, err = append(r.Findings, err.Error()), nil
	}
	return errors.Join(err, store.Close())
}

// counted says what was counted, or why nothing was: content that is gone must
// not pass unseen, because the chain alone does not tell who erased it.
func (r *checkReport) counted() string {
	if r.Incidents == nil || r.Cells == nil {
		return plural(r.Erased, "block") + " without content: erased, by law if you know of it; incidents and cells were not counted"
	}
	return plural(*r.Incidents, "incident") + ", " + plural(*r.Cells, "cell") + " counted"
}

func (r *checkReport) print(w *world, asJSON bool) error {
	if asJSON {
		if err := json.NewEncoder(w.stdout).Encode(r); err != nil {
			return err
		}
	} else {
		for _, f := range r.Findings {
			fmt.Fprintln(w.stdout, f)
		}
		if r.Sound {
			fmt.Fprintf(w.stdout, "%s is sound: %s of the journal, %s\nhead %s\n", r.Store, plural(r.Blocks, "block"), r.counted(), r.Head)
		}
	}
	if !r.Sound {
		return errUnsound
	}
	return nil
}
