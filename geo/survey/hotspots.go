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
)

// Hotspots is the answer to a question of significance, as the HTTP contract
// has it. Numbers that are undefined or unbounded are null.
type Hotspots struct {
	geo.Used
	Seq uint64 `json:"seq"` // of the journal: the data it was worked out from

	Res           int              `json:"res"`
	Baseline      hotspot.Baseline `json:"baseline"`
	Interval      string           `json:"interval"`      // what is counted, as datetime has it
	Try           string           `json:"try,omitempty"` // without incidents: an interval that has some
	Comparison    []string         `json:"comparison"`    // what it is compared with; empty for even
	UniverseID    string           `json:"universe_id"`
	NCells        int              `json:"n_cells"`   // of the study area
	NCovered      int              `json:"n_covered"` // of them covered: the tests made
	Neighbourhood string           `json:"neighbourhood"`
	Method        Method           `json:"method"`

	Unit           hotspot.Unit `json:"unit"` // what was tested
	NBefore        int          `json:"n_before"`
	Episodes       int          `json:"episodes"`
	EpisodesBefore int          `json:"episodes_before"`

	Sources         []hotspot.SourceDays `json:"sources"`  // counted, by rank
	LeftOut         []hotspot.LeftOut    `json:"left_out"` // not counted, and why
	DiscoveredShare *float64             `json:"discovered_share"`
	Warnings        []Warning            `json:"warnings"`
	States          []StateCells         `json:"states"`
	Steps           *StepsInfo           `json:"steps,omitempty"`
	Evaluation      *Evaluation          `json:"evaluation,omitempty"` // only when asked for
	Cells           []Cell               `json:"cells"`
}

// Method says how it was worked out.
type Method struct {
	Test       string  `json:"test"`
	Adjustment string  `json:"adjustment"`
	Alpha      float64 `json:"alpha"`
	Exposure   string  `json:"exposure"`
}

// StateCells counts the cells of a state, and says what it means.
type StateCells struct {
	State   hotspot.State `json:"state"`
	Cells   int           `json:"cells"`
	Label   hotspot.Words `json:"label"`
	Explain hotspot.Words `json:"explain"`
}

// Cell is one cell of the answer; its disk is itself and its neighbours.
type Cell struct {
	H3          string        `json:"h3"`
	State       hotspot.State `json:"state"`
	N           int           `json:"n"`
	NDisk       int           `json:"n_disk"`
	NDiskBefore int           `json:"n_disk_before"`
	Tested      int           `json:"tested"`   // n_disk, or episodes in the disk
	Expected    *float64      `json:"expected"` // null: nothing to compare with
	RR          *float64      `json:"rr"`
	RRLo        *float64      `json:"rr_lo"`
	RRHi        *float64      `json:"rr_hi"` // null: nothing bounds it
	P           *float64      `json:"p"`
	Q           *float64      `json:"q"`
	GiZ         *float64      `json:"gi_z"`
	Finding     hotspot.Words `json:"finding"`
	Lon         float64       `json:"lon"`
	Lat         float64       `json:"lat"`
	Town        Town          `json:"town"`
	BorderKm    float64       `json:"border_km"`

	// With steps only; class and trend only where the history could be classified.
	History *hotspot.HistoryState `json:"history,omitempty"`
	Class   *hotspot.Class        `json:"class,omitempty"`
	TrendZ  *float64              `json:"trend_z,omitempty"`
	TrendP  *float64              `json:"trend_p,omitempty"`
	// Of a trend with p < 0.05: incidents, or episodes where unit says so, that
	// the count of the cell and its six neighbours changes by a step (Sen's slope).
	TrendSlope *float64 `json:"trend_slope,omitempty"`
}

// Town is the nearest town and the way from it.
type Town struct {
	Name      string `json:"name"`
	Country   string `json:"country"`
	DistanceM int    `json:"distance_m"`
	Compass   string `json:"compass"` // from the town
}

// DefaultLimit is how many cells are listed unless asked otherwise.
const DefaultLimit = 100

// Hotspots answers with the limit highest ranking cells: those that stand out
// first, then by q and p. Cells without coverage come last. Where cells are
// named, it lists those of them that are on the ground, and no others.
func (s *Surveyor) Hotspots(ctx context.Context, v geo.View, q Question, limit int, only ...geo.Cell) (*Hotspots, error) {
	p, err := s.plan(ctx, v, q)
	if err != nil {
		return nil, err
	}
	a, err := s.assessment(ctx, v, p)
	if err != nil {
		return nil, err
	}
	n, err := s.note(ctx, v, p, "cells", counted{res: a.Ground.Res, n: a.Answer.Now.Incidents, warnings: a.Answer.Warnings})
	if err != nil {
		return nil, err
	}
	h := s.envelope(v, p, a, n)
	if h.N == 0 {
		if h.Try, err = s.elsewhen(ctx, v, q); err != nil {
			return nil, err
		}
	}
	if len(only) > 0 {
		for _, c := range only {
			if i, ok := a.Ground.Find(c); ok {
				h.Cells = append(h.Cells, a.cell(i))
			}
		}
		return h, nil
	}
	for _, i := range a.ranking(cmp.Or(limit, DefaultLimit)) {
		h.Cells = append(h.Cells, a.cell(int(i)))
	}
	return h, nil
}

func (s *Surveyor) envelope(v geo.View, p *plan, a *Assessment, n *notes) *Hotspots {
	h := &Hotspots{
		Used: n.used, Seq: v.Head().Seq, Res: a.Ground.Res, Baseline: p.Baseline,
		Interval: p.now.Text(), Comparison: intervalTexts(p.before),
		UniverseID: s.UniverseID(p.Baseline), NCells: len(a.Ground.Cells), NCovered: a.Answer.Tested,
		Neighbourhood: "cell and its neighbours, k=1", Method: s.method(p),
		Unit: a.Answer.Unit, NBefore: a.Answer.Before.Incidents, Episodes: a.Answer.Now.Episodes, EpisodesBefore: a.Answer.Before.Episodes,
		Sources: p.sourceDays(), LeftOut: p.left, DiscoveredShare: number(n.discovered), Warnings: n.words(), States: a.states(), Steps: a.stepsInfo(p), Cells: []Cell{},
	}
	return h
}

func (s *Surveyor) method(p *plan) Method {
	m := Method{
		Test:       "exact hypergeometric (2x2 table of the disk, now and before), two-sided",
		Adjustment: "Benjamini-Hochberg over covered cells", Alpha: p.alpha(), Exposure: "area",
	}
	if p.Baseline == hotspot.Even {
		m.Test = "exact binomial (the disk's share of exposure), two-sided"
	}
	if s.exposureFor(p.Baseline) != nil {
		m.Exposure = "weights of the exposure file"
	}
	return m
}

func (a *Assessment) states() []StateCells {
	var out []StateCells
	for _, state := range []hotspot.State{hotspot.Hot, hotspot.Cold, hotspot.NotSignificant, hotspot.TooFew, hotspot.NoData} {
		line := StateCells{State: state, Label: state.Label(), Explain: state.Explain()}
		for i := range a.Answer.Cells {
			if a.Answer.Cells[i].State == state {
				line.Cells++
			}
		}
		out = append(out, line)
	}
	return out
}

// ranking gives the numbers of the highest ranking cells, without sorting all
// when few are wanted.
func (a *Assessment) ranking(limit int) []int32 {
	const few = 1000
	limit = min(limit, len(a.Answer.Cells))
	var best []int32 // sorted, unless many are wanted
	for i := range int32(len(a.Answer.Cells)) {
		switch {
		case limit > few:
			best = append(best, i)
		case len(best) < limit || limit > 0 && a.compare(i, best[limit-1]) < 0:
			at, _ := slices.BinarySearchFunc(best, i, a.compare)
			best = slices.Insert(best, at, i)[:min(limit, len(best)+1)]
		}
	}
	slices.SortFunc(best, a.compare)
	return best[:limit]
}

// compare says whether cell i ranks before cell j.
func (a *Assessment) compare(i, j int32) int {
	x, y := &a.Answer.Cells[i], &a.Answer.Cells[j]
	if order := cmp.Compare(rank(x.State), rank(y.State)); order != 0 {
		return order
	}
	return cmp.Or(cmp.Compare(x.Q, y.Q), cmp.Compare(x.P, y.P), cmp.Compare(strength(y), strength(x)), cmp.Compare(y.Disk, x.Disk), cmp.Compare(i, j))
}

func rank(s hotspot.State) int {
	return [...]int{hotspot.NoData: 3, hotspot.TooFew: 2, hotspot.NotSignificant: 1, hotspot.Hot: 0, hotspot.Cold: 0}[s]
}

// strength is how far the ratio is from 1, either way; NaN is least.
func strength(c *hotspot.Cell) float64 { return max(c.RR, 1/c.RR) }

func (a *Assessment) cell(i int) Cell {
	c := &a.Answer.Cells[i]
	bounds := a.Answer.Interval(i)
	center := a.Ground.Centers[i]
	out := Cell{
		H3: grid.Text(a.Ground.Cells[i]), State: c.State,
		N: c.Incidents, NDisk: c.Disk, NDiskBefore: c.DiskBefore, Tested: c.Tested, Expected: number(c.Expected),
		RR: number(c.RR), RRLo: number(bounds.Lo), RRHi: number(bounds.Hi), P: number(c.P), Q: number(c.Q), GiZ: number(c.GiZ),
		Finding: hotspot.Finding(c.Tested, a.neighbours(i), c.Expected),
		Lon:     decimals(center.Lon(), 6), Lat: decimals(center.Lat(), 6),
		Town: nearestTown(center), BorderKm: decimals(place.Border().Locate(center).Km, 1),
	}
	a.addHistory(i, &out)
	return out
}

// neighbours counts the covered ones.
func (a *Assessment) neighbours(i int) (n int) {
	for _, j := range a.Ground.neighbours.Of(i) {
		n += one(a.mask.covered[j])
	}
	return n
}

func nearestTown(p [2]float64) Town {
	town, distM := place.NearestTown(p)
	_, azimuth := place.Inverse(town.Point, p)
	names := [8]string{"N", "NE", "E", "SE", "S", "SW", "W", "NW"}
	return Town{Name: town.Name, Country: town.Country, DistanceM: int(math.Round(distM)), Compass: names[int(math.Round(azimuth/45))&7]}
}

// --- words and numbers ---

// intervalTexts writes windows oldest first; those that follow each other as one.
func intervalTexts(windows []hotspot.Window) []string {
	out := []string{}
	for _, w := range joined(windows) {
		out = append(out, w.Text())
	}
	return out
}

// number gives a finite number with six digits, else nil.
func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	v = rounded(v)
	return &v
}

// rounded keeps six digits: what differs beyond them is the processor's.
func rounded(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	scale := math.Pow10(5 - int(math.Floor(math.Log10(math.Abs(v)))))
	if r := math.Round(v*scale) / scale; !math.IsNaN(r) && !math.IsInf(r, 0) {
		return r
	}
	return v
}

func decimals(v float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(v*scale)/scale + 0
}
