package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"linea/geo"
)

// mostNamed is how many known values one line names.
const mostNamed = 8

// whyNothing says in one line why a query matches nothing: a name that the
// store does not know, with the known ones nearest to it, or else all
// conditions together.
func whyNothing(ctx context.Context, v geo.View, q geo.Query) (string, error) {
	sum, err := v.Summary(ctx, geo.Query{Duplicates: geo.DuplicatesInclude, AnyStatus: true}, geo.StepYear)
	if err != nil {
		return "", err
	}
	for _, c := range []struct {
		flag  string
		asked []string
		known []geo.ValueCount
	}{{"source", q.Sources, sum.BySource}, {"land", q.Lands, sum.ByLand}, {"area", q.Areas, sum.ByArea}} {
		names := namesOf(c.known)
		for _, asked := range c.asked {
			if !slices.Contains(names, asked) {
				return fmt.Sprintf("nothing matches: no %s %q in the store; known: %s", c.flag, asked, strings.Join(nearestNames(asked, names), ", ")), nil
			}
		}
	}
	return "nothing matches all of these filters together; leave one out", nil
}

func namesOf(values []geo.ValueCount) (names []string) {
	for _, v := range values {
		if v.Value != "" {
			names = append(names, v.Value)
		}
	}
	return names
}

// nearestNames gives the names that hold the word, or all where none does; at
// the most mostNamed.
func nearestNames(word string, names []string) []string {
	holds := func(name string) bool { return strings.Contains(strings.ToLower(name), strings.ToLower(word)) }
	near := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !holds(name) })
	if len(near) == 0 {
		near = names
	}
	if len(near) == 0 {
		return []string{"none"}
	}
	return near[:min(len(near), mostNamed)]
}
