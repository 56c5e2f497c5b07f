package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// partSuffix ends the name of a file that is not complete yet. The name is the
// same in every run: what a killed run left behind, the next one replaces.
const partSuffix = ".linea-part"

// standardOutput is the name of standard output, as "-" is that of standard
// input among the files to read.
const standardOutput = "-"

// output is a file being written. It gets its name when it is complete; a
// device or a pipe is written as it is.
type output struct {
	file *os.File
	path string // where the file goes, through symbolic links; "" = it is there already
	kept bool   // standard output or standard error: not ours to close
}

// openOutput opens what a person named for writing.
func openOutput(path string) (*output, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil:
		return newPart(realPath(path), 0o666)
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder; name a file in it", path)
	case isDatabase(path):
		return nil, usagef("%s is a database, perhaps another store, and would be lost; name another file, or delete that one first", path)
	}
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if open, err := f.Stat(); err == nil && os.SameFile(open, info) {
			return &output{file: f, kept: true}, nil
		}
	}
	if !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &output{file: f}, err
	}
	return newPart(realPath(path), info.Mode().Perm())
}

// isDatabase says whether a file is one of SQLite's, as stores and backups are:
// no text that we write takes its place.
func isDatabase(path string) bool {
	const magic = "SQLite format 3\x00"
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(magic))
	n, _ := io.ReadFull(f, head)
	return string(head[:n]) == magic
}

func newPart(path string, perm fs.FileMode) (*output, error) {
	part := path + partSuffix
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	return &output{file: f, path: path}, err
}

func (o *output) Write(b []byte) (int, error) { return o.file.Write(b) }

// end closes the file and gives it its name, unless failed says that it is not
// whole; then nothing of it stays.
func (o *output) end(failed error) error {
	if failed != nil {
		return errors.Join(failed, o.discard())
	}
	if o.path == "" {
		return o.close()
	}
	mine, err := o.isMine()
	if err = errors.Join(err, o.close()); err != nil {
		return err
	}
	if !mine {
		return fmt.Errorf("another run began to write %s; this one gave way", o.path)
	}
	return os.Rename(o.path+partSuffix, o.path)
}

// discard throws away what was written, where that can be.
func (o *output) discard() error {
	mine, err := o.isMine()
	err = errors.Join(err, o.close())
	if mine {
		err = errors.Join(err, os.Remove(o.path+partSuffix))
	}
	return err
}

func (o *output) close() error {
	if o.kept {
		return nil
	}
	return o.file.Close()
}

// isMine says whether the unfinished file of that name is still this one: a
// run that began later takes the name.
func (o *output) isMine() (bool, error) {
	if o.path == "" {
		return false, nil
	}
	mine, err := o.file.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(o.path + partSuffix)
	return err == nil && os.SameFile(mine, there), nil
}

// writeTo writes to standard output, or to a file that gets its name when it is
// complete.
func writeTo(stdout io.Writer, path string, write func(io.Writer) error) error {
	if path == "" || path == standardOutput {
		return write(stdout)
	}
	out, err := openOutput(path)
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return out.end(write(out))
}
