package corridor

import (
	"context"
	"iter"

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

// look gives the rows of a query that lie in the corridor, and with reach those
// whose disk may, in the view's order.
func (c *Corridor) look(ctx context.Context, view geo.View, q geo.Query, reach bool) (sights, error) {
	w := watch{c: c, reach: reach}
	if reach {
		if _, err := c.outlineIn(ctx); err != nil {
			return nil, err
		}
		w.cover = c.drawing.cover
	}
	for flock, err := range view.Near(ctx, q, c.boxes(), reach) {
		if err != nil {
			return nil, err
		}
		w.flocks = append(w.flocks, flock)
	}
	return w.all(ctx)
}

// inside lists the rows of a query that lie in the corridor.
func (c *Corridor) inside(ctx context.Context, view geo.View, q geo.Query, reach bool) ([]*sight, error) {
	seen, err := c.look(ctx, view, q, reach)
	out := make([]*sight, 0, seen.len())
	for s := range seen.all() {
		if s.inside {
			out = append(out, s)
		}
	}
	return out, err
}

// sights are what was seen, in pieces.
type sights [][]sight

func (all sights) len() (n int) {
	for _, some := range all {
		n += len(some)
	}
	return n
}

func (all sights) all() iter.Seq[*sight] {
	return func(yield func(*sight) bool) {
		for _, some := range all {
			for i := range some {
				if !yield(&some[i]) {
					return
				}
			}
		}
	}
}

func (s *sight) set(r *geo.Glimpse, m *Match, inside bool, pIn float64) {
	*s = sight{
		start: r.Start, alongM: m.AlongM, offsetM: float32(m.OffsetM), pIn: float32(pIn),
		persons: int32(r.Persons), found: int16(r.FoundWithinDays), kind: r.Kind, precision: r.TimePrecision,
		origin: r.Origin, inside: inside, right: m.Right, land: r.Land, source: r.Source, point: r.Point, row: r.Row,
	}
}
