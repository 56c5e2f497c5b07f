package api

import (
	"net/url"
	"sync"
	"sync/atomic"

	"linea/geo"
)

// memo keeps what was worked out for the keys that were asked last, at most
// twice size of them: when the young half is full, the old one is forgotten.
type memo[K comparable, V any] struct {
	mu         sync.Mutex
	size       int
	young, old map[K]V
}

func newMemo[K comparable, V any](size int) *memo[K, V] {
	return &memo[K, V]{size: size, young: map[K]V{}}
}

func (m *memo[K, V]) get(k K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.young[k]
	if ok {
		return v, true
	}
	if v, ok = m.old[k]; ok {
		m.keep(k, v)
	}
	return v, ok
}

func (m *memo[K, V]) put(k K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(k, v)
}

func (m *memo[K, V]) keep(k K, v V) {
	if len(m.young) >= m.size {
		m.old, m.young = m.young, make(map[K]V, m.size)
	}
	m.young[k] = v
}

// asking is a query string as one route reads it. A map asks for each of its
// tiles with the same one, and reading it costs more than finding a tile.
type asking struct {
	route *route
	raw   string
}

// asked is a query string that was read and whose names are known to its route.
// It is shared: nobody changes it.
type asked struct {
	values   url.Values
	question atomic.Pointer[question] // once it was read without a mistake
}

// question is a filter as it was read, with the text of its meaning.
type question struct {
	geo.Query
	key string // geo.Query.Key
}

// Bounds of the memo of query strings: about 8 MB if all are as long as may be.
const (
	rememberedQueries = 512
	longestRemembered = 2 << 10
)
