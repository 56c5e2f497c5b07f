package main

import (
	"encoding/json"
	"runtime"
	"testing"

	"linea/api"
)

func TestVersionLine(t *testing.T) {
	for want, v := range map[string]api.Version{
		"linea development (go1.26)":           {Version: "development", Go: "go1.26"},
		"linea 1.2.3 abc (2026-01-01, go1.26)": {Version: "1.2.3", Commit: "abc", Built: "2026-01-01", Go: "go1.26"},
	} {
		if got := versionLine(v); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestVersionIsReadByMachines(t *testing.T) {
	out, _, code := runWith(t, "version", "--json")
	var v api.Version
	if err := json.Unmarshal([]byte(out), &v); err != nil || code != exitDone || v.Version == "" || v.Go != runtime.Version() {
		t.Errorf("exit %d, %q, %v", code, out, err)
	}
}
