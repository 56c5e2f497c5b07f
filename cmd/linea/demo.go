package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"linea/geo/feed"
	"linea/geo/feed/demo"
	"linea/geo/store/sqlite"
)

func newDemo(w *world) *cobra.Command {
	var o demo.Options
	var profile string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Make synthetic incidents, in a store of their own",
		Long: `Make synthetic incidents: something to look at before real data is there. The
same seed gives the same rows, byte for byte; more rows of a seed begin with the
same rows. They never stand beside real ones, and every export of them says
SYNTHETIC DATA.

Profile busy has seasons, night hours, near repeats and reporting lag; sparse is
like the public files: about 200 rows a year, few hours, uneven precision.`,
		Example: `  linea demo
  linea demo --n 1000000 --store big.gpkg
  linea demo --profile sparse --seed 7 --n 4000 --store sparse.gpkg`,
	}
	s := addSettings(cmd, "store")
	s.setDefault("store", defaultDemoStore)
	f := cmd.Flags()
	f.IntVar(&o.N, "n", 20_000, "how many `rows`")
	f.Uint64Var(&o.Seed, "seed", 1, "`number` that decides all the dice")
	f.StringVar(&profile, "profile", string(demo.Busy), "`style` of the rows: busy or sparse")
	f.BoolVar(&asJSON, "json", false, "print one JSON report instead of text")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		o.Profile = demo.Profile(profile)
		if !slices.Contains([]demo.Profile{demo.Busy, demo.Sparse}, o.Profile) {
			return usagef("--profile %q is neither %s nor %s", profile, demo.Busy, demo.Sparse)
		}
		if o.N < 1 {
			return usagef("--n %d is no number of rows to make; at least 1", o.N)
		}
		return runDemo(cmd.Context(), w, s.Store, o, asJSON)
	}
	return cmd
}

func runDemo(ctx context.Context, w *world, path string, o demo.Options, asJSON bool) error {
	store, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	m := newMeter(w.stderr, w.getenv, "synthetic data")
	m.expected = o.N
	report, err := demo.Fill(ctx, store, o, m.show)
	m.done()
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(w.stdout).Encode(report)
	}
	return printDemo(w, &report, path)
}

func printDemo(w *world, r *feed.Report, path string) error {
	_, err := fmt.Fprintf(w.stdout, "SYNTHETIC DATA in %s: %s, %s of them new (see it: linea serve --store %s)\n",
		path, plural(r.RowsRead, "row"), grouped(r.Added), path)
	return err
}
