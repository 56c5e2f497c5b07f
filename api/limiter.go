package api

import (
	"hash/maphash"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"linea/geo"
)

// limiter lets each client do something so many times a second, and a burst at
// once. Its table has a fixed size: clients whose names fall into one place
// share it while both are busy, so that no number of clients fills memory or
// makes another be forgotten. A nil limiter lets everything pass.
type limiter struct {
	rate, burst float64
	seed        maphash.Seed
	places      []bucket
}

type bucket struct {
	mu    sync.Mutex
	owner uint64 // hash of the client's name
	left  float64
	at    time.Time
}

// limiterPlaces is how many clients are told apart, about: 800 kB.
const limiterPlaces = 1 << 14

func newLimiter(rate, burst float64) *limiter {
	return &limiter{rate: rate, burst: burst, seed: maphash.MakeSeed(), places: make([]bucket, limiterPlaces)}
}

// take uses up one time, or says how long to wait for it.
func (l *limiter) take(client string, now time.Time) time.Duration {
	if l == nil {
		return 0
	}
	owner := maphash.String(l.seed, client)
	b := &l.places[owner%uint64(len(l.places))]
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = min(l.burst, b.left+l.rate*max(0, now.Sub(b.at).Seconds()))
	if b.at.IsZero() || b.owner != owner && b.left >= l.burst {
		b.owner, b.left = owner, l.burst
	}
	b.at = now
	if b.left < 1 {
		return time.Duration((1 - b.left) / l.rate * float64(time.Second))
	}
	b.left--
	return 0
}

// tooOftenError is a 429 that knows when to come back.
type tooOftenError struct {
	error
	wait time.Duration
}

func (e *tooOftenError) Unwrap() error { return e.error }

func tooOften(wait time.Duration, detail string) error {
	return &tooOftenError{geo.Errorf("", tooMany, "%s", detail), wait}
}

// retryAfter writes whole seconds, at least one.
func retryAfter(wait time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(wait.Seconds()))))
}

// --- who the client is ---

// address is where a request came from: through proxies that the settings
// name, the last address before them. ok is false where there is none, as over
// a socket file.
func (s *server) address(r *http.Request) (addr netip.Addr, ok bool) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return addr, false
	}
	if addr, err = netip.ParseAddr(host); err != nil {
		return addr, false
	}
	addr = addr.Unmap().WithZone("")
	if !s.isProxy(addr) {
		return addr, true
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.isProxy(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap().WithZone("")
	}
	return addr, true
}

func (s *server) isProxy(addr netip.Addr) bool {
	for _, p := range s.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// client names who asks, for limits: an address, or the network of one
// household in IPv6.
func (s *server) client(r *http.Request) string {
	addr, ok := s.address(r)
	if !ok {
		return ""
	}
	if addr.Is6() {
		return household(addr).String() + "/64"
	}
	return addr.String()
}

// household is the network of one household in IPv6, as its first address: a
// client has all of it. In IPv4 it is the address.
func household(addr netip.Addr) netip.Addr {
	if network, err := addr.Prefix(64); err == nil && addr.Is6() {
		return network.Masked().Addr()
	}
	return addr
}

// checkRate lets each client ask so often. Unless the settings name a rate,
// programs on this machine may ask as often as they like.
func (s *server) checkRate(r *http.Request) error {
	if s.requests == nil {
		return nil
	}
	if s.Limits.ClientRate == 0 {
		if addr, ok := s.address(r); ok && addr.IsLoopback() {
			return nil
		}
	}
	wait := s.requests.take(s.client(r), s.Now())
	if wait == 0 {
		return nil
	}
	s.metrics.limited.Inc()
	return tooOften(wait, "You ask more often than this server allows one client; wait and go on more slowly")
}
