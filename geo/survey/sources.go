package survey

import (
	"context"
	"slices"

	"linea/geo"
	"linea/geo/hotspot"
)

// speaker is a source that can speak about what a question asks for, for a run
// of days; a source that is silent in between stands once for each run.
type speaker struct {
	slug string
	area string // coverage; wholeArea for the study area
	days hotspot.Window

	declared bool // the source says itself which is its last day
}

// speakers are the sources of the answer, by rank: those asked for, or all,
// that have rows of the kinds asked and known days.
func speakers(ctx context.Context, v geo.View, q *geo.Query) ([]speaker, error) {
	var out []speaker
	for _, s := range v.Sources() {
		runs := s.Runs()
		if len(runs) == 0 || len(q.Sources) > 0 && !slices.Contains(q.Sources, s.Slug) {
			continue
		}
		rows, err := v.Count(ctx, geo.Query{Sources: []string{s.Slug}, Kinds: kindsOf(q), Duplicates: geo.DuplicatesInclude, Statuses: q.Statuses, AnyStatus: q.AnyStatus})
		if err != nil {
			return nil, err
		}
		for _, run := range runs {
			if rows > 0 {
				out = append(out, speaker{s.Slug, areaName(s.Coverage), hotspot.Window{From: run.From, Until: run.Until}, s.LastDay != ""})
			}
		}
	}
	return out, nil
}

// kindsOf gives the kinds that a query can match: causes are causes of death.
func kindsOf(q *geo.Query) geo.Set[geo.Kind] {
	if q.Kinds == 0 && q.Causes != 0 && !q.Causes.Has(geo.NoCause) {
		return geo.SetOf(geo.Death)
	}
	return q.Kinds
}

// joint is the outcome of settling on sources that speak for the same days.
type joint struct {
	kept   []speaker
	left   []hotspot.LeftOut
	days   hotspot.Window // that all of kept cover
	now    hotspot.Window
	before []hotspot.Window
}

// settle chooses the sources that are counted, see hotspot.Settle.
func settle(all []speaker, q *geo.Query, sides hotspot.Sides, compares bool) joint {
	mouths := make([]hotspot.Speaker, len(all))
	for i, s := range all {
		mouths[i] = s.mouth()
	}
	settled := hotspot.Settle(mouths, sides, compares, q.DaysIn)
	j := joint{left: settled.Left, days: settled.Days, now: settled.Now, before: settled.Before}
	for _, i := range settled.Kept {
		j.kept = append(j.kept, all[i])
	}
	return j
}

func (s *speaker) mouth() hotspot.Speaker { return hotspot.Speaker{Source: s.slug, Days: s.days} }

// slugs are the sources that are counted, sorted.
func (j *joint) slugs() []string {
	var out []string
	for _, s := range j.kept {
		out = append(out, s.slug)
	}
	slices.Sort(out)
	return out
}

// areas are the coverage areas of the sources that are counted, sorted, each once.
func (j *joint) areas() []string {
	var out []string
	for _, s := range j.kept {
		out = append(out, s.area)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (j *joint) sourceDays() []hotspot.SourceDays {
	out := []hotspot.SourceDays{}
	for _, s := range j.kept {
		out = append(out, s.mouth().Counted())
	}
	return out
}
