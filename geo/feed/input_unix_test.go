//go:build unix

package feed_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

func fifo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A pipe in place of a file is read once, never a second time as if it were
// empty.
func TestPipesAreStreams(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	named := fifo(t)
	content := header + "1,desk,death,2024-05-01,-111,32\n"
	write := func(to func() (*os.File, error)) {
		f, err := to()
		if err == nil {
			_, err = f.WriteString(content)
			f.Close()
		}
		if err != nil {
			t.Error(err)
		}
	}
	for path, open := range map[string]func() (*os.File, error){
		fmt.Sprintf("/dev/fd/%d", r.Fd()): func() (*os.File, error) { return w, nil },
		named:                             func() (*os.File, error) { return os.OpenFile(named, os.O_WRONLY, 0) },
	} {
		in := feed.File(path)
		if _, err := feed.Run(t.Context(), in, storetest.NewMemory(), feed.Options{Now: testNow}); !in.Once || geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%s without a choice for changed rows: %v", path, err)
		}
		go write(open)
		if r := run(t, storetest.NewMemory(), in, feed.Options{OnChange: feed.OnChangeRevise}); r.Added != 1 {
			t.Errorf("%s: %+v", path, r)
		}
	}
}

// Nobody waits for ever: neither for a pipe to be opened, nor for its first
// byte, nor for its next one.
func TestWaitingForAPipeEndsWithTheContext(t *testing.T) {
	for name, first := range map[string]string{"opened by nobody": "", "silent": "", "silent after a row": header + "1,desk,death,2024-05-01,-111,32\n"} {
		path := fifo(t)
		if name != "opened by nobody" {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteString(first); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := feed.Run(ctx, feed.File(path), storetest.NewMemory(), feed.Options{Now: testNow, OnChange: feed.OnChangeRevise})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
