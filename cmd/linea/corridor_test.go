package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linea/geo/corridor"
)

func TestCorridorOnTheCommandLine(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--n", "3000", "--seed", "4")
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("line.csv", "lon,lat\n-112.2,31.75\n-111.6,31.5\n-111.07,31.4\n")
	write("far.csv", "lon,lat\n1,2\n3,4\n")
	base := []string{"corridor", "--store", "linea-demo.gpkg", "--line", "line.csv", "--half-width", "8000"}
	with := func(more ...string) []string { return append(append([]string{}, base...), more...) }

	table := must(t, exitDone, folder, with("--datetime", "2021-01-01/2024-12-31", "--compare", "previous", "--incidents", "3", "--density", "3")...).stdout
	for _, want := range []string{"SYNTHETIC DATA", "114.9 km, up to 8 km on each side", "Incidents", "A year", "Help", "Compared", "By km", "Smoothed", "known"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table does not say %q:\n%s", want, table)
		}
	}
	var report struct {
		corridor.Report
		Outline    json.RawMessage `json:"outline"`
		Comparison json.RawMessage `json:"comparison"`
	}
	out := must(t, exitDone, folder, with("--json", "--kind", "humanitarian", "--ends", "round")...).stdout
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.N == 0 || report.Ends != corridor.Round || math.Abs(report.LengthKm-114.899) > 0.01 {
		t.Errorf("%v: n %d, %g km", err, report.N, report.LengthKm)
	}
	must(t, exitDone, folder, with("--f", "gpx", "--out", "briefing.gpx")...)
	again := must(t, exitDone, folder, "corridor", "--store", "linea-demo.gpkg", "--line", "briefing.gpx", "--half-width", "8000", "--json", "--kind", "humanitarian", "--ends", "round", "--simplify", "0.5")
	if again.stdout != out || !strings.Contains(again.stderr, "0 of 3 vertices left out") {
		t.Errorf("the exported route is another route\n%s", again.stderr)
	}
	if kml := must(t, exitDone, folder, with("--f", "kml", "--lang", "es")...).stdout; !strings.Contains(kml, "km a cada lado") {
		t.Errorf("KML in Spanish does not say its width:\n%.500s", kml)
	}
	for _, wrong := range [][]string{
		{"corridor"}, with("--half-width", "10"), with("--ends", "square"), with("--compare", "before"),
		with("--f", "shp"), with("--f", "kml", "--lang", "fr"), with("--kind", "weather"), {"corridor", "--line", "none.gpx"}, {"corridor", "--line", "far.csv"},
	} {
		if got := must(t, exitWrongUse, folder, wrong...); got.stdout != "" || got.stderr == "" {
			t.Errorf("linea %q: %q %q", wrong, got.stdout, got.stderr)
		}
	}
}

func TestHowOftenInWords(t *testing.T) {
	for days, want := range map[float64]string{0.25: ", about 4 a day", 1: ", about one a day", 3: ", about one every 3 days", 70: ", about one every 10 weeks", 400: ", about one every 13 months", 1000: ", about one every 3 years", math.NaN(): ""} {
		if got := everyText(days); got != want {
			t.Errorf("%g days: %q, want %q", days, got, want)
		}
	}
}
