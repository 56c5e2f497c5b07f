package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestElsewhereOnlyWithAToken(t *testing.T) {
	folder := t.TempDir()
	store := filepath.Join(folder, "x.gpkg")
	for _, open := range [][]string{{"--addr", "0.0.0.0:0"}, {"--addr", "127.0.0.1:0", "--base-url", "https://maps.example.org", "--proxies", "127.0.0.1"}} {
		_, errs, code := runWith(t, append([]string{"serve", "--store", store}, open...)...)
		if code != exitWrongUse || !strings.Contains(errs, "linea token create") || !strings.Contains(errs, "anyone there could read and change everything") {
			t.Fatalf("%v: exit %d: %s", open, code, errs)
		}
	}
	if _, err := os.Stat(store); !errors.Is(err, os.ErrNotExist) {
		t.Error("a refused server made a store")
	}
	out, _, code := runWith(t, "token", "create", "--store", store, "--name", "county", "--scopes", "read", "--expires", "1d")
	if code != exitDone || !strings.HasPrefix(out, "linea_") {
		t.Fatalf("exit %d: %q", code, out)
	}
	c := &Config{Store: store, Addr: "0.0.0.0:0"}
	if d, err := newDoor(c, slog.New(slog.DiscardHandler)); err != nil || !d.tokens.Required() || d.connections.Most < 16 {
		t.Errorf("with a token: %v", err)
	}
	if _, errs, code := runWith(t, "token", "revoke", "--store", store, "county"); code != exitDone {
		t.Fatal(errs)
	}
	if _, err := newDoor(c, slog.New(slog.DiscardHandler)); exitCode(t.Context(), err) != exitWrongUse {
		t.Errorf("with a revoked token: %v", err)
	}
}

func TestTokensOnTheCommandLine(t *testing.T) {
	store := filepath.Join(t.TempDir(), "x.gpkg")
	for _, args := range [][]string{
		{"create", "--name", "jane@example.org", "--scopes", "read"}, {"create", "--name", "county", "--scopes", "root"}, {"create", "--name", "county"},
		{"create", "--scopes", "read"}, {"create", "--name", "county", "--scopes", "read", "--expires", "soon"}, {"create", "--name", "county", "--scopes", "read", "--expires", "0d"}, {"create", "--name", "county", "--scopes", "read", "--expires", "2020-01-01"},
		{"revoke"}, {"list", "x"}, {"lend"},
	} {
		if out, _, code := runWith(t, append([]string{"token"}, append(args, "--store", store)...)...); code != exitWrongUse || out != "" {
			t.Errorf("%v: exit %d, %q", args, code, out)
		}
	}
	out, errs, _ := runWith(t, "token", "create", "--store", store, "--name", "county sar", "--scopes", "read,write")
	list, _, code := runWith(t, "token", "list", "--store", store)
	if code != exitDone || !strings.Contains(list, "county sar  read,write  active") || strings.Contains(list, out[15:40]) || !strings.Contains(errs, "not shown again") {
		t.Errorf("exit %d\n%s\n%s", code, list, errs)
	}
	if _, errs, code := runWith(t, "token", "revoke", "--store", store, "nobody"); code != exitFailed || !strings.Contains(errs, "linea token list") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if _, err := os.Stat(store); !errors.Is(err, os.ErrNotExist) {
		t.Error("a token made a store")
	}
}

// writeCertificate makes a certificate for localhost with a number, for an hour.
func writeCertificate(t *testing.T, certFile, keyFile string, number int64) {
	t.Helper()
	writeCertificateFor(t, certFile, keyFile, number, time.Hour)
}

// writeCertificateFor makes one that ends after some time, which may be past.
func writeCertificateFor(t *testing.T, certFile, keyFile string, number int64, ends time.Duration) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(min(ends, 0) - time.Hour), NotAfter: time.Now().Add(ends)}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	writePEM(t, certFile, "CERTIFICATE", cert)
	writePEM(t, keyFile, "PRIVATE KEY", private)
}

// writePEM replaces a file as programs that renew certificates do.
func writePEM(t *testing.T, name, kind string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name+".new", pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
}

func TestTLSByFilesThatAreRenewed(t *testing.T) {
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	writeCertificate(t, cert, key, 1)
	d, err := newDoor(&Config{Store: filepath.Join(folder, "x.gpkg"), Addr: "127.0.0.1:0", TLSCert: cert, TLSKey: key}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	listener, err := d.open(server)
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	defer server.Close()
	ask := func(newest uint16) (serial int64, proto string, err error) {
		client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: newest}}} // who it is, is what the test asks
		a, err := client.Get("https://" + listener.Addr().String())
		if err != nil {
			return 0, "", err
		}
		defer a.Body.Close()
		body, err := io.ReadAll(a.Body)
		return a.TLS.PeerCertificates[0].SerialNumber.Int64(), string(body), err
	}
	if serial, proto, err := ask(tls.VersionTLS13); err != nil || serial != 1 || proto != "HTTP/2.0" || d.scheme() != "https" {
		t.Errorf("certificate %d, %s, %v", serial, proto, err)
	}
	if _, _, err := ask(tls.VersionTLS11); err == nil {
		t.Error("TLS 1.1 was spoken")
	}
	other := filepath.Join(folder, "other.pem")
	writeCertificate(t, cert, other, 2) // the key is renewed a moment later
	if serial, _, err := ask(tls.VersionTLS12); err != nil || serial != 1 {
		t.Errorf("between two files: certificate %d, %v", serial, err)
	}
	if err := os.Rename(other, key); err != nil {
		t.Fatal(err)
	}
	if serial, _, err := ask(tls.VersionTLS13); err != nil || serial != 2 {
		t.Errorf("after the renewal: certificate %d, %v", serial, err)
	}
	writeCertificateFor(t, cert, key, 3, 48*time.Hour)
	if left := time.Until(d.certificate.ends()); left < 47*time.Hour || left > 49*time.Hour { // without a client that asks
		t.Errorf("the newest certificate ends in %v, want two days", left)
	}
}

func TestCertificatesThatDoNotDo(t *testing.T) {
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	writeCertificate(t, cert, key, 1)
	if err := os.WriteFile(key, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs, code := runWith(t, "serve", "--store", filepath.Join(folder, "x.gpkg"), "--addr", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
	if code != exitFailed || !strings.Contains(errs, "no certificate and its key") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

// The log tells how long a certificate holds, at the start and at every reading,
// which a hangup asks for whether or not a file changed.
func TestTheLogTellsHowLongACertificateHolds(t *testing.T) {
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	out := &writes{some: make(chan struct{}, 1)}
	log, flush := newLog(&Config{LogFormat: "json"}, out)
	for _, c := range []struct {
		ends time.Duration
		says string
	}{
		{-time.Minute, `"level":"WARN","msg":"certificate, but it has expired`},
		{48 * time.Hour, `"level":"WARN","msg":"certificate, but it ends soon`},
		{60 * 24 * time.Hour, `"level":"INFO","msg":"certificate","cert"`},
	} {
		writeCertificateFor(t, cert, key, 1, c.ends)
		if _, err := loadCertificate(cert, key, log); err != nil {
			t.Fatal(err)
		}
		flush()
		if text := out.take(); !strings.Contains(text, c.says) || !strings.Contains(text, `"names":["localhost"]`) {
			t.Errorf("%v: %s", c.ends, text)
		}
	}
	c, err := loadCertificate(cert, key, log)
	if err != nil {
		t.Fatal(err)
	}
	flush()
	out.take()
	c.current()
	if flush(); out.take() != "" {
		t.Error("unchanged files were read for a connection")
	}
	c.reread()
	if flush(); !strings.Contains(out.take(), `"msg":"certificate read again"`) {
		t.Error("a hangup is not answered in the log")
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	c.reread()
	if flush(); !strings.Contains(out.take(), "the old one stays") || c.current() == nil {
		t.Error("a missing key")
	}
}

func TestTheMachinesMemory(t *testing.T) {
	for _, tt := range []struct {
		files map[string]string
		want  int64
	}{
		{map[string]string{}, 0},
		{map[string]string{"/proc/meminfo": "MemTotal:  2048 kB\nMemFree: 1 kB\n"}, 2 << 20},
		{map[string]string{"/proc/meminfo": "MemTotal:  2048 kB\n", "/sys/fs/cgroup/memory.max": "max\n"}, 2 << 20},
		{map[string]string{"/proc/meminfo": "MemTotal:  2048 kB\n", "/sys/fs/cgroup/memory.max": "1048576\n"}, 1 << 20},
		{map[string]string{"/proc/meminfo": "MemTotal:  2048 kB\n", "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 2 << 20},
		{map[string]string{"/proc/meminfo": "nonsense"}, 0},
		{map[string]string{"/proc/meminfo": "MemTotal:  2048 kB\n", "/proc/self/cgroup": "0::/system.slice/linea.service\n",
			"/sys/fs/cgroup/system.slice/linea.service/memory.max": "1572864\n", "/sys/fs/cgroup/system.slice/memory.max": "max\n"}, 1_572_864},
		{map[string]string{"/proc/meminfo": "MemTotal:  2048 kB\n", "/proc/self/cgroup": "4:memory:/other\n0::/system.slice/linea.service\n",
			"/sys/fs/cgroup/system.slice/linea.service/memory.max": "max\n", "/sys/fs/cgroup/system.slice/memory.max": "1048576\n"}, 1 << 20},
		{map[string]string{"/proc/meminfo": "MemTotal:  2048 kB\n", "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "1048576\n"}, 1 << 20},
		{map[string]string{"/proc/meminfo": "MemTotal:  2048 kB\n", "/proc/self/cgroup": "0::/../x\n"}, 2 << 20},
	} {
		got := machineMemory(func(name string) ([]byte, error) {
			if text, ok := tt.files[name]; ok {
				return []byte(text), nil
			}
			return nil, os.ErrNotExist
		})
		if got != tt.want {
			t.Errorf("%v: %d", tt.files, got)
		}
	}
}
