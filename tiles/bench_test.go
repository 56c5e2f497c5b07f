package tiles

import (
	"bytes"
	stdgzip "compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"

	"linea/geo"
	"linea/geo/grid"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
)

// benchCells gives the n cells nearest the middle of a tile, of a resolution
// that fills the tile with about so many, with counts as uneven as real ones.
func benchCells(n int) (Coord, []geo.CellCount) {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	tile := tileAt(orb.Point{-111.3, 31.8}, map[int]uint32{5: 16, 50: 14, 500: 12, 5000: 10}[n])
	f := tile.frame()
	c := grid.FromPoint(orb.Point(pair(lonLat(f.world(Extent/2, Extent/2)))), grid.BaseRes)
	k := 0
	for 3*k*(k+1)+1 < n {
		k++
	}
	cells := make([]geo.CellCount, 0, n)
	for _, cell := range grid.Disk(c, k)[:n] {
		count := uint32(1 + rng.ExpFloat64()*rng.ExpFloat64()*8)
		cells = append(cells, geo.CellCount{Cell: cell, N: count, Persons: count + uint32(rng.IntN(int(count)+1))})
	}
	return tile, inOrder(cells)
}

func pair(a, b float64) [2]float64 { return [2]float64{a, b} }

func BenchmarkEncode(b *testing.B) {
	for _, n := range []int{50, 500, 5000} {
		s := New(Settings{})
		tile, cells := benchCells(n)
		b.Run(fmt.Sprintf("cells=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			var body []byte
			for b.Loop() {
				body = s.drawHotspots(tile, cells, false)
			}
			b.ReportMetric(float64(len(body)), "bytes")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/cell")
		})
	}
}

func BenchmarkOutline(b *testing.B) {
	_, cells := benchCells(5000)
	b.Run("cold", func(b *testing.B) {
		i := 0
		for b.Loop() {
			outlineOf(cells[i%len(cells)].Cell)
			i++
		}
	})
	b.Run("warm", func(b *testing.B) {
		o := newOutlines(DefaultOutlineCells)
		i := 0
		for b.Loop() {
			o.of(cells[i%len(cells)].Cell)
			i++
		}
	})
}

func BenchmarkFinish(b *testing.B) {
	for _, n := range []int{5, 50, 500} {
		tile, cells := benchCells(n)
		body := New(Settings{}).drawHotspots(tile, cells, false)
		b.Run(fmt.Sprintf("sha256/cells=%d", n), func(b *testing.B) {
			for b.Loop() {
				sha256.Sum256(body)
			}
		})
		for _, level := range []int{gzip.StatelessCompression, gzip.HuffmanOnly, 1, 2, 3, 5, 6} {
			b.Run(fmt.Sprintf("klauspost=%d/cells=%d", level, n), func(b *testing.B) {
				var out bytes.Buffer
				w, _ := gzip.NewWriterLevel(&out, level)
				for b.Loop() {
					out.Reset()
					w.Reset(&out)
					w.Write(body)
					w.Close()
				}
				b.ReportMetric(100*float64(out.Len())/float64(len(body)), "%size")
				b.ReportMetric(float64(len(body)), "bytes")
			})
		}
		for _, level := range []int{1, 6} {
			b.Run(fmt.Sprintf("std=%d/cells=%d", level, n), func(b *testing.B) {
				var out bytes.Buffer
				w, _ := stdgzip.NewWriterLevel(&out, level)
				for b.Loop() {
					out.Reset()
					w.Reset(&out)
					w.Write(body)
					w.Close()
				}
				b.ReportMetric(100*float64(out.Len())/float64(len(body)), "%size")
			})
		}
	}
}

func BenchmarkCache(b *testing.B) {
	v := newFake(1, 2000)
	r := HotspotRequest{Tile: tileAt(orb.Point{-111, 31.5}, 7), Query: geo.Query{Kinds: geo.SetOf(geo.Rescue, geo.Death)}}
	b.Run("hit", func(b *testing.B) {
		s := New(Settings{})
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Hotspot(context.Background(), v, r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("miss", func(b *testing.B) {
		tile, cells := benchCells(500)
		b.ReportAllocs()
		c := newCache(DefaultCacheBytes)
		s := New(Settings{})
		key := cacheKey{tile: tile}
		for b.Loop() {
			key.filter = fmt.Sprint(b.N)
			key.tile.Y++
			c.get(context.Background(), key, question{draw: func(context.Context) ([]byte, error) {
				return s.drawHotspots(tile, cells, false), nil
			}})
		}
	})
}
