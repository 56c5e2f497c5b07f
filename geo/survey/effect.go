package survey

import (
	"context"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/rates"
)

// EffectQuestion asks whether a treated area changed otherwise than a control
// area. The query's own window and place are not used.
type EffectQuestion struct {
	Query         geo.Query
	Areas         Areas
	Before, After hotspot.Window
	Alpha         float64 // 0 = rates.DefaultAlpha
}

func (q *EffectQuestion) check() error {
	const elsewhere = "treated and control say where"
	var fields []geo.FieldError
	wrong := func(parameter, detail string, holds bool) {
		if holds {
			fields = append(fields, geo.FieldError{Parameter: parameter, Detail: detail})
		}
	}
	wrong("before", "both ends, as in 2022-01-01/2022-12-31", q.Before.Empty() || q.Before.From.IsZero())
	wrong("after", "both ends, as in 2023-01-01/2023-12-31", q.After.Empty() || q.After.From.IsZero())
	wrong("after", "it begins before the other period ends; what changed lies between the two", len(fields) == 0 && q.After.From.Before(q.Before.Until))
	wrong("datetime", "before and after say when", !q.Query.From.IsZero() || !q.Query.Until.IsZero())
	wrong("bbox", elsewhere, q.Query.BBox != nil)
	wrong("near", elsewhere, q.Query.Near != nil)
	wrong("polygon", elsewhere, len(q.Query.Polygon) > 0 && q.Query.Within == "")
	wrong("within", elsewhere, q.Query.Within != "")
	wrong("cell", elsewhere, q.Query.Cell != 0)
	wrong("alpha", "a level above 0 and up to 0.5, such as 0.05", !(q.Alpha >= 0 && q.Alpha <= 0.5))
	fields = append(fields, q.Areas.check()...)
	if len(fields) > 0 {
		return &geo.Error{Code: geo.Invalid, Message: "This cannot be asked", Fields: fields}
	}
	return nil
}

// Effect is the answer: the difference in differences, exact, and everything
// that a reader needs to doubt it.
type Effect struct {
	geo.Used
	Seq uint64 `json:"seq"`

	Interval   string        `json:"interval"` // after, cut to the days that are covered
	Comparison []string      `json:"comparison"`
	Days       float64       `json:"days"`
	DaysBefore float64       `json:"days_before"`
	UniverseID string        `json:"universe_id"`
	Method     EffectMethod  `json:"method"`
	Unit       hotspot.Unit  `json:"unit"` // what was tested
	Areas      []EffectArea  `json:"areas"`
	Summary    hotspot.Words `json:"summary"`

	Effect       NetChange            `json:"effect"`
	Difference   *WeightedDifference  `json:"difference"`   // null where it is refused
	Displacement *Displaced           `json:"displacement"` // null where it is refused or was not asked for
	Refused      []Refusal            `json:"refused"`
	PreTrend     PreTrend             `json:"pre_trend"`
	Placebo      []Placebo            `json:"placebo"`
	Series       EffectSeries         `json:"series"`
	Sources      []hotspot.SourceDays `json:"sources"`
	LeftOut      []hotspot.LeftOut    `json:"left_out"`
	Warnings     []Warning            `json:"warnings"`
	Cautions     []hotspot.Words      `json:"cautions"` // that hold for every such answer
	Discovered   *float64             `json:"discovered_share"`
}

// EffectMethod says how it was worked out.
type EffectMethod struct {
	Test  string  `json:"test"`
	Alpha float64 `json:"alpha"`
}

// EffectArea is what was found in one area.
type EffectArea struct {
	Role           Role    `json:"role"`
	Place          string  `json:"place"`
	AreaKM2        float64 `json:"area_km2"`      // of the part that is covered
	CoveredShare   float64 `json:"covered_share"` // of the place asked for
	N              int     `json:"n"`
	NBefore        int     `json:"n_before"`
	Episodes       int     `json:"episodes"`
	EpisodesBefore int     `json:"episodes_before"`
	Imprecise      int     `json:"imprecise"` // rows of either period known too roughly to say that they lie here
	Change         Change  `json:"change"`    // of its own rate, without the control
}

// EffectCounts are those of one area.
type EffectCounts struct{ Before, After int }

// NetChange is how many times the treated area's change is the control's.
type NetChange struct {
	Change
	Expected  *float64      `json:"expected"`   // after, in the treated area, had it changed as the control did
	LeastFall *float64      `json:"least_fall"` // smallest fall that could have been told from chance, 0..1; null when none could
	Label     hotspot.Words `json:"label"`
	Explain   hotspot.Words `json:"explain"`
}

// WeightedDifference is in incidents over the period after, for the size of the
// treated area.
type WeightedDifference struct {
	Value float64 `json:"value"`
	SE    float64 `json:"se"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
	Z     float64 `json:"z"`
	With  []Role  `json:"with"` // areas in it
}

// Displaced is what the area beside the treated one tells.
type Displaced struct {
	Quotient float64       `json:"quotient"`
	Success  float64       `json:"success"`
	Net      float64       `json:"net"` // incidents fewer in both areas than without a change
	Finding  hotspot.Words `json:"finding"`
}

// Refusal is a figure that is not given, and why.
type Refusal struct {
	Figure string `json:"figure"`
	hotspot.Words
}

// Effect answers whether the treated area changed otherwise than the control.
func (s *Surveyor) Effect(ctx context.Context, v geo.View, q EffectQuestion) (*Effect, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	w, err := newEffectWork(ctx, s, v, &q)
	if err != nil {
		return nil, err
	}
	return w.answer(ctx)
}

// fourfold is the table of the two areas and periods.
func fourfold(c [roles]EffectCounts) rates.Fourfold {
	return rates.Fourfold{
		HereNow: c[Treated].After, ElseNow: c[Control].After,
		HereBefore: c[Treated].Before, ElseBefore: c[Control].Before,
	}
}

// netChange tests the table.
func netChange(f rates.Fourfold, alpha float64) NetChange {
	bounds := f.Interval(alpha)
	n := NetChange{Change: Change{Ratio: number(f.Ratio()), Lo: number(bounds.Lo), Hi: number(bounds.Hi), P: number(f.Tails().P()), Reading: f.ReadChange(alpha)}}
	if f.ElseBefore > 0 {
		n.Expected = number(float64(f.HereBefore) * float64(f.ElseNow) / float64(f.ElseBefore))
		n.LeastFall = number(rates.LeastFall(f.HereBefore, f.ElseBefore, f.ElseNow, alpha))
	}
	n.Label, n.Explain = labelEffect(n.Reading), explainEffect(n.Reading)
	return n
}

// site is an area for the weighted difference: its counts a km2 of its covered
// ground, at the scale of the treated area.
func (w *effectWork) site(r Role) rates.Site {
	if w.q.Areas[r] == nil {
		return rates.Site{}
	}
	return rates.Site{Before: w.counts[r].Before, After: w.counts[r].After, Weight: w.areas[r].AreaKM2 / w.areas[Treated].AreaKM2}
}

// difference gives the weighted displacement difference, or why not.
func (w *effectWork) difference() (*WeightedDifference, *Refusal) {
	with := w.given()
	if len(with) == 3 { // what lies beside one area only would stand against nothing
		with = with[:2]
	}
	var sites [roles]rates.Site
	for _, r := range with {
		sites[r] = w.site(r)
		if min(sites[r].Before, sites[r].After) < rates.MinNormal {
			return nil, &Refusal{"difference", refusedFew}
		}
	}
	density := func(r Role) float64 { return float64(sites[r].Before) / sites[r].Weight }
	if ratio := density(Treated) / density(Control); !(ratio >= 0.5 && ratio <= 2) {
		return nil, &Refusal{"difference", refusedUnlike}
	}
	d := rates.WeightedDisplacementDifference(sites[Treated], sites[Control], sites[Beside], sites[BesideControl], w.daysBefore/w.days, 1, w.p.alpha())
	return &WeightedDifference{rounded(d.Value), rounded(d.SE), rounded(d.Interval.Lo), rounded(d.Interval.Hi), rounded(d.Z()), with}, nil
}

// given are the roles that have an area.
func (w *effectWork) given() (out []Role) {
	for r, at := range w.q.Areas {
		if at != nil {
			out = append(out, Role(r))
		}
	}
	return out
}

// displacement gives the weighted displacement quotient, or why not. Durations
// are those of the period after.
func (w *effectWork) displacement() (*Displaced, *Refusal) {
	if w.q.Areas[Beside] == nil {
		return nil, nil
	}
	at := func(r Role) rates.Site { return rates.Site{Before: w.counts[r].Before, After: w.counts[r].After} }
	treated, beside, control := at(Treated), at(Beside), at(Control)
	d := rates.WeightedDisplacementQuotient(treated, beside, control)
	switch {
	case min(w.least(Treated), w.least(Beside), w.least(Control)) < rates.MinNormal:
		return nil, &Refusal{"displacement", refusedFew}
	case !rates.Interpretable(treated, beside, control):
		return nil, &Refusal{"displacement", refusedNoEffect}
	case w.net.Reading != rates.Fewer:
		return nil, &Refusal{"displacement", refusedNoClearEffect}
	}
	return &Displaced{rounded(d.Quotient), rounded(d.Success), rounded(d.Net), displacedWords(d.Quotient)}, nil
}

func (w *effectWork) least(r Role) int { return min(w.counts[r].Before, w.counts[r].After) }
