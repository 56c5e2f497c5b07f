//go:build unix

package access

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// keepOwner gives a draft to whom the file belongs that it replaces, or else to
// whom the folder does. Without it, a token that root makes would leave a file
// that the server, which has a user of its own, cannot read, and nobody would
// get in. Others than root write their own files.
func keepOwner(draft *os.File, path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		info, err = os.Stat(filepath.Dir(path))
	}
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return draft.Chown(int(owner.Uid), int(owner.Gid))
}
