package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"linea/geo/place"
)

// root is the repository's root, from this package.
const root = "../.."

func readRootFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The settings table of the README equals Config, row by row.
func TestReadmeSettingsTable(t *testing.T) {
	readme := readRootFile(t, "README.md")
	var c Config
	c.flags().VisitAll(func(f *pflag.Flag) {
		row := settingRow(f)
		if !strings.Contains(readme, row+"\n") {
			t.Errorf("README.md lacks or differs from this row of the settings table:\n%s", row)
		}
	})
}

func settingRow(f *pflag.Flag) string {
	name, usage := pflag.UnquoteUsage(f)
	value := f.DefValue
	if value == "" || value == "[]" {
		value = "-"
	}
	return fmt.Sprintf("| `--%s` %s | `%s` | `%s` | %s |", f.Name, name, envName(f.Name), value, usage)
}

// What the README says of the line's accuracy is what package place proves.
func TestReadmeStatesTheAccuracyOfTheLine(t *testing.T) {
	readme := strings.Join(strings.Fields(readRootFile(t, "README.md")), " ")
	for _, metres := range []int{place.LineMedianErrorM, place.LineWorstErrorM, place.RiverMedianErrorM, place.RiverWorstErrorM} {
		if want := "within " + grouped(metres) + " m"; !strings.Contains(readme, want) {
			t.Errorf("README.md does not say %q", want)
		}
	}
}

// shownCommand is linea at the start of a line or a quotation, or after what
// runs it, with its words up to a comment, a pipe or the quotation's end.
var shownCommand = regexp.MustCompile(`(?m)(^|\x60|bin/|sudo -u linea |:/data )linea ([a-z]+[^\n\x60#|>;()]*)`)

// Every command that a document shows exists, and takes the flags it is given.
func TestDocumentsShowCommandsThatExist(t *testing.T) {
	program := newRoot(&world{getenv: func(string) string { return "" }})
	shown := 0
	for _, name := range []string{"README.md", "OPERATIONS.md", "cmd/linea/deploy/linea.service", "cmd/linea/deploy/Dockerfile"} {
		text := strings.ReplaceAll(readRootFile(t, name), "\n#   ", "\n")
		for _, m := range shownCommand.FindAllStringSubmatch(text, -1) {
			cmd, words, err := program.Find(strings.Fields(m[2]))
			if err != nil {
				t.Errorf("%s: linea %s: %v", name, m[2], err)
				continue
			}
			shown++
			cmd.InitDefaultHelpFlag()
			for _, word := range words {
				flag, _, _ := strings.Cut(word, "=")
				if flag, found := strings.CutPrefix(flag, "--"); found && cmd.Flags().Lookup(flag) == nil {
					t.Errorf("%s: linea %s takes no --%s", name, cmd.Name(), flag)
				}
			}
		}
	}
	if shown < 35 {
		t.Errorf("%d commands were found in the documents", shown)
	}
}
