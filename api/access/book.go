package access

import (
	"errors"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"linea/geo"
)

// ErrUnknown: the text is no token that is in force.
var ErrUnknown = errors.New("not a token in force")

// Book reads the file of tokens for a server and notices when it changes: what
// linea token does counts from the next request on. Its methods may be called
// from any goroutine.
type Book struct {
	path   string
	always bool
	trust  time.Duration
	now    func() time.Time
	age    func() time.Duration // of the book, by a clock that nobody sets
	open   atomic.Int64         // at a lower age nobody needs a token; 0 = look at the file

	mu     sync.RWMutex
	info   fs.FileInfo // of the file that was read; nil = there was none
	tokens map[string]*Token
	seen   bool // the file has held a token since the server started
	err    error
}

// Options of OpenBook.
type Options struct {
	// Always asks for a token even before any was made.
	Always bool
	// Trust is how long a look that found no token ever made counts: a server
	// that is open to all does not look again for each request. Once there is a
	// token, every request looks. At most LongestTrust; 0 = every request looks.
	Trust time.Duration
	Now   func() time.Time
}

// LongestTrust is how long the first token may take to close an open server.
// Whoever makes tokens waits for so long before saying that they are in force.
const LongestTrust = 100 * time.Millisecond

// OpenBook reads the file, which need not exist.
func OpenBook(path string, o Options) (*Book, error) {
	b := &Book{path: path, always: o.Always, trust: min(o.Trust, LongestTrust), now: o.Now}
	start := time.Now()
	b.age = func() time.Duration { return time.Since(start) }
	if b.now == nil {
		b.now = time.Now
	}
	c, info, err := readFile(path)
	b.take(c, info, err)
	return b, err
}

// Required says whether requests need a token: as soon as one was made, and
// from then on, so that a file that vanishes opens nothing.
func (b *Book) Required() bool {
	if b.always {
		return true
	}
	looked := b.age()
	if int64(looked) < b.open.Load() {
		return false
	}
	if b.closed() {
		return true // whatever the file says now
	}
	b.refresh()
	b.mu.RLock()
	defer b.mu.RUnlock()
	if !b.seen {
		b.open.Store(int64(looked + b.trust))
	}
	return b.seen
}

// closed says whether there was a token once.
func (b *Book) closed() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.seen
}

// InForce is how many tokens could be used now.
func (b *Book) InForce() (n int) {
	b.refresh()
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, t := range b.tokens {
		if t.State(b.now()) == "active" {
			n++
		}
	}
	return n
}

// Check gives the token of a text: ErrUnknown when it is none that is in
// force, another error when the file cannot be read.
func (b *Book) Check(text string) (Token, error) {
	id := idOf(text)
	t, err := b.Find(id)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Token{}, err
	}
	if !sameHash(hashOf(text), t.SHA256) || err != nil {
		return Token{}, ErrUnknown
	}
	return t, nil
}

// Find gives the token of an id, as Check does.
func (b *Book) Find(id string) (Token, error) {
	b.refresh()
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.err != nil {
		return Token{}, b.err
	}
	if t := b.tokens[id]; t != nil && t.State(b.now()) == "active" {
		return *t, nil
	}
	return Token{}, ErrUnknown
}

// refresh reads the file again when it is another one than before.
func (b *Book) refresh() {
	info, err := os.Stat(b.path)
	b.mu.RLock()
	same := sameFile(b.info, info, err)
	b.mu.RUnlock()
	if same {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	c, info, err := readFile(b.path)
	b.take(c, info, err)
}

// sameFile says whether a look at the file shows the one that was read.
func sameFile(read, now fs.FileInfo, err error) bool {
	if err != nil || read == nil {
		return errors.Is(err, fs.ErrNotExist) && read == nil
	}
	return os.SameFile(read, now) && read.ModTime().Equal(now.ModTime()) && read.Size() == now.Size()
}

// take keeps what was read. A file that cannot be read lets nobody in.
func (b *Book) take(c contents, info fs.FileInfo, err error) {
	b.info, b.err, b.tokens = info, err, make(map[string]*Token, len(c.Tokens))
	for i := range c.Tokens {
		b.tokens[c.Tokens[i].ID] = &c.Tokens[i]
	}
	if b.seen = b.seen || len(c.Tokens) > 0 || geo.CodeOf(err) != ""; b.seen {
		b.open.Store(0)
	}
}
