package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"linea/api/access"
	"linea/geo"
)

// open is the scope of routes that anyone may ask.
const open access.Scope = "open"

// scope is what a token needs for the route: what the table says, else that of
// the method. A route that nobody thought about asks for more, never for less.
func (r *route) scope() access.Scope {
	switch {
	case r.needs != "":
		return r.needs
	case r.method == http.MethodGet || r.method == http.MethodHead:
		return access.Read
	}
	return access.Write
}

// caller is who asks: nobody in particular while the server has no tokens.
type caller struct {
	token   *access.Token
	session bool // by the cookie of a browser
}

// guarded says whether requests need a token.
func (s *server) guarded() bool { return s.Tokens != nil && s.Tokens.Required() }

// admit lets the caller in, or says what is missing. It is the one place that
// does, for every route.
func (c *call) admit() error {
	if c.route.scope() == open || !c.guarded() {
		return nil
	}
	if err := c.identify(); err != nil {
		return c.refused(err)
	}
	if !c.caller.token.Allows(c.route.scope()) {
		return geo.Errorf("", forbidden, "The token %q may not do this: it lacks the scope %s", c.caller.token.Name, c.route.scope())
	}
	return c.checkSession()
}

// identify finds the token of the request: the one it bears, or the one that
// its session was opened with. A session ends with its token.
func (c *call) identify() error {
	if text, ok := bearer(c.r); ok {
		return c.identifyBy(c.Tokens.Check(text))
	}
	key, ok := sessionKey(c.r)
	if !ok {
		return errNoToken
	}
	session, ok := c.sessions.Find(key)
	if !ok {
		return errNoSession
	}
	c.caller.session = true
	err := c.identifyBy(c.Tokens.Find(session.TokenID))
	if errors.Is(err, access.ErrUnknown) {
		return errTokenEnded
	}
	return err
}

func (c *call) identifyBy(t access.Token, err error) error {
	if err == nil {
		c.caller.token = &t
		c.r = c.r.WithContext(withActor(c.r.Context(), t.Name))
		c.ctx = c.r.Context()
	}
	return err
}

var (
	errNoToken    = errors.New("no token")
	errNoSession  = errors.New("no such session")
	errTokenEnded = errors.New("the session's token has ended")
)

// bearer gives the token that the Authorization header bears.
func bearer(r *http.Request) (text string, ok bool) {
	header := r.Header.Get("Authorization")
	scheme, text, _ := strings.Cut(header, " ")
	return strings.TrimSpace(text), header != "" && strings.EqualFold(scheme, "Bearer")
}

// refused turns why somebody was not let in into a problem. Each client may
// guess wrong only so often; a right token is taken from it all the same, so
// that nobody can lock others of its address out. A session whose token has
// ended guesses nothing: a whole page of its questions must hear that.
func (c *call) refused(why error) error {
	switch {
	case errors.Is(why, errNoToken):
		return c.challenge("This server asks for an access token: send Authorization: Bearer with it, or sign in on the map; who runs the server makes one with linea token create")
	case errors.Is(why, errNoSession):
		return c.challenge("You are signed out; sign in again")
	case errors.Is(why, errTokenEnded):
		return c.challenge("The token that you signed in with has expired or was revoked; ask who runs the server for another")
	case errors.Is(why, access.ErrUnknown):
		if wait := c.failures.take(c.client(c.r), c.Now()); wait > 0 {
			return tooOften(wait, "Too many wrong tokens came from this address; wait before you try again")
		}
		c.metrics.denied.Inc()
		return c.challenge("This token is not known here, has expired or was revoked; ask who runs the server for another")
	}
	return geo.Wrap("token", geo.Unavailable, why, "The server cannot read its access tokens, so it lets nobody in; its log says why")
}

func (c *call) challenge(detail string) error {
	c.w.Header().Set("WWW-Authenticate", `Bearer realm="linea"`)
	return geo.Errorf("", unauthorized, "%s", detail)
}

// checkSession lets a browser's session write only from our own page. What the
// guard lets pass for programs, a request that says nothing of its origin, no
// browser of today sends.
func (c *call) checkSession() error {
	safe := c.r.Method == http.MethodGet || c.r.Method == http.MethodHead
	if safe || !c.caller.session || c.r.Header.Get("Sec-Fetch-Site") != "" || c.r.Header.Get("Origin") != "" {
		return nil
	}
	return geo.Errorf("", forbidden, "A signed-in browser says where a change comes from (Origin); programs send a token with Authorization: Bearer")
}

// --- the browser's session ---

type sessionAnswer struct {
	Required  bool           `json:"required"`   // whether this server asks for tokens
	Name      string         `json:"name"`       // of the token; "" when signed out
	Scopes    []access.Scope `json:"scopes"`     // what may be asked now
	ExpiresAt *time.Time     `json:"expires_at"` // of a browser's session
}

// sessionRequest is empty when the token is in the Authorization header.
type sessionRequest struct {
	Token string `json:"token"`
}

// showSession says who the caller is to this server. It is never refused: the
// map asks it before it asks anything else.
func showSession(c *call) error {
	if !c.guarded() {
		return c.answer(http.StatusOK, sessionAnswer{Scopes: access.Scopes()})
	}
	switch err := c.identify(); {
	case errors.Is(err, access.ErrUnknown):
		return c.refused(err)
	case err != nil:
		return c.answer(http.StatusOK, sessionAnswer{Required: true})
	}
	answer := sessionAnswer{Required: true, Name: c.caller.token.Name, Scopes: c.caller.token.Scopes}
	if key, ok := sessionKey(c.r); ok && c.caller.session {
		session, _ := c.sessions.Find(key)
		answer.ExpiresAt = &session.Ends
	}
	return c.answer(http.StatusOK, answer)
}

// openSession trades a token for a cookie, which scripts cannot read.
func openSession(c *call) error {
	if !c.guarded() {
		return geo.Errorf("", geo.Conflict, "This server asks for no token; there is nothing to sign in to")
	}
	text, ok := bearer(c.r)
	if !ok {
		var body sessionRequest
		if err := c.readJSON(&body, bodyLimit{bytes: 4 << 10}); err != nil {
			return err
		}
		text = strings.TrimSpace(body.Token)
	}
	if err := c.identifyBy(c.Tokens.Check(text)); err != nil {
		return c.refused(err)
	}
	key, session := c.sessions.Begin(*c.caller.token)
	http.SetCookie(c.w, c.cookie(key, session.Ends))
	return c.answer(http.StatusOK, sessionAnswer{true, c.caller.token.Name, c.caller.token.Scopes, &session.Ends})
}

// closeSession ends the browser's session, and says so even if there was none.
func closeSession(c *call) error {
	if key, ok := sessionKey(c.r); ok {
		c.sessions.End(key)
	}
	http.SetCookie(c.w, c.cookie("", time.Unix(1, 0)))
	return c.answer(http.StatusOK, sessionAnswer{Required: c.guarded()})
}

// A browser takes a cookie that begins with __Host- only from this very host
// and over TLS.
const (
	cookieName       = "linea_session"
	secureCookieName = "__Host-linea_session"
)

func (c *call) cookie(key string, ends time.Time) *http.Cookie {
	cookie := &http.Cookie{Name: cookieName, Value: key, Path: "/", Expires: ends, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if strings.HasPrefix(c.base(), "https://") {
		cookie.Name, cookie.Secure = secureCookieName, true
	}
	return cookie
}

func sessionKey(r *http.Request) (string, bool) {
	for _, name := range []string{secureCookieName, cookieName} {
		if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" {
			return cookie.Value, true
		}
	}
	return "", false
}
