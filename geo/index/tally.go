package index

import (
	"context"
	"time"

	"linea/geo"
)

// Tally walks the groups once for all spans, incidents and heads. Questions
// about traits and places are asked one after the other.
func (s *snapshot) Tally(ctx context.Context, q geo.Query, res int, spans []geo.Span) ([]geo.CellTally, error) {
	if err := checkRes("tally", res); err != nil {
		return nil, err
	}
	if q.Positional() || testsTraits(&q) {
		return s.tallyOneByOne(ctx, q, res, spans)
	}
	q.From, q.Until = time.Time{}, time.Time{}
	p := newPlan(&s.words, q, res)
	windows := make([]window, len(spans))
	for i, span := range spans {
		windows[i] = windowOf(&geo.Query{From: span.From, Until: span.Until})
	}
	counts := make([][]headCount, len(s.parts))
	for i := range s.parts {
		l := s.parts[i].level(res)
		for cell := range l.cells {
			if cell&0xff == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if n, heads := l.tallyCell(cell, p, windows); n > 0 {
				counts[i] = append(counts[i], headCount{Cell: l.cells[cell], N: n, Persons: heads})
			}
		}
	}
	return tallies(s.addUp(counts)), ctx.Err()
}

// headCount is a count of a cell with heads in the place of persons, so that
// parts add up like any counts.
type headCount = geo.CellCount

func tallies(counts []headCount) []geo.CellTally {
	out := make([]geo.CellTally, len(counts))
	for i, c := range counts {
		out[i] = geo.CellTally{Cell: c.Cell, N: c.N, Heads: c.Persons}
	}
	return out
}

func (l *level) tallyCell(cell int, p *plan, windows []window) (n, heads uint32) {
	first, last := l.groups(cell)
	for g := first; g < last; g++ {
		f := l.facet[g]
		if p.fails[f] != 0 {
			continue
		}
		for _, w := range windows {
			from, until := l.entries(g, w)
			k := until - from
			if k > 0 && !p.clock.all {
				k, _ = l.count(from, until, &p.clock, p.facets[f].precision)
			}
			n += k
			if p.facets[f].head {
				heads += k
			}
		}
	}
	return n, heads
}

func (s *snapshot) tallyOneByOne(ctx context.Context, q geo.Query, res int, spans []geo.Span) ([]geo.CellTally, error) {
	var sum []headCount
	for _, span := range spans {
		q.From, q.Until = span.From, span.Until
		all, err := s.Cells(ctx, q, res, nil)
		if err != nil {
			return nil, err
		}
		heads := q
		heads.HeadsOnly = true
		some, err := s.Cells(ctx, heads, res, nil)
		if err != nil {
			return nil, err
		}
		for i := range all {
			all[i].Persons = 0
		}
		for i, c := range some {
			some[i] = headCount{Cell: c.Cell, Persons: c.N}
		}
		sum = addCells(sum, addCells(all, some, 1), 1)
	}
	return tallies(sum), nil
}
