package survey

import (
	"context"

	"linea/geo"
	"linea/geo/hotspot"
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

// sides counts incidents and heads of episodes now and before, both at once.
func (g *Ground) sides(ctx context.Context, v geo.View, p *plan) (now, before hotspot.Counts, err error) {
	err = geo.SideBySide(ctx, 2, func(ctx context.Context, part int) (err error) {
		if part == 0 { // the longer first
			before, err = g.tallies(ctx, v, p.query(p.now), joined(p.before))
		} else {
			now, err = g.tallies(ctx, v, p.query(p.now), joined([]hotspot.Window{p.now}))
		}
		return err
	})
	return now, before, err
}

// tallies counts incidents and heads of episodes over windows, cell by cell of
// the ground.
func (g *Ground) tallies(ctx context.Context, v geo.View, q geo.Query, windows []hotspot.Window) (hotspot.Counts, error) {
	spans := make([]geo.Span, len(windows))
	for i, w := range windows {
		spans[i] = geo.Span(w)
	}
	counts, at := g.none(), 0
	found, err := v.Tally(ctx, q, g.Res, spans)
	for _, c := range found {
		for at < len(g.Cells) && g.Cells[at] < c.Cell {
			at++
		}
		if at < len(g.Cells) && g.Cells[at] == c.Cell {
			counts.Incidents[at], counts.Episodes[at] = int(c.N), int(c.Heads)
		}
	}
	return counts, err
}

// none counts nothing.
func (g *Ground) none() hotspot.Counts {
	return hotspot.Counts{Incidents: make([]int, len(g.Cells)), Episodes: make([]int, len(g.Cells))}
}
