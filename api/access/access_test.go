package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linea/geo"
)

// desk is a file of tokens with a clock of its own.
type desk struct {
	File
	t   *testing.T
	now time.Time
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, now: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)}
	d.File = File{Path: filepath.Join(t.TempDir(), "store.tokens"), Now: func() time.Time { return d.now }}
	return d
}

func (d *desk) create(name string, lasts time.Duration) string {
	d.t.Helper()
	var expires time.Time
	if lasts > 0 {
		expires = d.now.Add(lasts)
	}
	_, text, err := d.Create(name, []Scope{Read}, expires)
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

func (d *desk) book(always bool) *Book {
	d.t.Helper()
	b, err := OpenBook(d.Path, Options{Always: always, Now: func() time.Time { return d.now }})
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func TestATokenIsKnownUntilItIsRevoked(t *testing.T) {
	d := newDesk(t)
	b := d.book(false)
	if b.Required() {
		t.Error("asked for before there is one")
	}
	text := d.create("red-cross", 0)
	if !b.Required() || b.InForce() != 1 {
		t.Error("not asked for")
	}
	got, err := b.Check(text)
	if err != nil || got.Name != "red-cross" || !got.Allows(Read) || got.Allows(Write) || !strings.HasPrefix(text, "linea_"+got.ID+"_") {
		t.Fatalf("%+v, %v", got, err)
	}
	if ended, err := d.Revoke(got.ID); err != nil || len(ended) != 1 {
		t.Fatalf("%v, %v", ended, err)
	}
	if _, err := b.Check(text); !errors.Is(err, ErrUnknown) {
		t.Errorf("after it was revoked: %v", err)
	}
	if _, err := d.Revoke(got.ID); geo.CodeOf(err) != geo.NotFound {
		t.Errorf("revoked twice: %v", err)
	}
	if !b.Required() || !d.book(false).Required() || b.InForce() != 0 {
		t.Error("the last token's end opened the server")
	}
}

// An open server does not look at the file for each request; the first token
// closes it within the trust, and from then on every request looks.
func TestTheFirstTokenClosesAServerWithinItsTrust(t *testing.T) {
	d := newDesk(t)
	b, err := OpenBook(d.Path, Options{Trust: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	age := time.Duration(0)
	b.age = func() time.Duration { return age }
	if b.Required() {
		t.Fatal("asked for before there is one")
	}
	text := d.create("red-cross", 0)
	if age = LongestTrust - 1; b.Required() {
		t.Error("the file was looked at for each request")
	}
	if age = LongestTrust; !b.Required() {
		t.Error("open for longer than the longest trust")
	}
	if age = 0; !b.Required() {
		t.Error("open again")
	}
	if _, err := b.Check(text); err != nil {
		t.Error(err)
	}
	if _, err := d.Revoke(idOf(text)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Check(text); !errors.Is(err, ErrUnknown) {
		t.Errorf("the next request after the revocation: %v", err)
	}
	if !b.Required() {
		t.Error("the last token's end opened the server")
	}
}

func TestATokenExpires(t *testing.T) {
	d := newDesk(t)
	text := d.create("camp", time.Hour)
	b := d.book(false)
	if _, err := b.Check(text); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(time.Hour)
	if _, err := b.Check(text); !errors.Is(err, ErrUnknown) {
		t.Errorf("after its hour: %v", err)
	}
	if _, _, err := d.Create("late", []Scope{Read}, d.now); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("expired when made: %v", err)
	}
}

// Neither a lost file nor a broken one opens what was closed.
func TestTheBookFailsClosed(t *testing.T) {
	d := newDesk(t)
	text := d.create("camp", 0)
	b := d.book(false)
	if err := os.WriteFile(d.Path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Check(text); !b.Required() || geo.CodeOf(err) != geo.Damaged {
		t.Errorf("a broken file: %v", err)
	}
	if err := os.Remove(d.Path); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Check(text); !b.Required() || !errors.Is(err, ErrUnknown) {
		t.Errorf("no file: %v", err)
	}
	if !d.book(true).Required() {
		t.Error("always means always")
	}
}

func TestTheFileIsPrivateAndHoldsNoToken(t *testing.T) {
	d := newDesk(t)
	text := d.create("camp", 0)
	info, err := os.Stat(d.Path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	kept, err := os.ReadFile(d.Path)
	if err != nil || strings.Contains(string(kept), text[15:]) || !strings.Contains(string(kept), hashOf(text)) {
		t.Errorf("%s, %v", kept, err)
	}
	left, err := os.ReadDir(filepath.Dir(d.Path))
	if err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestTextsThatAreNoToken(t *testing.T) {
	d := newDesk(t)
	text := d.create("camp", 0)
	b := d.book(false)
	for _, wrong := range []string{"", " ", "linea_", text + "a", text[:len(text)-1], strings.ToUpper(text), text[:len(text)-1] + "!", " " + text, "x" + text[1:], strings.Repeat("a", 1<<16)} {
		if _, err := b.Check(wrong); !errors.Is(err, ErrUnknown) {
			t.Errorf("%.80q: %v", wrong, err)
		}
	}
	for i := range len(text) {
		if _, err := b.Check(text[:i] + "7" + text[i+1:]); err == nil && text[i] != '7' {
			t.Errorf("wrong at %d, and taken", i)
		}
	}
}

func TestNamesAndScopes(t *testing.T) {
	for name, ok := range map[string]bool{
		"red-cross": true, "Cruz Roja Nogales": true, "sensor.12": true, "Protección Civil": true, "ab": true,
		"a": false, "": false, " x1": false, "x1 ": false, "a/b": false, "a\nb": false, "import bot": false, "Importer": false, "linea": false, "HTTP": false,
		strings.Repeat("x", 61): false, "call 5205551234": false, "jane@example.org": false, "a,b": false, "<b>": false,
	} {
		if err := CheckName(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
	for words, ok := range map[string]bool{"read": true, "read,write,admin": true, "read, write": true, "": false, "read,read": false, "root": false, "Read": false, "read,": false} {
		if _, err := ParseScopes(strings.Split(words, ",")); (err == nil) != ok {
			t.Errorf("%q: %v", words, err)
		}
	}
	if _, err := ParseScopes(nil); err == nil {
		t.Error("a token without a scope")
	}
}

// Many at once: nobody's token is lost, and whoever could not write is told.
func TestManyEditAtOnce(t *testing.T) {
	d := newDesk(t)
	var made sync.Map
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if token, _, err := d.Create(fmt.Sprint("sensor-", i), []Scope{Write}, time.Time{}); err == nil {
				made.Store(token.ID, true)
			} else if geo.CodeOf(err) != geo.Unavailable {
				t.Error(err)
			}
		})
	}
	group.Wait()
	tokens, err := d.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range tokens {
		made.Delete(token.ID)
	}
	made.Range(func(id, _ any) bool { t.Errorf("%s was made and is lost", id); return true })
}

func TestSessionsAreBounded(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := NewSessions(func() time.Time { return now })
	first, _ := s.Begin(Token{ID: "a"})
	next, _ := s.Begin(Token{ID: "b"})
	for range mostOfAToken {
		now = now.Add(time.Second)
		s.Begin(Token{ID: "b"})
	}
	_, signedIn := s.Find(first)
	if _, ok := s.Find(next); !signedIn || ok || len(s.open) != 1+mostOfAToken {
		t.Errorf("%d are open, that of a: %v, the first of b: %v", len(s.open), signedIn, ok)
	}
	for i := len(s.open); i < mostSessions; i++ {
		s.open[fmt.Sprint(i)] = Session{fmt.Sprint(i / mostOfAToken), now.Add(SessionTime)}
	}
	s.Begin(Token{ID: "c"})
	if _, ok := s.Find(first); ok || len(s.open) != mostSessions {
		t.Errorf("%d are open, the first too: %v", len(s.open), ok)
	}
	_, short := s.Begin(Token{ExpiresAt: now.Add(time.Minute)})
	if !short.Ends.Equal(now.Add(time.Minute)) {
		t.Errorf("a session outlives its token: %v", short.Ends)
	}
	now = now.Add(SessionTime)
	last, _ := s.Begin(Token{})
	if _, ok := s.Find(last); !ok || len(s.open) != 1 {
		t.Errorf("what has ended takes room: %d", len(s.open))
	}
	s.End(last)
	if _, ok := s.Find(last); ok {
		t.Error("ended, and open")
	}
}

func FuzzToken(f *testing.F) {
	f.Add("linea_abcdefgh_" + strings.Repeat("a", 52))
	f.Add("linea__")
	f.Add("\x00")
	path := filepath.Join(f.TempDir(), "tokens")
	if _, _, err := (File{Path: path, Now: time.Now}).Create("camp", []Scope{Read}, time.Time{}); err != nil {
		f.Fatal(err)
	}
	b, err := OpenBook(path, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if token, err := b.Check(text); err == nil {
			t.Errorf("%q is taken for %+v", text, token)
		}
		if CheckName(text) == nil && (text == "" || len(text) > 4*longestName) {
			t.Errorf("%q is a name", text)
		}
	})
}

// Whatever the file holds, what is read of it is whole, and is read again as
// it is written.
func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"note":"","tokens":[{"id":"abcdefgh","name":"camp","scopes":["read"],"created_at":"2026-01-01T00:00:00Z","sha256":"` + strings.Repeat("0", 64) + `"}]}`))
	f.Add([]byte(`{"tokens":[{}]}`))
	f.Add([]byte(`{}{}`))
	path := filepath.Join(f.TempDir(), "tokens")
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := parse(b)
		if err != nil {
			return
		}
		to, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(write(to, &c), to.Close())
		if unwritable := (*json.MarshalerError)(nil); errors.As(err, &unwritable) {
			return // a time that JSON cannot hold
		}
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := readFile(path)
		if err != nil || len(again.Tokens) != len(c.Tokens) {
			t.Fatalf("%v: %d tokens, then %d", err, len(c.Tokens), len(again.Tokens))
		}
	})
}
