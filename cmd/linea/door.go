package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"linea/api"
	"linea/api/access"
	"linea/geo"
)

// door is what stands between the network and the handler: who may come in,
// how many at once, and under which certificate.
type door struct {
	addr        string
	tokens      *access.Book
	proxies     []netip.Prefix
	connections *api.Connections
	certificate *certificate // nil = no TLS
}

func newDoor(c *Config, log *slog.Logger) (*door, error) {
	d := &door{addr: c.Addr}
	var err error
	if d.tokens, err = access.OpenBook(c.tokensFile(), access.Options{Always: !c.isLocal(), Trust: access.LongestTrust}); err != nil {
		return nil, err
	}
	if setting, value := c.openBy(); setting != "" && d.tokens.InForce() == 0 {
		return nil, usagef("%s: with %q other machines reach the server, and anyone there could read and change everything: there is no access token in force in %s yet; make one with \"linea token create --store %s --name ORGANISATION --scopes read,write\", or let only programs of this machine reach it: --addr 127.0.0.1:8080 and none of --base-url, --hosts and --proxies", setting, value, c.tokensFile(), c.Store)
	}
	if c.TLSCert != "" {
		if d.certificate, err = loadCertificate(c.TLSCert, c.TLSKey, log); err != nil {
			return nil, err
		}
	} else if !c.isLocal() && !strings.HasPrefix(c.BaseURL, "https://") {
		log.Warn("access tokens and all answers travel unencrypted; give --tls-cert and --tls-key, or put a proxy with TLS in front and name it with --base-url https://...")
	}
	if d.proxies, err = c.proxies(); err != nil {
		return nil, err
	}
	d.connections = &api.Connections{Most: mostConnections(c.Connections), Exempt: d.exempt}
	d.connections.PerClient, d.connections.MostIdle = max(1, d.connections.Most/4), mostIdle
	return d, nil
}

// mostIdle is how many connections are kept for a next request: several for each
// map that is looked at. Each holds about 20 KB and makes the collector's work
// longer, and may stay for two minutes.
const mostIdle = 1024

// exempt: a proxy brings many clients, and a program of this machine is not
// kept from what it could break by itself.
func (d *door) exempt(addr netip.Addr) bool {
	for _, p := range d.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return addr.IsLoopback()
}

func (d *door) scheme() string {
	if d.certificate != nil {
		return "https"
	}
	return "http"
}

// open listens, and prepares the server for it.
func (d *door) open(server *http.Server) (net.Listener, error) {
	listener, err := net.Listen("tcp", d.addr)
	if err != nil {
		return nil, geo.Wrap("serve", geo.Unavailable, err, fmt.Sprintf("cannot listen on %s; if another program does, stop it or choose another --addr", d.addr))
	}
	server.ConnState = d.connections.State
	listener = d.connections.Listen(listener)
	if d.certificate == nil {
		return listener, nil
	}
	d.rereadOnHangup()
	server.TLSConfig = d.certificate.config()
	server.TLSConfig.NextProtos = []string{"h2", "http/1.1"}
	return tls.NewListener(listener, server.TLSConfig), nil
}

// rereadOnHangup reads the certificate at once, changed or not, so that the log
// tells whoever sends the signal how it went.
func (d *door) rereadOnHangup() {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		for range hangups {
			d.certificate.reread()
		}
	}()
}
