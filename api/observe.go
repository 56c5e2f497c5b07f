package api

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
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
	if id == "" || !saneRequestID.MatchString(id) {
		id = newRequestID()
	}
	g.Writer.Header()["X-Request-Id"] = []string{id}
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

// newRequestID tells requests apart in the log; nobody is let in by it.
func newRequestID() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], rand.Uint64())
	binary.BigEndian.PutUint64(b[8:], rand.Uint64())
	return hex.EncodeToString(b[:])
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
		cause = loggable(cause, g.Writer.Status())
		left := g.Request.Context().Err() != nil // a client that leaves is no error of ours
		if g.Writer.Status() >= http.StatusInternalServerError || aborted && !left {
			level = slog.LevelError
		}
		attrs = append(attrs, slog.Any("err", cause))
	}
	s.writeLine(context.WithoutCancel(g.Request.Context()), level, attrs)
}

// loggable says what was wrong with a request without the texts that its client
// sent: they may name somebody, or tell where somebody will go.
func loggable(cause any, status int) any {
	var e *geo.Error
	if err, ok := cause.(error); ok && status >= http.StatusBadRequest && status < http.StatusInternalServerError && errors.As(err, &e) {
		return e.Message
	}
	return cause
}

// writeLine is Log.LogAttrs without asking for the place in the source, which is
// the same for every request and costs as much as the rest of the line.
func (s *server) writeLine(ctx context.Context, level slog.Level, attrs []slog.Attr) {
	if !s.Log.Enabled(ctx, level) {
		return
	}
	line := slog.NewRecord(time.Now(), level, "request", 0)
	line.AddAttrs(attrs...)
	s.Log.Handler().Handle(ctx, line) //nolint:errcheck // nobody could help
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
