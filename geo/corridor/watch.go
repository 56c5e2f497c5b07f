package corridor

import (
	"context"
	"slices"
	"sync/atomic"

	"linea/geo"
	"linea/geo/place"
)

// patientFor is how many rows are looked at between two looks at the context.
const patientFor = 64

// watch looks at flocks of rows near a corridor, on all cores. What is seen keeps
// the order of the flocks.
type watch struct {
	c      *Corridor
	reach  bool
	cover  *place.Cover // with reach
	flocks []geo.Flock
}

// all looks at every flock, unless the context ends before: each hand takes the
// next one that nobody has.
func (w *watch) all(ctx context.Context) (sights, error) {
	seen := make(sights, len(w.flocks))
	var next atomic.Int64
	watcher := func(context.Context, int) error {
		e := w.eye(ctx)
		for i := int(next.Add(1)) - 1; i < len(seen) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
			seen[i] = e.look(w.flocks[i])
		}
		return ctx.Err()
	}
	return seen, geo.SideBySide(ctx, geo.HandsFor(ctx, len(seen)), watcher)
}

// eye places rows, one flock after the other.
type eye struct {
	ctx  context.Context
	disk disk
	ground
	reach bool
	room  []sight // for what will be seen
}

func (w *watch) eye(ctx context.Context) *eye {
	return &eye{ctx: ctx, disk: disk{c: w.c, cover: w.cover}, ground: groundOf(w.c), reach: w.reach}
}

// look gives the rows that lie in the corridor, and with reach those whose disk
// reaches in; it stops when the context ends.
func (e *eye) look(flock geo.Flock) []sight {
	const enough, much = 64, 512
	if cap(e.room)-len(e.room) < enough {
		e.room = make([]sight, 0, much)
	}
	c, seen := e.disk.c, e.room[len(e.room):]
	n := 0
	for r := range flock {
		if n++; n%patientFor == 0 && e.ctx.Err() != nil {
			break
		}
		limitM := c.halfWidthM + edgeM
		if e.reach {
			limitM += r.RadiusM
		}
		m, inside := e.place(r.Point, limitM)
		pIn := truth(inside)
		if e.reach && m.OffsetM <= limitM {
			e.disk.patch = e.patch
			pIn = e.disk.pIn(r.Point, r.RadiusM, m, inside)
		}
		if inside || pIn > 0 {
			seen = append(seen, sight{})
			seen[len(seen)-1].set(r, &m, inside, pIn)
		}
	}
	e.room = seen
	return slices.Clip(seen)
}
