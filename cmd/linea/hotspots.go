package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/survey"
)

// hotspotFlags are the flags of the question beside the filters.
type hotspotFlags struct {
	res, baseline, with, step string
	alpha                     float64
	steps, limit, evaluate    int
	asJSON                    bool
}

func newHotspots(w *world) *cobra.Command {
	var o hotspotFlags
	cmd := &cobra.Command{
		Use:   "hotspots",
		Short: "List the cells where more or fewer were found than chance would put there",
		Long: `List the cells where more or fewer incidents were found than chance would put
there. Each cell is looked at with its neighbours, by an exact test that knows how
many cells are asked. Usual, the default, compares with the same part of up to
eight preceding years: did this place's share change? Even asks whether there is
more than if everything were spread over the covered ground. Without --datetime
usual looks at the latest twelve months that are covered: up to the last day that a
source declares, or its newest incident in the study area.

Only days and ground that the sources cover are compared. Too few to tell is an
answer. More finds may also come from more searching.`,
		Example: `  linea hotspots --kind death
  linea hotspots --kind death --datetime 2022-01-01/2023-12-31 --with 2014-01-01/2021-12-31
  linea hotspots --baseline even --res 6 --datetime 2019-01-01/2023-12-31
  linea hotspots --kind death --baseline even --datetime 2023-01-01/2023-12-31 --evaluate 5
  linea hotspots --kind death --step year --steps 10 --baseline even --json`,
	}
	s := addSettings(cmd, "store", "overlays", "study-area", "exposure")
	f := cmd.Flags()
	f.StringVar(&o.res, "res", "auto", "H3 `resolution`, 4 to 7: about 2,000, 300, 42 or 6 km2 a cell; auto: the finest that the incidents carry")
	f.StringVar(&o.baseline, "baseline", "usual", "`baseline`: usual or even")
	f.StringVar(&o.with, "with", "preceding", "what usual is: preceding, last_year, previous, or an `interval`")
	f.Float64Var(&o.alpha, "alpha", 0.05, "`level` of the tests")
	f.StringVar(&o.step, "step", "", "tell the history of each cell too, in `steps`: day, week, month, quarter or year")
	f.IntVar(&o.steps, "steps", 0, "`number` of complete steps of a history, 10 to 120; default 12")
	f.IntVar(&o.limit, "limit", 20, "at most so many `cells`")
	f.IntVar(&o.evaluate, "evaluate", 0, "also say how well the maps of so many earlier `periods` held what was found after each, 1 to 10")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON report, as the API has it, instead of a table")
	filter := addFilter(cmd)
	cmd.RunE = surveying(w, s, func(c *Config) (survey.Question, error) { return o.question(filter, c) }, o.answer)
	return cmd
}

// question reads the flags.
func (o *hotspotFlags) question(f filter, c *Config) (q survey.Question, err error) {
	if q.Query, err = f.query(polygons(c)); err != nil {
		return q, err
	}
	var problems []error
	if q.Res = strings.Index("auto4567", o.res); o.res != "auto" && (len(o.res) != 1 || q.Res < 4) {
		problems = append(problems, fmt.Errorf("--res %q is neither auto nor 4 to 7", o.res))
	}
	if q.Baseline, err = hotspot.ParseBaseline(o.baseline); err != nil {
		problems = append(problems, fmt.Errorf("--baseline: %w", err))
	}
	if q.With, err = survey.ParseWith(o.with); err != nil {
		problems = append(problems, fmt.Errorf("--with: %w", err))
	}
	if o.evaluate < 0 || o.evaluate > survey.MostEvaluated {
		problems = append(problems, fmt.Errorf("--evaluate %d is not 1 to %d", o.evaluate, survey.MostEvaluated))
	}
	if o.limit < 1 {
		problems = append(problems, fmt.Errorf("--limit %d lists nothing; at least 1", o.limit))
	}
	q.Alpha, q.Step, q.Steps = o.alpha, geo.Step(o.step), o.steps
	if err := errors.Join(problems...); err != nil {
		return q, usageError{err}
	}
	return q, nil
}

func (o *hotspotFlags) answer(ctx context.Context, s *surveyed, q survey.Question) error {
	h, err := s.Hotspots(ctx, s.view, q, o.limit)
	if err == nil && o.evaluate > 0 {
		h.Evaluation, err = s.Evaluate(ctx, s.view, q, o.evaluate)
	}
	if err != nil {
		return err
	}
	if h.N == 0 && h.Try == "" {
		why, err := whyNothing(ctx, s.view, q.Query)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.errs, "linea: %s\n", why)
	}
	if o.asJSON {
		return asTheAPI(s.out, h)
	}
	t := &table{w: s.out}
	t.heading(h)
	t.cells(h)
	t.evaluation(h.Evaluation)
	t.footing(h, s.view)
	return t.err
}

// table prints an answer for a planner; the first error stays.
type table struct {
	w   io.Writer
	err error
}

func (t *table) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

func (t *table) heading(h *survey.Hotspots) {
	t.line("%s in %s.", plural(h.N, "incident"), orNone(h.Interval))
	if h.Try != "" {
		t.line("Try --datetime %s: there are incidents in the study area.", h.Try)
	}
	if h.Baseline == hotspot.Usual {
		t.line("Compared with %s in %s.", plural(h.NBefore, "incident"), orNone(strings.Join(h.Comparison, ", ")))
	} else {
		t.line("Compared with an even spread over the covered ground.")
	}
	t.line("Cells of about %.0f km2 (resolution %d): %d in the study area, %d covered.", grid.MeanAreaKM2(h.Res), h.Res, h.NCells, h.NCovered)
	for _, s := range h.States {
		t.line("  %6d  %s", s.Cells, s.Label.EN)
	}
	t.line("")
}

func orNone(interval string) string {
	if interval == "" {
		return "no days that the sources cover"
	}
	return interval
}

// cells lists what stands out, and nothing else: a list of what does not would
// be read as if it did.
func (t *table) cells(h *survey.Hotspots) {
	standing := 0
	tabs := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', 0)
	inside := &table{w: tabs, err: t.err}
	for _, c := range h.Cells {
		if c.State != hotspot.Hot && c.State != hotspot.Cold {
			continue
		}
		if standing++; standing == 1 {
			inside.line("FOUND\tIN CELL\tWITH NEIGHBOURS\tEXPECTED\tTIMES\tQ\tNEAR\tBORDER KM\tCELL%s", historyHeading(h))
		}
		inside.line("%s\t%d\t%d\t%s\t%s\t%s\t%s\t%.0f\t%s%s", moreOrFewer(c.State), c.N, c.Tested, decimal(c.Expected), timesText(&c), chance(c.Q), near(c.Town), c.BorderKm, c.H3, history(&c))
	}
	if t.err = errors.Join(inside.err, tabs.Flush()); standing == 0 {
		t.line("No cell stands out.")
	}
	if standing > 1 {
		t.line("Rows near each other overlap: each counts its neighbours too. Do not add them up.")
	}
	t.line("")
}

// evaluation prints a line for each earlier map, when asked for.
func (t *table) evaluation(e *survey.Evaluation) {
	if e == nil {
		return
	}
	for _, p := range e.Periods {
		if p.Hot == nil {
			t.line("The map of %s had no cell to judge.", p.Drawn)
			continue
		}
		t.line("The map of %s: its %d cells held %d of %d in %s (PAI %s, PEI %s); those with the most %d (PAI %s, PEI %s).",
			p.Drawn, p.Cells, p.Hot.N, p.Found, p.Scored, figure(p.Hot.PAI), figure(p.Hot.PEI), p.Most.N, figure(p.Most.PAI), figure(p.Most.PEI))
	}
	t.line("%s", e.Finding.EN)
	t.line("")
}

func moreOrFewer(s hotspot.State) string {
	if s == hotspot.Hot {
		return "more"
	}
	return "fewer"
}

func timesText(c *survey.Cell) string {
	return fmt.Sprintf("%s (%s to %s)", figure(c.RR), figure(c.RRLo), figure(c.RRHi))
}

// decimal writes one digit after the point, "-" where there is no number.
func decimal(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f", *v)
}

// figure writes two digits, "-" where there is no number.
func figure(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.2g", *v)
}

// chance writes a q: below a thousandth its digits say nothing.
func chance(v *float64) string {
	if v != nil && *v < 0.001 {
		return "<0.001"
	}
	return figure(v)
}

func near(t survey.Town) string {
	if t.DistanceM < 1000 {
		return t.Name
	}
	return fmt.Sprintf("%d km %s of %s", (t.DistanceM+500)/1000, t.Compass, t.Name)
}

func historyHeading(h *survey.Hotspots) string {
	if h.Steps == nil {
		return ""
	}
	return "\tHISTORY"
}

func history(c *survey.Cell) string {
	switch {
	case c.History == nil:
		return ""
	case c.Class == nil:
		return "\t" + c.History.Label().EN
	}
	return "\t" + c.Class.Label().EN
}

func (t *table) footing(h *survey.Hotspots, v geo.View) {
	for _, s := range h.LeftOut {
		t.line("Not counted: %s (%s). %s", s.Source, s.Days, s.EN)
	}
	for _, w := range h.Warnings {
		t.line("Mind: %s", w.EN)
	}
	t.line("Not used: %d outside of coverage, %d without a place, %d known too roughly, %d repeat another row.",
		h.Excluded.OutsideCoverage, h.Excluded.Unmapped, h.Excluded.Imprecise, h.Excluded.Duplicates)
	t.synthetic(v)
	t.line("Study area %s, tested by %s, data as of seq %d.", h.UniverseID, h.Unit.Label().EN, h.Seq)
}

func (t *table) synthetic(v geo.View) {
	if isSynthetic(v) {
		t.line("SYNTHETIC DATA: nothing of this happened.")
	}
}
