package main

import (
	"strings"
	"testing"

	"linea/api"
)

func TestReadable(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0.00", 0.123: "0.12", 9.876: "9.88", 12.34: "12.3", 123.4: "123", 1234: "1,234", 1234567.8: "1,234,568",
	} {
		if got := readable(v); got != want {
			t.Errorf("%g: %q, want %q", v, got, want)
		}
	}
}

func TestBarsAreToldInTheTable(t *testing.T) {
	r := &report{N: 1_000_000, group: "start-up"}
	r.add("until ready", figure{Value: 1.5, Unit: "s"}.atMost(2, true))
	r.add("rows", figure{Name: "p50", Value: 1, Unit: "rows/s"}.atLeast(2, true), figure{Name: "p95", Value: 3, Unit: "rows/s"}.atLeast(1, false))
	r.note("one %s", "remark")
	var text strings.Builder
	if err := r.writeTable(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1,000,000 incidents", "<= 2.00 met", "p50 >= 2.00 MISSED\n", "start-up: one remark"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, &text)
		}
	}
}

func TestShortRunsHaveNoBars(t *testing.T) {
	r := &report{N: 20, Short: true}
	r.add("rows", figure{Value: 1}.atLeast(2, true))
	if r.Rows[0].Figures[0].Bar != nil {
		t.Error("a bar on a short run")
	}
}

func TestReportsAreFoundAgain(t *testing.T) {
	folder := t.TempDir()
	if readReport(folder, 7) != nil {
		t.Error("a report from nowhere")
	}
	r := &report{N: 7}
	r.add("tile", figure{Name: "p50", Value: 2.5})
	if err := r.save(folder); err != nil {
		t.Fatal(err)
	}
	if v, ok := readReport(folder, 7).figure("tile", "p50"); !ok || v != 2.5 {
		t.Errorf("got %g, %v", v, ok)
	}
}

func TestCommitOfABinary(t *testing.T) {
	const elsewhere = "no such commit"
	if got := commitOf(api.Version{Commit: elsewhere}); got != elsewhere {
		t.Error(got)
	}
	if got := commitOf(api.Version{}); !strings.HasSuffix(got, " or near it") && got != "unknown" {
		t.Error(got)
	}
}
