package api

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"linea/geo"
)

// app holds the files of the web app in memory.
type app struct{ files map[string]*appFile }

// appFile is one file with its compressed twins.
type appFile struct {
	name    string
	codings map[string][]byte // "" is the plain form
	etag    string
}

const indexFile = "index.html"

// loadApp reads every file; beside a file, .br and .gz are its compressed
// forms, not files of their own.
func loadApp(files fs.FS) (*app, error) {
	a := &app{files: map[string]*appFile{}}
	if files == nil {
		return a, nil
	}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err == nil {
			a.add(name, body)
		}
		return err
	})
	return a, geo.Wrap("app", geo.Internal, err, "the files of the web app cannot be read; build it again")
}

func (a *app) add(name string, body []byte) {
	coding := map[string]string{".br": "br", ".gz": "gzip"}[path.Ext(name)]
	if coding != "" {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	f := a.files[name]
	if f == nil {
		f = &appFile{name: name, codings: map[string][]byte{}}
		a.files[name] = f
	}
	f.codings[coding] = body
	if coding == "" {
		f.etag = hashOf(body)
	}
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// appRoute answers whatever no other route does.
func (s *server) appRoute() *route {
	return &route{free: true, plain: true, patient: true, needs: open, handle: serveApp}
}

func serveApp(c *call) error {
	name := strings.TrimPrefix(c.r.URL.Path, "/")
	if name == "" {
		name = indexFile
	}
	f := c.app.files[name]
	reads := c.r.Method == http.MethodGet || c.r.Method == http.MethodHead
	if f == nil && c.isAppPath(name) {
		f = c.app.files[indexFile]
	}
	switch {
	case !reads && (f != nil || name == indexFile):
		c.w.Header().Set("Allow", "GET, HEAD")
		return geo.Errorf("", methodNotAllowed, "%s is not answered here; allowed: GET, HEAD", c.r.Method)
	case f != nil && f.codings[""] != nil:
		return c.sendFile(f)
	case reads && name == indexFile:
		return c.send(http.StatusOK, mediaText+"; charset=utf-8", []byte(noApp))
	}
	return geo.Errorf("", geo.NotFound, "%s is not a path of this server; /openapi.json lists them", quote(c.r.URL.Path))
}

const noApp = `Línea is running, but this binary was built without its web app.

The API answers: /openapi.json describes it, /api/v1/summary is a good first look.
For the map, run "make build" (it needs Node 20) and start the server again.
`

// isAppPath says whether a browser is opening a page of the app, whose address
// the app itself understands.
func (c *call) isAppPath(name string) bool {
	for _, ours := range []string{"api/", "tiles/", "overlays/", "assets/"} {
		if strings.HasPrefix(name, ours) {
			return false
		}
	}
	return path.Ext(name) == "" && strings.Contains(c.r.Header.Get("Accept"), "text/html")
}

// sendFile sends a file in the coding that the client likes best. Files under
// assets carry a hash in their name and never change.
func (c *call) sendFile(f *appFile) error {
	h := c.w.Header()
	if strings.HasPrefix(f.name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	coding := chooseCoding(c.r.Header.Get("Accept-Encoding"), f.offered()...)
	c.etag = f.etag
	if coding != "" {
		c.etag += "-" + coding
		h.Set("Content-Encoding", coding)
	}
	if len(f.codings) > 1 {
		addVary(h, "Accept-Encoding")
	}
	if c.matches(c.etag) {
		h.Del("Content-Encoding")
		return nil
	}
	return c.send(http.StatusOK, contentType(f.name), f.codings[coding])
}

// offered lists the codings of a file, smallest first.
func (f *appFile) offered() []string {
	var names []string
	for _, coding := range []string{"br", "gzip"} {
		if f.codings[coding] != nil {
			names = append(names, coding)
		}
	}
	return names
}

// contentType goes by the name alone, so that it is the same on every machine.
func contentType(name string) string {
	types := map[string]string{
		".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
		".css": "text/css; charset=utf-8", ".json": mediaJSON, ".geojson": mediaGeoJSON, ".svg": "image/svg+xml", ".png": "image/png",
		".ico": "image/x-icon", ".webp": "image/webp", ".woff2": "font/woff2", ".txt": mediaText + "; charset=utf-8",
		".webmanifest": "application/manifest+json", ".map": mediaJSON, ".md": mediaText + "; charset=utf-8",
	}
	return orWord(types[path.Ext(name)], "application/octet-stream")
}
