package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"linea/api"
	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/hotspot"
	"linea/geo/rates"
	"linea/geo/survey"
)

// effectFlags are the flags of the question beside the filters.
type effectFlags struct {
	areas         [4]string // by survey.Role
	before, after string
	alpha         float64
	asJSON        bool
}

func newEffect(w *world) *cobra.Command {
	var o effectFlags
	cmd := &cobra.Command{
		Use:   "effect --treated PLACE --control PLACE --before INTERVAL --after INTERVAL",
		Short: "Say whether an area changed otherwise than a control area",
		Long: `Say whether an area where something was changed - a patrol, a beacon, an agreement -
changed otherwise than a control area where nothing was. The counts of both areas,
before and after, are compared by an exact test, on days and ground that the same
sources cover on both sides. Earlier periods and other areas are asked the same:
an effect that is found there too is none. "Too few to tell" is an answer, with the
smallest fall that could have been seen.

A place is one condition of the filters, such as near=-111.9,32.1,20000,
within=overlay:feature, polygon=..., bbox=... or cell=..., or corridor=ID for a
saved corridor. What was found and recorded is compared, nothing else: a change in
searching or sharing looks like an effect.`,
		Example: `  linea effect --kind death --treated near=-112.0,31.9,25000 --control near=-110.9,31.6,40000 --before 2021-01-01/2021-12-31 --after 2022-01-01/2022-12-31
  linea effect --treated corridor=01J9ZK --control bbox=-111.5,31.4,-110.5,32.2 --before 2019-01-01/2020-12-31 --after 2022-01-01/2023-12-31 --json`,
	}
	s := addSettings(cmd, "store", "overlays", "study-area")
	f := cmd.Flags()
	f.StringVar(&o.areas[survey.Treated], "treated", "", "`place` where something was changed")
	f.StringVar(&o.areas[survey.Control], "control", "", "`place` where nothing was changed, and all else is alike")
	f.StringVar(&o.areas[survey.Beside], "beside", "", "`place` around the treated one, where incidents may have moved to")
	f.StringVar(&o.areas[survey.BesideControl], "beside-control", "", "`place` around the control")
	f.StringVar(&o.before, "before", "", "`interval` before the change: 2021-01-01/2021-12-31")
	f.StringVar(&o.after, "after", "", "`interval` after it, best of the same months")
	f.Float64Var(&o.alpha, "alpha", 0.05, "`level` of the tests")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON report, as the API has it, instead of text")
	filter := addFilter(cmd)
	cmd.RunE = surveying(w, s, func(c *Config) (effectAsked, error) { return o.question(filter, c) }, o.answer)
	return cmd
}

// effectAsked is the question that the flags put, all but the areas: those may be
// saved corridors.
type effectAsked struct {
	survey.EffectQuestion
	within geo.PolygonByName
}

func (o *effectFlags) question(f filter, c *Config) (q effectAsked, err error) {
	q.within = polygons(c)
	if q.Query, err = f.query(q.within); err != nil {
		return q, err
	}
	var problems []error
	interval := func(flag, text string) (w hotspot.Window) {
		if text == "" {
			problems = append(problems, fmt.Errorf("--%s is missing: an interval with two ends, such as 2021-01-01/2021-12-31", flag))
			return w
		}
		if w.From, w.Until, err = geo.ParseInterval(text); err != nil || w.From.IsZero() || w.Until.IsZero() {
			problems = append(problems, fmt.Errorf("--%s: %q is no interval with two ends, such as 2021-01-01/2021-12-31", flag, text))
		}
		return w
	}
	q.Before, q.After, q.Alpha = interval("before", o.before), interval("after", o.after), o.alpha
	if err := errors.Join(problems...); err != nil {
		return q, usageError{err}
	}
	return q, nil
}

// readAreas reads the places; those that are missing are told by the question.
func (o *effectFlags) readAreas(ctx context.Context, j geo.Journal, within geo.PolygonByName, into *survey.Areas) error {
	shelf := corridor.NewShelf(j, time.Now)
	for role, text := range o.areas {
		if text == "" {
			continue
		}
		at, err := survey.ParsePlace(text, within, func(id string) (*survey.Place, error) {
			saved, err := shelf.Get(ctx, id)
			if err != nil {
				return nil, err
			}
			return api.CorridorArea(text, saved.Corridor)
		})
		if err != nil {
			return usagef("--%s: %w", dashed(survey.Role(role).String()), err)
		}
		into[role] = at
	}
	return nil
}

func (o *effectFlags) answer(ctx context.Context, s *surveyed, q effectAsked) error {
	if err := o.readAreas(ctx, s.journal, q.within, &q.Areas); err != nil {
		return err
	}
	e, err := s.Effect(ctx, s.view, q.EffectQuestion)
	if err != nil {
		return err
	}
	if o.asJSON {
		return asTheAPI(s.out, e)
	}
	t := &table{w: s.out}
	t.effect(e)
	t.companions(e)
	t.effectFooting(e, s.view)
	return t.err
}

// effect prints the answer itself.
func (t *table) effect(e *survey.Effect) {
	t.line("%s", e.Summary.EN)
	t.line("")
	t.line("After: %s (%.0f days). Before: %s (%.0f days).", orNone(e.Interval), e.Days, orNone(strings.Join(e.Comparison, ", ")), e.DaysBefore)
	for _, a := range e.Areas {
		t.line("  %-14s  %5d before  %5d after  %8.0f km2  %s  %s", strings.ReplaceAll(a.Role.String(), "_", " "),
			a.NBefore, a.N, a.AreaKM2, byItself(&a.Change), a.Place)
	}
	if n := e.Effect; n.Expected != nil {
		t.line("%s (p %s; expected as in the control: %s)", n.Label.EN, figure(n.P), figure(n.Expected))
	}
	t.line("")
}

// byItself words the change of one area without the other.
func byItself(c *survey.Change) string {
	label := strings.ToLower(hotspot.LabelReading(c.Reading).EN)
	if c.Ratio == nil || c.Reading == rates.TooFewToCompare {
		return "by itself: " + label
	}
	return fmt.Sprintf("by itself %s (%s to %s) times as many a day: %s", figure(c.Ratio), figure(c.Lo), figure(c.Hi), label)
}

// companions print what a reader needs to doubt it.
func (t *table) companions(e *survey.Effect) {
	t.line("Before: %s", e.PreTrend.Finding.EN)
	for _, p := range e.Placebo {
		t.line("Placebo: %s", p.Finding.EN)
	}
	if d := e.Difference; d != nil {
		t.line("Difference in number: %.1f (%.1f to %.1f) over the period after.", d.Value, d.Lo, d.Hi)
	}
	if d := e.Displacement; d != nil {
		t.line("Displacement: %s (quotient %.2f, %.0f fewer in both areas)", d.Finding.EN, d.Quotient, d.Net)
	}
	for _, r := range e.Refused {
		t.line("%s: %s", map[string]string{"difference": "Difference in number", "displacement": "Displacement"}[r.Figure], r.EN)
	}
	t.line("")
}

func (t *table) effectFooting(e *survey.Effect, v geo.View) {
	for _, s := range e.Sources {
		t.line("Counted: %s, which speaks for %s.", s.Source, s.Days)
	}
	for _, s := range e.LeftOut {
		t.line("Not counted: %s (%s). %s", s.Source, s.Days, s.EN)
	}
	for _, w := range e.Warnings {
		t.line("Mind: %s", w.EN)
	}
	for _, c := range e.Cautions {
		t.line("Always: %s", c.EN)
	}
	t.line("Not used: %d outside of coverage and %d known too roughly in these areas; anywhere, %d without a place, %d repeat another row.",
		e.Excluded.OutsideCoverage, e.Excluded.Imprecise, e.Excluded.Unmapped, e.Excluded.Duplicates)
	t.synthetic(v)
	t.line("Study area %s, tested by %s, data as of seq %d.", e.UniverseID, e.Unit.Label().EN, e.Seq)
}
