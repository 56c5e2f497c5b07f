package corridor

import (
	"cmp"
	"context"

	"linea/geo"

	"github.com/paulmach/orb"
)

// sight is what the figures need of a row that reaches into the corridor.
type sight struct {
	start     int64   // Unix seconds
	alongM    float64 // of the best match
	offsetM   float32
	pIn       float32
	persons   int32
	found     int16
	kind      geo.Kind
	precision geo.TimePrecision
	origin    geo.Origin
	inside    bool // the point, which is what n counts
	right     bool
	land      string
	source    string
	point     orb.Point
	row       geo.RowRef
}

// look visits the rows of a query that lie in the corridor, and with reach those
// whose disk may, one at a time and in the view's order, not necessarily in the
// caller's goroutine. A sight is good until the next one.
func (c *Corridor) look(ctx context.Context, view geo.View, q geo.Query, reach bool, visit func(*sight)) error {
	w := watch{ctx: ctx, c: c, reach: reach, visit: visit}
	if reach {
		if _, err := c.outlineIn(ctx); err != nil {
			return err
		}
		w.cover = c.drawing.cover
	}
	var problem error
	for r, err := range view.Near(ctx, q, c.boxes(), reach) {
		if problem = err; err != nil {
			break
		}
		w.take(r)
	}
	w.end()
	return cmp.Or(problem, ctx.Err())
}

// inside lists the rows of a query that lie in the corridor.
func (c *Corridor) inside(ctx context.Context, view geo.View, q geo.Query, reach bool) (out []sight, err error) {
	err = c.look(ctx, view, q, reach, func(s *sight) {
		if s.inside {
			out = append(out, *s)
		}
	})
	return out, err
}

func (s *sight) set(r *geo.Glimpse, m *Match, inside bool, pIn float64) {
	*s = sight{
		start: r.Start, alongM: m.AlongM, offsetM: float32(m.OffsetM), pIn: float32(pIn),
		persons: int32(r.Persons), found: int16(r.FoundWithinDays), kind: r.Kind, precision: r.TimePrecision,
		origin: r.Origin, inside: inside, right: m.Right, land: r.Land, source: r.Source, point: r.Point, row: r.Row,
	}
}
