package api

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
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
	eventShare = 50 * time.Microsecond  // for each stream, over which they are told one after the other
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
	leave, err := c.streams.take(c.client(c.r))
	if err != nil {
		return err
	}
	defer leave()
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
	if s.seq > s.call.view.Head().Seq && !s.tell(s.call.view) {
		return
	}
	for ctx.Err() == nil {
		ok := true
		switch err := s.wait(ctx); {
		case err == nil:
			pauseFor(ctx, s.stagger())
			ok = s.stillAllowed() && s.tell(s.View())
			pauseFor(ctx, time.Until(s.told.Add(eventEvery))) // what comes meanwhile gathers
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

// stagger is how long a stream lets others go before it: all wake at the same
// write, and a thousand that write at once would keep everybody else waiting.
func (s *eventStream) stagger() time.Duration {
	return rand.N(time.Duration(s.streams.underWay()) * eventShare)
}

func pauseFor(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// tell sends what the view shows beyond what was told; nothing for what no map
// shows.
func (s *eventStream) tell(view geo.View) bool {
	text, err := s.bulletin.after(view, &s.seq)
	if err != nil || text == "" {
		return err == nil
	}
	s.told = time.Now()
	return s.send(text)
}

// bulletin keeps the newest event as it is sent: most streams stand at the same
// seq, and it is written once for all of them.
type bulletin struct {
	mu        sync.Mutex
	from, seq uint64
	text      string
}

// after gives the event that leads from *seq to what the view shows, "" for
// none, and moves *seq there.
func (b *bulletin) after(view geo.View, seq *uint64) (text string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.from != *seq || b.seq != view.Head().Seq {
		changes := view.Changes(*seq)
		if text, err = eventOf(changes); err != nil {
			return "", err
		}
		b.from, b.seq, b.text = *seq, changes.Seq, text
	}
	*seq = b.seq
	return b.text, nil
}

func eventOf(changes geo.Changes) (string, error) {
	switch {
	case changes.Gap:
		return eventText("reset", changes.Seq, resetEvent{changes.Seq})
	case changes.N == 0 && len(changes.Cells) == 0:
		return "", nil
	}
	e := changeEvent{Seq: changes.Seq, N: changes.N}
	for _, cell := range changes.Cells {
		e.Cells = append(e.Cells, strconv.FormatUint(uint64(cell), 16))
	}
	for kind := range changes.Kinds.All() {
		e.Kinds = append(e.Kinds, kind.String())
	}
	return eventText("change", changes.Seq, e)
}

func eventText(name string, seq uint64, v any) (string, error) {
	data, err := encodeJSON(v)
	return fmt.Sprintf("event: %s\nid: %d\ndata: %s\n", name, seq, data), err // data ends in a line end
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
