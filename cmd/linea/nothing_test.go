package main

import (
	"strings"
	"testing"
)

// An empty answer says on stderr what emptied it, and what is known.
func TestNothingSaysWhy(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--n", "200")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--source", "ogsi"}, `no source "ogsi" in the store; known: demo`},
		{[]string{"--land", "Atlantis"}, `no land "Atlantis" in the store; known: `},
		{[]string{"--datetime", "1900-01-01/1900-12-31"}, "nothing matches all of these filters together"},
	} {
		got := must(t, exitDone, folder, append([]string{"export", "--store", "linea-demo.gpkg", "--f", "csv"}, c.args...)...)
		if !strings.Contains(got.stderr, c.want) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%v: %q", c.args, got.stderr)
		}
	}
	if got := must(t, exitDone, folder, "export", "--store", "linea-demo.gpkg", "--f", "csv"); got.stderr != "" {
		t.Errorf("of rows: %q", got.stderr)
	}
}

func TestWrongUseNamesWhatWasMeant(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--n", "50")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"hotspot"}, "did you mean hotspots?"},
		{[]string{"export", "--kind", "deth"}, "known are rescue, "},
		{[]string{"import"}, "name the files to read"},
		{[]string{"effect"}, "--before is missing"},
		{[]string{"hotspots", "--store", "linea-demo.gpkg", "--alpha", "NaN"}, "alpha: a level above 0 and up to 0.5"},
		{[]string{"hotspots", "--store", "linea-demo.gpkg", "--alpha", "0.6"}, "alpha: a level above 0 and up to 0.5"},
		{[]string{"effect", "--store", "linea-demo.gpkg", "--before", "2022-01-01/2022-12-31", "--after", "2023-01-01/2023-12-31", "--treated", "bbox=-112,31,-111,32", "--control", "bbox=-111,31,-110,32", "--alpha", "NaN"}, "alpha: a level above 0 and up to 0.5"},
	} {
		if got := must(t, exitWrongUse, folder, c.args...); !strings.Contains(got.stderr, c.want) {
			t.Errorf("%v: %q", c.args, got.stderr)
		}
	}
}
