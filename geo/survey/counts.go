package survey

import (
	"context"

	"linea/geo"
	"linea/geo/hotspot"

	"golang.org/x/sync/errgroup"
)

// tally adds up the matches of each cell of the ground over windows. Cells
// beyond the study area are left out.
func (g *Ground) tally(ctx context.Context, v geo.View, q geo.Query, windows []hotspot.Window) ([]int, error) {
	sums := make([]int, len(g.Cells))
	for _, w := range windows {
		q.From, q.Until = w.From, w.Until
		counts, err := v.Cells(ctx, q, g.Res, nil)
		if err != nil {
			return nil, err
		}
		g.addTo(sums, counts)
	}
	return sums, nil
}

// addTo walks two ascending lists side by side.
func (g *Ground) addTo(sums []int, counts []geo.CellCount) {
	i := 0
	for _, c := range counts {
		for i < len(g.Cells) && g.Cells[i] < c.Cell {
			i++
		}
		if i < len(g.Cells) && g.Cells[i] == c.Cell {
			sums[i] += int(c.N)
		}
	}
}

// sides counts incidents and heads of episodes now and before, all at once.
func (g *Ground) sides(ctx context.Context, v geo.View, p *plan) (now, before hotspot.Counts, err error) {
	group, ctx := errgroup.WithContext(ctx)
	count := func(into *[]int, heads bool, windows []hotspot.Window) {
		group.Go(func() (err error) {
			q := p.query(p.now)
			q.HeadsOnly = heads
			*into, err = g.tally(ctx, v, q, joined(windows))
			return err
		})
	}
	count(&before.Episodes, true, p.before) // the longest first
	count(&now.Episodes, true, []hotspot.Window{p.now})
	count(&now.Incidents, false, []hotspot.Window{p.now})
	count(&before.Incidents, false, p.before)
	return now, before, group.Wait()
}

// none counts nothing.
func (g *Ground) none() hotspot.Counts {
	return hotspot.Counts{Incidents: make([]int, len(g.Cells)), Episodes: make([]int, len(g.Cells))}
}
