package survey

import (
	"cmp"
	"context"
	"slices"
	"time"

	"linea/geo"
	"linea/geo/hotspot"
)

// speaker is a source that can speak about what a question asks for.
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
		days, known := daysOf(&s)
		if !known || len(q.Sources) > 0 && !slices.Contains(q.Sources, s.Slug) {
			continue
		}
		rows, err := v.Count(ctx, geo.Query{Sources: []string{s.Slug}, Kinds: kindsOf(q), Duplicates: geo.DuplicatesInclude, Statuses: q.Statuses, AnyStatus: q.AnyStatus})
		if err != nil {
			return nil, err
		}
		if rows > 0 {
			out = append(out, speaker{s.Slug, areaName(s.Coverage), days, s.LastDay != ""})
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

// daysOf gives the days that a source can speak for: as it declares, else from
// its first record to its newest.
func daysOf(s *geo.SourceStatus) (hotspot.Window, bool) {
	first, err1 := localDay(cmp.Or(s.FirstDay, s.FirstRecord))
	last, err2 := localDay(cmp.Or(s.LastDay, s.LastRecord))
	w := hotspot.Window{From: first, Until: last.AddDate(0, 0, 1).UTC()}
	return w, err1 == nil && err2 == nil && !w.Empty()
}

func localDay(text string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, text, geo.Local)
	return t.UTC(), err
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
