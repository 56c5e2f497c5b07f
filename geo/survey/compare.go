package survey

import (
	"cmp"
	"context"
	"math"
	"slices"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/place"
	"linea/geo/rates"
)

// Comparison holds two intervals against each other, cell by cell, on the days
// that every source counted covers on both sides. Ratios are of rates a day.
type Comparison struct {
	geo.Used
	Seq uint64 `json:"seq"`

	Res        int      `json:"res"`
	Interval   string   `json:"interval"`
	Comparison []string `json:"comparison"`
	Days       float64  `json:"days"`
	DaysBefore float64  `json:"days_before"`
	UniverseID string   `json:"universe_id"`
	NCells     int      `json:"n_cells"`
	NCovered   int      `json:"n_covered"`
	Alpha      float64  `json:"alpha"`
	Tests      int      `json:"tests"` // cells with any incident on either side

	Unit    hotspot.Unit `json:"unit"` // what ratios are of
	NBefore int          `json:"n_before"`
	// ExcludedBefore is what was left out of n_before, as n_excluded is of n_used.
	ExcludedBefore geo.Excluded   `json:"n_excluded_before"`
	Overall        Change         `json:"overall"`
	Counts         []ReadingCells `json:"readings"`

	Sources         []hotspot.SourceDays `json:"sources"`
	LeftOut         []hotspot.LeftOut    `json:"left_out"`
	DiscoveredShare *float64             `json:"discovered_share"`
	Warnings        []Warning            `json:"warnings"`
	Cells           []ComparedCell       `json:"cells"`
}

// Change is a ratio of rates with its exact interval. Ratio and hi are null
// where nothing was found before: nothing bounds them.
type Change struct {
	Ratio   *float64      `json:"ratio"`
	Lo      *float64      `json:"lo"`
	Hi      *float64      `json:"hi"`
	P       *float64      `json:"p"`
	Reading rates.Reading `json:"reading"`
}

// ReadingCells counts the cells of a reading, and says what it means.
type ReadingCells struct {
	Reading rates.Reading `json:"reading"`
	Cells   int           `json:"cells"`
	Label   hotspot.Words `json:"label"`
	Explain hotspot.Words `json:"explain"`
}

// ComparedCell is one cell on both sides; its reading goes by q, for many
// cells are read together.
type ComparedCell struct {
	H3       string `json:"h3"`
	N        int    `json:"n"`
	NBefore  int    `json:"n_before"`
	Episodes int    `json:"episodes"`
	EpBefore int    `json:"episodes_before"`
	Change
	Q        *float64 `json:"q"`
	Lon      float64  `json:"lon"`
	Lat      float64  `json:"lat"`
	Town     Town     `json:"town"`
	BorderKm float64  `json:"border_km"`
}

// DefaultComparedCells is how many cells are listed unless asked otherwise.
const DefaultComparedCells = 1000

// Compare answers with the limit cells that changed most clearly. Where the
// question's With is Preceding, several years stand on the other side. Cells are
// compared without their neighbours: the resolution that a question leaves open
// is one coarser than a map of significance has, where one cell holds as much
// as seven do there.
func (s *Surveyor) Compare(ctx context.Context, v geo.View, q Question, limit int) (*Comparison, error) {
	q.Baseline, q.Step, q.Steps = hotspot.Usual, "", 0
	p, err := s.plan(ctx, v, q)
	if err != nil {
		return nil, err
	}
	a, err := s.assessment(ctx, v, p) // for its resolution, coverage and totals
	if err != nil {
		return nil, err
	}
	if q.Res == 0 && a.Ground.Res > MinRes {
		q.Res = a.Ground.Res - 1
		return s.Compare(ctx, v, q, limit)
	}
	w := compareWork{plan: p, ground: a.Ground, mask: a.mask, answer: &a.Answer, now: a.now, before: a.before}
	c := w.comparison()
	c.Seq, c.UniverseID = v.Head().Seq, s.UniverseID(p.Baseline)
	n, err := s.note(ctx, v, p, "compare", counted{res: a.Ground.Res, n: a.Answer.Now.Incidents, both: true, nBefore: c.NBefore, warnings: w.warnings()})
	if err != nil {
		return nil, err
	}
	c.Used, c.ExcludedBefore, c.DiscoveredShare, c.Warnings = n.used, n.before, number(n.discovered), n.words()
	c.Cells = w.cells(cmp.Or(limit, DefaultComparedCells))
	return c, nil
}

// compareWork compares cell by cell.
type compareWork struct {
	plan        *plan
	ground      *Ground
	mask        *mask
	answer      *hotspot.Answer
	now, before hotspot.Counts

	days, daysBefore float64
	tested           []testedCell // cells with any incident
}

type testedCell struct {
	cell   int
	change rates.RateChange
	q      float64
}

func (w *compareWork) comparison() *Comparison {
	w.days, w.daysBefore = w.plan.daysOfBoth()
	w.test()
	now, before := w.answer.Now, w.answer.Before
	overall := w.change(w.unit(now.Incidents, now.Episodes), w.unit(before.Incidents, before.Episodes))
	return &Comparison{
		Res: w.ground.Res, Interval: w.plan.now.Text(), Comparison: intervalTexts(w.plan.before),
		Days: w.days, DaysBefore: w.daysBefore, NCells: len(w.ground.Cells), NCovered: w.answer.Tested,
		Alpha: w.plan.alpha(), Tests: len(w.tested), Unit: w.answer.Unit, NBefore: before.Incidents,
		Overall: changeOf(overall), Counts: w.readings(),
		Sources: w.plan.sourceDays(), LeftOut: w.plan.left,
	}
}

// unit picks what is tested.
func (w *compareWork) unit(incidents, episodes int) int {
	if w.answer.Unit == hotspot.Episodes {
		return episodes
	}
	return incidents
}

// change compares two counts; without days on a side nothing can be said.
func (w *compareWork) change(now, before int) rates.RateChange {
	if w.days <= 0 || w.daysBefore <= 0 {
		nan := math.NaN()
		return rates.RateChange{Ratio: nan, Interval: rates.Interval{Lo: nan, Hi: nan}, P: nan}
	}
	return rates.CompareRates(now, w.days, before, w.daysBefore, w.plan.alpha())
}

// test compares every covered cell with any incident, and reads them together.
func (w *compareWork) test() {
	var p []float64
	for i := range w.ground.Cells {
		if now, before := w.counts(i); w.mask.covered[i] && now+before > 0 {
			t := testedCell{cell: i, change: w.change(now, before)}
			w.tested = append(w.tested, t)
			p = append(p, t.change.P)
		}
	}
	share := w.days / (w.days + w.daysBefore)
	for k, q := range rates.Adjusted(p, false) {
		t := &w.tested[k]
		now, before := w.counts(t.cell)
		t.q = q
		t.change.Reading = rates.TooFewToCompare
		if !math.IsNaN(q) {
			sum := float64(now + before)
			t.change.Reading = rates.Read(q, w.plan.alpha(), float64(now), sum*share, sum*(1-share))
		}
	}
}

// counts of the unit tested.
func (w *compareWork) counts(i int) (now, before int) {
	if w.answer.Unit == hotspot.Episodes {
		return w.now.Episodes[i], w.before.Episodes[i]
	}
	return w.now.Incidents[i], w.before.Incidents[i]
}

func (w *compareWork) readings() []ReadingCells {
	var out []ReadingCells
	for _, r := range []rates.Reading{rates.More, rates.Fewer, rates.NoClearChange, rates.TooFewToCompare} {
		line := ReadingCells{Reading: r, Label: hotspot.LabelReading(r), Explain: hotspot.ExplainReading(r)}
		for i := range w.tested {
			line.Cells += one(w.tested[i].change.Reading == r)
		}
		out = append(out, line)
	}
	return out
}

// warnings are those of the map that hold for single cells too.
func (w *compareWork) warnings() []hotspot.Warning {
	var out []hotspot.Warning
	for _, code := range w.answer.Warnings {
		if code == hotspot.WarnBursts || code == hotspot.WarnNoComparison {
			out = append(out, code)
		}
	}
	return out
}

// cells gives the cells that changed most clearly: by q, then by p, then by how
// many there are.
func (w *compareWork) cells(limit int) []ComparedCell {
	order := slices.Clone(w.tested)
	slices.SortFunc(order, func(a, b testedCell) int {
		return cmp.Or(cmp.Compare(a.q, b.q), cmp.Compare(a.change.P, b.change.P),
			cmp.Compare(w.now.Incidents[b.cell]+w.before.Incidents[b.cell], w.now.Incidents[a.cell]+w.before.Incidents[a.cell]), cmp.Compare(a.cell, b.cell))
	})
	out := []ComparedCell{}
	for _, t := range order[:min(limit, len(order))] {
		out = append(out, w.cell(&t))
	}
	return out
}

func (w *compareWork) cell(t *testedCell) ComparedCell {
	i, center := t.cell, w.ground.Centers[t.cell]
	return ComparedCell{
		H3: grid.Text(w.ground.Cells[i]),
		N:  w.now.Incidents[i], NBefore: w.before.Incidents[i], Episodes: w.now.Episodes[i], EpBefore: w.before.Episodes[i],
		Change: changeOf(t.change), Q: number(t.q),
		Lon: decimals(center.Lon(), 6), Lat: decimals(center.Lat(), 6),
		Town: nearestTown(center), BorderKm: decimals(place.Border().Locate(center).Km, 1),
	}
}

func changeOf(c rates.RateChange) Change {
	return Change{Ratio: number(c.Ratio), Lo: number(c.Interval.Lo), Hi: number(c.Interval.Hi), P: number(c.P), Reading: c.Reading}
}
