package tiles

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linea/geo"

	"github.com/paulmach/orb"
)

// answers draws the text it is given and counts how often.
type answers struct {
	drawn atomic.Int64
	gate  chan struct{} // draw waits for it when set
	ended chan error    // gets the context's error when a draw is called off
}

func (a *answers) question(seq uint64, text string, fresh func(uint64) bool) question {
	return question{seq: seq, fresh: fresh, draw: func(ctx context.Context) ([]byte, error) {
		a.drawn.Add(1)
		if a.gate != nil {
			select {
			case <-a.gate:
			case <-ctx.Done():
				a.ended <- ctx.Err()
				return nil, ctx.Err()
			}
		}
		return []byte(text), nil
	}}
}

func never(uint64) bool { return false }

func waitWhile(condition func() bool) {
	for condition() {
		time.Sleep(time.Millisecond)
	}
}

func ask(t testing.TB, c *cache, k cacheKey, q question) string {
	t.Helper()
	tile, err := c.get(context.Background(), k, q)
	if err != nil {
		t.Fatal(err)
	}
	return string(tile.Body)
}

func TestCacheAsksWhetherSomethingChanged(t *testing.T) {
	c, k, a := newCache(1<<20), cacheKey{filter: "x"}, &answers{}
	var askedFor []uint64
	unchanged := func(seq uint64) bool { askedFor = append(askedFor, seq); return true }
	steps := []struct {
		seq   uint64
		text  string
		fresh func(uint64) bool
		want  string
		drawn int64
	}{
		{5, "five", never, "five", 1},
		{5, "unseen", never, "five", 1},        // checked at this very snapshot
		{4, "unseen", never, "five", 1},        // an asker with an older snapshot
		{7, "unseen", unchanged, "five", 1},    // nothing changed since 5
		{7, "unseen", never, "five", 1},        // now known to be right at 7
		{9, "nine", never, "nine", 2},          // changed
		{10, "unseen", unchanged, "nine", 2},   // since 9
		{10, "unseen", never, "nine", 2},       //
		{11, "eleven", never, "eleven", 3},     //
		{10, "unseen", unchanged, "eleven", 3}, // newer than asked: right, no question
	}
	for i, s := range steps {
		if got := ask(t, c, k, a.question(s.seq, s.text, s.fresh)); got != s.want || a.drawn.Load() != s.drawn {
			t.Fatalf("step %d: %q after %d drawings, want %q after %d", i, got, a.drawn.Load(), s.want, s.drawn)
		}
	}
	if fmt.Sprint(askedFor) != "[5 9]" {
		t.Errorf("asked for changes since %v", askedFor)
	}
	if st := c.stats(); st.Hits != 7 || st.Misses != 3 || st.Tiles != 1 {
		t.Errorf("%+v", st)
	}
}

func TestSameBodyKeepsItsTile(t *testing.T) {
	c, k, a := newCache(1<<20), cacheKey{}, &answers{}
	first, _ := c.get(context.Background(), k, a.question(1, "same", never))
	second, _ := c.get(context.Background(), k, a.question(2, "same", never))
	if first != second || a.drawn.Load() != 2 {
		t.Fatalf("%p %p after %d drawings", first, second, a.drawn.Load())
	}
}

func TestAskersShareOneDrawing(t *testing.T) {
	c, a := newCache(1<<20), &answers{gate: make(chan struct{})}
	var done sync.WaitGroup
	for range 50 {
		done.Go(func() {
			if got := ask(t, c, cacheKey{}, a.question(1, "once", never)); got != "once" {
				t.Errorf("got %q", got)
			}
		})
	}
	waitWhile(func() bool { return c.shared.Load() < 49 })
	close(a.gate)
	done.Wait()
	if a.drawn.Load() != 1 {
		t.Fatalf("%d drawings", a.drawn.Load())
	}
}

// An asker who has seen a write never gets a drawing begun before it.
func TestNoOneJoinsAnOlderDrawing(t *testing.T) {
	c, old, newer := newCache(1<<20), &answers{gate: make(chan struct{})}, &answers{}
	var done sync.WaitGroup
	done.Go(func() {
		if got := ask(t, c, cacheKey{}, old.question(1, "old", never)); got != "old" {
			t.Errorf("got %q", got)
		}
	})
	waitWhile(func() bool { return old.drawn.Load() == 0 })
	if got := ask(t, c, cacheKey{}, newer.question(2, "new", never)); got != "new" {
		t.Fatalf("got %q", got)
	}
	close(old.gate)
	done.Wait()
	if got := ask(t, c, cacheKey{}, newer.question(2, "unseen", never)); got != "new" {
		t.Fatalf("the older drawing took the newer one's place: %q", got)
	}
}

func TestDrawingOutlivesWhoLeaves(t *testing.T) {
	c, a := newCache(1<<20), &answers{gate: make(chan struct{}), ended: make(chan error, 1)}
	leaving, leave := context.WithCancel(context.Background())
	var first, second sync.WaitGroup
	first.Go(func() {
		if _, err := c.get(leaving, cacheKey{}, a.question(1, "x", never)); !errors.Is(err, context.Canceled) {
			t.Errorf("left with %v", err)
		}
	})
	waitWhile(func() bool { return a.drawn.Load() == 0 })
	second.Go(func() {
		if got := ask(t, c, cacheKey{}, a.question(1, "x", never)); got != "x" {
			t.Errorf("got %q", got)
		}
	})
	waitWhile(func() bool { return c.shared.Load() == 0 })
	leave()
	first.Wait()
	close(a.gate)
	second.Wait()
	if len(a.ended) > 0 || a.drawn.Load() != 1 {
		t.Fatalf("called off %d times, drawn %d times", len(a.ended), a.drawn.Load())
	}
}

func TestDrawingEndsWithTheLastToLeave(t *testing.T) {
	c, a := newCache(1<<20), &answers{gate: make(chan struct{}), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() { c.get(ctx, cacheKey{}, a.question(1, "x", never)) })
	waitWhile(func() bool { return a.drawn.Load() == 0 })
	cancel()
	done.Wait()
	if err := <-a.ended; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	b := &answers{}
	if got := ask(t, c, cacheKey{}, b.question(1, "y", never)); got != "y" {
		t.Fatalf("the next asker got %q", got)
	}
}

func TestFailuresAreAnsweredAndNotKept(t *testing.T) {
	c, a := newCache(1<<20), &answers{}
	failed := question{seq: 1, fresh: never, draw: func(context.Context) ([]byte, error) { panic("broken") }}
	if _, err := c.get(context.Background(), cacheKey{}, failed); geo.CodeOf(err) != geo.Internal {
		t.Fatalf("%v", err)
	}
	failed.draw = func(context.Context) ([]byte, error) { return nil, geo.Errorf("", geo.Invalid, "no") }
	if _, err := c.get(context.Background(), cacheKey{}, failed); geo.CodeOf(err) != geo.Invalid {
		t.Fatalf("%v", err)
	}
	if got := ask(t, c, cacheKey{}, a.question(1, "x", never)); got != "x" {
		t.Fatalf("got %q", got)
	}
}

// Whatever is asked, the bytes kept stay within the limit, and what was used
// last is what is kept.
func TestCacheIsBounded(t *testing.T) {
	const limit, seed = 1 << 20, 5
	c, a := newCache(limit), &answers{}
	rng := rand.New(rand.NewPCG(seed, 1))
	for range 5000 {
		k := cacheKey{tile: Coord{X: uint32(rng.IntN(1000))}, filter: string(make([]byte, rng.IntN(200)))}
		ask(t, c, k, a.question(uint64(rng.IntN(5)), string(make([]byte, rng.IntN(5000))), never))
		ask(t, c, k, question{fresh: never, draw: func(context.Context) ([]byte, error) {
			return nil, errors.New("what was asked just now is gone")
		}})
		if st := c.stats(); st.Bytes > limit || st.Bytes < int64(st.Tiles*entryOverhead) {
			t.Fatalf("seed %d: %+v", seed, st)
		}
	}
	for i := range c.shards {
		s := &c.shards[i]
		var sum int64
		for el := s.recent.Front(); el != nil; el = el.Next() {
			sum += el.Value.(*entry).size()
		}
		if sum != s.bytes || len(s.entries) != s.recent.Len() || len(s.flights) != 0 {
			t.Fatalf("shard %d: %d bytes, says %d; %d entries, %d in order, %d flights", i, sum, s.bytes, len(s.entries), s.recent.Len(), len(s.flights))
		}
	}
	huge := string(make([]byte, limit))
	if got := ask(t, c, cacheKey{filter: "huge"}, question{seq: 1, fresh: never, draw: func(context.Context) ([]byte, error) {
		return []byte(huge), nil
	}}); got != huge {
		t.Fatal("a tile too large to keep was not answered")
	}
}

// history is a store that counts writes per tile column; a view of it is one
// number.
type history struct {
	mu      sync.Mutex
	changes [][]uint64 // by column, the seqs that changed it
	seq     uint64
}

func (h *history) write(rng *rand.Rand) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seq++
	x := rng.IntN(len(h.changes))
	h.changes[x] = append(h.changes[x], h.seq)
}

// body is what column x looks like at seq.
func (h *history) body(x int, seq uint64) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for n < len(h.changes[x]) && h.changes[x][n] <= seq {
		n++
	}
	return fmt.Sprint(x, n)
}

func (h *history) changedIn(x int, after, upTo uint64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, seq := range h.changes[x] {
		if seq > after && seq <= upTo {
			return true
		}
	}
	return false
}

// Many readers and a writer: an answer is always what the asker's snapshot
// says, or what a newer one says.
func TestNeverStale(t *testing.T) {
	const columns, seed = 5, 17
	h := &history{changes: make([][]uint64, columns)}
	c := newCache(16 << 10)
	var done sync.WaitGroup
	for reader := range uint64(8) {
		done.Go(func() {
			rng := rand.New(rand.NewPCG(seed, reader))
			for range 1500 {
				readOnce(t, h, c, rng.IntN(columns))
				if reader == 0 {
					h.write(rng)
				}
			}
		})
	}
	done.Wait()
}

func readOnce(t *testing.T, h *history, c *cache, x int) {
	h.mu.Lock()
	seq := h.seq
	h.mu.Unlock()
	got := ask(t, c, cacheKey{tile: Coord{X: uint32(x)}}, question{
		seq:   seq,
		fresh: func(since uint64) bool { return !h.changedIn(x, since, seq) },
		draw:  func(context.Context) ([]byte, error) { return []byte(h.body(x, seq)), nil },
	})
	var column, n, least int
	fmt.Sscan(got, &column, &n)
	fmt.Sscan(h.body(x, seq), &column, &least)
	if column != x || n < least {
		t.Errorf("column %d at seq %d: got %q, at least %d writes were visible", x, seq, got, least)
	}
}

// A write changes the ETag of the tiles whose bytes change and of no others,
// whether it fills a cell or empties one.
func TestETagsFollowTheBytes(t *testing.T) {
	const seed = 23
	rng := rand.New(rand.NewPCG(seed, 1))
	v, s := newFake(seed, 300), New(Settings{})
	tiles := map[Coord]*Tile{}
	for range 40 {
		tile := tileAt(orb.Point{-115 + 6*rng.Float64(), 30 + 3*rng.Float64()}, uint32(4+rng.IntN(6)))
		tiles[tile] = hotspot(t, s, v, HotspotRequest{Tile: tile})
	}
	for range 60 {
		v.seq++
		if rng.IntN(2) == 0 {
			v.add(orb.Point{-115 + 6*rng.Float64(), 30 + 3*rng.Float64()}, 1)
		} else {
			for c := range v.cells { // any one, and not its parents: the fake need not add up
				delete(v.cells, c)
				break
			}
		}
		for tile, before := range tiles {
			now := hotspot(t, s, v, HotspotRequest{Tile: tile})
			if same := string(before.Body) == string(now.Body); same != (before.ETag == now.ETag) || same != (before.GzipETag == now.GzipETag) {
				t.Fatalf("seed %d: bytes equal is %v, ETags %s %s", seed, same, before.ETag, now.ETag)
			}
			tiles[tile] = now
		}
	}
}
