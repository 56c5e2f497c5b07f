package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"

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
	return c, geo.Wrap("serve", geo.Invalid, c.read(c.look()), fmt.Sprintf("%s and %s are no certificate and its key in PEM", certFile, keyFile))
}

// config takes TLS 1.2, which browsers since 2014 speak, and newer.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return c.current(), nil
	}}
}

// current gives the certificate of the moment. Files that do not fit, as
// between the renewal of one and of the other, leave the one that is in use.
func (c *certificate) current() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if files := c.look(); !c.unchanged(files) {
		if err := c.read(files); err != nil {
			c.log.Error("the new certificate cannot be used; the old one stays", "cert", c.certFile, "key", c.keyFile, "err", err)
		} else {
			c.log.Info("certificate read again", "cert", c.certFile)
		}
	}
	return c.now
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
