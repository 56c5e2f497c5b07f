package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"linea/api"
)

// machine is where and with what a run was made.
type machine struct {
	Cores  int    `json:"cores"`
	CPU    string `json:"cpu,omitempty"`
	OS     string `json:"os"`
	Go     string `json:"go"`
	Commit string `json:"commit"` // of the binary: hash and day
	Load   string `json:"load,omitempty"`
}

// thisMachine describes the machine and the binary that is measured.
func thisMachine(binary string) (machine, error) {
	out, err := exec.Command(binary, "version", "--json").Output()
	if err != nil {
		return machine{}, fmt.Errorf("%s does not say its version: %w; make build makes it", binary, err)
	}
	var v api.Version
	if err := json.Unmarshal(out, &v); err != nil {
		return machine{}, err
	}
	return machine{
		Cores: runtime.NumCPU(), CPU: cpuName(), OS: runtime.GOOS + "/" + runtime.GOARCH,
		Go: v.Go, Commit: commitOf(v), Load: loadAverage(),
	}, nil
}

func (m machine) String() string {
	text := fmt.Sprintf("%d cores", m.Cores)
	if m.CPU != "" {
		text += " (" + m.CPU + ")"
	}
	text += fmt.Sprintf(", %s, %s; commit %s", m.OS, m.Go, m.Commit)
	if m.Load != "" {
		text += "; load before the run " + m.Load
	}
	return text
}

// commitOf names the commit of a binary with its day. One that was built
// without make does not know it: then it is taken to be the checkout's.
func commitOf(v api.Version) string {
	name, err := exec.Command("git", "show", "-s", "--format=%h of %cs", cmp.Or(v.Commit, "HEAD")).Output()
	switch {
	case err != nil:
		return cmp.Or(v.Commit, "unknown")
	case v.Commit == "":
		return strings.TrimSpace(string(name)) + " or near it"
	case strings.HasSuffix(v.Version, "-dirty"):
		return strings.TrimSpace(string(name)) + " with changes"
	}
	return strings.TrimSpace(string(name))
}

// cpuName and loadAverage are known on Linux only.

func cpuName() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// loadAverage is the average number of busy threads of the last minute.
func loadAverage() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
