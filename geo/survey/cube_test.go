package survey

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"linea/geo"

	"github.com/paulmach/orb"
)

// counting counts the questions for cells that somebody waits for.
type counting struct {
	geo.View
	asked *atomic.Int64
}

func (v counting) Cells(ctx context.Context, q geo.Query, res int, box *orb.Bound) ([]geo.CellCount, error) {
	if ctx.Err() == nil {
		v.asked.Add(1)
	}
	return v.View.Cells(ctx, q, res, box)
}

// A cube that would be too large is refused with the step that makes it so, not
// when all are counted.
func TestTooLargeACubeIsRefusedEarly(t *testing.T) {
	var rows []geo.Incident
	first := time.Date(2020, 1, 1, 19, 0, 0, 0, time.UTC)
	for i := range 4500 {
		rows = append(rows, placed(strconv.Itoa(i), "sheriff", geo.Robbery, first, orb.Point{-112 + 0.01*float64(i%75), 31.4 + 0.01*float64(i/75)}))
	}
	rows = append(rows, placed("last", "sheriff", geo.Robbery, first.AddDate(0, 0, 500), orb.Point{-112, 31.4}))
	v := counting{indexed(t, 1, rows), &atomic.Int64{}}
	_, err := newSurveyor().Cube(t.Context(), v, CubeQuestion{Res: 9, Step: geo.StepDay})
	if geo.CodeOf(err) != geo.TooLarge || v.asked.Load() > 50 {
		t.Errorf("%v after %d of 500 steps", err, v.asked.Load())
	}
}
