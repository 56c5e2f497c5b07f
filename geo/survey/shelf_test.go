package survey

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linea/geo"
)

func give(seq uint64, value string, fresh bool) errand[string] {
	return errand[string]{seq: seq, fresh: func(uint64) bool { return fresh }, make: func(context.Context) (string, error) { return value, nil }}
}

func TestShelfKeepsWhatIsFresh(t *testing.T) {
	s := newShelf[string](2)
	for i, c := range []struct {
		key  string
		e    errand[string]
		want string
	}{
		{"a", give(1, "first", false), "first"},
		{"a", give(1, "again", false), "first"},    // the same snapshot
		{"a", give(3, "later", true), "first"},     // nothing changed since
		{"a", give(2, "earlier", true), "earlier"}, // somebody still looks at an older one
		{"a", give(3, "now", false), "first"},      // which does not take the newer one's place
		{"a", give(4, "second", false), "second"},  // changed
		{"b", give(4, "b", false), "b"},
		{"c", give(4, "c", false), "c"}, // the third of two
		{"a", give(4, "a anew", false), "a anew"},
		{"c", give(4, "c anew", false), "c"},
	} {
		if got, err := s.get(t.Context(), c.key, c.e); got != c.want || err != nil {
			t.Fatalf("%d: %q %v, want %q", i, got, err, c.want)
		}
	}
}

func TestShelfSharesWork(t *testing.T) {
	s, gate, made := newShelf[string](4), make(chan struct{}), atomic.Int64{}
	slow := errand[string]{seq: 1, fresh: func(uint64) bool { return false }, make: func(context.Context) (string, error) {
		<-gate
		return strconv.FormatInt(made.Add(1), 10), nil
	}}
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if got, err := s.get(context.Background(), "k", slow); got != "1" || err != nil {
				t.Errorf("%q %v", got, err)
			}
		})
	}
	for waiting := 0; waiting < 20; time.Sleep(time.Millisecond) {
		s.mu.Lock()
		if f := s.flights["k"]; f != nil {
			waiting = f.waiting
		}
		s.mu.Unlock()
	}
	close(gate)
	group.Wait()
	if made.Load() != 1 || len(s.flights) != 0 {
		t.Errorf("made %d times, %d flights left", made.Load(), len(s.flights))
	}
}

// Work is called off when the last who waits has left, and only then; an error
// is handed out and not kept; a panic is an error.
func TestShelfCallsOffAndReports(t *testing.T) {
	s, ended := newShelf[string](4), make(chan error, 1)
	long := errand[string]{seq: 1, make: func(ctx context.Context) (string, error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return "", ctx.Err()
	}}
	first, leaveFirst := context.WithCancel(t.Context())
	second, leaveSecond := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for _, ctx := range []context.Context{first, second} {
		group.Go(func() {
			if _, err := s.get(ctx, "k", long); !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
		})
	}
	for {
		s.mu.Lock()
		both := s.flights["k"] != nil && s.flights["k"].waiting == 2
		s.mu.Unlock()
		if both {
			break
		}
		time.Sleep(time.Millisecond)
	}
	leaveFirst()
	select {
	case <-ended:
		t.Error("called off while somebody waits")
	case <-time.After(20 * time.Millisecond):
	}
	leaveSecond()
	<-ended
	group.Wait()
	if _, err := s.get(t.Context(), "p", errand[string]{seq: 1, make: func(context.Context) (string, error) { panic("broken") }}); geo.CodeOf(err) != geo.Internal {
		t.Errorf("%v", err)
	}
	if got, err := s.get(t.Context(), "p", give(1, "mended", false)); got != "mended" || err != nil {
		t.Errorf("%q %v", got, err)
	}
}
