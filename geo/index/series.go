package index

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"time"

	"linea/geo"
)

// maxBins is the longest series that is answered.
const maxBins = 5000

func foundText(days uint32) string {
	if days == 0 {
		return ""
	}
	return strconv.Itoa(int(days))
}

// secondsOf is the shortest length of a step.
func secondsOf(step geo.Step) float64 {
	days := map[geo.Step]float64{geo.StepHour: 1.0 / 24, geo.StepDay: 1, geo.StepWeek: 7, geo.StepMonth: 28, geo.StepQuarter: 90, geo.StepYear: 365}
	return days[step] * secondsPerDay
}

// seriesRange is the window of the query, its open ends closed by the first and
// newest counted record; ok is false when there is none to close them.
func seriesRange(counted []bunch, p *plan) (from, last time.Time, ok bool) {
	e := extentOf(counted, p)
	from, last = p.query.From, p.query.Until.Add(-time.Second)
	if p.query.From.IsZero() {
		from = timeOf(e.first)
	}
	if p.query.Until.IsZero() {
		last = timeOf(e.last)
	}
	return from, last, e.any || !p.query.From.IsZero() && !p.query.Until.IsZero()
}

func seriesOf(counted []bunch, p *plan, step geo.Step) (geo.Series, error) {
	from, last, ok := seriesRange(counted, p)
	if step == geo.StepAuto {
		step = geo.StepDay
		if ok {
			step = autoStep(counted, p, from, last)
		}
	}
	if !ok {
		return geo.Series{Step: step, Bins: []geo.SeriesBin{}}, nil
	}
	if last.Sub(from).Seconds()/secondsOf(step) > maxBins {
		return geo.Series{}, tooFine(step)
	}
	edges := stepEdges(from, last, step)
	series := geo.Series{Step: step, Bins: make([]geo.SeriesBin, len(edges)-1)}
	for i := range series.Bins {
		series.Bins[i].Start = step.Text(edges[i])
	}
	series.Unknown = addBins(counted, p, edges, step, func(bin, n int) { series.Bins[bin].N += n })
	return series, nil
}

// tooFine names the parameter, as every refusal of a question does.
func tooFine(step geo.Step) error {
	detail := fmt.Sprintf("a step of one %s would make over %d bars here; choose a longer step or a shorter interval", step, maxBins)
	return &geo.Error{Op: "series", Code: geo.Invalid, Message: "The step is too short for the interval", Fields: []geo.FieldError{{Parameter: "step", Detail: detail}}}
}

// autoStep is the finest step with at most geo.AutoBins bars; hours only where a
// row has one.
func autoStep(counted []bunch, p *plan, from, last time.Time) geo.Step {
	hours := slices.ContainsFunc(counted, func(b bunch) bool { return p.facets[b.facet].precision <= geo.PrecisionHour })
	for _, step := range geo.Steps() {
		if step == geo.StepHour && !hours || step == geo.StepAuto {
			continue
		}
		if len(stepEdgesUpTo(from, last, step, geo.AutoBins+2))-1 <= geo.AutoBins {
			return step
		}
	}
	return geo.StepYear
}

func stepEdges(from, last time.Time, step geo.Step) []time.Time {
	return stepEdgesUpTo(from, last, step, math.MaxInt)
}

// stepEdgesUpTo gives the edges of the bins that cover from..last, at most n.
func stepEdgesUpTo(from, last time.Time, step geo.Step, n int) []time.Time {
	edges := []time.Time{step.Floor(from)}
	for len(edges) < n && !edges[len(edges)-1].After(last) {
		edges = append(edges, step.Next(edges[len(edges)-1]))
	}
	return edges
}

// addBins counts the entries between each two edges and returns how many are
// too imprecise to be placed.
func addBins(counted []bunch, p *plan, edges []time.Time, step geo.Step, add func(bin, n int)) (unknown int) {
	ticks := make([]tick, len(edges))
	for i, e := range edges {
		ticks[i] = tickOf(e)
	}
	for i := range counted {
		b := &counted[i]
		if !step.Holds(p.facets[b.facet].precision) {
			unknown += b.n
			continue
		}
		b.histogram(p, ticks, add)
	}
	return unknown
}

// histogram counts the entries of a bunch between edges; those beyond, which
// negative bunches take back, do not count. It works by searching the edges
// among the entries, or the other way round where the entries are few.
func (b *bunch) histogram(p *plan, edges []tick, add func(bin, n int)) {
	starts := b.level.starts[b.from:b.until]
	if len(starts) < 4*len(edges) || !p.clock.all {
		b.histogramOneByOne(p, edges, add)
		return
	}
	at := lowerBound(starts, edges[0])
	for bin := 0; bin+1 < len(edges) && int(at) < len(starts); bin++ {
		next := at + lowerBound(starts[at:], edges[bin+1])
		if next > at {
			add(bin, b.sign*int(next-at))
		}
		at = next
	}
}

func (b *bunch) histogramOneByOne(p *plan, edges []tick, add func(bin, n int)) {
	precision := p.facets[b.facet].precision
	bin := 0
	for _, t := range b.level.starts[b.from:b.until] {
		if !p.clock.has(t, precision) {
			continue
		}
		if t < edges[0] || t >= edges[len(edges)-1] {
			continue
		}
		if t >= edges[bin+1] {
			bin += sort.Search(len(edges)-bin-1, func(i int) bool { return edges[bin+1+i] > t })
		}
		add(bin, b.sign)
	}
}

func monthByYear(counted []bunch, p *plan) geo.MonthByYear {
	out := geo.MonthByYear{Years: []geo.YearMonths{}}
	dated := slices.DeleteFunc(slices.Clone(counted), func(b bunch) bool { return p.facets[b.facet].precision > geo.PrecisionMonth })
	for i := range counted {
		out.Unknown += counted[i].n
	}
	for i := range dated {
		out.Unknown -= dated[i].n
	}
	e := extentOf(dated, p)
	if !e.any {
		return out
	}
	edges := stepEdges(geo.StepYear.Floor(timeOf(e.first)), timeOf(e.last), geo.StepMonth)
	firstYear := edges[0].Year()
	for y := firstYear; y <= timeOf(e.last).In(geo.Local).Year(); y++ {
		out.Years = append(out.Years, geo.YearMonths{Year: y})
	}
	addBins(dated, p, edges, geo.StepMonth, func(bin, n int) {
		out.Years[bin/12].Months[bin%12] += n
	})
	return out
}
