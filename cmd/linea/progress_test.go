package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"linea/geo/feed"
)

func TestMeterLine(t *testing.T) {
	m := &meter{name: "ogis.csv"}
	for want, p := range map[string]feed.Progress{
		"ogis.csv, 1 row": {Rows: 1},
		"ogis.csv, 1,500,000 rows, 500,000 a second, 12 rejected, 75 %, 1s left": {Rows: 1_500_000, Rejected: 12, Bytes: 75, Size: 100, Elapsed: 3 * time.Second},
		"ogis.csv, 10 rows, 10 a second, 100 %, 0s left":                         {Rows: 10, Bytes: 120, Size: 100, Elapsed: time.Second},
		"ogis.csv, 0 rows, 0 a second":                                           {Elapsed: time.Second},
	} {
		if got := m.line(p); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestMeterKeepsQuietInALog(t *testing.T) {
	var out bytes.Buffer
	m := &meter{out: &out, name: "x"}
	for i := range 120 {
		m.show(feed.Progress{Rows: i, Elapsed: time.Duration(i) * 100 * time.Millisecond})
	}
	m.done()
	if n := strings.Count(out.String(), "\n"); n != 2 || strings.Contains(out.String(), "\r") {
		t.Errorf("12 seconds gave %d lines:\n%q", n, out.String())
	}
}

func TestMeterRedrawsOnATerminal(t *testing.T) {
	var out bytes.Buffer
	m := &meter{out: &out, name: "x", terminal: true}
	for i := range 10 {
		m.show(feed.Progress{Rows: i, Elapsed: time.Duration(i+1) * 100 * time.Millisecond})
	}
	m.done()
	if strings.Contains(out.String(), "\n") || strings.Count(out.String(), "\r") != 11 || !strings.HasSuffix(out.String(), "\r\033[K") {
		t.Errorf("%q", out.String())
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1000: "-1,000", -999: "-999", 12345678: "12,345,678"} {
		if got := grouped(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
