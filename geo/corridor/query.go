package corridor

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb/geojson"
)

// Options of a question. The zero value asks for everything but a comparison
// and the list.
type Options struct {
	BinKm   float64 // MinBinKm..MaxBinKm, 0 = chosen by the data
	Density float64 // bandwidth of the smoothed profile, MinBandwidthKm..MaxBandwidthKm; 0 = none
	Compare Baseline
	Limit   int     // incidents listed, 0..MaxListed
	BeginKm float64 // km at the start of the line, for a Part of a longer one
	After   string  // Next of the answer before
}

// Limits of the options.
const (
	MinBinKm  = 0.5
	MaxBinKm  = 50.0
	MaxListed = 1000

	MinBandwidthKm = 0.5
	MaxBandwidthKm = 50.0
)

func (o *Options) check() error {
	if o.BinKm != 0 && !(o.BinKm >= MinBinKm && o.BinKm <= MaxBinKm) {
		return geo.Errorf("corridor", geo.Invalid, "bins of %g km are not between %g and %g km", o.BinKm, MinBinKm, MaxBinKm)
	}
	if o.Density != 0 && !(o.Density >= MinBandwidthKm && o.Density <= MaxBandwidthKm) {
		return geo.Errorf("corridor", geo.Invalid, "a bandwidth of %g km is not between %g and %g km", o.Density, MinBandwidthKm, MaxBandwidthKm)
	}
	if o.Limit < 0 || o.Limit > MaxListed {
		return geo.Errorf("corridor", geo.Invalid, "%d incidents cannot be listed at once; ask for 0 to %d and follow next", o.Limit, MaxListed)
	}
	return nil
}

// humanitarian are the kinds that every answer counts.
var humanitarian = geo.SetOf(geo.Rescue, geo.Medical, geo.MissingPerson, geo.Death)

// Query gives the whole answer about a corridor: of the incidents that match q,
// those whose point lies inside. Errors are those of the view, and Invalid for
// options out of range.
func Query(ctx context.Context, view geo.View, c *Corridor, q geo.Query, o Options) (*Report, error) {
	a, err := answerOf(ctx, view, c, q, o)
	if err != nil {
		return nil, err
	}
	if a.report.Density, err = densityOf(ctx, a.inside, c.LengthM()/1000, o.Density); err != nil {
		return nil, err
	}
	a.report.Landmarks = c.landmarks()
	a.report.shift(o.BeginKm)
	return &a.report, nil
}

func answerOf(ctx context.Context, view geo.View, c *Corridor, q geo.Query, o Options) (*answer, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	wide := q
	if wide.Kinds != 0 {
		wide.Kinds |= humanitarian
	}
	a := &answer{ctx: ctx, view: view, c: c, q: q, options: o}
	var used geo.Used
	var seen sights
	err := geo.SideBySide(ctx, 2, func(_ context.Context, part int) (err error) {
		if part == 0 {
			used, err = a.used()
		} else {
			seen, err = c.look(ctx, view, wide, true)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	a.inside = make([]*sight, 0, seen.len())
	for s := range seen.all() {
		a.count(s)
	}
	a.report.Used, a.report.Warnings = used, []Warning{}
	if err := a.setInterval(); err != nil {
		return nil, err
	}
	for _, step := range []func(){a.settle, a.describe, a.addFigures, a.addTimes} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		step()
	}
	if err := a.compare(); err != nil {
		return nil, err
	}
	return a, a.list()
}

// answer is a report in the making.
type answer struct {
	ctx     context.Context
	view    geo.View
	c       *Corridor
	q       geo.Query
	options Options

	interval interval
	inside   []*sight // of the kinds asked for, by km
	helped   []*sight // help and loss, of any kind asked for or not
	report   Report
}

func (a *answer) warn(w Warning) {
	if !slices.Contains(a.report.Warnings, w) {
		a.report.Warnings = append(a.report.Warnings, w)
	}
}

// count takes what is seen: for figures about n, and about help.
func (a *answer) count(s *sight) {
	if s.inside && s.kind.Humanitarian() {
		a.helped = append(a.helped, s)
	}
	if a.q.Kinds != 0 && !a.q.Kinds.Has(s.kind) {
		return
	}
	a.countOne(s)
	if s.inside {
		a.inside = append(a.inside, s)
	}
}

// settle fills in what follows once all is seen.
func (a *answer) settle() {
	r := &a.report
	a.inside = byKm(a.inside)
	r.Used.N = r.N
	r.NExpected = Number(math.Round(float64(r.NExpected)*1000) / 1000)
	r.Humanitarian = humanitarianOf(a.helped)
	r.Land = landOf(a.inside)
}

func (a *answer) countOne(s *sight) {
	r := &a.report
	r.NExpected += Number(s.pIn)
	r.NUpTo++
	if !s.inside {
		return
	}
	r.N++
	r.Persons += int(s.persons)
	if s.pIn == 1 {
		r.NSure++
	}
	if s.right {
		r.Sides.Right++
	} else {
		r.Sides.Left++
	}
}

// byKm gives rows ordered by the millimetre along the line. It sorts numbers, not
// the rows.
func byKm(rows []*sight) []*sight {
	keys := make([]uint64, len(rows))
	for i := range rows {
		keys[i] = alongMM(rows[i])<<32 | uint64(i)
	}
	keys = byHighHalf(keys)
	out := make([]*sight, len(rows))
	for i, k := range keys {
		out[i] = rows[uint32(k)]
	}
	return out
}

// byHighHalf sorts numbers that ascend in their lower 32 bits by the upper ones:
// by eleven bits at a time, the last first.
func byHighHalf(keys []uint64) []uint64 {
	const digit = 11
	spare := make([]uint64, len(keys))
	for shift := 32; shift < 64; shift += digit {
		var begin [1<<digit + 1]uint32
		for _, k := range keys {
			begin[k>>shift&(1<<digit-1)+1]++
		}
		for i := 1; i < len(begin); i++ {
			begin[i] += begin[i-1]
		}
		for _, k := range keys {
			at := &begin[k>>shift&(1<<digit-1)]
			spare[*at] = k
			*at++
		}
		keys, spare = spare, keys
	}
	return keys
}

func alongMM(s *sight) uint64 { return uint64(s.alongM * 1000) }

// orderTies puts rows that byKm ordered in the order of km, then id.
func orderTies(rows []*sight) {
	for from := 0; from < len(rows); {
		until := from + 1
		for until < len(rows) && alongMM(rows[until]) == alongMM(rows[from]) {
			until++
		}
		if until-from > 1 {
			slices.SortFunc(rows[from:until], compareAlong)
		}
		from = until
	}
}

// compareAlong orders by km, then id.
func compareAlong(a, b *sight) int {
	if a.alongM != b.alongM {
		return cmp.Compare(a.alongM, b.alongM)
	}
	return cmp.Compare(a.row.ID(), b.row.ID())
}

// describe says what ground the corridor covers.
func (a *answer) describe() {
	r, c := &a.report, a.c
	r.BeginsKm, r.LengthKm = a.options.BeginKm, round(c.LengthM()/1000, 1e3)
	r.HalfWidthM, r.Ends = c.halfWidthM, c.ends
	a.addOff()
	outline := c.Outline()
	r.AreaKM2 = round(areaKM2(outline), 1e3)
	r.Outline = geojson.NewGeometry(simplest(outline))
	r.Sides.LeftIs, r.Sides.RightIs = c.sides()
	r.Seq = a.view.Head().Seq
}

// addFigures counts, and says how sure the counts are.
func (a *answer) addFigures() {
	r, c := &a.report, a.c
	r.ByKind = byKind(a.inside)
	r.Rates, r.DaysBetween = ratesOf(r.N, r.Days, daysAYear(&a.q), c.LengthM()/1000)
	r.BinKm = binKm(a.options.BinKm, r.N, c.LengthM()/1000)
	r.Profile = profileOf(a.inside, c.LengthM()/1000, r.BinKm)
	r.Busiest = busiestKm(r.Profile, r.N)
	if r.N != r.NSure || r.N != r.NUpTo {
		a.warn(WarnImprecise)
	}
}

// addOff says how much of the line leads over ground of which nothing is known.
func (a *answer) addOff() {
	off := a.c.off(place.StudyArea())
	a.report.OutsideKm, a.report.SeaKm = round(off.outsideM/1000, 10), round(off.seaM/1000, 10)
	if off.outsideM >= leastOutsideM {
		a.warn(WarnOutside)
	}
	if off.seaM >= leastOutsideM {
		a.warn(WarnSea)
	}
}

func (a *answer) addTimes() {
	r := &a.report
	r.MonthByYear = monthByYear(a.inside)
	r.HourByDay, r.HourUnknown = hourByDay(a.inside)
	r.BusiestHours = busiestHours(&r.HourByDay)
	r.Series = seriesOf(a.inside, a.interval)
	if r.HourUnknown > 0 {
		a.warn(WarnHourUnknown)
	}
}

func round(v, steps float64) float64 { return math.Round(v*steps) / steps }

func byKind(inside []*sight) []geo.ValueCount {
	var counts [64]int
	for i := range inside {
		counts[inside[i].kind&63]++
	}
	out := []geo.ValueCount{}
	for _, k := range geo.Kinds() {
		if n := counts[k&63]; n > 0 {
			out = append(out, geo.ValueCount{Value: k.String(), N: n})
		}
	}
	slices.SortStableFunc(out, func(a, b geo.ValueCount) int { return cmp.Compare(b.N, a.N) })
	return out
}

// localTime gives the start as civil time.
func (s *sight) localTime() time.Time { return time.Unix(s.start, 0).In(geo.Local) }
