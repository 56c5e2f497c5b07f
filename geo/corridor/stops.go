package corridor

import (
	"context"
	"iter"

	"linea/geo"
)

// Stop is an incident along a corridor with its whole row.
type Stop struct {
	Record  *geo.Record
	Km      float64 // from the start of the line
	OffsetM float64
	Side    string // left or right
	Compass string // N, E, S or W of the line
	PIn     float64
}

// Stops yields the incidents inside by km, ties by id: what an export writes.
func Stops(ctx context.Context, view geo.View, c *Corridor, q geo.Query) iter.Seq2[Stop, error] {
	return func(yield func(Stop, error) bool) {
		all, err := c.inside(ctx, view, q, true)
		if err != nil {
			yield(Stop{}, err)
			return
		}
		all = byKm(all)
		orderTies(all)
		for i := range all {
			if err := ctx.Err(); err != nil {
				yield(Stop{}, err)
				return
			}
			s, known := c.stop(view, all[i])
			if known && !yield(s, nil) {
				return
			}
		}
	}
}

// stop fills in what a view's search leaves out of a row.
func (c *Corridor) stop(view geo.View, s *sight) (stop Stop, known bool) {
	row, known := view.Incident(s.row.ID())
	return Stop{
		Record: row, Km: s.alongM / 1000, OffsetM: float64(s.offsetM), Side: s.side(),
		Compass: string(c.compassOf(s.point, s.alongM, s.right)), PIn: float64(s.pIn),
	}, known
}

func (s *sight) side() string { return sideWord(s.right) }

func sideWord(right bool) string {
	if right {
		return "right"
	}
	return "left"
}
