// Command bench measures the whole service: the real binary on loopback, with
// a million incidents or as many as asked for, in one table. Every row has its
// bar beside it where there is one.
//
// It measures from outside, as a client does. The groups of rows stand in
// groups.go, one file each.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
