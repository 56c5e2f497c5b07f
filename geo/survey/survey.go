package survey

import (
	"context"
	"sync"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/place"
)

// Settings of a Surveyor; zero fields take the defaults.
type Settings struct {
	StudyArea *place.Area // nil = place.StudyArea()
	Exposure  *Exposure   // of the even baseline; nil = area
	Keep      int         // newest answers to keep, some 3 MB each at the most; default DefaultKeep
}

// DefaultKeep is enough for a few people, each with a few questions.
const DefaultKeep = 24

// Surveyor answers questions over one study area. It serves one audience: give
// every audience its own, or one would be answered with what another may see.
type Surveyor struct {
	area     *place.Area
	exposure *Exposure
	grounds  [MaxRes + 1]func() (*Ground, error)
	masks    masks

	plans   *shelf[*plan]
	answers *shelf[*Assessment]
	notes   *shelf[*notes]
}

// New makes a Surveyor. Grounds are built when they are first asked for, or by
// Prepare.
func New(set Settings) *Surveyor {
	if set.StudyArea == nil {
		set.StudyArea = place.StudyArea()
	}
	if set.Keep <= 0 {
		set.Keep = DefaultKeep
	}
	s := &Surveyor{
		area: set.StudyArea, exposure: set.Exposure,
		plans: newShelf[*plan](16 * set.Keep), answers: newShelf[*Assessment](set.Keep), notes: newShelf[*notes](4 * set.Keep),
	}
	for res := MinRes; res <= MaxRes; res++ {
		s.grounds[res] = sync.OnceValues(func() (*Ground, error) { return newGround(s.area, res) })
	}
	return s
}

// Prepare builds the grounds and what the usual sources cover of them, half a
// second in all, so that no asker has to wait for it. It stops early when ctx
// ends.
func (s *Surveyor) Prepare(ctx context.Context) {
	for res := MinRes; res <= MaxRes && ctx.Err() == nil; res++ {
		g, err := s.grounds[res]()
		if err != nil {
			continue // whoever asks for this resolution is told
		}
		for _, area := range []string{wholeArea, place.Arizona, place.Sonora} {
			s.masks.of(g, g.areas, false, []string{area})
		}
	}
}

// UniverseID names the version of the study area, and of the exposure where a
// baseline is about one that is not area: it belongs to every statistic.
func (s *Surveyor) UniverseID(b hotspot.Baseline) string {
	if e := s.exposureFor(b); e != nil {
		return s.area.ID + "-" + e.ID
	}
	return s.area.ID
}

// changed says whether anything in the study area changed after seq.
func (s *Surveyor) changed(v geo.View, seq uint64) bool {
	return v.ChangedSince(seq, MinRes, s.area.Bound())
}

// plan settles a question on a snapshot; it is kept for the next asker.
func (s *Surveyor) plan(ctx context.Context, v geo.View, q Question) (*plan, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	return s.plans.get(ctx, q.key(), errand[*plan]{
		seq:   v.Head().Seq,
		fresh: func(uint64) bool { return false }, // coverage follows rows anywhere, and what sources declare
		make:  func(ctx context.Context) (*plan, error) { return newPlan(ctx, v, s.area, q) },
	})
}
