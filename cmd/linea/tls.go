package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"linea/geo"
)

// certificate is the server's, read again when one of its files changes: what
// renews it need not know the server.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu    sync.Mutex
	files [2]fs.FileInfo // as they were when last read
	now   *tls.Certificate
}

// loadCertificate reads both files; they must fit each other.
func loadCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log}
	if err := c.read(c.look()); err != nil {
		return nil, geo.Wrap("serve", geo.Invalid, err, fmt.Sprintf("%s and %s are no certificate and its key in PEM", certFile, keyFile))
	}
	c.tell("certificate")
	return c, nil
}

// config takes TLS 1.2, which browsers since 2014 speak, and newer.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return c.current(), nil
	}}
}

// current gives the certificate of the moment, read again if a file changed.
func (c *certificate) current() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if files := c.look(); !c.unchanged(files) {
		c.renew(files)
	}
	return c.now
}

// ends is until when the certificate of the moment holds.
func (c *certificate) ends() time.Time { return c.current().Leaf.NotAfter }

// reread reads the files whether they changed or not.
func (c *certificate) reread() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.renew(c.look())
}

// renew says in the log how it went. Files that do not fit, as between the
// renewal of one and of the other, leave the certificate that is in use.
func (c *certificate) renew(files [2]fs.FileInfo) {
	if err := c.read(files); err != nil {
		c.log.Error("the new certificate cannot be used; the old one stays", "cert", c.certFile, "key", c.keyFile, "err", err)
		return
	}
	c.tell("certificate read again")
}

// soonOver is how long before its end the log warns of a certificate: programs
// that renew them do so a month before.
const soonOver = 14 * 24 * time.Hour

// tell writes until when the certificate holds, and warns when that is past, near
// or not begun: the server goes on with it, and browsers turn away.
func (c *certificate) tell(what string) {
	leaf, level, now := c.now.Leaf, slog.LevelInfo, time.Now()
	switch {
	case now.After(leaf.NotAfter):
		what, level = what+", but it has expired: browsers and programs refuse it; renew it", slog.LevelWarn
	case now.Before(leaf.NotBefore):
		what, level = what+", but it does not hold yet: browsers and programs refuse it until then", slog.LevelWarn
	case leaf.NotAfter.Sub(now) < soonOver:
		what, level = what+", but it ends soon; renew it", slog.LevelWarn
	}
	c.log.Log(context.Background(), level, what, "cert", c.certFile, "not_before", leaf.NotBefore, "not_after", leaf.NotAfter, "names", leaf.DNSNames)
}

func (c *certificate) look() (files [2]fs.FileInfo) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(name); err == nil {
			files[i] = info
		}
	}
	return files
}

func (c *certificate) unchanged(files [2]fs.FileInfo) bool {
	for i, f := range files {
		was := c.files[i]
		if f == nil || was == nil {
			if f != was {
				return false
			}
			continue
		}
		if !os.SameFile(f, was) || !f.ModTime().Equal(was.ModTime()) || f.Size() != was.Size() {
			return false
		}
	}
	return true
}

func (c *certificate) read(files [2]fs.FileInfo) error {
	c.files = files
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return errors.Join(errors.New("the files do not do"), err)
	}
	c.now = &pair
	return nil
}
