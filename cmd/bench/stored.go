package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"

	"linea/api"
)

// storedWord makes the program serve stored bytes instead of measuring.
const storedWord = "stored-bytes"

// stored is an answer kept as it came, and the header of its 304.
type stored struct {
	URI         string
	Header      http.Header
	NotModified http.Header
	Body        []byte
}

// serveStored answers with the stored answers of a file, and a write with what
// it was sent, and does nothing else: what the HTTP stack can do at best. It ends
// with ctx.
func serveStored(ctx context.Context, path string, stdout io.Writer) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var answers []stored
	if err := json.Unmarshal(text, &answers); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := api.HTTPServer("", storedHandler(answers), api.Limits{})
	context.AfterFunc(ctx, func() { server.Close() }) //nolint:errcheck
	fmt.Fprintf(stdout, "stored bytes at http://%s\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func storedHandler(answers []stored) http.Handler {
	byURI := make(map[string]*stored, len(answers))
	for i := range answers {
		byURI[answers[i].URI] = &answers[i]
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/tiles/hotspots/:z/:x/:y", func(c *gin.Context) {
		s, ok := byURI[c.Request.RequestURI]
		switch {
		case !ok:
			c.Status(http.StatusNotFound)
		case c.Request.Header.Get("If-None-Match") == s.Header.Get("Etag"):
			send(c.Writer, http.StatusNotModified, s.NotModified, nil)
		default:
			send(c.Writer, http.StatusOK, s.Header, s.Body)
		}
	})
	engine.POST("/api/v1/incidents", func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body)
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		send(c.Writer, http.StatusCreated, nil, body)
	})
	return engine
}

func send(w gin.ResponseWriter, status int, header http.Header, body []byte) {
	h := w.Header()
	for name, values := range header {
		h[name] = values
	}
	w.WriteHeader(status)
	if body != nil {
		w.Write(body) //nolint:errcheck
		return
	}
	w.WriteHeaderNow()
}

// store keeps the answers to a set of requests in a file.
func (b *bench) storeAnswers(ctx context.Context, set *asked, path string) error {
	answers := make([]stored, len(set.paths))
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	for i, uri := range set.paths {
		s := &answers[i]
		s.URI = uri
		var err error
		if s.Header, s.Body, err = fetch(ctx, client, b.server.url(uri), ""); err != nil {
			return err
		}
		if s.NotModified, _, err = fetch(ctx, client, b.server.url(uri), s.Header.Get("Etag")); err != nil {
			return err
		}
		s.NotModified.Del("Content-Length")
	}
	text, err := json.Marshal(answers)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// fetch gives header and body as the handler wrote them; the date is the
// stack's.
func fetch(ctx context.Context, client *http.Client, url, etag string) (http.Header, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	answer.Header.Del("Date")
	body, err := io.ReadAll(answer.Body)
	return answer.Header, body, err
}
