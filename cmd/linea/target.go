package main

import (
	"io/fs"
	"os"
	"path/filepath"
)

// checkTarget refuses to write over the store, over what belongs to it, or over
// anything that the command reads, by whatever name or link. flag is the one
// that named the path.
func (s *settings) checkTarget(flag, path string) error {
	info, err := os.Stat(path)
	switch {
	case path == "" || path == standardOutput || err == nil && !info.IsDir() && !info.Mode().IsRegular():
		return nil // standard output, a device, a pipe: nothing is lost there
	case err == nil && info.IsDir():
		return usagef("--%s: %s is a folder; name a file in it", flag, path)
	}
	for _, target := range []string{path, realPath(path) + partSuffix} {
		for _, own := range storeFiles(s.Store) {
			if sameFile(target, own) {
				return usagef("--%s: %s belongs to the store %s and would be overwritten; name another file", flag, path, s.Store)
			}
		}
		for _, input := range s.inputs() {
			if sameFile(target, input) {
				return usagef("--%s: %s is read by this command and would be overwritten; name another file", flag, path)
			}
		}
	}
	return nil
}

// storeFiles are the files of a store, its journal files among them whether
// they are there or not.
func storeFiles(path string) []string {
	real := realPath(path)
	return []string{path, real + "-wal", real + "-shm", real + "-journal", real + ".tokens"}
}

// inputs are the files that the command was told to read.
func (s *settings) inputs() []string {
	files := append([]string{s.file, s.StudyArea, s.Exposure, s.Tokens, s.TLSCert, s.TLSKey}, s.cmd.Flags().Args()...)
	if line := s.cmd.Flags().Lookup("line"); line != nil {
		files = append(files, line.Value.String())
	}
	return files
}

// sameFile says whether two names lead to one file, even before it is made.
func sameFile(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	infoA, errA := statInput(a)
	infoB, errB := statInput(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB) || realPath(a) == realPath(b)
}

// statInput knows that "-" is standard input.
func statInput(name string) (fs.FileInfo, error) {
	if name == "-" {
		return os.Stdin.Stat()
	}
	return os.Stat(name)
}

// realPath follows symbolic links as far as they lead, even to a file that does
// not exist yet.
func realPath(path string) string {
	const mostLinks = 40
	for range mostLinks {
		if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
			path = filepath.Join(dir, filepath.Base(path))
		}
		next, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
