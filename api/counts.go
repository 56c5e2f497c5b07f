package api

import (
	"net/http"
	"strings"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/survey"
)

const (
	minRes     = grid.MinRes
	maxRes     = grid.BaseRes
	defaultRes = 5
)

// summaryAnswer is a summary; with Res its Used speaks of that resolution.
type summaryAnswer struct {
	geo.Summary
	Res       int            `json:"res,omitempty"`
	StudyArea *survey.Inside `json:"study_area,omitempty"` // only when asked for
}

func summary(c *call) error {
	q := c.params.filter(c.within)
	step := geo.Step(c.params.word("step", string(geo.StepAuto), stepWords()...))
	res := c.params.integer("res", 0, minRes, maxRes)
	inside := c.params.truth("study_area")
	if err := c.params.err(); err != nil || c.notModified(&q, c.Survey.UniverseID(hotspot.Usual)) {
		return err
	}
	sum, err := c.view.Summary(c.ctx, q, step)
	if err != nil {
		return err
	}
	if res != 0 {
		if sum.Used, err = c.view.Used(c.ctx, q, res); err != nil {
			return err
		}
	}
	answer := summaryAnswer{Summary: sum, Res: res}
	if inside {
		if answer.StudyArea, err = c.Survey.Inside(c.ctx, c.view, q); err != nil {
			return err
		}
	}
	return c.answer(http.StatusOK, answer)
}

func stepWords() []string {
	var words []string
	for _, s := range geo.Steps() {
		words = append(words, string(s))
	}
	return words
}

// --- table ---

func table(c *call) error {
	q := c.params.filter(c.within)
	by := c.dimensions()
	form := c.params.word("f", "json", "json", "csv")
	if err := c.params.err(); err != nil || c.notModified(&q, c.overlayHashes(by)...) {
		return err
	}
	t, err := c.view.Table(c.ctx, q, by)
	if err != nil {
		return err
	}
	if form == "csv" {
		c.attachment("linea-table.csv")
		return c.send(http.StatusOK, mediaCSV+"; charset=utf-8", tableCSV(&t))
	}
	return c.answer(http.StatusOK, t)
}

// dimensions reads by=land,cause.
func (c *call) dimensions() (by [2]geo.Dimension) {
	text := c.params.text("by", "")
	names := strings.Split(text, ",")
	switch {
	case len(c.params.problems) > 0 && text == "":
		return by
	case len(names) != 2 || names[0] == names[1]:
		c.params.wrong("by", "name two different dimensions, such as land,cause; known are "+knownDimensions())
		return by
	}
	for i, name := range names {
		d, err := c.dimension(strings.TrimSpace(name))
		if err != nil {
			c.params.wrong("by", err.Error())
		}
		by[i] = d
	}
	return by
}

func knownDimensions() string { return strings.Join(geo.Dimensions(), ", ") + ", overlay:NAME" }

// attachment lets a browser save the answer under a name.
func (c *call) attachment(filename string) {
	c.w.Header().Set("Content-Disposition", `attachment; filename="`+filename+`"`)
}
