package geo

import (
	"errors"
	"fmt"
	"strings"
)

// Code says to a machine what went wrong; the API maps it to a status.
type Code string

// The codes, with the HTTP status that the API gives them.
const (
	Invalid       Code = "invalid"       // 400: the question or the input is malformed
	NotFound      Code = "not_found"     // 404
	Conflict      Code = "conflict"      // 409: the same id with other content, or a store of another nature
	Stale         Code = "stale"         // 412: the caller saw an older revision
	TooLarge      Code = "too_large"     // 413: beyond a stated limit
	Unsupported   Code = "unsupported"   // 415: a format that is not known here
	Unprocessable Code = "unprocessable" // 422: well-formed, but it breaks a rule of the domain
	Unavailable   Code = "unavailable"   // 503: starting, or the disk refuses
	Damaged       Code = "damaged"       // 500: a store whose content contradicts itself
	Internal      Code = "internal"      // 500: our fault
)

// FieldError names one parameter or field and says what is allowed there.
type FieldError struct {
	Parameter string `json:"parameter,omitempty"` // of a query string
	Pointer   string `json:"pointer,omitempty"`   // RFC 6901, into a body
	Detail    string `json:"detail"`
}

// Error is the one error type of Línea. Message is a sentence for a person and
// says what to do next; Err is the cause, logged once at the edge and never
// shown to a client.
type Error struct {
	Op      string
	Code    Code
	Message string
	Fields  []FieldError
	Err     error
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.Message)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s%s: %s", f.Parameter, f.Pointer, f.Detail)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error with a formatted message and no cause.
func Errorf(op string, code Code, format string, args ...any) *Error {
	return &Error{Op: op, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes an Error around a cause. A nil cause gives nil.
func Wrap(op string, code Code, err error, message string) error {
	if err == nil {
		return nil
	}
	return &Error{Op: op, Code: code, Message: message, Err: err}
}

// CodeOf gives the code of the outermost Error in the chain, Internal for any
// other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
