package survey

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// ScanQuestion asks which stretches of a line stand out.
type ScanQuestion struct {
	Question           // Res, Step and Steps do not matter
	Along      *Along  // nil = the border
	BinKm      float64 // 1..50; 0 = DefaultBinKm
	HalfWidthM float64 // how far from the line incidents may lie, 50..100000; 0 = DefaultHalfWidthM
	Draws      int     // 99..9999; 0 = 999
	Seed       uint64
}

// Along is a line to scan.
type Along struct {
	Name string
	Line orb.LineString // its segments are geodesics
}

// Defaults and limits of a scan.
const (
	DefaultBinKm      = 5
	DefaultHalfWidthM = 50_000
	MostHalfWidthM    = 100_000
	mostScanBins      = 1000
)

// Scan is the answer: the most striking stretches, none overlapping another.
type Scan struct {
	geo.Used
	Seq uint64 `json:"seq"`

	Along      string           `json:"along"`
	FromKm     float64          `json:"from_km"`
	ToKm       float64          `json:"to_km"`
	CoveredKm  float64          `json:"covered_km"`
	BinKm      float64          `json:"bin_km"`
	HalfWidthM float64          `json:"half_width_m"`
	Baseline   hotspot.Baseline `json:"baseline"`
	Interval   string           `json:"interval"`
	Comparison []string         `json:"comparison"`
	UniverseID string           `json:"universe_id"`
	Method     ScanMethod       `json:"method"`

	Unit    hotspot.Unit `json:"unit"`
	NBefore int          `json:"n_before"`
	Beyond  int          `json:"beyond"` // now, on covered days, but farther than the half width or beside another line

	Sources         []hotspot.SourceDays `json:"sources"`
	LeftOut         []hotspot.LeftOut    `json:"left_out"`
	DiscoveredShare *float64             `json:"discovered_share"`
	Warnings        []Warning            `json:"warnings"`
	Stretches       []Stretch            `json:"stretches"`
	Bins            []ScanBin            `json:"bins"`
}

// ScanMethod says how it was worked out.
type ScanMethod struct {
	Test     string  `json:"test"`
	Alpha    float64 `json:"alpha"`
	MaxShare float64 `json:"max_share"` // of the expectation in one stretch
	Draws    int     `json:"draws"`     // made; fewer than asked when the outcome was clear before
	Seed     uint64  `json:"seed"`
}

// Stretch is a stretch with more incidents than expected.
type Stretch struct {
	FromKm    float64       `json:"from_km"`
	ToKm      float64       `json:"to_km"`
	N         int           `json:"n"` // of the unit tested
	Expected  float64       `json:"expected"`
	Ratio     *float64      `json:"ratio"`
	LLR       float64       `json:"llr"`
	P         float64       `json:"p"` // of one as striking anywhere on the line, by chance
	StandsOut bool          `json:"stands_out"`
	Finding   hotspot.Words `json:"finding"`
	From      orb.Point     `json:"from"` // lon, lat
	To        orb.Point     `json:"to"`
	Town      Town          `json:"town"` // nearest to its middle
}

// ScanBin is one bin of the line.
type ScanBin struct {
	FromKm  float64 `json:"from_km"`
	N       int     `json:"n"`
	NBefore int     `json:"n_before"`
	Covered bool    `json:"covered"`
}

// maxScanShare is the most of the expectation that one stretch may hold.
const maxScanShare = 0.10

func (q *ScanQuestion) check() error {
	q.BinKm, q.HalfWidthM = cmp.Or(q.BinKm, DefaultBinKm), cmp.Or(q.HalfWidthM, DefaultHalfWidthM)
	q.Draws, q.Seed = cmp.Or(q.Draws, 999), cmp.Or(q.Seed, 1)
	q.Res, q.Step, q.Steps = 0, "", 0
	var fields []geo.FieldError
	bad := func(parameter, detail string, holds bool) {
		if holds {
			fields = append(fields, geo.FieldError{Parameter: parameter, Detail: detail})
		}
	}
	bad("bin_km", "1 to 50", !(q.BinKm >= 1 && q.BinKm <= 50))
	bad("half_width_m", fmt.Sprintf("50 to %d", MostHalfWidthM), !(q.HalfWidthM >= 50 && q.HalfWidthM <= MostHalfWidthM))
	bad("draws", "99 to 9999", q.Draws < 99 || q.Draws > 9999)
	if len(fields) > 0 {
		return &geo.Error{Code: geo.Invalid, Message: "This cannot be scanned", Fields: fields}
	}
	return nil
}

// Scan looks for stretches of a line that stand out.
func (s *Surveyor) Scan(ctx context.Context, v geo.View, q ScanQuestion) (*Scan, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	p, err := s.plan(ctx, v, q.Question)
	if err != nil {
		return nil, err
	}
	w := newScanWork(s, v, q, p)
	if len(w.covered) > mostScanBins {
		return nil, &geo.Error{Code: geo.Invalid, Message: "This cannot be scanned", Fields: []geo.FieldError{{Parameter: "bin_km", Detail: fmt.Sprintf("%d bins are more than %d; choose longer ones", len(w.covered), mostScanBins)}}}
	}
	if err := w.count(ctx); err != nil {
		return nil, err
	}
	found, err := hotspot.Scan(ctx, w.question())
	if err != nil {
		return nil, err
	}
	n, err := w.note(ctx)
	if err != nil {
		return nil, err
	}
	return w.answer(&found, n), nil
}

// ruler gives places along a line in km.
type ruler struct {
	name         string
	fromKm, toKm float64
	line         *place.Polyline // nil for the border
}

func rulerOf(a *Along) ruler {
	if a == nil {
		return ruler{name: "border", fromKm: place.Border().FromKm(), toKm: place.Border().ToKm()}
	}
	line := place.NewPolyline(a.Line)
	return ruler{a.Name, 0, line.LengthM() / 1000, line}
}

func (r *ruler) at(km float64) orb.Point {
	if r.line == nil {
		return place.Border().At(km)
	}
	return r.line.At(km * 1000)
}

// seeker is for one goroutine, many points.
func (r *ruler) seeker() *place.Seeker {
	if r.line == nil {
		return place.Border().Seeker()
	}
	return r.line.Seeker()
}

// locate gives the km of a point within limitM. What lies beyond the ends of a
// route is not beside it; the border has no such ends.
func (r *ruler) locate(p orb.Point, seeker *place.Seeker, limitM float64) (km float64, ok bool) {
	foot, ok := seeker.Within(p, limitM)
	return r.fromKm + foot.AlongM/1000, ok && (r.line == nil || foot.Beyond == 0)
}

// scanWork counts along a line.
type scanWork struct {
	s       *Surveyor
	view    geo.View
	q       ScanQuestion
	plan    *plan
	ruler   ruler
	covered []bool // by bin
	now     hotspot.Counts
	before  hotspot.Counts
	rough   int // incidents now whose radius is larger than a bin
	beyond  int // incidents now that are not beside the line
	beside  int // incidents now beside the line, covered or not, as Used counts at MinRes
}

func newScanWork(s *Surveyor, v geo.View, q ScanQuestion, p *plan) *scanWork {
	w := &scanWork{s: s, view: v, q: q, plan: p, ruler: rulerOf(q.Along)}
	bins := int(math.Ceil((w.ruler.toKm - w.ruler.fromKm) / q.BinKm))
	w.covered = make([]bool, bins)
	for _, c := range []*hotspot.Counts{&w.now, &w.before} {
		c.Incidents, c.Episodes = make([]int, bins), make([]int, bins)
	}
	if !p.silent() && bins <= mostScanBins {
		w.cover()
	}
	return w
}

// cover marks the bins beside whose middle some source can speak, on either
// side and inside the study area and the question's own shape.
func (w *scanWork) cover() {
	l := lookOf(&w.q.Query)
	offM := min(w.q.HalfWidthM/2, 2000)
	for bin := range w.covered {
		km := w.ruler.fromKm + (float64(bin)+0.5)*w.q.BinKm
		middle := w.ruler.at(km)
		_, azimuth := place.Inverse(middle, w.ruler.at(km+0.05))
		for _, turn := range []float64{-90, 90} {
			p := place.Direct(middle, azimuth+turn, offM)
			w.covered[bin] = w.covered[bin] || w.s.area.Contains(p) && w.plan.speaks(p) && l.holds(p)
		}
	}
}

// speaks says whether some source that is counted speaks for a place.
func (j *joint) speaks(p orb.Point) bool {
	return slices.ContainsFunc(j.kept, func(s speaker) bool {
		area, known := place.Coverage(s.area)
		return !known || area.Contains(p)
	})
}

func (w *scanWork) count(ctx context.Context) error {
	if w.plan.silent() {
		return nil
	}
	if err := w.countIn(ctx, w.plan.now, &w.now, &w.rough, &w.beside); err != nil {
		return err
	}
	for _, window := range joined(w.plan.before) {
		var rough, beside int
		if err := w.countIn(ctx, window, &w.before, &rough, &beside); err != nil {
			return err
		}
	}
	return nil
}

func (w *scanWork) countIn(ctx context.Context, window hotspot.Window, c *hotspot.Counts, rough, beside *int) error {
	seeker := w.ruler.seeker()
	for flock, err := range w.view.Near(ctx, w.plan.query(window), []orb.Bound{w.reach()}, false) {
		if err != nil {
			return err
		}
		for row := range flock {
			km, ok := w.ruler.locate(row.Point, seeker, w.q.HalfWidthM)
			bin := min(int((km-w.ruler.fromKm)/w.q.BinKm), len(w.covered)-1)
			*beside += one(ok && grid.Admits(MinRes, row.RadiusM))
			switch {
			case !ok || !w.covered[bin]:
			case row.RadiusM > w.q.BinKm*1000:
				*rough++
			default:
				c.Incidents[bin]++
				c.Episodes[bin] += one(row.EpisodeHead)
			}
		}
	}
	return nil
}

// reach is a box around everything within the half width.
func (w *scanWork) reach() orb.Bound {
	box := orb.Bound{Min: w.ruler.at(w.ruler.fromKm), Max: w.ruler.at(w.ruler.fromKm)}
	const steps = 200
	for i := range steps + 1 {
		box = box.Extend(w.ruler.at(w.ruler.fromKm + float64(i)/steps*(w.ruler.toKm-w.ruler.fromKm)))
	}
	const shortestDegreeM = 80_000 // of longitude, up to 44 degrees north
	return box.Pad((w.q.HalfWidthM + (w.ruler.toKm-w.ruler.fromKm)*1000/steps) / shortestDegreeM)
}

func (w *scanWork) totals(c hotspot.Counts) (t hotspot.Totals) {
	for bin := range c.Incidents {
		t.Incidents += c.Incidents[bin]
		t.Episodes += c.Episodes[bin]
	}
	return t
}

func (w *scanWork) unit() hotspot.Unit {
	if w.totals(w.now).Bursts() || w.totals(w.before).Bursts() {
		return hotspot.Episodes
	}
	return hotspot.Incidents
}

func (w *scanWork) question() hotspot.ScanQuestion {
	of := func(c hotspot.Counts) []int {
		if w.unit() == hotspot.Episodes {
			return c.Episodes
		}
		return c.Incidents
	}
	q := hotspot.ScanQuestion{
		Now: of(w.now), Exposure: make([]float64, len(w.covered)), FromKM: w.ruler.fromKm, BinKM: w.q.BinKm,
		MaxShare: maxScanShare, Draws: w.q.Draws, Seed: w.q.Seed, Alpha: w.q.alpha(),
	}
	for bin, covered := range w.covered {
		q.Exposure[bin] = float64(one(covered)) * min(w.q.BinKm, w.ruler.toKm-w.ruler.fromKm-float64(bin)*w.q.BinKm)
	}
	if w.q.Baseline == hotspot.Usual {
		q.Before = of(w.before)
	}
	return q
}

func (w *scanWork) note(ctx context.Context) (*notes, error) {
	var have []hotspot.Warning
	add := func(code hotspot.Warning, holds bool) {
		if holds {
			have = append(have, code)
		}
	}
	now, before := w.totals(w.now), w.totals(w.before)
	add(hotspot.WarnBursts, w.unit() == hotspot.Episodes)
	add(hotspot.WarnNoComparison, w.q.Baseline == hotspot.Usual && before.Incidents == 0)
	n, err := w.s.note(ctx, w.view, w.plan, fmt.Sprint("scan", w.ruler.name, w.q.BinKm, w.q.HalfWidthM), counted{res: MinRes, n: now.Incidents, warnings: have})
	if err != nil {
		return nil, err
	}
	own := *n
	if !w.plan.silent() {
		all, err := w.view.Used(ctx, w.plan.query(w.plan.now), MinRes)
		if err != nil {
			return nil, err
		}
		w.beyond = all.N - w.beside
	}
	own.used.Excluded.Imprecise += w.rough
	own.used.Excluded.OutsideCoverage = max(0, own.used.Excluded.OutsideCoverage-w.rough-w.beyond)
	return &own, nil
}

func (w *scanWork) answer(found *hotspot.ScanAnswer, n *notes) *Scan {
	a := &Scan{
		Used: n.used, Seq: w.view.Head().Seq, Along: w.ruler.name,
		FromKm: decimals(w.ruler.fromKm, 3), ToKm: decimals(w.ruler.toKm, 3), BinKm: w.q.BinKm, HalfWidthM: w.q.HalfWidthM,
		Baseline: w.q.Baseline, Interval: w.plan.now.Text(), Comparison: intervalTexts(w.plan.before), UniverseID: w.s.UniverseID(hotspot.Usual),
		Method: ScanMethod{"scan of intervals, Poisson likelihood ratio, Monte Carlo with sequential stop", w.q.alpha(), maxScanShare, found.Draws, w.q.Seed},
		Unit:   w.unit(), NBefore: w.totals(w.before).Incidents, Beyond: w.beyond,
		Sources: w.plan.sourceDays(), LeftOut: w.plan.left, DiscoveredShare: number(n.discovered), Warnings: n.words(),
		Stretches: []Stretch{}, Bins: []ScanBin{},
	}
	for _, st := range found.Stretches {
		a.Stretches = append(a.Stretches, w.stretch(&st))
	}
	for bin, covered := range w.covered {
		a.CoveredKm += float64(one(covered)) * w.q.BinKm
		a.Bins = append(a.Bins, ScanBin{decimals(w.ruler.fromKm+float64(bin)*w.q.BinKm, 3), w.now.Incidents[bin], w.before.Incidents[bin], covered})
	}
	a.CoveredKm = decimals(min(a.CoveredKm, w.ruler.toKm-w.ruler.fromKm), 1)
	return a
}

func (w *scanWork) stretch(s *hotspot.Stretch) Stretch {
	to := min(s.ToKM, w.ruler.toKm)
	town := nearestTown(w.ruler.at((s.FromKM + to) / 2))
	point := func(km float64) orb.Point {
		p := w.ruler.at(km)
		return orb.Point{decimals(p.Lon(), 6), decimals(p.Lat(), 6)}
	}
	often := oftenWords(s.P)
	return Stretch{
		FromKm: decimals(s.FromKM, 3), ToKm: decimals(to, 3), N: s.Found, Expected: rounded(s.Expected), Ratio: number(s.Ratio),
		LLR: rounded(s.LLR), P: rounded(s.P), StandsOut: s.StandsOut, From: point(s.FromKM), To: point(to), Town: town,
		Finding: hotspot.Words{
			EN: fmt.Sprintf("%s: %d found, %.1f expected, %.1f times what chance would put there. %s", kmText(s.FromKM, to, "to"), s.Found, s.Expected, s.Ratio, often.EN),
			ES: fmt.Sprintf("%s: %d hallazgos, %.1f esperados, %.1f veces lo que pondría el azar. %s", kmText(s.FromKM, to, "a"), s.Found, s.Expected, s.Ratio, often.ES),
		},
	}
}
