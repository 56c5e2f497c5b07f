package survey

import (
	"context"
	"fmt"

	"linea/geo"
	"linea/geo/hotspot"
)

// Evaluation says how well maps of earlier periods held what was found in the
// periods after them. Each map sees its own period and those before, nothing
// later; it looks back, and forecasts nothing.
type Evaluation struct {
	Periods []EvaluatedPeriod `json:"periods"` // newest first
	Found   int               `json:"found"`   // later, over all periods that had cells to judge
	Hot     *Held             `json:"hot"`     // pooled; null where no map had a cell with more than expected
	Most    *Held             `json:"most"`
	Finding hotspot.Words     `json:"finding"`
}

// EvaluatedPeriod is one map and the period after it.
type EvaluatedPeriod struct {
	Drawn  string `json:"drawn"`  // the map's own interval
	Scored string `json:"scored"` // the interval after it
	Res    int    `json:"res"`
	Cells  int    `json:"cells"` // with more than expected on the map
	Found  int    `json:"found"` // later, on covered ground
	Hot    *Held  `json:"hot"`   // those cells; null where there is none, or nothing was found later
	Most   *Held  `json:"most"`  // as many cells with the most incidents on the map
}

// Held is what some cells held of what was found later.
type Held struct {
	N     int      `json:"n"`
	Share float64  `json:"share"` // of what was found
	Area  float64  `json:"area"`  // share of covered ground
	PAI   *float64 `json:"pai"`   // Share / Area
	PEI   *float64 `json:"pei"`   // PAI over the best of as many cells; null for pooled periods
}

// MostEvaluated is how many periods one answer looks back.
const MostEvaluated = 10

// Evaluate draws the map of the question for up to so many earlier periods of
// its length, each one ending where the next begins, and scores it on the next.
func (s *Surveyor) Evaluate(ctx context.Context, v geo.View, q Question, periods int) (*Evaluation, error) {
	p, err := s.plan(ctx, v, q)
	if err != nil {
		return nil, err
	}
	if q.With.Kind == Given {
		return nil, &geo.Error{Code: geo.Invalid, Message: "This cannot be asked", Fields: []geo.FieldError{{Parameter: "evaluate", Detail: "earlier maps need a comparison that moves with them: with=preceding, last_year or previous"}}}
	}
	e := &Evaluation{Periods: []EvaluatedPeriod{}}
	scored := p.now
	q.Step, q.Steps = "", 0
	for range min(periods, MostEvaluated) {
		drawn := periodBefore(scored)
		one, ok, err := s.evaluate(ctx, v, q, drawn, scored)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		e.Periods = append(e.Periods, *one)
		scored = drawn
	}
	e.pool()
	return e, nil
}

// periodBefore is the period of equal length that ends where w begins: whole
// years for whole years, whole months for whole months.
func periodBefore(w hotspot.Window) hotspot.Window {
	from, until := w.From.In(geo.Local), w.Until.In(geo.Local)
	months := 12*(until.Year()-from.Year()) + int(until.Month()) - int(from.Month())
	if months > 0 && from.AddDate(0, months, 0).Equal(until) && from.Day() <= 28 {
		return hotspot.Window{From: from.AddDate(0, -months, 0).UTC(), Until: w.From}
	}
	return hotspot.Window{From: w.From.Add(w.From.Sub(w.Until)), Until: w.From}
}

// evaluate draws one map and scores it; ok is false where the sources do not
// cover both intervals.
func (s *Surveyor) evaluate(ctx context.Context, v geo.View, q Question, drawn, scored hotspot.Window) (_ *EvaluatedPeriod, ok bool, err error) {
	q.Query.From, q.Query.Until = drawn.From, drawn.Until
	p, err := s.plan(ctx, v, q)
	if err != nil || p.silent() || p.now != drawn || !holds(p.days, scored) {
		return nil, false, err
	}
	a, err := s.assessment(ctx, v, p)
	if err != nil || a.Answer.Tested == 0 {
		return nil, false, err
	}
	later, err := a.Ground.tally(ctx, v, p.query(scored), []hotspot.Window{scored})
	if err != nil {
		return nil, false, err
	}
	e := a.score(later)
	e.Drawn, e.Scored = drawn.Text(), scored.Text()
	return e, true, nil
}

// score ranks the covered cells by the map and by their counts.
func (a *Assessment) score(later []int) *EvaluatedPeriod {
	e := &EvaluatedPeriod{Res: a.Ground.Res}
	var found []int
	var hot, most, area []float64
	for i := range later {
		if !a.mask.covered[i] {
			continue
		}
		isHot := one(a.Answer.Cells[i].State == hotspot.Hot)
		e.Cells, e.Found = e.Cells+isHot, e.Found+later[i]
		found, area = append(found, later[i]), append(area, a.mask.ground.Exposure[i])
		hot, most = append(hot, float64(isHot)), append(most, float64(a.now.Incidents[i]))
	}
	if e.Cells > 0 && e.Found > 0 {
		e.Hot, e.Most = heldOf(hotspot.Accuracies(found, hot, area)[e.Cells-1], e.Found), heldOf(hotspot.Accuracies(found, most, area)[e.Cells-1], e.Found)
	}
	return e
}

func heldOf(a hotspot.Accuracy, found int) *Held {
	return &Held{N: int(a.Share*float64(found) + 0.5), Share: rounded(a.Share), Area: rounded(a.Area), PAI: number(a.PAI), PEI: number(a.PEI)}
}

// pool adds the periods up: a share of all that was found, on the ground that
// the same spread evenly would have had it.
func (e *Evaluation) pool() {
	pooled := func(of func(*EvaluatedPeriod) *Held) *Held {
		var h Held
		var even float64
		for i := range e.Periods {
			if one := of(&e.Periods[i]); one != nil {
				h.N, even = h.N+one.N, even+one.Area*float64(e.Periods[i].Found)
			}
		}
		if e.Found == 0 {
			return nil
		}
		h.Share, h.Area, h.PAI = rounded(float64(h.N)/float64(e.Found)), rounded(even/float64(e.Found)), number(float64(h.N)/even)
		return &h
	}
	for i := range e.Periods {
		if e.Periods[i].Hot != nil {
			e.Found += e.Periods[i].Found
		}
	}
	e.Hot, e.Most = pooled(func(p *EvaluatedPeriod) *Held { return p.Hot }), pooled(func(p *EvaluatedPeriod) *Held { return p.Most })
	e.Finding = e.words()
}

func (e *Evaluation) words() hotspot.Words {
	switch {
	case len(e.Periods) == 0:
		return hotspot.Words{
			EN: "No earlier period of this length is covered, so no map can be held against what came after.",
			ES: "Ningún periodo anterior de esta duración tiene cobertura, así que ningún mapa puede compararse con lo que vino después."}
	case e.Hot == nil:
		return hotspot.Words{
			EN: "No earlier map had a hexagon with more than expected, so there is nothing to judge.",
			ES: "Ningún mapa anterior tenía un hexágono con más de lo esperado, así que no hay nada que juzgar."}
	}
	return hotspot.Words{
		EN: fmt.Sprintf("Of %d found in the periods after, %d lay in hexagons with more than expected on the map before: %s, on %s of the ground. As many hexagons with the most on that map held %d (%s on %s).",
			e.Found, e.Hot.N, percent(e.Hot.Share), percent(e.Hot.Area), e.Most.N, percent(e.Most.Share), percent(e.Most.Area)),
		ES: fmt.Sprintf("De %d hallazgos en los periodos siguientes, %d cayeron en hexágonos con más de lo esperado en el mapa anterior: el %s, en el %s del terreno. Otros tantos hexágonos con más casos en ese mapa reunieron %d (el %s en el %s).",
			e.Found, e.Hot.N, percent(e.Hot.Share), percent(e.Hot.Area), e.Most.N, percent(e.Most.Share), percent(e.Most.Area)),
	}
}

// percent writes a share of 0..1 with a digit where it is small.
func percent(v float64) string {
	if v < 0.1 {
		return fmt.Sprintf("%.1f %%", 100*v)
	}
	return fmt.Sprintf("%.0f %%", 100*v)
}
