package sqlite

import (
	"context"
	"errors"
	"testing"
)

// A journal of which nothing fits is looked through for each of its blocks.
// Whoever does not want to wait for that need not.
func TestJudgingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a := &auditor{links: []link{{first: 1, last: 1, verdict: loose}, {first: 2, last: 2, verdict: loose}}}
	if err := a.judge(ctx); err != nil || len(a.found.Findings) != 2 {
		t.Errorf("%v, %v", err, a.found.Findings)
	}
	cancel()
	if err := a.judge(ctx); !errors.Is(err, context.Canceled) || len(a.found.Findings) != 2 {
		t.Errorf("%v, %v", err, a.found.Findings)
	}
}
