package corridor

import (
	"context"
	"errors"
	"math"
	"testing"
)

// Smoothing many places takes seconds: it ends with the question.
func TestSmoothingEndsWithItsContext(t *testing.T) {
	inside := make([]*sight, 3*smoothedAtOnce)
	for i := range inside {
		inside[i] = &sight{alongM: float64(i)}
	}
	whole, err := densityOf(t.Context(), inside, 30, 2)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, d := range whole.PerKm {
		sum += d * whole.StepKm
	}
	if math.Abs(sum-float64(len(inside))) > 1 {
		t.Errorf("sums to %g", sum)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := densityOf(ctx, inside, 30, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
