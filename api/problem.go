package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"linea/geo"
)

// Codes that only HTTP knows.
const (
	unauthorized         geo.Code = "unauthorized"
	forbidden            geo.Code = "forbidden"
	methodNotAllowed     geo.Code = "method_not_allowed"
	notAcceptable        geo.Code = "not_acceptable"
	preconditionRequired geo.Code = "precondition_required"
	tooMany              geo.Code = "too_many"
	tooSlow              geo.Code = "too_slow"
)

// Problem is an error as the API shows it (RFC 9457).
type Problem struct {
	Type      string           `json:"type"` // urn:linea:problem: and a code
	Title     string           `json:"title"`
	Status    int              `json:"status"`
	Detail    string           `json:"detail"`
	Instance  string           `json:"instance"` // the path asked for
	RequestID string           `json:"request_id"`
	Errors    []geo.FieldError `json:"errors,omitempty"`
}

// kindOfProblem is what a code means over HTTP.
type kindOfProblem struct {
	code   geo.Code
	status int
	title  string
}

func problemKinds() []kindOfProblem {
	return []kindOfProblem{
		{geo.Invalid, http.StatusBadRequest, "The request cannot be read"},
		{unauthorized, http.StatusUnauthorized, "Sign in"},
		{forbidden, http.StatusForbidden, "Not allowed"},
		{geo.NotFound, http.StatusNotFound, "There is nothing here"},
		{methodNotAllowed, http.StatusMethodNotAllowed, "This method is not answered here"},
		{notAcceptable, http.StatusNotAcceptable, "This form of answer is not offered"},
		{geo.Conflict, http.StatusConflict, "It contradicts what is stored"},
		{geo.Stale, http.StatusPreconditionFailed, "It has changed since you read it"},
		{preconditionRequired, http.StatusPreconditionRequired, "Say which revision you saw"},
		{geo.TooLarge, http.StatusRequestEntityTooLarge, "Too large"},
		{geo.Unsupported, http.StatusUnsupportedMediaType, "This format is not known here"},
		{geo.Unprocessable, http.StatusUnprocessableEntity, "It breaks a rule"},
		{tooMany, http.StatusTooManyRequests, "Too much at once"},
		{geo.Unavailable, http.StatusServiceUnavailable, "Not available now"},
		{tooSlow, http.StatusServiceUnavailable, "The answer took too long"},
		{geo.Damaged, http.StatusInternalServerError, "The store is damaged"},
		{geo.Internal, http.StatusInternalServerError, "Our fault"},
	}
}

// problemOf turns any error into what a client may see: never a cause, never a
// stack. An error that is not a geo.Error is our fault.
func problemOf(err error) Problem {
	code := geo.CodeOf(err)
	if errors.Is(err, context.DeadlineExceeded) {
		code = tooSlow
	}
	kind := kindOfProblem{geo.Internal, http.StatusInternalServerError, "Our fault"}
	for _, k := range problemKinds() {
		if k.code == code {
			kind = k
		}
	}
	p := Problem{Type: "urn:linea:problem:" + string(kind.code), Title: kind.title, Status: kind.status}
	p.Detail, p.Errors = detailOf(err, kind.code)
	return p
}

func detailOf(err error, code geo.Code) (string, []geo.FieldError) {
	var e *geo.Error
	switch {
	case code == tooSlow:
		return "The answer was not ready in time; ask for less, for example a shorter datetime or a smaller bbox", nil
	case errors.As(err, &e) && code != geo.Internal:
		return e.Message, e.Fields
	}
	return "Something went wrong on the server; its log has the cause under this request_id", nil
}

// waitOf says when the same request may do better, 0 when never.
func waitOf(err error, status int) time.Duration {
	var often *tooOftenError
	switch {
	case errors.As(err, &often):
		return often.wait
	case status == http.StatusServiceUnavailable:
		return time.Second
	case status == http.StatusTooManyRequests:
		return 2 * time.Second
	}
	return 0
}

// writeProblem answers with the error, unless an answer has begun already; then
// it cuts the connection, so that no part is taken for the whole.
func (c *call) writeProblem(err error) {
	if c.written() {
		panic(http.ErrAbortHandler)
	}
	p := problemOf(err)
	p.Instance, p.RequestID = c.r.URL.Path, c.w.Header().Get(requestIDHeader)
	h := c.w.Header()
	for _, name := range []string{"ETag", "Content-Encoding", "Content-Disposition", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if wait := waitOf(err, p.Status); wait > 0 {
		h.Set("Retry-After", retryAfter(wait))
	}
	body, _ := encodeJSON(p) // texts and numbers only: it always can
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(p.Status)
	c.w.Write(body) //nolint:errcheck // the client is gone; nothing is left to say
}
