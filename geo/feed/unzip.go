package feed

import (
	"bufio"
	"bytes"
	"io"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"

	"linea/geo"
)

// unzipped reads the members of a gzip file, one after the other, up to a
// number of bytes. Bytes after the last member that are no gzip are left alone.
type unzipped struct {
	z          *gzip.Reader
	from       *bufio.Reader
	most, left int64
	trailing   atomic.Bool // such bytes follow; known once the end is reached
}

func isGzip(b []byte) bool { return bytes.HasPrefix(b, []byte{0x1f, 0x8b}) }

func unzip(r *bufio.Reader, most int64) (*unzipped, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &unzipped{z: z, from: r, most: most, left: most}, nil
}

func (u *unzipped) Read(p []byte) (int, error) {
	for {
		n, err := u.z.Read(p)
		if u.left -= int64(n); u.left < 0 {
			return 0, geo.Errorf("import", geo.TooLarge, "the file unpacks to more than %s, the most that is read of a gzip file; the rows before that are kept: unpack it, split it and import the parts", bytesText(u.most))
		}
		if n > 0 && err == io.EOF {
			return n, nil
		}
		if err != io.EOF {
			return n, err
		}
		if err := u.member(); err != nil {
			return 0, err
		}
	}
}

// member goes on to the next member; io.EOF when there is none.
func (u *unzipped) member() error {
	magic, err := u.from.Peek(2)
	switch {
	case len(magic) == 0:
		return err
	case !isGzip(magic):
		u.trailing.Store(true)
		return io.EOF
	}
	if err := u.z.Reset(u.from); err != nil {
		return err
	}
	u.z.Multistream(false)
	return nil
}
