package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"linea/api/access"
	"linea/geo/feed"
	"linea/geo/geotest"
	"linea/geo/store/storetest"
)

// guardedWorld is a world that asks for tokens, and gives one a scope.
type guardedWorld struct {
	*world
	file   access.File
	tokens map[access.Scope]string
	clock  *atomic.Int64 // nanoseconds since geotest.Now
}

func newGuardedWorld(t *testing.T, change ...func(*Config)) *guardedWorld {
	t.Helper()
	g := &guardedWorld{tokens: map[access.Scope]string{}, clock: &atomic.Int64{}}
	now := func() time.Time { return geotest.Now.Add(time.Duration(g.clock.Load())) }
	g.file = access.File{Path: filepath.Join(t.TempDir(), "x.tokens"), Now: now}
	for _, s := range access.Scopes() {
		g.tokens[s] = g.create(t, "county-"+string(s), s)
	}
	book, err := access.OpenBook(g.file.Path, access.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	g.world = newWorld(t, append(change, func(c *Config) { c.Tokens, c.Now = book, now })...)
	return g
}

func (g *guardedWorld) create(t *testing.T, name string, scopes ...access.Scope) string {
	t.Helper()
	_, text, err := g.file.Create(name, scopes, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// pathOf puts something into the gaps of a route's path.
func pathOf(r *route) string {
	parts := strings.Split(r.path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, ":") {
			parts[i] = "1"
		}
	}
	return strings.Join(parts, "/")
}

// Every route of the table: nobody without a token, nobody with the wrong
// scope, and whoever has the right one is not stopped at the door.
func TestEveryRouteIsGuarded(t *testing.T) {
	g := newGuardedWorld(t)
	public := map[string]bool{"health": true, "ready": true, "session": true, "signIn": true, "signOut": true}
	for i := range g.server.routes {
		r := &g.server.routes[i]
		if r.scope() == open != public[r.id] {
			t.Errorf("%s: the scope is %s", r.id, r.scope())
		}
		if r.method != http.MethodGet && r.scope() == access.Read && len(r.consumes) == 0 {
			t.Errorf("%s only reads, but takes nothing: is it a read?", r.id)
		}
		if r.scope() == open {
			continue
		}
		if a := g.do(r.method, pathOf(r), nil); a.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s without a token: %d", r.id, a.StatusCode)
		}
		for scope, token := range g.tokens {
			a := g.do(r.method, pathOf(r), nil, "Authorization", "Bearer "+token)
			switch forbidden := a.StatusCode == http.StatusForbidden; {
			case a.StatusCode == http.StatusUnauthorized, forbidden != (scope != r.scope()):
				t.Errorf("%s with a token that may %s: %d %s", r.id, scope, a.StatusCode, a.body)
			case forbidden && !strings.Contains(problem(t, a).Detail, string(r.scope())):
				t.Errorf("%s: the problem does not name the scope: %s", r.id, a.body)
			}
		}
	}
	if a := g.get("/"); a.StatusCode != http.StatusOK {
		t.Errorf("the page on which people sign in: %d", a.StatusCode)
	}
}

func TestScopesComeFromTheMethodUnlessSaid(t *testing.T) {
	for _, tt := range []struct {
		route route
		want  access.Scope
	}{
		{route{method: "GET"}, access.Read}, {route{method: "POST"}, access.Write}, {route{method: "PUT"}, access.Write},
		{route{method: "DELETE"}, access.Write}, {route{method: "POST", needs: access.Read}, access.Read}, {route{}, access.Write},
	} {
		if got := tt.route.scope(); got != tt.want {
			t.Errorf("%+v: %s", tt.route, got)
		}
	}
}

func TestARevokedTokenEndsAtOnce(t *testing.T) {
	g := newGuardedWorld(t)
	bearer := []string{"Authorization", "bearer " + g.tokens[access.Read]}
	if a := g.get("/version", bearer...); a.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if _, err := g.file.Revoke("county-read"); err != nil {
		t.Fatal(err)
	}
	if a := g.get("/version", bearer...); a.StatusCode != http.StatusUnauthorized || !strings.Contains(problem(t, a).Detail, "revoked") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	fresh := g.create(t, "county", access.Read)
	if a := g.get("/version", "Authorization", "Bearer "+fresh); a.StatusCode != http.StatusOK {
		t.Errorf("a new token: %d", a.StatusCode)
	}
}

func TestAnswersArePrivateOnceThereAreTokens(t *testing.T) {
	g := newGuardedWorld(t)
	a := g.get("/api/v1/summary", "Authorization", "Bearer "+g.tokens[access.Read])
	if got := a.Header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("%q", got)
	}
	again := g.get("/api/v1/summary", "Authorization", "Bearer "+g.tokens[access.Read], "If-None-Match", a.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || again.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("%d %v", again.StatusCode, again.Header)
	}
	if a := g.get("/api/v1/summary", "If-None-Match", a.Header.Get("ETag")); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("an ETag opens nothing: %d", a.StatusCode)
	}
}

// signIn gives the session's cookie as a Cookie header.
func (g *guardedWorld) signIn(t *testing.T, scope access.Scope) string {
	t.Helper()
	a := g.do(http.MethodPost, "/api/v1/session", strings.NewReader(`{"token":"`+g.tokens[scope]+`"}`), "Content-Type", "application/json")
	if s := decode[sessionAnswer](t, a); s.Name != "county-"+string(scope) || !s.Required || s.ExpiresAt == nil {
		t.Fatalf("%s", a.body)
	}
	cookies := a.Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || cookies[0].Secure || cookies[0].Path != "/" {
		t.Fatalf("%v", a.Header.Values("Set-Cookie"))
	}
	if strings.Contains(cookies[0].Value, g.tokens[scope]) || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", a.Header)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

func TestABrowserSignsInAndOut(t *testing.T) {
	g := newGuardedWorld(t)
	if s := decode[sessionAnswer](t, g.get("/api/v1/session")); !s.Required || s.Name != "" || len(s.Scopes) != 0 {
		t.Errorf("signed out: %+v", s)
	}
	cookie := g.signIn(t, access.Read)
	if a := g.get("/version", "Cookie", cookie); a.StatusCode != http.StatusOK {
		t.Fatalf("%d", a.StatusCode)
	}
	if s := decode[sessionAnswer](t, g.get("/api/v1/session", "Cookie", cookie)); s.Name != "county-read" || fmt.Sprint(s.Scopes) != "[read]" || s.ExpiresAt == nil {
		t.Errorf("signed in: %+v", s)
	}
	g.do(http.MethodDelete, "/api/v1/session", nil, "Cookie", cookie, "Origin", g.url)
	if a := g.get("/version", "Cookie", cookie); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("signed out: %d", a.StatusCode)
	}
}

func TestASessionEndsWithItsTimeOrItsToken(t *testing.T) {
	g := newGuardedWorld(t)
	cookie := g.signIn(t, access.Read)
	g.clock.Store(int64(access.SessionTime))
	if a := g.get("/version", "Cookie", cookie); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("after its time: %d", a.StatusCode)
	}
	cookie = g.signIn(t, access.Read)
	if _, err := g.file.Revoke("county-read"); err != nil {
		t.Fatal(err)
	}
	if a := g.get("/version", "Cookie", cookie); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("after its token: %d", a.StatusCode)
	}
	if s := decode[sessionAnswer](t, g.get("/api/v1/session", "Cookie", cookie)); !s.Required || s.Name != "" {
		t.Errorf("who that is: %+v", s)
	}
}

// A page asks a dozen things at once, and all of them end with its token: that
// is no guessing, and takes no try from those who sign in at the same address.
func TestASessionWhoseTokenEndedGuessesNothing(t *testing.T) {
	g := newGuardedWorld(t)
	cookie := g.signIn(t, access.Read)
	if _, err := g.file.Revoke("county-read"); err != nil {
		t.Fatal(err)
	}
	for range 30 {
		if a := g.get("/version", "Cookie", cookie); a.StatusCode != http.StatusUnauthorized || !strings.Contains(problem(t, a).Detail, "revoked") {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
	}
	if a := g.get("/version", "Authorization", "Bearer linea_wrong"); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("the first wrong token: %d", a.StatusCode)
	}
}

// A page of another site cannot write with a signed-in browser, whatever the
// browser tells of it; a browser that tells nothing is not believed either.
func TestASessionWritesFromOurPageOnly(t *testing.T) {
	g := newGuardedWorld(t)
	cookie := g.signIn(t, access.Write)
	for _, tt := range []struct {
		header []string
		status int
	}{
		{[]string{"Origin", g.url}, 404},
		{[]string{"Sec-Fetch-Site", "same-origin"}, 404},
		{nil, 403},
		{[]string{"Origin", "https://evil.example"}, 403},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{[]string{"Sec-Fetch-Site", "same-site", "Origin", "http://other.localhost"}, 403},
	} {
		a := g.do(http.MethodDelete, "/api/v1/corridors/none", nil, append(tt.header, "Cookie", cookie, "If-Match", `"1"`)...)
		if want := tt.status; a.StatusCode != want && (want != 404 || a.StatusCode != 503) { // 503: this world keeps no corridors
			t.Errorf("%v: %d %s", tt.header, a.StatusCode, a.body)
		}
	}
}

func TestCookiesAreSecureUnderTLS(t *testing.T) {
	g := newGuardedWorld(t, func(c *Config) { c.BaseURL = "https://linea.example.org" })
	a := g.do(http.MethodPost, "/api/v1/session", nil, "Authorization", "Bearer "+g.tokens[access.Read])
	if got := a.Header.Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-linea_session=") || !strings.Contains(got, "Secure") || strings.Contains(got, "Domain") {
		t.Errorf("%q", got)
	}
}

func TestSigningInWithWhatIsNoToken(t *testing.T) {
	g := newGuardedWorld(t)
	for body, status := range map[string]int{
		`{"token":"x"}`: 401, `{"token":""}`: 401, `{}`: 401, `{"token":1}`: 400, `{"name":"x"}`: 400, ``: 400,
		`{"token":"` + strings.Repeat("x", 5000) + `"}`: 413,
	} {
		a := g.do(http.MethodPost, "/api/v1/session", strings.NewReader(body), "Content-Type", "application/json")
		if a.StatusCode != status || len(a.Cookies()) != 0 {
			t.Errorf("%.40s: %d", body, a.StatusCode)
		}
	}
	if a := g.do(http.MethodPost, "/api/v1/session", strings.NewReader(`{}`), "Content-Type", "text/plain"); a.StatusCode != 415 {
		t.Errorf("as text: %d", a.StatusCode)
	}
	if a := newWorld(t).do(http.MethodPost, "/api/v1/session", strings.NewReader(`{}`), "Content-Type", "application/json"); a.StatusCode != 409 {
		t.Errorf("where no token is asked for: %d", a.StatusCode)
	}
}

// Who guesses is slowed down; who knows, even at the same address, is not.
func TestWrongTokensAreCounted(t *testing.T) {
	g := newGuardedWorld(t)
	guess := func() answer {
		return g.get("/version", "Authorization", "Bearer linea_aaaaaaaa_"+strings.Repeat("a", 52))
	}
	for i := range 10 {
		if a := guess(); a.StatusCode != http.StatusUnauthorized {
			t.Fatalf("guess %d: %d", i+1, a.StatusCode)
		}
	}
	a := guess()
	if a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") != "6" {
		t.Errorf("%d, Retry-After %q", a.StatusCode, a.Header.Get("Retry-After"))
	}
	if a := g.get("/version", "Authorization", "Bearer "+g.tokens[access.Read]); a.StatusCode != http.StatusOK {
		t.Errorf("the right one: %d", a.StatusCode)
	}
	g.clock.Store(int64(6 * time.Second))
	if a := guess(); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("after six seconds: %d", a.StatusCode)
	}
}

func TestTheJournalNamesTheToken(t *testing.T) {
	journal := storetest.NewMemory()
	g := newGuardedWorld(t, func(c *Config) { c.Journal = journal })
	body := `{"name":"Route","line":{"type":"LineString","coordinates":[[-111.5,31.5],[-111.4,31.6]]},"half_width_m":500}`
	a := g.do(http.MethodPost, "/api/v1/corridors", strings.NewReader(body), "Content-Type", mediaJSON, "Authorization", "Bearer "+g.tokens[access.Write])
	if a.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	for block, err := range journal.Blocks(t.Context(), 0) {
		if err != nil || block.Changes[0].Actor != "county-write" {
			t.Errorf("%+v, %v", block.Changes, err)
		}
	}
}

// Rejected rows are as their sender wrote them: for those who may write.
func TestRejectedRowsAreNotForReaders(t *testing.T) {
	journal := storetest.NewMemory()
	g := newGuardedWorld(t, func(c *Config) { c.Journal = journal })
	both := g.create(t, "county-both", access.Read, access.Write)
	id := decode[feed.Report](t, g.post("/api/v1/imports?source=county", someRows, "Authorization", "Bearer "+both)).ID
	for token, rows := range map[string]int{g.tokens[access.Read]: 0, both: 1} {
		report := decode[feed.Report](t, g.get("/api/v1/imports/"+id, "Authorization", "Bearer "+token))
		if report.Rejected != 1 || len(report.RejectLines) != rows {
			t.Errorf("%d rejected, lines %+v, want %d", report.Rejected, report.RejectLines, rows)
		}
	}
}

// What is kept and logged never holds the token itself.
func TestNoTokenInTheLog(t *testing.T) {
	g := newGuardedWorld(t)
	token := g.tokens[access.Read]
	g.get("/version", "Authorization", "Bearer "+token)
	g.get("/version", "Authorization", "Bearer "+token+"x")
	g.signIn(t, access.Read)
	if strings.Contains(g.log.String(), token[15:]) {
		t.Error("the log holds a token")
	}
	var kept any
	tokens, err := g.file.List()
	if b, _ := json.Marshal(tokens); err != nil || json.Unmarshal(b, &kept) != nil || strings.Contains(string(b), token[15:]) {
		t.Error("the file holds a token")
	}
}

func TestReadinessTellsStrangersNoNumbers(t *testing.T) {
	g := newGuardedWorld(t)
	if p := decode[Progress](t, g.get("/readyz")); !p.Ready || p.Seq != 0 || p.Incidents != 0 {
		t.Errorf("%+v", p)
	}
	if p := decode[Progress](t, g.get("/readyz", "Authorization", "Bearer "+g.tokens[access.Write])); p.Seq == 0 {
		t.Errorf("%+v", p)
	}
}

// An address cannot be what a foreign page makes a browser ask for, so where
// tokens guard the server any address may be its name.
func TestAddressesAreNamesWhereTokensAreAskedFor(t *testing.T) {
	g, unguarded := newGuardedWorld(t), newWorld(t)
	for host, status := range map[string]int{"192.0.2.1:8080": 200, "[2001:db8::1]": 200, "evil.example": 403} {
		if a := g.get("/healthz", "Host", host); a.StatusCode != status {
			t.Errorf("%s: %d", host, a.StatusCode)
		}
		if a := unguarded.get("/healthz", "Host", host); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s without tokens: %d", host, a.StatusCode)
		}
	}
}
