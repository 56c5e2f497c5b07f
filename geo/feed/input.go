package feed

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"linea/geo"
)

// Input is something to import. Open may be called again for each pass unless
// Once is set.
type Input struct {
	Name string // as the report shows it: no folders
	Size int64  // bytes, 0 = unknown
	Once bool   // standard input, a network stream
	// eager: what has come is read, whatever its line ends, and not what may come.
	eager bool
	Open  func() (io.ReadCloser, error)
}

// File is an input on disk; it may be gzipped. A pipe or a device, also one that
// a shell puts in place of a file, can be read only once.
func File(path string) Input {
	in := Input{Name: filepath.Base(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	if info, err := os.Stat(path); err == nil {
		in.Size, in.Once = info.Size(), !info.Mode().IsRegular()
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
	gzip *unzipped // nil for plain files
}

// peekBytes is how much of an input recognition may look at.
const peekBytes = 256 << 10

// open waits for what can be read only once no longer than ctx. Of a gzip file
// no more than so many bytes are unpacked.
func (in Input) open(ctx context.Context, most int64) (*opened, error) {
	f, err := in.reader(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, geo.Wrap("import", geo.NotFound, err, "the file "+in.Name+" cannot be opened; check its name and permissions")
	}
	o := &opened{file: f, read: &counter{r: f}}
	if err = o.plain(bufio.NewReaderSize(o.read, peekBytes), in, most); err != nil {
		f.Close()
		return nil, err
	}
	return o, nil
}

func (in Input) reader(ctx context.Context) (io.ReadCloser, error) {
	if in.Once {
		return openPatiently(ctx, in.Open)
	}
	return in.Open()
}

// plain unzips if needed, drops the byte order mark and refuses what is no text
// in UTF-8 or latin-1.
func (o *opened) plain(r *bufio.Reader, in Input, most int64) (err error) {
	name := in.Name
	if magic, _ := r.Peek(2); isGzip(magic) {
		if o.gzip, err = unzip(r, most); err != nil {
			return geo.Wrap("import", geo.Invalid, err, name+" begins like a gzip file but is damaged; fetch it again")
		}
		r = bufio.NewReaderSize(o.gzip, peekBytes)
	}
	mark, err := r.Peek(4)
	if err != nil && err != io.EOF {
		return geo.Wrap("import", geo.Invalid, err, name+" cannot be read; if it is a gzip file it is damaged")
	}
	switch wide := wideEncoding(mark); {
	case isGzip(mark):
		return geo.Errorf("import", geo.Unsupported, "%s is gzipped more than once; unpack it and import that", name)
	case bytes.HasPrefix(mark, []byte("PK\x03\x04")):
		return geo.Errorf("import", geo.Unsupported, "%s is an Excel workbook or a zip archive; save the sheet as CSV, or unpack it, and import that", name)
	case wide != "":
		return geo.Errorf("import", geo.Unsupported, "%s is written in %s; save it as \"CSV UTF-8\" and import that", name, wide)
	case bytes.HasPrefix(mark, []byte{0xef, 0xbb, 0xbf}):
		r.Discard(3)
	}
	if o.Reader = r; !in.eager {
		o.Reader = plainLineEnds(r)
	}
	return nil
}

// wideEncoding names an encoding of more than one byte a letter by the first
// four bytes of a text, with or without a byte order mark; "" is none.
func wideEncoding(b []byte) string {
	if len(b) < 4 {
		b = append(bytes.Clone(b), "    "[len(b):]...)
	}
	letter := [4]bool{b[0] != 0, b[1] != 0, b[2] != 0, b[3] != 0}
	switch {
	case string(b) == "\xff\xfe\x00\x00", string(b) == "\x00\x00\xfe\xff",
		letter == [4]bool{true, false, false, false}, letter == [4]bool{false, false, false, true}:
		return "UTF-32"
	case b[0] == 0xff && b[1] == 0xfe, b[0] == 0xfe && b[1] == 0xff,
		letter == [4]bool{true, false, true, false}, letter == [4]bool{false, true, false, true}:
		return "UTF-16"
	}
	return ""
}

// bytesText writes a limit: whole GiB or MiB, else bytes.
func bytesText(n int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}} {
		if n >= unit.size && n%unit.size == 0 {
			return strconv.FormatInt(n/unit.size, 10) + " " + unit.name
		}
	}
	return strconv.FormatInt(n, 10) + " bytes"
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
