package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"linea/geo"
)

const requestIDHeader = "X-Request-Id"

var saneRequestID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

// observe gives the request an id, writes its one line in the log and counts
// it. The query string is not logged: it may tell where somebody will go.
func (s *server) observe(g *gin.Context) {
	id := g.GetHeader(requestIDHeader)
	if !saneRequestID.MatchString(id) {
		id = rand.Text()
	}
	g.Header(requestIDHeader, id)
	began := time.Now()
	defer func() {
		took := time.Since(began)
		aborted := recover()
		s.metrics.request(g.Request.Method, g.FullPath(), g.Writer.Status(), took)
		s.logRequest(g, id, took, aborted != nil)
		if aborted != nil {
			panic(aborted) // net/http closes the connection
		}
	}()
	g.Next()
}

func (s *server) logRequest(g *gin.Context, id string, took time.Duration, aborted bool) {
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("method", g.Request.Method), slog.String("path", g.Request.URL.Path),
		slog.Int("status", g.Writer.Status()), slog.Int("bytes", max(g.Writer.Size(), 0)),
		slog.Duration("took", took), slog.String("request_id", id),
	}
	if aborted {
		attrs = append(attrs, slog.Bool("aborted", true))
	}
	if cause, ok := g.Get(causeKey); ok {
		left := g.Request.Context().Err() != nil // a client that leaves is no error of ours
		if g.Writer.Status() >= http.StatusInternalServerError || aborted && !left {
			level = slog.LevelError
		}
		attrs = append(attrs, slog.Any("err", cause))
	}
	s.Log.LogAttrs(context.WithoutCancel(g.Request.Context()), level, "request", attrs...)
}

const causeKey = "linea.cause"

// recovered turns a panic of a handler into an error with its place, for the
// log. An abort goes on up: it is how a broken stream ends.
func recovered(cause any) error {
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(cause)
	}
	return &geo.Error{Code: geo.Internal, Message: "a handler panicked", Err: fmt.Errorf("%v\n%s", cause, debug.Stack())}
}
