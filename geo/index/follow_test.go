package index

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"linea/geo/store/storetest"
)

// After a long fold the next one lets blocks gather, unless somebody waits for it.
func TestRest(t *testing.T) {
	for name, c := range map[string]struct {
		took  time.Duration
		waits bool
		want  time.Duration
	}{
		"a quick fold":                  {9 * time.Millisecond, false, 0},
		"a long fold":                   {300 * time.Millisecond, false, 300 * time.Millisecond},
		"a very long fold":              {time.Minute, false, time.Second},
		"a long fold and one who waits": {time.Minute, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ix := New(storetest.NewMemory())
				ctx, cancel := context.WithCancel(t.Context())
				if c.waits {
					go func() {
						if err := ix.WaitFor(ctx, 1); !errors.Is(err, context.Canceled) {
							t.Errorf("waited: %v", err)
						}
					}()
				}
				began := time.Now()
				ix.rest(ctx, c.took)
				if got := time.Since(began); got != c.want {
					t.Errorf("rested for %v, want %v", got, c.want)
				}
				cancel()
			})
		})
	}
}
