package api

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"linea/geo"
)

// changeEvent tells open maps what changed. Its id is its seq.
type changeEvent struct {
	Seq   uint64   `json:"seq"`
	Cells []string `json:"cells"` // H3 of resolution 6; emptied ones too
	Kinds []string `json:"kinds"`
	N     int      `json:"n"` // incidents written
}

// resetEvent tells that anything may have changed.
type resetEvent struct {
	Seq uint64 `json:"seq"`
}

// The pace of an event stream.
const (
	eventEvery = 100 * time.Millisecond // at most ten a second
	eventRetry = time.Second            // after which a browser connects again
)

// events streams what changes, as server-sent events, until the client leaves,
// takes nothing for too long, or the server stops.
func events(c *call) error {
	after, err := c.lastEvent()
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", mediaEvents)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy that gathers would undo it
	if c.WaitFor == nil {
		return geo.Errorf("", geo.Unavailable, "This server does not follow its store, so it has no changes to tell")
	}
	if c.r.Method == http.MethodHead {
		return nil
	}
	select {
	case c.streams <- struct{}{}:
		defer func() { <-c.streams }()
	default:
		return geo.Errorf("", tooMany, "%d maps listen to this server already; close some, or ask again later", cap(c.streams))
	}
	c.takeTime()
	ctx, stop := context.WithCancel(c.r.Context())
	defer stop()
	go func() {
		select {
		case <-c.Stopping:
			stop()
		case <-ctx.Done():
		}
	}()
	s := &eventStream{call: c, seq: after}
	s.follow(ctx)
	return nil
}

// lastEvent is where a stream begins: after Last-Event-ID, which a browser
// sends when it connects again, else after the parameter, else now. What is no
// seq, like one of another store, is answered with a reset.
func (c *call) lastEvent() (uint64, error) {
	text := c.params.text("after", "")
	if err := c.params.err(); err != nil {
		return 0, err
	}
	if _, err := strconv.ParseUint(text, 10, 64); text != "" && err != nil {
		c.params.wrong("after", quote(text)+" is no seq, such as the header Linea-Seq gives")
		return 0, c.params.err()
	}
	if last := strings.TrimSpace(c.r.Header.Get("Last-Event-ID")); last != "" {
		text = last
	}
	if text == "" {
		return c.view.Head().Seq, nil
	}
	seq, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return math.MaxUint64, nil // a gap
	}
	return seq, nil
}

// eventStream is one client that listens.
type eventStream struct {
	*call
	seq  uint64    // told so far
	told time.Time // when an event was sent last
}

// follow tells what changes until ctx ends or the client does not take it.
func (s *eventStream) follow(ctx context.Context) {
	// An id without data makes the browser remember where it stands, from the
	// first moment on.
	if !s.send(fmt.Sprintf("retry: %d\nid: %d\n\n", eventRetry.Milliseconds(), min(s.seq, s.call.view.Head().Seq))) {
		return
	}
	if s.seq > s.call.view.Head().Seq && !s.tell(s.call.view.Changes(s.seq)) {
		return
	}
	for ctx.Err() == nil {
		ok := true
		switch err := s.wait(ctx); {
		case err == nil:
			ok = s.stillAllowed() && s.tell(s.View().Changes(s.seq))
			s.rest(ctx)
		case errors.Is(err, context.DeadlineExceeded):
			ok = s.stillAllowed() && s.send(": still here\n\n")
		}
		if !ok {
			return
		}
	}
}

// wait returns when the view shows more than was told, or with
// DeadlineExceeded for a heartbeat.
func (s *eventStream) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.Limits.EventBeat)
	defer cancel()
	return s.WaitFor(ctx, s.seq+1)
}

// rest lets what comes within a tenth of a second gather.
func (s *eventStream) rest(ctx context.Context) {
	timer := time.NewTimer(time.Until(s.told.Add(eventEvery)))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// tell sends one event; there is none for what no map shows.
func (s *eventStream) tell(changes geo.Changes) bool {
	s.seq = changes.Seq
	switch {
	case changes.Gap:
		return s.event("reset", resetEvent{changes.Seq})
	case changes.N == 0 && len(changes.Cells) == 0:
		return true
	}
	e := changeEvent{Seq: changes.Seq, N: changes.N}
	for _, cell := range changes.Cells {
		e.Cells = append(e.Cells, strconv.FormatUint(uint64(cell), 16))
	}
	for kind := range changes.Kinds.All() {
		e.Kinds = append(e.Kinds, kind.String())
	}
	return s.event("change", e)
}

func (s *eventStream) event(name string, v any) bool {
	data, err := encodeJSON(v)
	s.told = time.Now()
	return err == nil && s.send(fmt.Sprintf("event: %s\nid: %d\ndata: %s\n", name, s.seq, data)) // data ends in a line end
}

// send writes and flushes; false when the client is gone or does not take it.
// Nobody else waits for it: each stream has its own goroutine.
func (s *eventStream) send(text string) bool {
	control := http.NewResponseController(s.w)
	control.SetWriteDeadline(time.Now().Add(s.Limits.EventStall)) //nolint:errcheck // not offered by a test's recorder
	_, err := s.w.Write([]byte(text))
	return err == nil && control.Flush() == nil
}

// stillAllowed lets a stream end with the token that it was opened with. It asks
// with a copy of the call: else each time would leave something behind in it.
func (s *eventStream) stillAllowed() bool {
	again := *s.call
	return again.admit() == nil
}
