package api

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
)

// Whoever has asked within a second is company to every other client, and to
// nobody else.
func TestCompany(t *testing.T) {
	var k company
	now := time.Date(2024, 5, 1, 4, 0, 0, 0, time.UTC)
	if k.besides("a", now) {
		t.Error("nobody has asked")
	}
	k.note("a", now)
	k.note("a", now.Add(time.Millisecond))
	if k.besides("a", now) || !k.besides("b", now) {
		t.Error("a alone has asked")
	}
	k.note("b", now)
	if !k.besides("a", now) || !k.besides("b", now) {
		t.Error("a and b have asked")
	}
	if now = now.Add(companyFor); k.besides("a", now) {
		t.Error("b asked a while ago")
	}
}

// A large question beside others is worked on by one core.
func TestAsideOnOneCore(t *testing.T) {
	if geo.Cores() == 1 {
		t.Log("this machine has one core: both answers are alike")
	}
	now := time.Date(2024, 5, 1, 4, 0, 0, 0, time.UTC) // stands still: the other's visit does not grow old
	s := &server{Config: Config{Now: func() time.Time { return now }}}
	c := &call{server: s, ctx: t.Context(), turn: &turn{turns: newTurns(2, time.Second), client: "a", large: true}}
	hands := func() int {
		got, err := aside(c, func(ctx context.Context) (int, error) { return geo.HandsFor(ctx, 1000), nil })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := hands(); got != geo.Cores() {
		t.Errorf("alone: %d of %d cores", got, geo.Cores())
	}
	s.company.note("b", now)
	if got := hands(); got != 1 {
		t.Errorf("beside another: %d cores", got)
	}
}

// Whoever asks about incidents is company; a probe is not.
func TestWhoIsCompany(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	const mine, other = "192.0.2.1", "192.0.2.2"
	besides := func(path string) bool {
		w.get(path, "X-Forwarded-For", other)
		return w.server.company.besides(mine, geotest.Now)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/version"} {
		if besides(path) {
			t.Errorf("%s is company", path)
		}
	}
	if !besides("/api/v1/summary") || w.server.company.besides(other, geotest.Now) {
		t.Error("a summary is company to all but its asker")
	}
}
