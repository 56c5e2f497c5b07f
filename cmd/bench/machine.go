package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
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
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return machine{}, fmt.Errorf("%w; make build makes it", err)
	}
	return machine{
		Cores: runtime.NumCPU(), CPU: cpuName(), OS: runtime.GOOS + "/" + runtime.GOARCH,
		Go: info.GoVersion, Commit: commitOf(info), Load: loadAverage(),
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

// commitOf names the commit that a binary was built from, "unknown" when it
// does not say.
func commitOf(info *debug.BuildInfo) string {
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	hash, when := setting["vcs.revision"], setting["vcs.time"]
	if len(hash) < 9 || len(when) < len(time.DateOnly) {
		return "unknown"
	}
	name := hash[:9] + " of " + when[:len(time.DateOnly)]
	if setting["vcs.modified"] == "true" {
		name += ", changed"
	}
	return name
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
