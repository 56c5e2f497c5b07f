package access

import (
	"sync"
	"time"
)

// How long a browser stays signed in, and how many may be. When there are more,
// the one that ends first gives way: one of the same token before another's, so
// that no token can sign the others out.
const (
	SessionTime  = 12 * time.Hour
	mostSessions = 10_000
	mostOfAToken = 1_000
)

// Session is a browser that was signed in with a token.
type Session struct {
	TokenID string
	Ends    time.Time
}

// Sessions are kept in memory only: neither the file of tokens nor a stolen
// copy of it opens one, signing out really ends it, and after a restart people
// sign in again. Its methods may be called from any goroutine.
type Sessions struct {
	mu   sync.Mutex
	open map[string]Session // by the hash of its key
	now  func() time.Time
}

// NewSessions gives an empty list.
func NewSessions(now func() time.Time) *Sessions {
	return &Sessions{open: map[string]Session{}, now: now}
}

// Begin opens a session of a token and gives its key, which is kept nowhere.
func (s *Sessions) Begin(t Token) (key string, session Session) {
	session = Session{TokenID: t.ID, Ends: s.now().Add(SessionTime).Truncate(time.Second)}
	if !t.ExpiresAt.IsZero() && t.ExpiresAt.Before(session.Ends) {
		session.Ends = t.ExpiresAt
	}
	key = randomText(secretBytes)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.makeRoom(t.ID)
	s.open[hashOf(key)] = session
	return key, session
}

// Find gives the session of a key; ok is false when it has ended.
func (s *Sessions) Find(key string) (session Session, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok = s.open[hashOf(key)]
	return session, ok && s.now().Before(session.Ends)
}

// End closes the session of a key, if there is one.
func (s *Sessions) End(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, hashOf(key))
}

// makeRoom drops what has ended, and then, where the token or all together have
// as many as may be, the session that ends first.
func (s *Sessions) makeRoom(tokenID string) {
	first, own, ofToken := "", "", 0
	sooner := func(hash, than string) bool { return than == "" || s.open[hash].Ends.Before(s.open[than].Ends) }
	for hash, session := range s.open {
		if !s.now().Before(session.Ends) {
			delete(s.open, hash)
			continue
		}
		if sooner(hash, first) {
			first = hash
		}
		if session.TokenID == tokenID {
			ofToken++
			if sooner(hash, own) {
				own = hash
			}
		}
	}
	switch {
	case ofToken >= mostOfAToken:
		delete(s.open, own)
	case len(s.open) >= mostSessions:
		delete(s.open, first)
	}
}
