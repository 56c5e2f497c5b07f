package main

import "github.com/spf13/cobra"

func newExport(w *world) *cobra.Command {
	cmd := &cobra.Command{Use: "export"}
	addFilter(cmd)
	return cmd
}
