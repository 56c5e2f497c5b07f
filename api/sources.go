package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"linea/geo"
)

type sourcesAnswer struct {
	Sources    []geo.SourceStatus `json:"sources"`
	Synthetic  bool               `json:"synthetic"` // some rows are made up: say so on every page
	Duplicates []repeats          `json:"duplicates"`
}

// repeats says how many rows of Source tell again what Repeats tells.
type repeats struct {
	Source  string `json:"source"`
	Repeats string `json:"repeats"`
	N       int    `json:"n"`
}

func sources(c *call) error {
	if c.notModified(&geo.Query{}) {
		return nil
	}
	answer := sourcesAnswer{Sources: c.view.Sources()}
	for _, s := range answer.Sources {
		answer.Synthetic = answer.Synthetic || s.Synthetic && s.Rows > 0
	}
	var err error
	if answer.Duplicates, err = countRepeats(c.ctx, c.view); err != nil {
		return err
	}
	return c.answer(http.StatusOK, answer)
}

// sourceRepeated gives the source of the row that is repeated. A row that only
// names its source, not a row of it, has the slug in place of an id.
func sourceRepeated(view geo.View, duplicateOf string) string {
	if original, ok := view.Incident(duplicateOf); ok {
		return original.Source
	}
	return duplicateOf
}

// countRepeats counts the duplicates that counts leave out, by who repeats
// whom, largest first.
func countRepeats(ctx context.Context, view geo.View) ([]repeats, error) {
	n := map[[2]string]int{}
	for r, err := range view.Incidents(ctx, geo.Query{Duplicates: geo.DuplicatesOnly}, nil) {
		if err != nil {
			return nil, err
		}
		n[[2]string{r.Source, sourceRepeated(view, r.DuplicateOf)}]++
	}
	out := make([]repeats, 0, len(n))
	for pair, count := range n {
		out = append(out, repeats{pair[0], pair[1], count})
	}
	slices.SortFunc(out, func(a, b repeats) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Repeats, b.Repeats))
	})
	return out, nil
}
