package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// graceTime is how long a program may take to end when it is asked to.
const graceTime = 15 * time.Second

// command prepares a program that works in the temporary folder, knows none
// of the caller's settings and is asked to end when ctx does.
func (b *bench) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = b.temp
	cmd.Env = withoutSettings(os.Environ())
	if b.profile != "" && program == b.linea {
		cmd.Env = append(cmd.Env, b.profileSettings(args)...)
		b.programs++
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = graceTime
	return cmd
}

func withoutSettings(env []string) (kept []string) {
	for _, v := range env {
		if !strings.HasPrefix(v, "LINEA_") {
			kept = append(kept, v)
		}
	}
	return kept
}

// runLinea runs the binary to its end and gives what it printed and the time
// that it used of all cores.
func (b *bench) runLinea(ctx context.Context, args ...string) (printed []byte, cpu time.Duration, err error) {
	var out, errs bytes.Buffer
	cmd := b.command(ctx, b.linea, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, 0, fmt.Errorf("linea %s: %w\n%s", strings.Join(args, " "), err, &errs)
	}
	return out.Bytes(), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}
