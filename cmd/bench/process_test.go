package main

import (
	"testing"
	"time"
)

func TestCPUTimeIn(t *testing.T) {
	const stat = "4711 (linea (old) x) S 1 4711 4711 0 -1 4194560 2000 0 0 0 150 25 0 0 20 0 9 0 100 1 2"
	if got, err := cpuTimeIn(stat); err != nil || got != 1750*time.Millisecond {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := cpuTimeIn("4711 (linea) S 1"); err == nil {
		t.Error("a cut line passed")
	}
}

func TestMetric(t *testing.T) {
	text := []byte("# HELP a_b x\na_b_c 1\na_b 2.5e+07\na_b{x=\"y\"} 3\n")
	if v, ok := metric(text, "a_b"); !ok || v != 2.5e7 {
		t.Errorf("%g, %v", v, ok)
	}
	if _, ok := metric(text, "b"); ok {
		t.Error("found part of a name")
	}
}
