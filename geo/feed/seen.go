package feed

import (
	"hash/maphash"
	"slices"

	"linea/geo"
)

// What an import must remember of every row grows with the file, so it is kept
// small: 16 bytes a slot, no pointers for the collector to follow.

// slots is an open-addressing hash table of pairs of words. A pair whose second
// word is zero is free. The bits of mask in the second word belong to the key,
// the others to the value.
type slots struct {
	pairs [][2]uint64
	used  int
	mask  uint64
}

// find gives the pair of the key (a, b), free when the key is new. The caller
// makes it not free.
func (t *slots) find(a, b uint64) *[2]uint64 {
	if 4*(t.used+1) > 3*len(t.pairs) {
		t.grow()
	}
	last := uint64(len(t.pairs) - 1)
	for i := spread(a, b&t.mask) & last; ; i = (i + 1) & last {
		if p := &t.pairs[i]; p[1] == 0 || p[0] == a && (p[1]^b)&t.mask == 0 {
			return p
		}
	}
}

func (t *slots) grow() {
	old := t.pairs
	t.pairs = make([][2]uint64, max(1024, 2*len(old)))
	clear(t.pairs) // a page that is read before it is written costs the kernel two faults
	for _, p := range old {
		if p[1] != 0 {
			*t.find(p[0], p[1]) = p
		}
	}
}

func spread(a, b uint64) uint64 {
	h := (a ^ b*0xff51afd7ed558ccd) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// idKey stands for an id. Two seeded 64-bit hashes of ten million ids collide
// with a probability below 1e-24, so equal keys are taken for equal ids.
type idKey [2]uint64

// idSeeds are drawn anew for every import: nobody can prepare ids that collide.
type idSeeds [2]maphash.Seed

func newIDSeeds() idSeeds { return idSeeds{maphash.MakeSeed(), maphash.MakeSeed()} }

func (s idSeeds) key(id string) idKey {
	return idKey{maphash.String(s[0], id), maphash.String(s[1], id) | 1} // never free
}

// idSet is the set of the ids that a file has given so far.
type idSet struct{ slots }

// add says whether the id is new.
func (s *idSet) add(k idKey) bool {
	s.mask = ^uint64(0)
	p := s.find(k[0], k[1])
	if p[1] != 0 {
		return false
	}
	*p = k
	s.used++
	return true
}

// pointCounts counts rows by source and coordinate. The second word of a pair is
//
//	63          33 32     31       0
//	| source no. | usable |  count  |
//
// Usable rows, which would be mapped there, are counted apart from those that
// say themselves that the point is no place.
type pointCounts struct {
	slots
	names []string // of sources, by number
}

const (
	countBits  = 32
	usableBit  = 1 << countBits
	sourceStep = usableBit << 1
)

func (c *pointCounts) add(source string, p place) {
	n := slices.Index(c.names, source)
	if n < 0 {
		n = len(c.names)
		c.names = append(c.names, source)
	}
	b := uint64(n) * sourceStep
	if p.usable() {
		b |= usableBit
	}
	c.mask = ^uint64(usableBit - 1)
	pair := c.find(p.point, b)
	if pair[1] == 0 {
		*pair = [2]uint64{p.point, b}
		c.used++
	}
	pair[1]++
}

// shared lists the coordinates with geo.SharedPointRows rows or more of one
// source, usable or not, and how many of them would be mapped.
func (c *pointCounts) shared() (points []SharedPoint, usable []int) {
	if c.used == 0 {
		return nil, nil
	}
	for _, pair := range c.pairs {
		count := int(uint32(pair[1]))
		if count == 0 {
			continue
		}
		twin := int(uint32(c.find(pair[0], pair[1]^usableBit)[1]))
		isUsable := pair[1]&usableBit != 0
		if count+twin < geo.SharedPointRows || twin > 0 && !isUsable {
			continue
		}
		at := pointOf(pair[0])
		points = append(points, SharedPoint{Source: c.names[pair[1]/sourceStep], Lon: at.Lon(), Lat: at.Lat(), Rows: count + twin})
		if !isUsable {
			count = 0
		}
		usable = append(usable, count)
	}
	return points, usable
}
