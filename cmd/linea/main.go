// Command linea maps incidents along the Arizona-Sonora line: it imports them
// into one GeoPackage file and serves the map, tiles and counts.
//
// This folder is the roof of the house: flags, settings, which store, start and
// stop. It holds no rule about incidents.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	os.Exit(exitCode(ctx, err))
}
