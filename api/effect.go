package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/hotspot"
	"linea/geo/survey"
)

// effect answers whether a treated area changed otherwise than a control area.
func effect(c *call) error {
	q := survey.EffectQuestion{
		Query: c.params.filter(c.within), Alpha: c.params.decimal("alpha", 0, leastAlpha, mostAlpha),
		Before: c.interval("before"), After: c.interval("after"),
	}
	revisions, err := c.areas(&q.Areas)
	if err != nil {
		return err
	}
	if err := c.params.err(); err != nil || c.notModified(&q.Query, c.Survey.UniverseID(hotspot.Usual), revisions) {
		return err
	}
	answer, err := aside(c, func(ctx context.Context) (*survey.Effect, error) { return c.Survey.Effect(ctx, c.view, q) })
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, *answer)
}

// interval reads an interval with two ends.
func (c *call) interval(name string) hotspot.Window {
	text := c.params.text(name, "")
	from, until, err := geo.ParseInterval(text)
	if err != nil || from.IsZero() || until.IsZero() {
		c.params.wrong(name, "an interval with two ends, such as 2021-01-01/2021-12-31")
		return hotspot.Window{}
	}
	return hotspot.Window{From: from, Until: until}
}

// areas reads the areas of an effect, and gives what tells apart the shapes that
// their names had at other times. A corridor that is not there, or cannot be
// looked up, is an error of its own.
func (c *call) areas(into *survey.Areas) (revisions string, err error) {
	for role := range into {
		name := survey.Role(role).String()
		text := c.params.text(name, "")
		if text == "" {
			continue // the question says which are needed
		}
		at, wrong := survey.ParsePlace(text, c.within, func(id string) (*survey.Place, error) {
			saved, problem := c.savedCorridor(id)
			if err = problem; err != nil {
				return nil, err
			}
			revisions += strconv.Itoa(saved.Revision) + ","
			return CorridorArea(text, saved.Corridor)
		})
		if err != nil {
			return "", err
		}
		if wrong != nil {
			c.params.wrong(name, plain(wrong))
		}
		into[role], revisions = at, revisions+c.overlayHash(text)+";"
	}
	return revisions, nil
}

// CorridorArea is a saved corridor as an area to count in; text is what it was
// asked by. Code Invalid for a corridor that cannot be laid out.
func CorridorArea(text string, saved geo.Corridor) (*survey.Place, error) {
	route, err := corridor.Of(saved)
	if err != nil {
		return nil, err
	}
	return survey.NewPlace(text, route.Outline(), route.Contains, route.HalfWidthM()), nil
}

// overlayHash is that of the overlay which a condition of place names, if any.
func (c *call) overlayHash(text string) string {
	ref, ok := strings.CutPrefix(text, "within=")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(ref, ":")
	if v, ok := c.Overlays.Find(name); ok {
		return v.Hash
	}
	return ""
}
