package index

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// Columns of rows and levels take few bytes a value where the values allow it,
// and as many as it takes where they do not.

// sparse is a column in which not every row has a value; rows are added
// ascending. A bit says which have one, and the values of 64 rows lie from
// rank on.
type sparse[T any] struct {
	has    []uint64
	rank   []uint32
	values []T
}

func (s *sparse[T]) put(row uint32, v T) {
	word := int(row / 64)
	for len(s.has) <= word {
		s.has, s.rank = append(s.has, 0), append(s.rank, uint32(len(s.values)))
	}
	s.has[word] |= 1 << (row % 64)
	s.values = append(s.values, v)
}

func (s *sparse[T]) get(row uint32) (v T, ok bool) {
	word := int(row / 64)
	if word >= len(s.has) || s.has[word]>>(row%64)&1 == 0 {
		return v, false
	}
	before := s.has[word] & (1<<(row%64) - 1)
	return s.values[int(s.rank[word])+bits.OnesCount64(before)], true
}

// each visits the values of the rows from..until, ascending.
func (s *sparse[T]) each(from, until uint32, visit func(row uint32, v T)) {
	for word := int(from / 64); word < len(s.has) && uint32(word*64) < until; word++ {
		at := int(s.rank[word])
		for left := s.has[word]; left != 0; left &= left - 1 {
			row := uint32(word*64 + bits.TrailingZeros64(left))
			if row >= from && row < until {
				visit(row, s.values[at])
			}
			at++
		}
	}
}

// copyFrom gives row the value that other has at i, if any.
func (s *sparse[T]) copyFrom(other *sparse[T], i, row uint32) {
	if v, ok := other.get(i); ok {
		s.put(row, v)
	}
}

// append adds the column of rows that follow the first at ones.
func (s *sparse[T]) append(other *sparse[T], at uint32) {
	other.each(0, math.MaxUint32, func(row uint32, v T) { s.put(at+row, v) })
}

// inOrderOf gives the column for rows in the order of the keys.
func (s *sparse[T]) inOrderOf(keys []sortKey) (out sparse[T]) {
	if len(s.values) == 0 {
		return out
	}
	out.values = make([]T, 0, len(s.values))
	out.has, out.rank = make([]uint64, 0, len(keys)/64+1), make([]uint32, 0, len(keys)/64+1)
	for at := range keys {
		out.copyFrom(s, keys[at].row, uint32(at))
	}
	return out
}

// counts is a column of persons: a byte where that is enough, as almost
// everywhere.
type counts struct {
	small []uint8
	large sparse[uint16] // of those that are manyPersons in small
}

const manyPersons = math.MaxUint8

func newCounts(capacity int) counts { return counts{small: make([]uint8, 0, capacity)} }

func (c *counts) add(n uint16) {
	if n >= manyPersons {
		c.large.put(uint32(len(c.small)), n)
		n = manyPersons
	}
	c.small = append(c.small, uint8(n))
}

func (c *counts) at(i uint32) uint16 {
	if n := c.small[i]; n < manyPersons {
		return uint16(n)
	}
	n, _ := c.large.get(i)
	return n
}

// append adds the values from..until of another column.
func (c *counts) append(other *counts, from, until uint32) {
	at := uint32(len(c.small)) - from
	c.small = append(c.small, other.small[from:until]...)
	if len(other.large.values) > 0 {
		other.large.each(from, until, func(i uint32, n uint16) { c.large.put(at+i, n) })
	}
}

// sum adds up the values from..until.
func (c *counts) sum(from, until uint32) uint32 {
	sum := sumBytes(c.small[from:until])
	if len(c.large.values) > 0 {
		c.large.each(from, until, func(_ uint32, n uint16) { sum += uint32(n) - manyPersons })
	}
	return sum
}

// sumBytes adds up bytes, eight at a time: as four numbers of 16 bits, which
// hold the sums of sumStretch bytes.
func sumBytes(b []uint8) (sum uint32) {
	const (
		even       = 0x00ff00ff00ff00ff
		pairs      = 0x0000ffff0000ffff
		sumStretch = 8 * 128
	)
	for len(b) >= 8 {
		stretch := b[:min(len(b)&^7, sumStretch)]
		b = b[len(stretch):]
		var four uint64
		for ; len(stretch) >= 8; stretch = stretch[8:] {
			v := binary.LittleEndian.Uint64(stretch)
			four += v&even + v>>8&even
		}
		two := four&pairs + four>>16&pairs
		sum += uint32(two) + uint32(two>>32)
	}
	for _, n := range b {
		sum += uint32(n)
	}
	return sum
}

func (c *counts) inOrderOf(keys []sortKey) counts {
	out := newCounts(len(keys))
	for i := range keys {
		out.add(c.at(keys[i].row))
	}
	return out
}

// numbers is a column of numbers of traits: two bytes each while there are no
// more of them than that.
type numbers struct {
	narrow []uint16
	wide   []uint32 // instead
}

func newNumbers(n, values int) numbers {
	if values <= 1<<16 {
		return numbers{narrow: make([]uint16, n)}
	}
	return numbers{wide: make([]uint32, n)}
}

func (c *numbers) set(i int, v uint32) {
	if c.wide != nil {
		c.wide[i] = v
		return
	}
	c.narrow[i] = uint16(v)
}

func (c *numbers) at(i uint32) uint32 {
	if c.wide != nil {
		return c.wide[i]
	}
	return uint32(c.narrow[i])
}

// radii is a column of radii, of which most stores have a few distinct ones.
type radii struct {
	distinct []float64
	codeOf   map[float64]uint16
	codes    []uint16
	wide     []float64 // instead, where there are too many
}

func newRadii(capacity int) radii {
	return radii{codeOf: map[float64]uint16{}, codes: make([]uint16, 0, capacity)}
}

func (c *radii) len() int { return max(len(c.codes), len(c.wide)) }

func (c *radii) at(i uint32) float64 {
	if c.wide != nil {
		return c.wide[i]
	}
	return c.distinct[c.codes[i]]
}

func (c *radii) add(m float64) {
	if c.wide != nil {
		c.wide = append(c.wide, m)
		return
	}
	code, ok := c.codeOf[m]
	switch {
	case ok:
	case len(c.distinct) > math.MaxUint16:
		c.widen()
		c.wide = append(c.wide, m)
		return
	default:
		code = uint16(len(c.distinct))
		c.distinct, c.codeOf[m] = append(c.distinct, m), code
	}
	c.codes = append(c.codes, code)
}

func (c *radii) widen() {
	c.wide = make([]float64, len(c.codes), cap(c.codes))
	for i, code := range c.codes {
		c.wide[i] = c.distinct[code]
	}
	c.codes = nil
}

func (c *radii) inOrderOf(keys []sortKey) radii {
	if c.wide != nil {
		return radii{wide: inOrderOf(keys, c.wide)}
	}
	return radii{distinct: c.distinct, codes: inOrderOf(keys, c.codes)}
}
