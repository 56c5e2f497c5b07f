//go:build unix

package access

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The file belongs to whom the folder does when root makes the first token, and
// stays with its owner at every later one; its rights stay narrow.
func TestTheFileKeepsItsOwner(t *testing.T) {
	folder := t.TempDir()
	f := File{Path: filepath.Join(folder, "x.tokens"), Now: time.Now}
	give := func(path string, to int) int {
		if os.Geteuid() != 0 {
			return os.Geteuid() // others than root cannot give files away
		}
		if err := os.Chown(path, to, to); err != nil {
			t.Fatal(err)
		}
		return to
	}
	create := func(want int) {
		t.Helper()
		if _, _, err := f.Create("county", []Scope{Read}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if owner := int(info.Sys().(*syscall.Stat_t).Uid); owner != want || info.Mode().Perm() != 0o600 {
			t.Errorf("owner %d, want %d; rights %v", owner, want, info.Mode())
		}
	}
	create(give(folder, 65532))
	create(give(f.Path, 65531))
}
