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
	return w, err1 == nil && err2 == nil && !empty(w)
}

func localDay(text string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, text, geo.Local)
	return t.UTC(), err
}

// LeftOut is a source whose rows an answer does not count, and why.
type LeftOut struct {
	Source string `json:"source"`
	Why    Why    `json:"why"`
	hotspot.Words
}

// Why a source is left out.
type Why string

// The reasons.
const (
	OtherDays      Why = "other_days"
	NothingEarlier Why = "nothing_earlier"
	TooShort       Why = "too_short"
	Elsewhere      Why = "elsewhere"
)

var whyWords = map[Why]hotspot.Words{
	OtherDays: {
		EN: "It has nothing to say about these days.",
		ES: "No dice nada sobre estos días."},
	NothingEarlier: {
		EN: "It does not reach back to what these days are compared with.",
		ES: "No alcanza los días con los que se compara."},
	TooShort: {
		EN: "With it, less than half of the days could be counted.",
		ES: "Con ella se podría contar menos de la mitad de los días."},
	Elsewhere: {
		EN: "It speaks for none of these areas.",
		ES: "No cubre ninguna de estas zonas."},
}

// joint is the outcome of settling on sources that speak for the same days.
type joint struct {
	kept   []speaker
	left   []LeftOut
	days   hotspot.Window // that all of kept cover
	now    hotspot.Window
	before []hotspot.Window
}

// settle takes the sources by rank and leaves out those that would cost more
// than half of the days, or the comparison: what is compared must come from the
// same mouths on both sides.
func settle(all []speaker, windows func(days hotspot.Window) (hotspot.Window, []hotspot.Window), compares bool) joint {
	j := joint{left: []LeftOut{}}
	for _, s := range all {
		days := s.days
		if len(j.kept) > 0 {
			days = both(j.days, s.days)
		}
		now, before := windows(days)
		switch {
		case empty(now) && len(j.kept) == 0, empty(both(j.now, s.days)) && len(j.kept) > 0:
			j.leave(s, OtherDays)
		case compares && len(before) == 0:
			j.leave(s, NothingEarlier)
		case 2*now.Until.Sub(now.From) < j.now.Until.Sub(j.now.From):
			j.leave(s, TooShort)
		default:
			j.kept = append(j.kept, s)
			j.days, j.now, j.before = days, now, before
		}
	}
	return j
}

func (j *joint) leave(s speaker, why Why) {
	j.left = append(j.left, LeftOut{s.slug, why, whyWords[why]})
}

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

// SourceDays is a source with the days it can speak for.
type SourceDays struct {
	Source string `json:"source"`
	Days   string `json:"days"` // as datetime has it
}

func (j *joint) sourceDays() []SourceDays {
	out := []SourceDays{}
	for _, s := range j.kept {
		out = append(out, SourceDays{s.slug, intervalText(s.days)})
	}
	return out
}
