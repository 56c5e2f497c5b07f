package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

const (
	tucsonWest  = "near=-112.2,32.0,30000"
	nogalesEast = "near=-110.9,31.75,35000"
)

func TestEffectForAPlannerAndAProgram(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "import", sharedFile(t, ogis2024))
	asked := []string{"effect", "--kind", "death", "--treated", tucsonWest, "--control", nogalesEast, "--before", "2020-01-01/2021-12-31", "--after", "2022-01-01/2023-12-31"}
	out := must(t, exitDone, folder, asked...).stdout
	for _, part := range []string{
		"Treated area: ", "Control area: ", "The treated area's change is ", "After: 2022-01-01/2023-12-31 (730 days). Before: 2020-01-01/2021-12-31 (731 days).",
		"treated ", "earlier periods the difference from the control was as large.", "Always: This compares what was found", "Counted: ogis, which speaks for 1981-", "data as of seq ",
	} {
		if !strings.Contains(out, part) {
			t.Errorf("no %q in\n%s", part, out)
		}
	}
	september := must(t, exitDone, folder, "effect", "--treated", tucsonWest, "--control", nogalesEast, "--before", "2023-01-01/2023-12-31", "--after", "2024-01-01/2024-12-31").stdout
	if !strings.Contains(september, "After: 2024-01-01/2024-09-30") || !strings.Contains(september, "Before: 2023-01-01/2023-09-30") {
		t.Errorf("a file that ends in September:\n%s", september)
	}
	checkEffectJSON(t, folder, asked)
}

// The JSON report is the API's answer to the same question, of a saved corridor
// too.
func checkEffectJSON(t *testing.T, folder string, asked []string) {
	t.Helper()
	s := startServer(t, folder, "linea.gpkg")
	defer s.stop()
	id := saveCorridor(t, s)
	const rest = "&before=2020-01-01/2021-12-31&after=2022-01-01/2023-12-31&alpha=0.05"
	for _, c := range []struct{ treated, control string }{{tucsonWest, nogalesEast}, {"corridor=" + id, nogalesEast}} {
		body, _ := s.get("/api/v1/effect?kind=death&treated=" + c.treated + "&control=" + c.control + rest)
		asked[4] = c.treated
		if out := must(t, exitDone, folder, append(asked, "--json")...).stdout; out != string(body) {
			t.Errorf("the command line prints\n%.400s\nthe API answers\n%.400s", out, body)
		}
	}
}

// saveCorridor saves a route through the desert and gives its id.
func saveCorridor(t *testing.T, s *serving) string {
	t.Helper()
	s.get("/api/v1/summary") // ready
	const body = `{"name":"west","line":{"type":"LineString","coordinates":[[-112.5,31.8],[-112.0,32.3]]},"half_width_m":15000}`
	answer, err := http.Post(s.url+"/api/v1/corridors", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var saved struct{ ID string }
	if err := json.NewDecoder(answer.Body).Decode(&saved); err != nil || answer.StatusCode != http.StatusCreated || saved.ID == "" {
		t.Fatalf("%s, %v, %+v", answer.Status, err, saved)
	}
	return saved.ID
}

func TestEffectWrongUse(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--store", "d.gpkg", "--n", "50")
	whole := []string{"--treated", tucsonWest, "--control", nogalesEast, "--before", "2022-01-01/2022-12-31", "--after", "2023-01-01/2023-12-31"}
	for _, c := range []struct {
		want string
		args []string
	}{
		{"--before is missing: ", whole[:4]}, {"--after is missing: ", whole[:6]}, {"it begins before the other period ends", append(whole[:6:6], "--after", "2022-01-01/2022-12-31")},
		{"treated", whole[2:]}, {"control", append([]string{"--treated", tucsonWest}, whole[4:]...)},
		{"--beside: write one condition of place", append([]string{"--beside", "x"}, whole...)}, {"overlaps", append(whole[:6:6], "--after", "2023-01-01/2023-12-31", "--control", tucsonWest)},
		{"level above 0", append([]string{"--alpha", "7"}, whole...)}, {"before and after say when", append([]string{"--datetime", "2022-05-05"}, whole...)},
		{"kind", append([]string{"--kind", "x"}, whole...)}, {"there is no saved corridor", append(whole[:6:6], "--after", "2023-01-01/2023-12-31", "--treated", "corridor=x")},
	} {
		out := must(t, exitWrongUse, folder, append([]string{"effect", "--store", "d.gpkg"}, c.args...)...)
		if !strings.Contains(strings.ToLower(out.stderr), strings.ToLower(c.want)) || out.stdout != "" {
			t.Errorf("%v: %q, %q", c.args, out.stderr, out.stdout)
		}
	}
	demo := must(t, exitDone, folder, append([]string{"effect", "--store", "d.gpkg"}, whole...)...).stdout
	if !strings.Contains(demo, "SYNTHETIC DATA") {
		t.Errorf("no word of synthetic data:\n%s", demo)
	}
	var report struct{ Summary map[string]string }
	if err := json.Unmarshal([]byte(must(t, exitDone, folder, append([]string{"effect", "--store", "d.gpkg", "--json"}, whole...)...).stdout), &report); err != nil || report.Summary["es"] == "" {
		t.Errorf("%v %v", err, report)
	}
}
