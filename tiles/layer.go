package tiles

import (
	"encoding/binary"
	"math"
	"slices"
)

// layer writes one layer of a tile. A caller sets tags and geometry for each
// feature and then calls feature; appendTo writes the whole. Keys and values
// are numbered in order of first use and never repeated. It is reused from tile
// to tile, so that a feature costs no allocation.
//
//	Tile    3 layers
//	Layer   15 version, 1 name, 2 features, 3 keys, 4 values, 5 extent
//	Feature 1 id, 2 tags (packed), 3 type, 4 geometry (packed)
//	Value   1 string, 3 double, 5 uint, 7 bool
type layer struct {
	tags     []byte // of the feature being written: pairs of key and value numbers
	geometry []byte // of the feature being written: commands

	features []byte
	keys     []string
	values   []byte
	n        uint32 // values so far

	small [1024]uint32 // number+1 of each small uint value
	uints map[uint64]uint32
	texts map[string]uint32
	reals map[float64]uint32
	bools [2]uint32
}

// geometryType of a feature.
type geometryType uint64

const (
	pointType geometryType = iota + 1
	lineType
	polygonType
)

func newLayer() *layer {
	return &layer{uints: map[uint64]uint32{}, texts: map[string]uint32{}, reals: map[float64]uint32{}}
}

func (l *layer) reset() {
	l.tags, l.geometry = l.tags[:0], l.geometry[:0]
	l.features, l.keys, l.values, l.n = l.features[:0], l.keys[:0], l.values[:0], 0
	clear(l.small[:])
	clear(l.uints)
	clear(l.texts)
	clear(l.reals)
	clear(l.bools[:])
}

// key gives the number of a key.
func (l *layer) key(name string) uint32 {
	i := slices.Index(l.keys, name)
	if i < 0 {
		i = len(l.keys)
		l.keys = append(l.keys, name)
	}
	return uint32(i)
}

func (l *layer) tag(key, value uint32) {
	l.tags = binary.AppendUvarint(binary.AppendUvarint(l.tags, uint64(key)), uint64(value))
}

// uint gives the number of an unsigned value.
func (l *layer) uint(v uint64) uint32 {
	if v < uint64(len(l.small)) {
		if l.small[v] == 0 {
			l.small[v] = l.newUint(v) + 1
		}
		return l.small[v] - 1
	}
	i, ok := l.uints[v]
	if !ok {
		i = l.newUint(v)
		l.uints[v] = i
	}
	return i
}

func (l *layer) newUint(v uint64) uint32 {
	l.values = append(l.values, 4<<3|2, byte(1+uvarintLen(v)), 5<<3|0)
	l.values = binary.AppendUvarint(l.values, v)
	return l.nextValue()
}

// text gives the number of a text.
func (l *layer) text(s string) uint32 {
	i, ok := l.texts[s]
	if !ok {
		i = l.newText(s)
		l.texts[s] = i
	}
	return i
}

// newText adds a text that the caller knows to be new to the layer.
func (l *layer) newText(s string) uint32 {
	l.values = append(l.values, 4<<3|2)
	l.values = binary.AppendUvarint(l.values, uint64(1+uvarintLen(uint64(len(s)))+len(s)))
	l.values = appendText(append(l.values, 1<<3|2), s)
	return l.nextValue()
}

// real gives the number of a float64.
func (l *layer) real(v float64) uint32 {
	i, ok := l.reals[v]
	if !ok {
		l.values = append(l.values, 4<<3|2, 9, 3<<3|1)
		l.values = binary.LittleEndian.AppendUint64(l.values, math.Float64bits(v))
		i = l.nextValue()
		l.reals[v] = i
	}
	return i
}

// bool gives the number of a truth value.
func (l *layer) bool(v bool) uint32 {
	b := 0
	if v {
		b = 1
	}
	if l.bools[b] == 0 {
		l.values = append(l.values, 4<<3|2, 2, 7<<3|0, byte(b))
		l.bools[b] = l.nextValue() + 1
	}
	return l.bools[b] - 1
}

func (l *layer) nextValue() uint32 {
	l.n++
	return l.n - 1
}

// feature ends the feature whose tags and geometry were set; id 0 is none.
func (l *layer) feature(id uint64, kind geometryType) {
	size := 2 + packedLen(l.geometry)
	if id != 0 {
		size += 1 + uvarintLen(id)
	}
	if len(l.tags) > 0 {
		size += packedLen(l.tags)
	}
	b := append(l.features, 2<<3|2)
	b = binary.AppendUvarint(b, uint64(size))
	if id != 0 {
		b = binary.AppendUvarint(append(b, 1<<3|0), id)
	}
	if len(l.tags) > 0 {
		b = appendPacked(b, 2, l.tags)
	}
	b = append(b, 3<<3|0, byte(kind))
	l.features = appendPacked(b, 4, l.geometry)
	l.tags, l.geometry = l.tags[:0], l.geometry[:0]
}

func packedLen(body []byte) int { return 1 + uvarintLen(uint64(len(body))) + len(body) }

func appendPacked(b []byte, field byte, body []byte) []byte {
	b = append(b, field<<3|2)
	b = binary.AppendUvarint(b, uint64(len(body)))
	return append(b, body...)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendTo appends the layer to a tile's bytes; nothing when it has no feature.
func (l *layer) appendTo(tile []byte, name string) []byte {
	if len(l.features) == 0 {
		return tile
	}
	const version, extent = 2, Extent
	size := 2 + 1 + uvarintLen(extent) + 1 + uvarintLen(uint64(len(name))) + len(name) + len(l.features) + len(l.values)
	for _, k := range l.keys {
		size += 1 + uvarintLen(uint64(len(k))) + len(k)
	}
	tile = slices.Grow(tile, size+16)
	tile = binary.AppendUvarint(append(tile, 3<<3|2), uint64(size))
	tile = append(tile, 15<<3|0, version, 1<<3|2)
	tile = appendText(tile, name)
	tile = append(tile, l.features...)
	for _, k := range l.keys {
		tile = appendText(append(tile, 3<<3|2), k)
	}
	tile = append(tile, l.values...)
	return binary.AppendUvarint(append(tile, 5<<3|0), extent)
}

func uvarintLen(v uint64) int {
	n := 1
	for ; v >= 0x80; v >>= 7 {
		n++
	}
	return n
}
