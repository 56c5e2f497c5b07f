package access

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"linea/geo"
)

// contents is the file of tokens as it is written: JSON that a person can read.
type contents struct {
	Note   string  `json:"note"`
	Tokens []Token `json:"tokens"` // in order of creation, revoked ones too
}

const (
	note        = "Access tokens of Línea, hashed. Change them with linea token."
	mostTokens  = 10_000
	largestFile = 8 << 20
	draftSuffix = ".linea-part"
)

// File edits the tokens in a file, which need not exist yet.
type File struct {
	Path string
	Now  func() time.Time
}

// List gives all tokens, in order of creation.
func (f File) List() ([]Token, error) {
	c, _, err := readFile(f.Path)
	return c.Tokens, err
}

// Create adds a token and gives its text, which is kept nowhere. A zero expires
// means that it lasts until it is revoked.
func (f File) Create(name string, scopes []Scope, expires time.Time) (Token, string, error) {
	if err := CheckName(name); err != nil {
		return Token{}, "", err
	}
	if !expires.IsZero() && !expires.After(f.Now()) {
		return Token{}, "", geo.Errorf("token", geo.Invalid, "the token would have expired already; name a later time")
	}
	var token Token
	var text string
	err := f.edit(func(c *contents) error {
		if len(c.Tokens) >= mostTokens {
			return geo.Errorf("token", geo.TooLarge, "%s holds %d tokens already; that is as many as can be kept", f.Path, len(c.Tokens))
		}
		for token.ID == "" || slices.ContainsFunc(c.Tokens, func(t Token) bool { return t.ID == token.ID }) {
			token, text = newToken(name, scopes, f.Now(), expires)
		}
		c.Tokens = append(c.Tokens, token)
		return nil
	})
	return token, text, err
}

// Revoke ends the tokens of a name, or the one of an id, for good. They stay on
// the list, because the journal goes on naming them.
func (f File) Revoke(nameOrID string) ([]Token, error) {
	var ended []Token
	err := f.edit(func(c *contents) error {
		for i := range c.Tokens {
			t := &c.Tokens[i]
			if (t.ID == nameOrID || t.Name == nameOrID) && t.RevokedAt.IsZero() {
				t.RevokedAt = f.Now().UTC().Truncate(time.Second)
				ended = append(ended, *t)
			}
		}
		if ended == nil {
			return geo.Errorf("token", geo.NotFound, "no token that is not revoked has the name or id %q; linea token list shows them", nameOrID)
		}
		return nil
	})
	return ended, err
}

// edit rewrites the file: whole or not at all, one editor at a time.
func (f File) edit(change func(*contents) error) error {
	draft, err := os.OpenFile(f.Path+draftSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return geo.Wrap("token", geo.Unavailable, err, fmt.Sprintf("another linea token is writing %s; try again, and if none is running, delete %s", f.Path, f.Path+draftSuffix))
	}
	if err != nil {
		return unwritable(err)
	}
	// The draft's name is also the lock. Once the draft has the file's own name, the
	// lock is free and may be another's: only a draft that did not get there is removed.
	placed := false
	defer func() {
		if !placed {
			os.Remove(draft.Name()) //nolint:errcheck // it is of no use
		}
	}()
	c, _, err := readFile(f.Path)
	if err == nil {
		err = change(&c)
	}
	if err == nil {
		err = unwritable(errors.Join(keepOwner(draft, f.Path), write(draft, &c)))
	}
	if err = errors.Join(err, unwritable(draft.Close())); err != nil {
		return err
	}
	if err := os.Rename(draft.Name(), f.Path); err != nil {
		return unwritable(err)
	}
	placed = true
	return unwritable(syncFolder(filepath.Dir(f.Path)))
}

func write(to *os.File, c *contents) error {
	c.Note = note
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(c); err != nil {
		return err
	}
	if _, err := to.Write(b.Bytes()); err != nil {
		return err
	}
	return to.Sync()
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func unwritable(err error) error {
	return geo.Wrap("token", geo.Unavailable, err, "the file of tokens cannot be written; check the rights on it and its folder")
}

// readFile gives what the file holds, nothing and no info when there is none.
func readFile(path string) (contents, fs.FileInfo, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return contents{}, nil, nil
	}
	if err != nil {
		return contents{}, nil, geo.Wrap("token", geo.Unavailable, err, "the file of tokens cannot be read; check the rights on it")
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() > largestFile {
		return contents{}, info, damaged(path, err)
	}
	b := make([]byte, info.Size())
	if _, err := f.ReadAt(b, 0); err != nil && info.Size() > 0 {
		return contents{}, info, damaged(path, err)
	}
	c, err := parse(b)
	if err != nil {
		return contents{}, info, damaged(path, err)
	}
	return c, info, nil
}

func damaged(path string, err error) error {
	if err == nil {
		err = errors.New("it is too large")
	}
	return geo.Wrap("token", geo.Damaged, err, fmt.Sprintf("%s is not a file of tokens as linea token writes it; put a copy back, or delete it and make new tokens", path))
}

// parse reads the file's bytes. A token that does not say all it must is no
// token at all: the whole file is refused.
func parse(b []byte) (contents, error) {
	var c contents
	in := json.NewDecoder(bytes.NewReader(b))
	in.DisallowUnknownFields()
	if err := in.Decode(&c); err != nil {
		return contents{}, err
	}
	if in.More() || len(c.Tokens) > mostTokens {
		return contents{}, errors.New("it goes on after its end, or holds too many tokens")
	}
	seen := map[string]bool{}
	for i := range c.Tokens {
		t := &c.Tokens[i]
		words := make([]string, len(t.Scopes))
		for j, s := range t.Scopes {
			words[j] = string(s)
		}
		if _, err := ParseScopes(words); err != nil || t.Name == "" || len(t.SHA256) != 64 || len(t.ID) != idLength || seen[t.ID] {
			return contents{}, fmt.Errorf("token %d of it is not whole", i+1)
		}
		seen[t.ID] = true
	}
	return c, nil
}
