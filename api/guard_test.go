package api

import (
	"strings"
	"testing"
)

func TestHostsAreReadWhole(t *testing.T) {
	s := &server{hosts: allowedHosts(Config{Hosts: []string{"linea.local"}})}
	for _, host := range []string{"localhost", "LocalHost:8080", "localhost:", "127.0.0.1", "127.9.9.9:1", "[::1]", "[::1]:8080", "linea.local", "Linea.Local:80"} {
		if !s.hostAllowed(host) {
			t.Errorf("%s is refused", host)
		}
	}
	for _, host := range []string{
		"", ":80", "]127.0.0.1[", "[localhost]", "[localhost]:80", "[127.0.0.1]", "[127.0.0.1]:80", "[::1", "::1]", "[::1]x", "[::1]:x", "[[::1]]", "[]", "::1",
		"localhost:x", "localhost:80:80", "localhost.evil.example", "evil.example", "[::2]", "[::ffff:8.8.8.8]", "localhost]", "[localhost",
	} {
		if s.hostAllowed(host) {
			t.Errorf("%s passes", host)
		}
	}
}

func TestForeignPages(t *testing.T) {
	named := newWorld(t, func(c *Config) {
		c.Origins = []string{"https://maps.example"}
		c.BaseURL = "https://linea.example/"
		c.Hosts = []string{"Linea.Local"}
	})
	closed := newWorld(t)
	const mine, other = "https://maps.example", "https://evil.example"
	for _, tt := range []struct {
		world *world
		scenario
	}{
		{named, scenario{name: "host of the base URL", path: "/healthz", header: []string{"Host", "linea.example"}, status: 200}},
		{named, scenario{name: "named host", path: "/healthz", header: []string{"Host", "linea.local:8080"}, status: 200}},
		{named, scenario{name: "other host", path: "/healthz", header: []string{"Host", "evil.example"}, status: 403}},
		{named, scenario{name: "named origin reads", path: "/healthz", header: []string{"Origin", mine}, status: 200,
			gives: []string{"Access-Control-Allow-Origin", mine, "Vary", "Origin", "Access-Control-Expose-Headers", "*"}}},
		{named, scenario{name: "named origin sees errors", path: "/api/v1/summary?x=1", header: []string{"Origin", mine}, status: 400, wrong: []string{"x"}, gives: []string{"Access-Control-Allow-Origin", mine}}},
		{named, scenario{name: "other origin reads without leave", path: "/healthz", header: []string{"Origin", other}, status: 200, gives: []string{"Access-Control-Allow-Origin", "-", "Vary", "Origin"}}},
		{named, scenario{name: "preflight", method: "OPTIONS", path: "/api/v1/imports", header: []string{"Origin", mine, "Access-Control-Request-Method", "POST"}, status: 204,
			gives: []string{"Access-Control-Allow-Origin", mine, "Access-Control-Allow-Methods", "*", "Access-Control-Allow-Headers", "*"}}},
		{named, scenario{name: "preflight of another", method: "OPTIONS", path: "/api/v1/summary", header: []string{"Origin", other, "Access-Control-Request-Method", "POST"}, status: 405, gives: []string{"Access-Control-Allow-Origin", "-"}}},
		{closed, scenario{name: "CORS is off", path: "/healthz", header: []string{"Origin", mine}, status: 200, gives: []string{"Access-Control-Allow-Origin", "-", "Vary", "-"}}},
		{closed, scenario{name: "foreign write", method: "POST", path: "/api/v1/imports", header: []string{"Origin", other}, status: 403}},
		{closed, scenario{name: "foreign write without Origin", method: "POST", path: "/api/v1/imports", header: []string{"Sec-Fetch-Site", "cross-site"}, status: 403}},
		{closed, scenario{name: "write from nowhere", method: "POST", path: "/api/v1/imports", header: []string{"Origin", "null"}, status: 403}},
		{closed, scenario{name: "OPTIONS is no method here", method: "OPTIONS", path: "/api/v1/summary", status: 405}},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.world.check(t, tt.scenario) })
	}
	if _, err := New(Config{Origins: []string{"maps.example"}}); err == nil || !strings.Contains(err.Error(), "https://") {
		t.Errorf("an origin without scheme: %v", err)
	}
}
