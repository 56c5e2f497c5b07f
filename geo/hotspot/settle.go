package hotspot

import (
	"cmp"
	"slices"
	"time"

	"linea/geo"
)

// Speaker is a source with a run of days that it can speak for.
type Speaker struct {
	Source string
	Days   Window
}

// SourceDays is a source that is counted, with its days.
type SourceDays struct {
	Source string `json:"source"`
	Days   string `json:"days"` // as datetime has it
}

// LeftOut is a source whose rows an answer does not count, and why.
type LeftOut struct {
	Source string `json:"source"`
	Days   string `json:"days"` // that it can speak for, as datetime has it
	Why    Why    `json:"why"`
	Words
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

var whyWords = map[Why]Words{
	OtherDays: {
		EN: "It has nothing to say about these days.",
		ES: "No dice nada sobre estos días."},
	NothingEarlier: {
		EN: "It does not reach the days with which these are compared.",
		ES: "No alcanza los días con los que se compara."},
	TooShort: {
		EN: "With it, less than half of the days could be counted.",
		ES: "Con ella se podría contar menos de la mitad de los días."},
	Elsewhere: {
		EN: "It speaks for none of these areas.",
		ES: "No cubre ninguna de estas zonas."},
}

// Leave says that a source is left out.
func (s Speaker) Leave(why Why) LeftOut {
	return LeftOut{s.Source, s.Days.Text(), why, whyWords[why]}
}

// Counted says that a source is counted.
func (s Speaker) Counted() SourceDays { return SourceDays{s.Source, s.Days.Text()} }

// Sides cuts what is asked to the days that are covered: what is counted now,
// and what it is compared with, if anything.
type Sides func(covered Window) (now Window, before []Window)

// Settled is the outcome of settling on sources that speak for the same days.
type Settled struct {
	Kept   []int // indices of those that are counted, ascending
	Left   []LeftOut
	Days   Window // that all of those kept cover
	Now    Window
	Before []Window
}

// Settle chooses the sources that are counted together: what is compared must
// come from the same mouths on both sides. It begins with the source that covers
// most of what is asked and takes the others by how much they cover, in the order
// given where that is the same. Left out is who has nothing to say about one of
// the sides, and who would cost more than half of the days: one source that ends
// early does not take their days from all others. A source that was silent for a
// time stands once for each run of its days, ascending, and one of them at most
// is counted. Without compares only now matters. days measures a window, such as
// geo.Query.DaysIn.
func Settle(all []Speaker, sides Sides, compares bool, days func(from, until time.Time) float64) Settled {
	s := settling{all: all, sides: sides, compares: compares, days: days, why: make([]Why, len(all))}
	var able []candidate
	for i := range all {
		if c, why := s.alone(i); why != "" {
			s.why[i] = why
		} else {
			able = append(able, c)
		}
	}
	slices.SortStableFunc(able, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.both, a.both), cmp.Compare(b.now, a.now))
	})
	out := Settled{Left: []LeftOut{}}
	for k, c := range able {
		if slices.ContainsFunc(out.Kept, s.sameSource(c.index)) {
			continue
		}
		covered := all[c.index].Days
		if k > 0 {
			covered = covered.Both(out.Days)
		}
		now, before := sides(covered)
		if now.Empty() || compares && len(before) == 0 || s.reach(now, before).short(able[0].reach) {
			s.why[c.index] = TooShort
			continue
		}
		out.Kept, out.Days, out.Now, out.Before = append(out.Kept, c.index), covered, now, before
	}
	slices.Sort(out.Kept)
	for i, why := range s.why {
		again := i+1 < len(all) && s.sameSource(i)(i+1) // its newest run tells
		if why != "" && !again && !slices.ContainsFunc(out.Kept, s.sameSource(i)) {
			out.Left = append(out.Left, all[i].Leave(why))
		}
	}
	return out
}

type settling struct {
	all      []Speaker
	sides    Sides
	compares bool
	days     func(from, until time.Time) float64
	why      []Why // "" for those kept
}

func (s *settling) sameSource(i int) func(int) bool {
	return func(k int) bool { return s.all[k].Source == s.all[i].Source }
}

// reach is how many days are covered now, and on the side that has fewer.
type reach struct{ now, both float64 }

func (r reach) short(of reach) bool { return 2*r.now < of.now || 2*r.both < of.both }

type candidate struct {
	index int
	reach
}

// alone looks at a source without the others.
func (s *settling) alone(i int) (candidate, Why) {
	now, before := s.sides(s.all[i].Days)
	switch {
	case now.Empty():
		return candidate{}, OtherDays
	case s.compares && len(before) == 0:
		return candidate{}, NothingEarlier
	}
	return candidate{i, s.reach(now, before)}, ""
}

func (s *settling) reach(now Window, before []Window) reach {
	r := reach{now: s.days(now.From, now.Until)}
	for _, w := range before {
		r.both += s.days(w.From, w.Until)
	}
	r.both = min(r.both, r.now)
	return r
}

// Empty says that a window holds no time.
func (w Window) Empty() bool { return !w.From.Before(w.Until) }

// Both gives what two windows have in common; the zero window when nothing.
func (w Window) Both(o Window) Window {
	w = Window{latest(w.From, o.From), earliest(w.Until, o.Until)}
	if w.Empty() {
		return Window{}
	}
	return w
}

// Text writes a window as the parameter datetime has it; "" for an empty one.
func (w Window) Text() string {
	if w.Empty() {
		return ""
	}
	return geo.IntervalText(w.From, w.Until)
}
