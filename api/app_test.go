package api

import (
	"testing"
	"testing/fstest"
)

func TestApp(t *testing.T) {
	files := fstest.MapFS{
		"index.html":            {Data: []byte("<!doctype html>plain")},
		"index.html.gz":         {Data: []byte("zipped")},
		"index.html.br":         {Data: []byte("brotli")},
		"assets/app-1a2b.js":    {Data: []byte("js")},
		"assets/app-1a2b.js.br": {Data: []byte("js br")},
		"favicon.svg":           {Data: []byte("<svg/>")},
		"orphan.css.gz":         {Data: []byte("no plain form")},
		".keep":                 {},
	}
	w := newWorld(t, func(c *Config) { c.App = files })
	const html, immutable = "text/html; charset=utf-8", "public, max-age=31536000, immutable"
	for _, s := range []scenario{
		{name: "index", path: "/", status: 200, want: []string{"plain"}, gives: []string{"Content-Type", html, "Cache-Control", "no-cache", "ETag", "*", "Vary", "Accept-Encoding",
			"Content-Security-Policy", contentPolicy, "X-Content-Type-Options", "nosniff", "Content-Length", "20"}},
		{name: "index by name", path: "/index.html", status: 200, want: []string{"plain"}},
		{name: "index with a view in its address", path: "/?kind=death&z=7&whatever=1", status: 200, want: []string{"plain"}},
		{name: "brotli", path: "/", header: []string{"Accept-Encoding", "gzip, deflate, br"}, status: 200, want: []string{"brotli"}, gives: []string{"Content-Encoding", "br"}},
		{name: "gzip", path: "/", header: []string{"Accept-Encoding", "gzip"}, status: 200, want: []string{"zipped"}, gives: []string{"Content-Encoding", "gzip"}},
		{name: "hashed", path: "/assets/app-1a2b.js", status: 200, want: []string{"js"}, gives: []string{"Content-Type", "text/javascript; charset=utf-8", "Cache-Control", immutable}},
		{name: "hashed, brotli", path: "/assets/app-1a2b.js", header: []string{"Accept-Encoding", "br"}, status: 200, want: []string{"js br"}, gives: []string{"Content-Encoding", "br"}},
		{name: "never compressed", path: "/favicon.svg", header: []string{"Accept-Encoding", "br"}, status: 200, gives: []string{"Content-Type", "image/svg+xml", "Content-Encoding", "-", "Vary", "-", "Cache-Control", "no-cache"}},
		{name: "a page of the app", path: "/about/method", header: []string{"Accept", "text/html,*/*;q=0.8"}, status: 200, want: []string{"plain"}, gives: []string{"Content-Type", html}},
		{name: "a program asking for a page", path: "/about", header: []string{"Accept", "application/json"}, status: 404},
		{name: "an asset of another build", path: "/assets/app-9z.js", header: []string{"Accept", "text/html"}, status: 404},
		{name: "an asset without extension", path: "/assets/x", header: []string{"Accept", "text/html"}, status: 404},
		{name: "a file that is not", path: "/robots.txt", header: []string{"Accept", "text/html"}, status: 404},
		{name: "a twin without its file", path: "/orphan.css", status: 404},
		{name: "no page below the API", path: "/api/v1", header: []string{"Accept", "text/html"}, status: 404},
		{name: "up and out", path: "/assets/../../etc/passwd", header: []string{"Accept", "text/html"}, status: 404},
		{name: "HEAD", method: "HEAD", path: "/", status: 200, gives: []string{"Content-Length", "20", "ETag", "*"}},
		{name: "POST", method: "POST", path: "/", status: 405, gives: []string{"Allow", "GET, HEAD"}},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
	for _, coding := range []string{"", "br", "gzip"} {
		etag := w.get("/", "Accept-Encoding", coding).Header.Get("ETag")
		a := w.get("/", "Accept-Encoding", coding, "If-None-Match", etag)
		if a.StatusCode != 304 || a.Header.Get("ETag") != etag || a.Header.Get("Content-Encoding") != "" || a.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %d %v", coding, a.StatusCode, a.Header)
		}
		if coding != "" && w.get("/", "If-None-Match", etag).StatusCode != 200 {
			t.Errorf("the plain form is not the one of %s", etag)
		}
	}
}
