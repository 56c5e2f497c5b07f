package api

import (
	"sync"

	"linea/geo"
)

// slots bounds how many of something long are under way at once, and how many of
// them one client's: whoever takes all he can get leaves room for others.
type slots struct {
	what           string // "exports"
	most, mostEach int

	mu   sync.Mutex
	held int
	own  map[string]int // by client
}

func newSlots(what string, most, mostEach int) *slots {
	return &slots{what: what, most: most, mostEach: max(1, mostEach), own: map[string]int{}}
}

// take holds one for a client until leave is called; tooMany when there is none.
func (s *slots) take(client string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.held >= s.most:
		return nil, geo.Errorf("", tooMany, "The server has %d %s under way already; ask again in a few seconds", s.held, s.what)
	case s.own[client] >= s.mostEach:
		return nil, geo.Errorf("", tooMany, "From where you ask, %d %s are under way already; end one, or ask again in a few seconds", s.mostEach, s.what)
	}
	s.held++
	s.own[client]++
	return sync.OnceFunc(func() { s.leave(client) }), nil
}

func (s *slots) leave(client string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held--
	if s.own[client]--; s.own[client] == 0 {
		delete(s.own, client)
	}
}

// underWay is how many are held.
func (s *slots) underWay() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held
}
