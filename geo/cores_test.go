package geo

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
)

// Every part is done once. On one core it is done in order, by the goroutine that
// asks.
func TestSideBySide(t *testing.T) {
	var mu sync.Mutex
	var done []int
	note := func(_ context.Context, part int) error {
		mu.Lock()
		defer mu.Unlock()
		done = append(done, part)
		return nil
	}
	want := []int{0, 1, 2, 3, 4, 5, 6}
	if err := SideBySide(t.Context(), 7, note); err != nil {
		t.Fatal(err)
	}
	slices.Sort(done)
	if !slices.Equal(done, want) {
		t.Errorf("done: %v", done)
	}
	done = nil
	if err := SideBySide(OnOneCore(t.Context()), 7, note); err != nil || !slices.Equal(done, want) {
		t.Errorf("on one core: %v, %v", done, err)
	}
}

// The first error ends the other parts.
func TestSideBySideFails(t *testing.T) {
	boom := errors.New("boom")
	for name, ctx := range map[string]context.Context{"all cores": t.Context(), "one core": OnOneCore(t.Context())} {
		err := SideBySide(ctx, 3, func(ctx context.Context, part int) error {
			if part == 0 {
				return boom
			}
			<-ctx.Done() // on one core never reached
			return ctx.Err()
		})
		if !errors.Is(err, boom) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHandsFor(t *testing.T) {
	if got := HandsFor(t.Context(), 1000); got != Cores() {
		t.Errorf("many parts: %d hands on %d cores", got, Cores())
	}
	if got := HandsFor(t.Context(), 0); got != 1 {
		t.Errorf("no part: %d hands", got)
	}
	if got := HandsFor(OnOneCore(t.Context()), 1000); got != 1 {
		t.Errorf("on one core: %d hands", got)
	}
}
