package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

const about = `Línea maps incidents along the Arizona-Sonora line, on both sides of it: where
help was needed, where people died, where crossings and crashes were - and how
sure that is. One file holds everything; QGIS opens it as it is. Nobody is named
in it.`

const firstSteps = `  linea demo                            make synthetic data in linea-demo.gpkg
  linea serve --store linea-demo.gpkg   see it on a map at http://127.0.0.1:8080
  linea import deaths.csv               read a public file into linea.gpkg
  linea serve                           see that on the map
  linea export --kind death --f csv     write what was read back out`

// help writes what a command is for, how to use it and how it ends.
func help(cmd *cobra.Command, _ []string) {
	usage := strings.ReplaceAll(cmd.UsageString(), boolHint, strings.Repeat(" ", len(boolHint)))
	fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n%s\n%s", cmd.Long, usage, exitCodesHelp(cmd))
}

// boolHint is how pflag marks a switch; it only takes room.
const boolHint = "[=true|false]"

// world is what a command works in.
type world struct {
	getenv func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

// run is the whole program. It explains its error on stderr before it returns.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	root := newRoot(&world{getenv: getenv, stdout: stdout, stderr: stderr})
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	explain(ctx, stderr, err)
	return err
}

func newRoot(w *world) *cobra.Command {
	root := &cobra.Command{
		Use:           "linea",
		Short:         "Map incidents along the Arizona-Sonora line",
		Long:          about,
		Example:       firstSteps,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetHelpFunc(help)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; see %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(newServe(w), newImport(w), newExport(w), newCorridor(w), newHotspots(w), newEffect(w), newDemo(w),
		newCheck(w), newBackup(w), newRestore(w), newToken(w), newVersion(w))
	checkArgsAsUse(root)
	return root
}

// checkArgsAsUse turns cobra's complaint about arguments into wrong use, for a
// command and those below it.
func checkArgsAsUse(cmd *cobra.Command) {
	for _, below := range cmd.Commands() {
		checkArgsAsUse(below)
	}
	check := cmd.Args
	if check == nil {
		check = cobra.NoArgs
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if near := cmd.SuggestionsFor(firstOf(args)); len(near) > 0 && !cmd.HasParent() {
			return usagef("there is no command %q; did you mean %s?", args[0], strings.Join(near, " or "))
		}
		if err := check(cmd, args); err != nil {
			return usagef("%w; see %s --help", err, cmd.CommandPath())
		}
		return nil
	}
}

func firstOf(args []string) string {
	if len(args) == 0 {
		return "-" // near no command
	}
	return args[0]
}
