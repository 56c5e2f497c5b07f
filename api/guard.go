package api

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"linea/geo"
)

// guard sets the security headers and turns away requests that a page of
// another site makes a browser send: under a foreign Host (DNS rebinding), or
// writing from a foreign Origin.
func (s *server) guard(g *gin.Context) {
	securityHeaders(g.Writer.Header())
	s.corsHeaders(g)
	err := s.checkRate(g.Request)
	if err == nil {
		err = s.checkOrigin(g.Request)
	}
	if err != nil {
		c := &call{server: s, route: &route{}, w: g.Writer, r: g.Request, gin: g}
		c.writeProblem(err)
		g.Abort()
		return
	}
	if isPreflight(g.Request) && s.namedOrigin(g.GetHeader("Origin")) {
		g.Writer.WriteHeader(http.StatusNoContent)
		g.Abort()
	}
}

func (s *server) checkOrigin(r *http.Request) error {
	if !s.hostAllowed(r.Host) {
		return geo.Errorf("", forbidden, "This server does not answer to the name %s; open it as http://127.0.0.1 with its port, or start it with that name allowed", quote(r.Host))
	}
	if err := s.csrf.Check(r); err != nil {
		return geo.Errorf("", forbidden, "A page of another origin may not write here; name its origin in the settings to allow it")
	}
	return nil
}

// contentPolicy lets a page load nothing from elsewhere and run no inline
// script. Images may be data and blob: the map prints itself.
const contentPolicy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func securityHeaders(h http.Header) {
	h["Content-Security-Policy"] = contentPolicyValue
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = noReferrer
	h["Cross-Origin-Opener-Policy"] = sameOrigin
}

// --- Host ---

func allowedHosts(config Config) map[string]bool {
	hosts := map[string]bool{"localhost": true}
	for _, h := range config.Hosts {
		hosts[strings.ToLower(h)] = true
	}
	if u, err := url.Parse(config.BaseURL); err == nil && u.Hostname() != "" {
		hosts[strings.ToLower(u.Hostname())] = true
	}
	return hosts
}

// hostAllowed tests a Host header, whose port does not matter. A loopback
// address is always meant, and where tokens are asked for any address is: what
// a foreign page makes a browser ask for is a name.
func (s *server) hostAllowed(host string) bool {
	if s.hosts["*"] {
		return true
	}
	name, ok := hostName(host)
	if !ok {
		return false
	}
	if name == "127.0.0.1" || s.hosts[name] {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && (ip.IsLoopback() || s.guarded())
}

// hostName takes the port from a Host header, and the brackets from an IPv6
// address, which stand around nothing else. ok is false when it is neither
// host nor host:port.
func hostName(host string) (name string, ok bool) {
	name, port := host, ""
	if colon := strings.LastIndexByte(host, ':'); colon > strings.LastIndexByte(host, ']') {
		name, port = host[:colon], host[colon+1:]
	}
	inner, opened := strings.CutPrefix(name, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if opened || closed {
		ip, err := netip.ParseAddr(inner)
		return strings.ToLower(inner), opened && closed && err == nil && ip.Is6() && isPort(port)
	}
	return strings.ToLower(name), !strings.ContainsAny(name, ":[]") && isPort(port)
}

func isPort(text string) bool { return strings.Trim(text, "0123456789") == "" }

// --- CORS ---

func (s *server) namedOrigin(origin string) bool {
	return origin != "" && slices.Contains(s.Origins, origin)
}

// corsHeaders goes on every answer, errors and 304 too, once origins are named.
func (s *server) corsHeaders(g *gin.Context) {
	if len(s.Origins) == 0 {
		return
	}
	h := g.Writer.Header()
	addVary(h, "Origin")
	origin := g.GetHeader("Origin")
	if !s.namedOrigin(origin) {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "ETag, Linea-Seq, X-Request-Id, Retry-After, WWW-Authenticate, Content-Disposition")
	if isPreflight(g.Request) {
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, X-Request-Id")
		h.Set("Access-Control-Max-Age", "600")
	}
}

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
}
