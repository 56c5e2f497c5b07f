package geo

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// cores is set before anything asks Go for more processors than that.
var cores = runtime.GOMAXPROCS(0)

// Cores is how many processor cores this process may use: into how many parts
// work is worth cutting. A server asks Go for more processors, to be heard while
// all cores work (GOMAXPROCS); they do not make work any faster.
func Cores() int { return cores }

type aloneKey struct{}

// OnOneCore lets a question be worked on by the goroutine that asks it, and by no
// other: who gives way to others takes no second core from them.
func OnOneCore(ctx context.Context) context.Context {
	return context.WithValue(ctx, aloneKey{}, true)
}

// SideBySide does the parts 0..n-1 of a question's work, on all cores unless the
// question has one (OnOneCore). It ends with the first error, which ends the
// context of the other parts too.
func SideBySide(ctx context.Context, n int, work func(ctx context.Context, part int) error) error {
	if HandsFor(ctx, n) == 1 {
		for part := range n {
			if err := work(ctx, part); err != nil {
				return err
			}
		}
		return nil
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(Cores())
	for part := range n {
		group.Go(func() error { return work(ctx, part) })
	}
	return group.Wait()
}

// HandsFor is how many may work on so many parts of a question at once.
func HandsFor(ctx context.Context, parts int) int {
	if ctx.Value(aloneKey{}) != nil {
		return 1
	}
	return max(1, min(Cores(), parts))
}
