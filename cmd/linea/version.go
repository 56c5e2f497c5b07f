package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"linea/api"
)

// Set by the Makefile: go build -ldflags "-X main.release=... -X main.built=...".
var (
	release = "development"
	commit  string
	built   string
)

func newVersion(w *world) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Say which version this is",
		Long:    "Say which version this is, and what it was built from.",
		Example: "  linea version\n  linea version --json",
		RunE: func(*cobra.Command, []string) error {
			v := thisVersion()
			if asJSON {
				return json.NewEncoder(w.stdout).Encode(v)
			}
			_, err := fmt.Fprintln(w.stdout, versionLine(v))
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

// versionLine leaves out what the build was not told.
func versionLine(v api.Version) string {
	known := func(texts ...string) []string {
		return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
	}
	return strings.Join(known("linea", v.Version, v.Commit), " ") + " (" + strings.Join(known(v.Built, v.Go), ", ") + ")"
}

// thisVersion takes what the linker was told, else what Go knows of the build.
func thisVersion() api.Version {
	v := api.Version{Version: release, Commit: commit, Go: runtime.Version(), Built: built}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && v.Commit == "":
			v.Commit = s.Value
		case s.Key == "vcs.time" && v.Built == "":
			v.Built = s.Value
		}
	}
	return v
}
