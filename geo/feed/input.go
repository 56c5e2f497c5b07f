package feed

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"

	"linea/geo"
)

// Input is something to import. Open may be called again for each pass unless
// Once is set.
type Input struct {
	Name string // as the report shows it: no folders
	Size int64  // bytes, 0 = unknown
	Once bool   // standard input, a network stream
	Open func() (io.ReadCloser, error)
}

// File is an input on disk; it may be gzipped.
func File(path string) Input {
	in := Input{Name: filepath.Base(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	if info, err := os.Stat(path); err == nil {
		in.Size = info.Size()
	}
	return in
}

// Stream is an input that can be read only once.
func Stream(name string, r io.Reader) Input {
	return Input{Name: name, Once: true, Open: func() (io.ReadCloser, error) { return io.NopCloser(r), nil }}
}

// opened is an input being read: unzipped, without its byte order mark.
type opened struct {
	*bufio.Reader
	file io.Closer
	read *counter
}

// peekBytes is how much of an input recognition may look at.
const peekBytes = 256 << 10

func (in Input) open() (*opened, error) {
	f, err := in.Open()
	if err != nil {
		return nil, geo.Wrap("import", geo.NotFound, err, "the file "+in.Name+" cannot be opened; check its name and permissions")
	}
	o := &opened{file: f, read: &counter{r: f}}
	if o.Reader, err = plain(bufio.NewReaderSize(o.read, peekBytes), in.Name); err != nil {
		f.Close()
		return nil, err
	}
	return o, nil
}

// plain unzips if needed and drops the byte order mark.
func plain(r *bufio.Reader, name string) (*bufio.Reader, error) {
	if magic, _ := r.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, geo.Wrap("import", geo.Invalid, err, name+" begins like a gzip file but is damaged; fetch it again")
		}
		r = bufio.NewReaderSize(z, peekBytes)
	}
	mark, err := r.Peek(4)
	switch {
	case err != nil && err != io.EOF:
		return nil, geo.Wrap("import", geo.Invalid, err, name+" cannot be read; if it is a gzip file it is damaged")
	case bytes.HasPrefix(mark, []byte{0xef, 0xbb, 0xbf}):
		r.Discard(3)
	case bytes.HasPrefix(mark, []byte("PK\x03\x04")):
		return nil, geo.Errorf("import", geo.Unsupported, "%s is an Excel workbook or a zip archive; save the sheet as CSV, or unpack it, and import that", name)
	case bytes.HasPrefix(mark, []byte{0xff, 0xfe}), bytes.HasPrefix(mark, []byte{0xfe, 0xff}):
		return nil, geo.Errorf("import", geo.Unsupported, "%s is written in UTF-16; save it as \"CSV UTF-8\" and import that", name)
	}
	return plainLineEnds(r), nil
}

func (o *opened) close() {
	if o.file != nil {
		o.file.Close()
	}
}

// counter counts bytes as they come from the disk; others may ask while it runs.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}
