package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestTheLimiterLetsABurstPassAndThenItsRate(t *testing.T) {
	l, now := newLimiter(2, 4), time.Unix(1000, 0)
	passed := func(client string, n int) (ok int) {
		for range n {
			if l.take(client, now) == 0 {
				ok++
			}
		}
		return ok
	}
	if n := passed("a", 10); n != 4 {
		t.Errorf("a burst of %d", n)
	}
	if wait := l.take("a", now); wait != 500*time.Millisecond {
		t.Errorf("wait %v", wait)
	}
	if n := passed("b", 10); n != 4 {
		t.Errorf("another client got %d", n)
	}
	now = now.Add(time.Second)
	if n := passed("a", 10); n != 2 {
		t.Errorf("%d in a second", n)
	}
	now = now.Add(-time.Hour) // a clock that is set back neither gives nor takes
	if n := passed("a", 10); n != 0 {
		t.Errorf("%d after the clock went back", n)
	}
	now = now.Add(time.Second)
	if n := passed("a", 10); n != 2 {
		t.Errorf("%d a second later", n)
	}
	if wait := (*limiter)(nil).take("a", now); wait != 0 {
		t.Error("no limiter limits")
	}
}

// A million clients take no more room than one, and each gets its burst once
// those before it are still.
func TestTheLimiterHasAFixedSize(t *testing.T) {
	l, now := newLimiter(1, 1), time.Unix(1000, 0)
	for i := range 1_000_000 {
		l.take(fmt.Sprint(i), now)
	}
	if len(l.places) != limiterPlaces {
		t.Errorf("%d places", len(l.places))
	}
	if l.take("late", now.Add(time.Hour)) != 0 {
		t.Error("whoever comes late finds no room")
	}
}

func TestWhoTheClientIs(t *testing.T) {
	s := newWorld(t, func(c *Config) {
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	}).server
	for _, tt := range []struct{ remote, forwarded, want string }{
		{"192.0.2.7:1234", "", "192.0.2.7"},
		{"192.0.2.7:1234", "198.51.100.9", "192.0.2.7"}, // it is no proxy of ours
		{"10.1.2.3:1234", "198.51.100.9", "198.51.100.9"},
		{"10.1.2.3:1234", "6.6.6.6, 198.51.100.9, 10.9.9.9", "198.51.100.9"}, // what the client says itself is not believed
		{"10.1.2.3:1234", "", "10.1.2.3"},
		{"10.1.2.3:1234", "nonsense", "10.1.2.3"},
		{"10.1.2.3:1234", "198.51.100.9, ", "10.1.2.3"},
		{"[2001:db8:1:2:3:4:5:6]:1", "", "2001:db8:1:2::/64"},
		{"[2001:db8:1:2::9]:1", "", "2001:db8:1:2::/64"},
		{"[::ffff:192.0.2.7]:1", "", "192.0.2.7"},
		{"[fd00::1]:1", "2001:db8::1", "2001:db8::/64"},
		{"@", "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.remote
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := s.client(r); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

func TestOneClientAsksTooOften(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.ClientRate = 3 })
	for i := range 6 {
		if a := w.get("/healthz"); a.StatusCode != http.StatusOK {
			t.Fatalf("request %d: %d", i+1, a.StatusCode)
		}
	}
	a := w.get("/healthz", "Origin", "https://x.example")
	if p := problem(t, a); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") != "1" || p.Type != "urn:linea:problem:too_many" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

// Where no rate is set, programs of this machine ask as often as they like, and
// others 200 times a second.
func TestTheRateThatNobodySet(t *testing.T) {
	router := newWorld(t).server.router()
	asked := func(remote string) (refused int) {
		for range 2*DefaultClientRate + 5 {
			r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
			r.RemoteAddr, r.Host = remote, "localhost"
			recorder := httptest.NewRecorder()
			router.ServeHTTP(recorder, r)
			if recorder.Code == http.StatusTooManyRequests {
				refused++
			}
		}
		return refused
	}
	if here, elsewhere := asked("127.0.0.1:9"), asked("192.0.2.1:9"); here != 0 || elsewhere != 5 {
		t.Errorf("refused %d from here, %d from elsewhere", here, elsewhere)
	}
}

func TestMetricsOfClients(t *testing.T) {
	g := newGuardedWorld(t, func(c *Config) { c.Limits.ClientRate, c.Connections = 100, &Connections{} })
	g.get("/version", "Authorization", "Bearer nonsense")
	body := string(g.get("/metrics", "Authorization", "Bearer "+g.tokens["admin"]).body)
	for _, want := range []string{"linea_denied_tokens_total 1\n", "linea_tokens 3\n", "linea_connections 0\n", "linea_connections_refused_total 0\n", "linea_rate_limited_total 0\n", "linea_unread_bytes 0\n", "linea_cut_readers_total 0\n"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
}
