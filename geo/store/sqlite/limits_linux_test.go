package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
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
