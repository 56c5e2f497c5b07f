package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHotspotsForAPlannerAndAProgram(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "import", sharedFile(t, ogis2024))
	out := must(t, exitDone, folder, "hotspots", "--kind", "death", "--datetime", "2022-01-01/2023-12-31", "--limit", "3").stdout
	for _, part := range []string{
		"364 incidents in 2022-01-01/2023-12-31.", "Compared with 1,215 incidents in 2014-01-01/2021-12-31.", "resolution 5", "More found than expected",
		"FOUND", "NEAR", "fewer  3 ", "km SW of Ajo", "more ", "7 outside of coverage", "data as of seq ",
	} {
		if !strings.Contains(out, part) {
			t.Errorf("no %q in\n%s", part, out)
		}
	}
	if lines := strings.Count(out, "85485a") + strings.Count(out, "8548e"); lines != 3 {
		t.Errorf("%d cells for --limit 3:\n%s", lines, out)
	}
	held := must(t, exitDone, folder, "hotspots", "--kind", "death", "--baseline", "even", "--datetime", "2022-01-01/2022-12-31", "--evaluate", "2").stdout
	for _, part := range []string{"The map of 2021-01-01/2021-12-31: its ", " in 2022-01-01/2022-12-31 (PAI ", "found in the periods after, "} {
		if !strings.Contains(held, part) {
			t.Errorf("no %q in\n%s", part, held)
		}
	}
	calm := must(t, exitDone, folder, "hotspots", "--datetime", "2023-07-01/2023-07-03").stdout
	for _, part := range []string{"No cell stands out.", "Mind: Fewer than 30 incidents"} {
		if !strings.Contains(calm, part) {
			t.Errorf("no %q in\n%s", part, calm)
		}
	}
	checkHotspotsJSON(t, folder)
}

func TestAChanceBelowAThousandthIsNoFigure(t *testing.T) {
	tiny, plain := 1.9e-47, 0.012
	if chance(&tiny) != "<0.001" || chance(&plain) != "0.012" || chance(nil) != "-" {
		t.Errorf("%s, %s, %s", chance(&tiny), chance(&plain), chance(nil))
	}
}

// The JSON report is the API's answer to the same question.
func checkHotspotsJSON(t *testing.T, folder string) {
	t.Helper()
	out := must(t, exitDone, folder, "hotspots", "--datetime", "2022-01-01/2023-12-31", "--step", "year", "--limit", "100", "--json").stdout
	s := startServer(t, folder, "linea.gpkg")
	defer s.stop()
	body, header := s.get("/api/v1/hotspots?datetime=2022-01-01/2023-12-31&step=year&alpha=0.05")
	if out != string(body) {
		t.Errorf("the command line prints\n%.400s\nthe API answers\n%.400s", out, body)
	}
	var report struct{ Seq uint64 }
	if err := json.Unmarshal([]byte(out), &report); err != nil || header.Get("Linea-Seq") == "" || report.Seq == 0 {
		t.Errorf("%v, seq %d and %s", err, report.Seq, header.Get("Linea-Seq"))
	}
}

func TestHotspotsWrongUse(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--store", "d.gpkg", "--n", "50")
	if err := os.WriteFile(filepath.Join(folder, "area.json"), []byte(`{"type":"Point","coordinates":[1,2]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "weights.csv"), []byte("cell\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		args []string
	}{
		{"neither auto nor 4 to 7", []string{"--res", "8"}}, {"neither auto nor 4 to 7", []string{"--res", "45"}}, {"--baseline", []string{"--baseline", "odd"}},
		{"--with", []string{"--with", "never"}}, {"--limit", []string{"--limit", "0"}}, {"--evaluate", []string{"--evaluate", "11"}}, {"level above 0", []string{"--alpha", "7"}},
		{"step=month", []string{"--steps", "12"}}, {"kind", []string{"--kind", "x"}}, {"overlap", []string{"--datetime", "2022-01-01/2022-12-31", "--with", "2022-06-01/2023-01-01"}},
		{"only Polygon", []string{"--study-area", "area.json"}}, {"columns h3 and weight", []string{"--exposure", "weights.csv"}}, {"exposure", []string{"--exposure", "none.csv"}},
	} {
		out := must(t, exitWrongUse, folder, append([]string{"hotspots", "--store", "d.gpkg"}, c.args...)...)
		if !strings.Contains(out.stderr, c.want) || out.stdout != "" {
			t.Errorf("%v: %q, %q", c.args, out.stderr, out.stdout)
		}
	}
	must(t, exitFailed, folder, "hotspots", "--store", "none.gpkg")
	demo := must(t, exitDone, folder, "hotspots", "--store", "d.gpkg").stdout
	if !strings.Contains(demo, "SYNTHETIC DATA") {
		t.Errorf("no word of synthetic data:\n%s", demo)
	}
}
