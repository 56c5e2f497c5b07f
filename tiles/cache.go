package tiles

import (
	"container/list"
	"context"
	"fmt"
	"hash/maphash"
	"sync"
	"sync/atomic"

	"linea/geo"
)

// layerName of a cached tile.
type layerName uint8

const (
	hotspotLayer layerName = iota
	incidentLayer
	basemapLayer
	significanceLayer
	corridorLayer
)

// cacheKey is a canonical question: equal keys have equal answers on one
// snapshot.
type cacheKey struct {
	layer  layerName
	h3Text bool
	res    uint8
	tile   Coord
	filter string // geo.Query.Key
}

// keyOf gives a query's key, which the asker may have at hand.
func keyOf(q *geo.Query, known string) string {
	if known != "" {
		return known
	}
	return q.Key()
}

// question is how to answer a key on the asker's snapshot.
type question struct {
	seq   uint64                // of the snapshot
	fresh func(seq uint64) bool // a tile drawn at this earlier seq is still right
	draw  func(ctx context.Context) ([]byte, error)
}

// holds says whether what was right at seq is right for the asker.
func (q *question) holds(seq uint64) bool { return seq >= q.seq || q.fresh(seq) }

// cache keeps tiles within a number of bytes and never answers with a stale
// one. Askers of the same tile share one drawing of it. Nobody tells it about
// writes: each asker brings the test of freshness along.
type cache struct {
	seed   maphash.Seed
	shards [cacheShards]shard
	finisher

	hits, misses, shared atomic.Uint64
}

const cacheShards = 16

// shard is a part of the cache under a lock of its own, held for a few map
// operations at a time and never while anything is drawn or tested.
type shard struct {
	mu      sync.Mutex
	limit   int64
	bytes   int64
	entries map[cacheKey]*list.Element // of *entry
	recent  list.List                  // most recently used first
	flights map[cacheKey]*flight
}

// entry is a kept tile, right as of seq.
type entry struct {
	key  cacheKey
	tile *Tile
	seq  atomic.Uint64
}

// entryOverhead is what an entry costs beside its bytes: the entry, its list
// element, its place in the map and the tile's header.
const entryOverhead = 400

func (e *entry) size() int64 { return e.tile.size() + int64(len(e.key.filter)) + entryOverhead }

// checked notes that the tile is right at seq too.
func (e *entry) checked(seq uint64) {
	for was := e.seq.Load(); was < seq && !e.seq.CompareAndSwap(was, seq); was = e.seq.Load() {
	}
}

// flight is a drawing under way for everyone who waits for it. It is called
// off when the last of them has left.
type flight struct {
	seq     uint64
	waiting int // guarded by the shard
	cancel  context.CancelFunc
	done    chan struct{} // closed when tile and err are set
	tile    *Tile
	err     error
}

func newCache(limit int64) *cache {
	c := &cache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		s := &c.shards[i]
		s.limit = limit / cacheShards
		s.entries = map[cacheKey]*list.Element{}
		s.flights = map[cacheKey]*flight{}
	}
	return c
}

func (c *cache) shard(k cacheKey) *shard {
	return &c.shards[maphash.Comparable(c.seed, k)%cacheShards]
}

// get answers from the cache, or joins a drawing under way, or draws.
func (c *cache) get(ctx context.Context, k cacheKey, q question) (*Tile, error) {
	s := c.shard(k)
	for {
		kept, under := s.find(k)
		if kept != nil && q.holds(kept.seq.Load()) {
			kept.checked(q.seq)
			c.hits.Add(1)
			return kept.tile, nil
		}
		if under != nil && q.holds(under.seq) && s.join(under) {
			c.shared.Add(1)
			return s.wait(ctx, k, under)
		}
		if f, drawCtx := s.begin(ctx, k, q.seq, under); f != nil {
			c.misses.Add(1)
			go c.fly(drawCtx, s, k, f, q)
			return s.wait(ctx, k, f)
		}
	}
}

// fly draws, keeps and hands out one tile.
func (c *cache) fly(ctx context.Context, s *shard, k cacheKey, f *flight, q question) {
	defer f.cancel()
	defer func() {
		if p := recover(); p != nil {
			f.err = geo.Wrap("tile", geo.Internal, fmt.Errorf("%v", p), "The tile could not be drawn; report this")
		}
		s.land(k, f)
	}()
	body, err := q.draw(ctx)
	if err != nil {
		f.err = err
		return
	}
	f.tile = c.finish(body, s.peek(k))
}

// find gives the kept tile, now the most recently used, and the drawing under
// way, where there is one.
func (s *shard) find(k cacheKey) (*entry, *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	el := s.entries[k]
	if el == nil {
		return nil, s.flights[k]
	}
	s.recent.MoveToFront(el)
	return el.Value.(*entry), s.flights[k]
}

func (s *shard) peek(k cacheKey) *Tile {
	s.mu.Lock()
	defer s.mu.Unlock()
	if el := s.entries[k]; el != nil {
		return el.Value.(*entry).tile
	}
	return nil
}

// join adds one who waits, unless the flight has been called off.
func (s *shard) join(f *flight) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiting == 0 {
		return false
	}
	f.waiting++
	return true
}

// begin makes a flight for one who waits. It takes the place of the one found,
// which was too old for that asker; those who wait for that one still get it.
// It gives nil when another has begun in the meantime.
func (s *shard) begin(ctx context.Context, k cacheKey, seq uint64, found *flight) (*flight, context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.flights[k]; now != nil && now != found {
		return nil, nil
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{seq: seq, waiting: 1, cancel: cancel, done: make(chan struct{})}
	s.flights[k] = f
	return f, ctx
}

// wait gives the flight's tile, or leaves when ctx ends.
func (s *shard) wait(ctx context.Context, k cacheKey, f *flight) (*Tile, error) {
	select {
	case <-f.done:
		return f.tile, f.err
	case <-ctx.Done():
		s.leave(k, f)
		return nil, ctx.Err()
	}
}

func (s *shard) leave(k cacheKey, f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiting--; f.waiting > 0 {
		return
	}
	f.cancel()
	if s.flights[k] == f {
		delete(s.flights, k)
	}
}

// land keeps the flight's tile and wakes those who wait.
func (s *shard) land(k cacheKey, f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flights[k] == f {
		delete(s.flights, k)
	}
	if f.err == nil {
		s.keep(k, f.tile, f.seq)
	}
	close(f.done)
}

// keep stores a tile unless a newer one is there, and drops the least recently
// used until the rest fits.
func (s *shard) keep(k cacheKey, t *Tile, seq uint64) {
	if el := s.entries[k]; el != nil {
		if el.Value.(*entry).seq.Load() > seq {
			return
		}
		s.drop(el)
	}
	e := &entry{key: k, tile: t}
	e.seq.Store(seq)
	if e.size() > s.limit {
		return
	}
	s.entries[k] = s.recent.PushFront(e)
	s.bytes += e.size()
	for s.bytes > s.limit {
		s.drop(s.recent.Back())
	}
}

func (s *shard) drop(el *list.Element) {
	e := s.recent.Remove(el).(*entry)
	delete(s.entries, e.key)
	s.bytes -= e.size()
}

// CacheStats counts since the start, and what is kept now.
type CacheStats struct {
	Hits, Misses uint64
	Shared       uint64 // joined another asker's drawing
	Tiles        int
	Bytes        int64
}

func (c *cache) stats() CacheStats {
	st := CacheStats{Hits: c.hits.Load(), Misses: c.misses.Load(), Shared: c.shared.Load()}
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		st.Tiles += len(s.entries)
		st.Bytes += s.bytes
		s.mu.Unlock()
	}
	return st
}
