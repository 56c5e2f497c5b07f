package tiles

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/gzip"
)

func TestGzipIsTheBodyOrAbsent(t *testing.T) {
	f := &finisher{}
	_, cells := benchCells(500)
	s := New(Settings{})
	var work sync.WaitGroup
	for n := range 501 {
		work.Go(func() {
			tile, _ := benchCells(500)
			body := s.drawHotspots(tile, cells[:n], false)
			made := f.finish(body, nil)
			if !bytes.Equal(made.Body, body) || made.GzipETag != strings.TrimSuffix(made.ETag, `"`)+`-gzip"` || len(made.ETag) != 34 {
				t.Errorf("%d cells: ETags %s %s", n, made.ETag, made.GzipETag)
			}
			if made.Gzip == nil {
				if len(body) >= 4*compressFrom {
					t.Errorf("%d bytes are not compressed", len(body))
				}
				return
			}
			r, err := gzip.NewReader(bytes.NewReader(made.Gzip))
			if err != nil {
				t.Error(err)
				return
			}
			if back, err := io.ReadAll(r); err != nil || !bytes.Equal(back, body) || len(made.Gzip) >= len(body) {
				t.Errorf("%d cells: %d bytes, compressed %d, back %d: %v", n, len(body), len(made.Gzip), len(back), err)
			}
		})
	}
	work.Wait()
}

func TestIncompressibleBodiesGoAsTheyAre(t *testing.T) {
	noise := make([]byte, 4096)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	if made := (&finisher{}).finish(noise, nil); made.Gzip != nil {
		t.Fatalf("%d bytes were made %d", len(noise), len(made.Gzip))
	}
}
