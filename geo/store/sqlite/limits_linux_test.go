package sqlite_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"linea/geo"
	"linea/geo/store/sqlite"
)

// asNobody runs f without the rights of root: file rights then count. The
// thread that it changes ends with it.
func asNobody(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if os.Geteuid() == 0 {
			syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0)
		}
		f()
	}()
	<-done
}

// limitFiles makes any file of this process end at a number of bytes, as a
// full disk would.
func limitFiles(text string) error {
	bytes, err := strconv.ParseUint(text, 10, 64)
	if err != nil || bytes == 0 {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: bytes})
}

// The disk is full, so the checkpoint at the end of a process is cut short.
// Nothing acknowledged is lost, and the store goes on when there is space.
// Without the right to mount a small disk, a limit on files stands in for it.
func TestCheckpointOnFullDisk(t *testing.T) {
	dir, limited, grow := t.TempDir(), false, func() error { return nil }
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=7m"); err == nil {
		t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
		grow = func() error { return syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m") }
	} else {
		limited = true
		t.Logf("no small disk can be mounted (%v): limiting the size of files", err)
	}
	path := filepath.Join(dir, "linea.gpkg")
	s := openStore(t, path)
	appendTo(t, s, plausible(rand.New(rand.NewPCG(1, 1)), 0, 5000))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	limit := 0
	if limited {
		limit = len(read(t, path)) + 50*page
	}
	cmd, heads := start(t, "append up to", path, "f", fmt.Sprint(limit))
	if !heads.Scan() {
		t.Fatal("nothing was written")
	}
	acknowledged := lastNumber(t, heads)
	if err := cmd.Wait(); err == nil {
		t.Fatal("the disk did not fill")
	}
	if !cutShort(t, path) {
		t.Fatal("the file is not cut short: this proves nothing")
	}
	if got := contents(t, path); strings.HasPrefix(got, "error") {
		t.Error(got)
	}
	if err := grow(); err != nil {
		t.Fatal(err)
	}
	checkSurvivor(t, path, acknowledged)
}

// placeFor makes a folder that nobody may enter, and a store in it.
func placeFor(t *testing.T, dirMode, fileMode os.FileMode) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "linea")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o777); os.RemoveAll(dir) })
	path := filepath.Join(dir, "linea.gpkg")
	if fileMode != 0 {
		threeBlocks(t, path)
		if err := os.Chmod(path, fileMode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, dirMode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNoRightToWrite(t *testing.T) {
	for name, c := range map[string]struct{ dir, file os.FileMode }{
		"a read-only file":                  {0o777, 0o444},
		"another user's file":               {0o777, 0o644},
		"a file that cannot be read":        {0o777, 0o600},
		"a read-only folder":                {0o555, 0o666},
		"a read-only folder without a file": {0o555, 0},
		"a folder that cannot be entered":   {0o600, 0o666},
	} {
		t.Run(name, func(t *testing.T) {
			path := placeFor(t, c.dir, c.file)
			before := folder(t, filepath.Dir(path))
			var err error
			asNobody(func() {
				var s *sqlite.Store
				if s, err = sqlite.Open(context.Background(), path, sqlite.Options{}); err == nil {
					s.Close()
				}
			})
			if geo.CodeOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "right") {
				t.Errorf("code %s: %v", geo.CodeOf(err), err)
			}
			after := folder(t, filepath.Dir(path))
			if after["linea.gpkg"] != before["linea.gpkg"] {
				t.Error("the file changed")
			}
			if c.file&0o222 == 0 && len(after) != len(before) {
				t.Errorf("the folder holds %v, held %v", after, before)
			}
		})
	}
}
