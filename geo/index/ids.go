package index

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"linea/geo"
)

// ids is the column of ids. Rows under work have them as they are, one after
// the other; a segment packs them.
type ids struct {
	text []byte
	end  []uint32 // where each ends; nil when packed

	n        int
	packed   []byte
	block    []uint32 // where every idBlock-th id begins in packed
	prefixes []string
}

// A packed id is the number of its prefix and its tail. Ids of one source
// mostly share all but a number.
//
//	prefix   1 byte; prefix 0 is empty
//	tail     1 byte: length, then the text; or
//	         1 byte: decimalTail + number of digits, then the value as a varint
const (
	idBlock     = 8
	maxPrefixes = 1 << 8
	decimalTail = 1 << 7
	maxDigits   = 18
)

func (c *ids) len() int {
	if c.end != nil {
		return len(c.end)
	}
	return c.n
}

// append writes the i-th id behind dst.
func (c *ids) append(dst []byte, i uint32) []byte {
	if c.end != nil {
		return append(dst, c.raw(i)...)
	}
	at := int(c.block[i/idBlock])
	for range i % idBlock {
		at = c.after(at)
	}
	dst = append(dst, c.prefixes[c.packed[at]]...)
	head := c.packed[at+1]
	if head < decimalTail {
		return append(dst, c.packed[at+2:at+2+int(head)]...)
	}
	value, _ := binary.Uvarint(c.packed[at+2:])
	var digits [2 + maxDigits]byte
	text := strconv.AppendUint(digits[:0], value, 10)
	for range int(head-decimalTail) - len(text) {
		dst = append(dst, '0')
	}
	return append(dst, text...)
}

// after gives where the packed id behind the one at a place begins.
func (c *ids) after(at int) int {
	if head := c.packed[at+1]; head < decimalTail {
		return at + 2 + int(head)
	}
	for at += 2; c.packed[at] >= 0x80; at++ {
	}
	return at + 1
}

// raw gives an id that is not packed.
func (c *ids) raw(i uint32) []byte {
	from := uint32(0)
	if i > 0 {
		from = c.end[i-1]
	}
	return c.text[from:c.end[i]]
}

// view gives an id, without copying one that is not packed.
func (c *ids) view(i uint32) []byte {
	if c.end != nil {
		return c.raw(i)
	}
	return c.append(nil, i)
}

// packInOrderOf packs ids in the order of the keys, on all cores.
func (c *ids) packInOrderOf(keys []sortKey) ids {
	known := c.commonPrefixes(keys)
	blocks := (len(keys) + idBlock - 1) / idBlock
	if len(keys) < fewRows {
		p := packer{prefixes: known}
		p.packAll(c, keys)
		return ids{n: len(keys), prefixes: known.texts, block: p.block, packed: slices.Clip(p.packed)}
	}
	stretches := make([]packer, geo.Cores())
	var group sync.WaitGroup
	for i := range stretches {
		p := &stretches[i]
		p.prefixes = known
		from, until := blocks*i/len(stretches)*idBlock, blocks*(i+1)/len(stretches)*idBlock
		group.Go(func() { p.packAll(c, keys[from:min(until, len(keys))]) })
	}
	group.Wait()
	out := ids{n: len(keys), prefixes: known.texts, block: make([]uint32, 0, blocks)}
	n := 0
	for i := range stretches {
		n += len(stretches[i].packed)
	}
	out.packed = make([]byte, 0, n)
	for i := range stretches {
		for _, at := range stretches[i].block {
			out.block = append(out.block, uint32(len(out.packed))+at)
		}
		out.packed = append(out.packed, stretches[i].packed...)
	}
	return out
}

// prefixes are texts that ids begin with, numbered.
type prefixes struct {
	texts    []string
	numberOf map[string]uint8
}

// commonPrefixes finds what the ids of some thousand rows begin with: up to the
// last mark and, for where ids have marks within what tells them apart, up to
// the colon behind the source.
func (c *ids) commonPrefixes(keys []sortKey) *prefixes {
	const sample = 1 << 12
	p := &prefixes{numberOf: map[string]uint8{}}
	p.add(nil)
	for _, cut := range []struct {
		after func([]byte) int
		most  int
	}{{afterColon, maxPrefixes / 2}, {afterLastMark, maxPrefixes}} {
		for i := 0; i < len(keys) && len(p.texts) < cut.most; i += 1 + len(keys)/sample {
			id := c.raw(keys[i].row)
			p.add(id[:cut.after(id)])
		}
	}
	return p
}

func (p *prefixes) add(text []byte) {
	if _, known := p.numberOf[string(text)]; !known {
		p.numberOf[string(text)] = uint8(len(p.texts))
		p.texts = append(p.texts, string(text))
	}
}

// packer packs a stretch of ids.
type packer struct {
	prefixes *prefixes
	recent   uint8
	packed   []byte
	block    []uint32
}

func (p *packer) packAll(c *ids, keys []sortKey) {
	const usual = 6 // bytes
	p.packed, p.block = make([]byte, 0, usual*len(keys)), make([]uint32, 0, len(keys)/idBlock+1)
	for i := range keys {
		if i%idBlock == 0 {
			p.block = append(p.block, uint32(len(p.packed)))
		}
		p.pack(c.raw(keys[i].row))
	}
}

func (p *packer) pack(id []byte) {
	prefix, tail := p.split(id)
	p.packed = append(p.packed, prefix)
	if value, ok := decimal(tail); ok {
		p.packed = append(p.packed, decimalTail+byte(len(tail)))
		p.packed = binary.AppendUvarint(p.packed, value)
		return
	}
	p.packed = append(append(p.packed, byte(len(tail))), tail...)
}

// split takes the longest prefix off that has a number.
func (p *packer) split(id []byte) (prefix uint8, tail []byte) {
	n := afterLastMark(id)
	if p.prefixes.texts[p.recent] == string(id[:n]) {
		return p.recent, id[n:]
	}
	prefix, ok := p.prefixes.numberOf[string(id[:n])]
	if !ok {
		n = afterColon(id)
		if prefix, ok = p.prefixes.numberOf[string(id[:n])]; !ok {
			return 0, id
		}
	}
	p.recent = prefix
	return prefix, id[n:]
}

func afterColon(id []byte) int { return bytes.IndexByte(id, ':') + 1 }

// afterLastMark gives where the last part of an id begins.
func afterLastMark(id []byte) int {
	for n := len(id); n > 0; n-- {
		if c := id[n-1]; c == ':' || c == '.' || c == '_' || c == '-' {
			return n
		}
	}
	return 0
}

// decimal reads a tail of digits only.
func decimal(tail []byte) (value uint64, ok bool) {
	if len(tail) == 0 || len(tail) > maxDigits {
		return 0, false
	}
	for _, c := range tail {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = 10*value + uint64(c-'0')
	}
	return value, true
}

// maxID is room for any id.
const maxID = 64

// idTable finds rows by id: open addressing over row numbers, 5 bytes an id.
type idTable struct {
	seed  maphash.Seed
	slots []uint32 // row + 1, 0 = free
}

// tableOf makes the table of the rows that are not dead, whose ids are
// distinct, on all cores.
func tableOf(c *ids, dead bitset) *idTable {
	t := &idTable{maphash.MakeSeed(), make([]uint32, c.len()*5/4+2)}
	inParallel(c.len(), func(from, until int) {
		var buffer [maxID]byte
		for i := from; i < until; i++ {
			if dead.has(uint32(i)) {
				continue
			}
			slot := t.home(c.append(buffer[:0], uint32(i)))
			for !atomic.CompareAndSwapUint32(&t.slots[slot], 0, uint32(i)+1) {
				slot = t.next(slot)
			}
		}
	})
	return t
}

// home is the slot where the search for an id begins.
func (t *idTable) home(id []byte) int {
	high, _ := bits.Mul64(maphash.Bytes(t.seed, id), uint64(len(t.slots)))
	return int(high)
}

func (t *idTable) next(slot int) int {
	if slot++; slot < len(t.slots) {
		return slot
	}
	return 0
}

// find gives the row with this id.
func (t *idTable) find(c *ids, id []byte) (row uint32, ok bool) {
	var buffer [maxID]byte
	for slot := t.home(id); t.slots[slot] != 0; slot = t.next(slot) {
		row = t.slots[slot] - 1
		if bytes.Equal(c.append(buffer[:0], row), id) {
			return row, true
		}
	}
	return 0, false
}
