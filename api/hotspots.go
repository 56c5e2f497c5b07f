package api

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/survey"
)

// mostListed is how many cells one answer lists at the most.
const mostListed = 25_000

// hotspots answers which cells stand out.
func hotspots(c *call) error {
	q := c.significance()
	q.Step, q.Steps = c.historySteps()
	limit, only := c.params.clamped("limit", survey.DefaultLimit, mostListed), c.onlyCells()
	evaluate := c.params.integer("evaluate", 0, 1, survey.MostEvaluated)
	if err := c.params.err(); err != nil || c.notModified(&q.Query, c.Survey.UniverseID(q.Baseline)) {
		return err
	}
	found, err := aside(c, func(ctx context.Context) (*survey.Hotspots, error) {
		found, err := c.Survey.Hotspots(ctx, c.view, q, limit, only...)
		if err == nil && evaluate > 0 {
			found.Evaluation, err = c.Survey.Evaluate(ctx, c.view, q, evaluate)
		}
		return found, err
	})
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, *found)
}

// onlyCells reads the cells that the answer is to list.
func (c *call) onlyCells() (cells []geo.Cell) {
	text := c.params.text("h3", "")
	if text == "" {
		return nil
	}
	for word := range strings.SplitSeq(text, ",") {
		cell, err := grid.Parse(word)
		if err != nil || len(cells) == geo.MaxList {
			c.params.wrong("h3", "a list of at most 50 H3 cells, such as 8548e863fffffff")
			return nil
		}
		cells = append(cells, cell)
	}
	return cells
}

// significance reads a question of significance, all but steps.
func (c *call) significance() survey.Question {
	return survey.Question{
		Query: c.params.filter(c.within), Res: c.significanceRes(), Alpha: c.params.decimal("alpha", 0, leastAlpha, mostAlpha),
		Baseline: c.baseline(), With: c.with(),
	}
}

// Limits of alpha.
const (
	leastAlpha = 0.0001
	mostAlpha  = 0.5
)

// significanceRes reads auto or 4..7.
func (c *call) significanceRes() int {
	word := c.params.word("res", "auto", "auto", "4", "5", "6", "7")
	if word == "auto" {
		return 0
	}
	return int(word[0] - '0')
}

func (c *call) baseline() hotspot.Baseline {
	b, err := hotspot.ParseBaseline(c.params.word("baseline", "usual", "usual", "even"))
	if err != nil {
		c.params.wrong("baseline", plain(err))
	}
	return b
}

func (c *call) with() survey.With {
	w, err := survey.ParseWith(c.params.text("with", ""))
	if err != nil {
		c.params.wrong("with", plain(err))
	}
	return w
}

// historySteps reads step and steps.
func (c *call) historySteps() (geo.Step, int) {
	step := geo.Step(c.params.word("step", "", historyWords()...))
	return step, c.params.integer("steps", 0, survey.LeastSteps, survey.MostSteps)
}

// historyWords are the steps that a history can have.
func historyWords() []string {
	var words []string
	for _, s := range geo.Steps() {
		if s != geo.StepAuto {
			words = append(words, string(s))
		}
	}
	return words
}

// compare answers what changed between two intervals, cell by cell.
func compare(c *call) error {
	q := survey.Question{Query: c.params.filter(c.within), Res: c.significanceRes(), Alpha: c.params.decimal("alpha", 0, leastAlpha, mostAlpha), With: c.with()}
	limit := c.params.clamped("limit", survey.DefaultComparedCells, mostListed)
	if err := c.params.err(); err != nil || c.notModified(&q.Query, c.Survey.UniverseID(q.Baseline)) {
		return err
	}
	compared, err := aside(c, func(ctx context.Context) (*survey.Comparison, error) { return c.Survey.Compare(ctx, c.view, q, limit) })
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, *compared)
}

// scan answers which stretches of a line stand out.
func scan(c *call) error {
	q := survey.ScanQuestion{
		Question: survey.Question{Query: c.params.filter(c.within), Alpha: c.params.decimal("alpha", 0, leastAlpha, mostAlpha), Baseline: c.baseline(), With: c.with()},
		BinKm:    c.params.decimal("bin_km", survey.DefaultBinKm, 1, 50),
		Draws:    c.params.integer("draws", 999, 99, 9999),
		Seed:     uint64(c.params.integer("seed", 1, 1, 1<<31-1)),
	}
	q.HalfWidthM = c.params.decimal("half_width_m", 0, 50, survey.MostHalfWidthM)
	along := c.params.text("along", border)
	if err := c.params.err(); err != nil {
		return err
	}
	revision, err := c.along(along, &q)
	if err != nil || c.notModified(&q.Query, c.Survey.UniverseID(q.Baseline), revision) {
		return err
	}
	scanned, err := aside(c, func(ctx context.Context) (*survey.Scan, error) { return c.Survey.Scan(ctx, c.view, q) })
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, *scanned)
}

// border is the word for the line itself where a saved corridor may stand.
const border = "border"

// along fills in the line and, unless one was asked for, the half width of a
// saved corridor, and gives its revision.
func (c *call) along(id string, q *survey.ScanQuestion) (revision string, err error) {
	if id == border {
		return "", nil
	}
	saved, err := c.savedCorridor(id)
	if err != nil {
		return "", err
	}
	q.Along = &survey.Along{Name: saved.ID, Line: saved.Line}
	q.HalfWidthM = cmp.Or(q.HalfWidthM, saved.HalfWidthM)
	return strconv.Itoa(saved.Revision), nil
}

// nearRepeat answers whether incidents are soon followed by others close by.
func nearRepeat(c *call) error {
	q := survey.RepeatQuestion{
		Query: c.params.filter(c.within), Insist: c.params.truth("insist"),
		BandsM: c.params.edges("bands_m"),
		Draws:  c.params.integer("draws", 999, 99, 9999),
		Seed:   uint64(c.params.integer("seed", 1, 1, 1<<31-1)),
	}
	for _, edge := range c.params.edges("bands_d") {
		q.BandsD = append(q.BandsD, int(edge))
		if edge != float64(int(edge)) {
			c.params.wrong("bands_d", "whole days")
		}
	}
	if err := c.params.err(); err != nil || c.notModified(&q.Query) {
		return err
	}
	table, err := aside(c, func(ctx context.Context) (*survey.NearRepeat, error) { return c.Survey.NearRepeat(ctx, c.view, q) })
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, *table)
}

// cube answers with counts by cell and complete step.
func cube(c *call) error {
	q := survey.CubeQuestion{
		Query: c.params.filter(c.within), Res: c.res(),
		Step:  geo.Step(c.params.word("step", string(geo.StepMonth), historyWords()...)),
		Steps: c.params.integer("steps", 0, 1, survey.MostCubeSteps),
	}
	if err := c.params.err(); err != nil || c.notModified(&q.Query) {
		return err
	}
	counted, err := aside(c, func(ctx context.Context) (*survey.Cube, error) { return c.Survey.Cube(ctx, c.view, q) })
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, *counted)
}
