package main

import (
	"encoding/json"
	"runtime"
	"testing"

	"linea/api"
)

func TestVersionIsReadByMachines(t *testing.T) {
	out, _, code := runWith(t, "version", "--json")
	var v api.Version
	if err := json.Unmarshal([]byte(out), &v); err != nil || code != exitDone || v.Version == "" || v.Go != runtime.Version() {
		t.Errorf("exit %d, %q, %v", code, out, err)
	}
}
