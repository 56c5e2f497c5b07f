package survey

import (
	"context"

	"linea/geo"
	"linea/geo/hotspot"
)

// Assessment is a map of significance. It is shared: do not change it.
type Assessment struct {
	Key    string // two of one key differ only where incidents of the study area do
	Ground *Ground
	Answer hotspot.Answer // its cells are those of the ground

	mask        *mask
	now, before hotspot.Counts // per cell of the ground
	steps       *steps         // nil unless asked for
}

// Covers says whether some source of the answer can speak for a part of the
// cell.
func (a *Assessment) Covers(i int) bool { return a.mask.covered[i] }

// Assess tests every cell of the study area. The answer is kept as long as
// nothing in the study area changes and the same sources cover the same days.
func (s *Surveyor) Assess(ctx context.Context, v geo.View, q Question) (*Assessment, error) {
	p, err := s.plan(ctx, v, q)
	if err != nil {
		return nil, err
	}
	return s.assessment(ctx, v, p)
}

func (s *Surveyor) assessment(ctx context.Context, v geo.View, p *plan) (*Assessment, error) {
	return s.answers.get(ctx, p.key(), errand[*Assessment]{
		seq:   v.Head().Seq,
		fresh: func(seq uint64) bool { return !s.changed(v, seq) },
		make:  func(ctx context.Context) (*Assessment, error) { return s.assess(ctx, v, p) },
	})
}

// Fresh says whether what was drawn from the assessment of this key at seq is
// still right.
func (s *Surveyor) Fresh(v geo.View, seq uint64) bool { return !s.changed(v, seq) }

func (s *Surveyor) assess(ctx context.Context, v geo.View, p *plan) (*Assessment, error) {
	g, m, err := s.settleRes(ctx, v, p)
	if err != nil {
		return nil, err
	}
	q := hotspot.Question{Covered: m.covered, Alpha: p.alpha()}
	now, before := g.none(), g.none()
	if !p.silent() {
		if now, before, err = g.sides(ctx, v, p); err != nil {
			return nil, err
		}
	}
	q.Now = now
	if p.Baseline == hotspot.Usual {
		q.Before = &before
	}
	a := &Assessment{Key: p.key(), Ground: g, mask: m, now: now, before: before}
	if a.Answer, err = hotspot.Assess(m.ground, q); err != nil {
		return nil, err
	}
	m.silence(a.Answer.Cells)
	if p.Step != "" {
		a.steps, err = s.emerge(ctx, v, p, g, m)
	}
	return a, err
}

// settleRes picks the resolution: the one asked for, or the finest that the
// incidents carry, seen from the finest.
func (s *Surveyor) settleRes(ctx context.Context, v geo.View, p *plan) (*Ground, *mask, error) {
	finest, coarsest := MaxRes, MinRes
	if p.Res != 0 {
		finest, coarsest = p.Res, p.Res
	} else if e := s.exposureFor(p.Baseline); e != nil {
		finest = min(finest, e.res)
	}
	for res := finest; ; res-- {
		g, m, err := s.groundFor(p, res)
		if err != nil || res <= coarsest {
			return g, m, err
		}
		n, err := g.covered(ctx, v, p, m)
		if err != nil {
			return nil, nil, err
		}
		if carries(hotspot.Level{Res: res, N: n, MedianShare: m.share}) {
			return g, m, nil
		}
	}
}

// exposureFor gives the exposure that a baseline is about, nil for area.
func (s *Surveyor) exposureFor(b hotspot.Baseline) *Exposure {
	if b == hotspot.Even {
		return s.exposure
	}
	return nil
}

// groundFor gives the ground of a resolution and what of it the plan covers.
func (s *Surveyor) groundFor(p *plan, res int) (*Ground, *mask, error) {
	g, err := s.grounds[res]()
	if err != nil {
		return nil, nil, err
	}
	weights, e := g.areas, s.exposureFor(p.Baseline)
	if e != nil {
		if weights, err = e.on(g); err != nil {
			return nil, nil, err
		}
	}
	if p.silent() {
		return g, newMask(g, weights, func(int) float64 { return 0 }), nil
	}
	return g, s.masks.of(g, weights, e != nil, p.areas()).within(g, &p.Query), nil
}

// covered counts the incidents now on covered cells.
func (g *Ground) covered(ctx context.Context, v geo.View, p *plan, m *mask) (int, error) {
	if p.silent() {
		return 0, nil
	}
	counts, err := g.tally(ctx, v, p.query(p.now), []hotspot.Window{p.now})
	n := 0
	for i, c := range counts {
		if m.covered[i] {
			n += c
		}
	}
	return n, err
}

// carries says whether a level would be chosen over the next coarser one.
func carries(l hotspot.Level) bool {
	return hotspot.Resolution([]hotspot.Level{l, {Res: l.Res - 1}}) == l.Res
}
