// Package access says who may ask: access tokens of organisations and machines,
// and the browser sessions that they are traded for.
//
// Tokens live in a small file beside the store and not in it. The store is made
// to be handed on, to a GIS or a partner, and whoever gets it should not learn
// who else may write; and an old backup put back must not bring back a token
// that was revoked since. The file holds hashes: it opens nothing by itself.
package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"linea/geo"
)

// Scope is one thing that a token allows. Scopes do not contain each other: a
// sensor that writes need not read.
type Scope string

// The scopes.
const (
	Read  Scope = "read"  // ask for whatever the map shows, and export it
	Write Scope = "write" // add, change, retract and import
	Admin Scope = "admin" // see how the server does: /metrics
)

// Scopes lists them all.
func Scopes() []Scope { return []Scope{Read, Write, Admin} }

// Token is what is kept of an access token: everything but its text.
type Token struct {
	ID        string    `json:"id"`   // part of its text, to recognise it by
	Name      string    `json:"name"` // of an organisation or machine; the journal's actor
	Scopes    []Scope   `json:"scopes"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	RevokedAt time.Time `json:"revoked_at,omitzero"`
	SHA256    string    `json:"sha256"` // of its text, in hexadecimal
}

// Allows says whether the token has a scope.
func (t *Token) Allows(s Scope) bool { return slices.Contains(t.Scopes, s) }

// State says in a word what has become of the token: active, expired, revoked.
func (t *Token) State(now time.Time) string {
	switch {
	case !t.RevokedAt.IsZero():
		return "revoked"
	case !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt):
		return "expired"
	}
	return "active"
}

// The text of a token is linea_, its id, _ and 256 random bits, in the letters
// of base32. The beginning lets programs that look for leaked secrets find it.
const (
	tokenPrefix = "linea_"
	idLength    = 8
	secretBytes = 32
)

var (
	letters   = base32.StdEncoding.WithPadding(base32.NoPadding)
	tokenForm = regexp.MustCompile(`^` + tokenPrefix + `([a-z2-7]{8})_[a-z2-7]{52}$`)
)

// randomText writes so many random bytes in small letters and digits.
func randomText(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails: the program ends where there is no randomness
	return strings.ToLower(letters.EncodeToString(b))
}

// idOf gives the id in a token's text, "" when the text is no token.
func idOf(text string) string {
	if m := tokenForm.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// newToken makes a token and the text that only its owner keeps.
func newToken(name string, scopes []Scope, now, expires time.Time) (Token, string) {
	id := randomText(idLength)[:idLength]
	text := tokenPrefix + id + "_" + randomText(secretBytes)
	return Token{ID: id, Name: name, Scopes: scopes, CreatedAt: now.UTC().Truncate(time.Second), ExpiresAt: expires, SHA256: hashOf(text)}, text
}

// hashOf needs no salt and no slow hash: the text is 256 random bits.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// sameHash compares in a time that does not tell how much agrees.
func sameHash(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

const longestName = 60

// CheckName refuses a name that cannot stand in the journal as the actor. That
// it is not a person's, only people can see to.
func CheckName(name string) error {
	plain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ._-", r) }
	switch n := utf8.RuneCountInString(name); {
	case n < 2 || n > longestName || strings.TrimSpace(name) != name || strings.ContainsFunc(name, func(r rune) bool { return !plain(r) }):
		return geo.Errorf("token", geo.Invalid, "a token is named after an organisation or machine, never a person: 2 to %d letters, digits, blanks, dots, _ and -, such as red-cross-nogales", longestName)
	case strings.EqualFold(name, "http") || strings.HasPrefix(strings.ToLower(name), "import") || strings.HasPrefix(strings.ToLower(name), "linea"):
		return geo.Errorf("token", geo.Invalid, "http and names that begin with import or linea are what the journal calls Línea's own ways in; choose another")
	}
	if why := geo.Screen(name); why != "" {
		return geo.Errorf("token", geo.Invalid, "the name cannot be kept: %s", why)
	}
	return nil
}

// ParseScopes reads scopes; each may stand once, and at least one must.
func ParseScopes(words []string) ([]Scope, error) {
	var scopes []Scope
	for _, word := range words {
		s := Scope(strings.TrimSpace(word))
		if !slices.Contains(Scopes(), s) || slices.Contains(scopes, s) {
			return nil, geo.Errorf("token", geo.Invalid, "scopes are read, write and admin, each once; %q does not do", word)
		}
		scopes = append(scopes, s)
	}
	if len(scopes) == 0 {
		return nil, geo.Errorf("token", geo.Invalid, "a token needs at least one scope: read, write or admin")
	}
	return scopes, nil
}
