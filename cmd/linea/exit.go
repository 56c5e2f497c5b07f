package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"linea/geo"
)

// The exit codes, as every --help documents them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitWrongUse    = 2
	exitRejected    = 3
	exitUnsound     = 4
	exitInterrupted = 130
)

// exitCodesHelp lists the codes with which a command can end. The program's own
// help lists them all.
func exitCodesHelp(cmd *cobra.Command) string {
	var b strings.Builder
	b.WriteString("Exit codes:\n")
	for _, c := range []struct {
		code    int
		meaning string
		occurs  bool
	}{
		{exitDone, "done", true},
		{exitFailed, "failed", true},
		{exitWrongUse, "wrong use: a flag, setting or argument cannot be used as given", true},
		{exitRejected, "done, but some rows were rejected (import)", !cmd.HasParent() || cmd.Flags().Lookup("rejects") != nil},
		{exitUnsound, "the store was checked and is not sound (check)", !cmd.HasParent() || cmd.Flags().Lookup("past") != nil},
		{exitInterrupted, "interrupted", !cmd.HasParent() || cmd.Flags().Lookup("store") != nil},
	} {
		if c.occurs {
			fmt.Fprintf(&b, "  %-3d  %s\n", c.code, c.meaning)
		}
	}
	return b.String()
}

// errRejected ends an import that kept its good rows and listed the others.
var errRejected = errors.New("some rows were rejected")

// usageError is wrong use of the command line or the settings.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// exitCode tells a shell how run ended; ctx is the one that signals cancel.
func exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRejected):
		return exitRejected
	case errors.Is(err, errUnsound):
		return exitUnsound
	case errors.As(err, &usageError{}):
		return exitWrongUse
	case ctx.Err() != nil:
		return exitInterrupted
	}
	return exitFailed
}

// explain writes an error for a person: once, here, with its cause.
func explain(ctx context.Context, stderr io.Writer, err error) {
	switch {
	case err == nil, errors.Is(err, errRejected), errors.Is(err, errUnsound):
	case errors.As(err, &usageError{}):
		fmt.Fprintf(stderr, "linea: %v\n", err)
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "linea: interrupted")
	default:
		fmt.Fprintf(stderr, "linea: %s\n", sentence(err))
	}
}

// sentence puts the message of a geo.Error before its cause.
func sentence(err error) string {
	var e *geo.Error
	if !errors.As(err, &e) || e.Err == nil {
		return err.Error()
	}
	return fmt.Sprintf("%v\n  cause: %v", &geo.Error{Op: e.Op, Code: e.Code, Message: e.Message, Fields: e.Fields}, e.Err)
}
