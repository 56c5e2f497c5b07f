package feed

import (
	"hash/maphash"
	"slices"

	"linea/geo"
)

// idKey stands for an id. Two seeded 64-bit hashes of ten million ids collide
// with a probability below 1e-24, so equal keys are taken for equal ids.
type idKey [2]uint64

// idSeeds are drawn anew for every import: nobody can prepare ids that collide.
type idSeeds [2]maphash.Seed

func newIDSeeds() idSeeds { return idSeeds{maphash.MakeSeed(), maphash.MakeSeed()} }

func (s idSeeds) key(id string) idKey {
	return idKey{maphash.String(s[0], id), maphash.String(s[1], id) | 1} // never zero
}

// table is an open-addressing hash table from keys to counts: 24 bytes an
// entry or less than twice that, without pointers for the collector to follow.
type table[K comparable] struct {
	slots []slot[K]
	n     int
}

type slot[K comparable] struct {
	key   K
	count uint32 // 0 = free
}

// add counts the key once more and gives the new count. hash must be evenly
// spread and the same for equal keys.
func (t *table[K]) add(key K, hash func(K) uint64) uint32 {
	if 4*(t.n+1) > 3*len(t.slots) {
		t.grow(hash)
	}
	s := t.find(key, hash)
	if s.count == 0 {
		s.key = key
		t.n++
	}
	s.count++
	return s.count
}

func (t *table[K]) find(key K, hash func(K) uint64) *slot[K] {
	mask := uint64(len(t.slots) - 1)
	for i := hash(key) & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.count == 0 || s.key == key {
			return s
		}
	}
}

func (t *table[K]) grow(hash func(K) uint64) {
	old := t.slots
	t.slots = make([]slot[K], max(1024, 2*len(old)))
	for _, s := range old {
		if s.count > 0 {
			*t.find(s.key, hash) = s
		}
	}
}

// idSet is the set of the ids that a file has given so far.
type idSet struct{ table[idKey] }

// add says whether the id is new.
func (s *idSet) add(k idKey) bool {
	return s.table.add(k, func(k idKey) uint64 { return k[0] }) == 1
}

// pointCounts counts rows by source and coordinate.
type pointCounts struct {
	table[sourcePoint]
	names []string // of sources, by number
}

// sourcePoint is a coordinate of one source; usable rows, which would be
// mapped there, are counted apart from those that say it is no place.
type sourcePoint struct {
	point  uint64
	source uint32 // number
	usable bool
}

func (k sourcePoint) hash() uint64 {
	h := (k.point ^ uint64(k.source)<<17) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

func (c *pointCounts) add(source string, p place) {
	n := slices.Index(c.names, source)
	if n < 0 {
		n = len(c.names)
		c.names = append(c.names, source)
	}
	c.table.add(sourcePoint{p.point, uint32(n), p.usable()}, sourcePoint.hash)
}

// shared lists the coordinates with geo.SharedPointRows rows or more of one
// source, usable or not, and how many of them would be mapped.
func (c *pointCounts) shared() (points []SharedPoint, usable []int) {
	for _, s := range c.slots {
		if s.count == 0 {
			continue
		}
		twinKey := s.key
		twinKey.usable = !twinKey.usable
		twin := c.find(twinKey, sourcePoint.hash).count
		if s.count+twin < geo.SharedPointRows || twin > 0 && !s.key.usable {
			continue
		}
		at := pointOf(s.key.point)
		points = append(points, SharedPoint{Source: c.names[s.key.source], Lon: at.Lon(), Lat: at.Lat(), Rows: int(s.count + twin)})
		if s.key.usable {
			usable = append(usable, int(s.count))
		} else {
			usable = append(usable, 0)
		}
	}
	return points, usable
}
