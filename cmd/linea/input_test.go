package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// An import that waits for its first byte ends at the first signal.
func TestAWaitingImportCanBeInterrupted(t *testing.T) {
	folder := t.TempDir()
	pipe := namedPipe(t, folder)
	for _, name := range []string{pipe, "-"} {
		for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
			var errs bytes.Buffer
			cmd := exec.CommandContext(t.Context(), binary(t), "import", "--on-change", "keep", name)
			cmd.Dir, cmd.Stderr = folder, &errs
			silent, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for begun := filepath.Join(folder, "linea.rejects.csv"+partSuffix); ; time.Sleep(time.Millisecond) {
				if _, err := os.Stat(begun); err == nil {
					break
				}
			}
			cmd.Process.Signal(signal)
			if code := codeOf(t, cmd.Wait()); code != exitInterrupted || !strings.Contains(errs.String(), "interrupted") {
				t.Errorf("%s, %v: exit %d, %s", name, signal, code, &errs)
			}
			silent.Close()
		}
	}
}

func TestAPipeIsImported(t *testing.T) {
	folder := t.TempDir()
	pipe := namedPipe(t, folder)
	if got := must(t, exitWrongUse, folder, "import", "--source", "a", "pipe"); !strings.Contains(got.stderr, "only once") {
		t.Error(got.stderr)
	}
	go func() {
		if f, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
			io.WriteString(f, "id,occurred_at,lon,lat,kind\na:1,2020-05-01,-111.5,31.5,rescue\n")
			f.Close()
		}
	}()
	if got := must(t, exitDone, folder, "import", "--source", "a", "--on-change", "keep", "pipe"); !strings.Contains(got.stdout, "1") {
		t.Error(got.stdout)
	}
}
