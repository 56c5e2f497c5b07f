package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestWireReadsWholeAnswers(t *testing.T) {
	large := strings.Repeat("x", 200_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("If-None-Match") == `"a"`:
			w.Header().Set("ETag", `"a"`)
			w.WriteHeader(http.StatusNotModified)
		case r.URL.Path == "/large":
			w.Header().Set("Content-Length", "200000")
			w.Write([]byte(large)) //nolint:errcheck
		case r.URL.Path == "/missing":
			http.Error(w, "no", http.StatusNotFound)
		case r.URL.Path == "/chunked":
			w.Write([]byte(large)) //nolint:errcheck
		default:
			w.Header().Set("ETag", `"a"`)
			w.Header().Set("Content-Length", "0")
		}
	}))
	defer server.Close()
	addr := strings.TrimPrefix(server.URL, "http://")
	w, err := dial(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	for range 2 { // one connection takes them all
		for _, c := range []struct {
			path, etag     string
			status, length int
		}{{"/", "", 200, 0}, {"/large", "", 200, 200_000}, {"/", `"a"`, 304, 0}, {"/missing", "", 404, 3}} {
			a, err := w.ask(request(addr, c.path, c.etag))
			if err != nil {
				t.Fatal(err)
			}
			if a.status != c.status || len(a.body) != c.length {
				t.Errorf("%s: status %d and %d bytes, want %d and %d", c.path, a.status, len(a.body), c.status, c.length)
			}
			if c.path == "/" && string(a.etag) != `"a"` {
				t.Errorf("etag %s", a.etag)
			}
		}
	}
	if _, err := w.ask(request(addr, "/chunked", "")); !errors.Is(err, errNoLength) {
		t.Errorf("got %v", err)
	}
}
