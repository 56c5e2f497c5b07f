package main

import (
	"fmt"
	"os"
	"path/filepath"
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
