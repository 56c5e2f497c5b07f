package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A whole run against the real binary, too small to say how fast anything is:
// a bench that nobody runs rots.
func TestShortRun(t *testing.T) {
	folder := t.TempDir()
	bench, linea, cache := build(t, folder, "."), build(t, folder, "../linea"), filepath.Join(folder, "cache")
	args := []string{"-linea", linea, "-n", "12000", "-cache", cache, "-json"}
	_, err := postgresBinaries()
	switch {
	case err == nil:
		args = append(args, "-postgis", "auto")
	case os.Getenv("CI") != "":
		t.Error(err)
	default:
		t.Log(err, "- not compared")
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), bench, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &errs)
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	checkReport(t, &r, err == nil)
	if left, _ := filepath.Glob(filepath.Join(cache, "run-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func build(t *testing.T, folder, source string) string {
	t.Helper()
	path, err := filepath.Abs(source)
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(folder, filepath.Base(path))
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, source).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

func checkReport(t *testing.T, r *report, postgis bool) {
	t.Helper()
	for _, g := range groups {
		measured := slices.ContainsFunc(r.Rows, func(row row) bool { return row.Group == g.name })
		if !measured && (postgis || !strings.Contains(g.name, "PostGIS")) {
			t.Errorf("no row of the group %q", g.name)
		}
	}
	for _, row := range r.Rows {
		for _, f := range row.Figures {
			if !(f.Value > 0) || math.IsInf(f.Value, 0) || f.Unit == "" {
				t.Errorf("%s, %s: %s %v %s", row.Group, row.What, f.Name, f.Value, f.Unit)
			}
		}
	}
	for _, n := range r.Notes {
		if strings.Contains(n, "did not show") {
			t.Error(n)
		}
	}
	if r.Machine.Cores < 1 || r.N != 12000 {
		t.Errorf("%+v", r.Machine)
	}
}
