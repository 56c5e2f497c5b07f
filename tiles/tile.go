package tiles

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// ContentType of every tile.
const ContentType = "application/vnd.mapbox-vector-tile"

// Tile is a finished tile. It is shared: do not change it.
type Tile struct {
	Body     []byte // empty when nothing is drawn, which is an answer too
	Gzip     []byte // nil when compressing would not pay
	ETag     string // of Body, quoted: 128 bits of its SHA-256
	GzipETag string // of Gzip, quoted
}

// size is what a tile costs to keep, bytes.
func (t *Tile) size() int64 { return int64(len(t.Body) + len(t.Gzip) + len(t.ETag) + len(t.GzipETag)) }

// finisher turns bodies into tiles.
type finisher struct{ writers sync.Pool }

// A body below compressFrom is sent as it is: one packet either way.
const (
	compressFrom = 512
	gzipLevel    = 6
)

// finish hashes and compresses the body; when old has the same body, it is
// given instead.
func (f *finisher) finish(body []byte, old *Tile) *Tile {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16])
	if old != nil && old.ETag == tag+`"` {
		return old
	}
	return &Tile{Body: body, Gzip: f.compress(body), ETag: tag + `"`, GzipETag: tag + `-gzip"`}
}

// squeezer is a gzip writer with its buffer.
type squeezer struct {
	out bytes.Buffer
	*gzip.Writer
}

func (f *finisher) compress(body []byte) []byte {
	if len(body) < compressFrom {
		return nil
	}
	s, ok := f.writers.Get().(*squeezer)
	if !ok {
		s = &squeezer{}
		s.Writer, _ = gzip.NewWriterLevel(&s.out, gzipLevel) // fails on an unknown level only
	}
	defer f.writers.Put(s)
	s.out.Reset()
	s.Reset(&s.out)
	s.Write(body) // a buffer takes everything
	s.Close()
	if s.out.Len() >= len(body) {
		return nil
	}
	return bytes.Clone(s.out.Bytes())
}
