package hotspot

import (
	"math"

	"linea/geo"
	"linea/geo/rates"
)

// Counts holds what was seen in each cell of a ground during one interval.
type Counts struct {
	Incidents []int
	Episodes  []int // incidents that head an episode; nil = each is its own
}

// Question is what a map of significance asks. Now and Before are counted with
// the same filter, on days and cells that the sources cover on both sides.
type Question struct {
	Now     Counts
	Before  *Counts // nil: is there more than if spread evenly over exposure? else: did the place's share change?
	Covered []bool  // cells that some source of the answer can speak for; nil = all
	Alpha   float64 // 0 = rates.DefaultAlpha
	Strict  bool    // Benjamini-Yekutieli instead of Benjamini-Hochberg
}

// Baseline is what the counts are compared with.
type Baseline uint8

// The baselines; usual is the default of every surface.
const (
	Usual Baseline = iota // this place's share of the comparison interval
	Even                  // its share of the exposure
)

// Cell is the answer for one cell. The disk is the cell with its covered
// neighbours. Expected, RR, P and Q are about the unit tested (see Answer.Unit).
type Cell struct {
	State        State
	Incidents    int // in the cell
	Disk         int // incidents in the disk
	DiskEpisodes int
	DiskBefore   int     // incidents in the disk during the comparison interval
	Tested       int     // Disk or DiskEpisodes
	Expected     float64 // in the disk, if nothing but chance were at work; NaN without anything to compare with
	RR           float64 // odds against the baseline's: "2.3 times"; NaN undefined, +Inf after none
	P, Q         float64 // NaN without coverage
	GiZ          float64 // Gi* of the incidents now, for comparison; NaN undefined
}

// Unit is what was counted in a test.
type Unit uint8

// The units.
const (
	Incidents Unit = iota
	Episodes       // where incidents come in bursts
)

// Answer is a map of significance.
type Answer struct {
	Cells    []Cell
	Baseline Baseline
	Unit     Unit
	Alpha    float64
	Tested   int // covered cells: the family of the false discovery control
	Now      Totals
	Before   Totals
	Warnings []Warning

	tests tests
}

// Totals count the covered cells of one interval.
type Totals struct{ Incidents, Episodes int }

// Assess tests every covered cell and words the outcome. Small cases are
// answers: a map with too few incidents says so in every cell.
func Assess(g Ground, q Question) (Answer, error) {
	if err := q.check(g); err != nil {
		return Answer{}, err
	}
	a := Answer{Baseline: Even, Alpha: q.Alpha, Now: q.totals(q.Now)}
	if a.Alpha == 0 {
		a.Alpha = rates.DefaultAlpha
	}
	if q.Before != nil {
		a.Baseline, a.Before = Usual, q.totals(*q.Before)
	}
	if a.Now.Bursts() || a.Before.Bursts() {
		a.Unit = Episodes
	}
	a.Cells, a.tests = q.count(g, a.Unit)
	a.Tested = a.tests.cells
	q.score(g, &a)
	a.Warnings = a.warnings()
	a.decide(q.Covered)
	return a, nil
}

func (q Question) check(g Ground) error {
	const op = "hotspot.Assess"
	if err := g.check(op, q.Covered); err != nil {
		return err
	}
	rows := [][]int{q.Now.Incidents, q.Now.episodes()}
	if q.Before != nil {
		rows = append(rows, q.Before.Incidents, q.Before.episodes())
	}
	for _, row := range rows {
		if len(row) != g.Neighbours.Len() {
			return geo.Errorf(op, geo.Internal, "counts of %d cells for %d cells", len(row), g.Neighbours.Len())
		}
	}
	if q.Alpha < 0 || q.Alpha >= 1 {
		return geo.Errorf(op, geo.Invalid, "alpha is %v; give a level between 0 and 1, such as 0.05.", q.Alpha)
	}
	return nil
}

func (c Counts) episodes() []int {
	if c.Episodes == nil {
		return c.Incidents
	}
	return c.Episodes
}

func (c Counts) of(u Unit) []int {
	if u == Episodes {
		return c.episodes()
	}
	return c.Incidents
}

func (q Question) covers(i int) bool { return q.Covered == nil || q.Covered[i] }

func (q Question) totals(c Counts) Totals {
	var t Totals
	for i := range c.Incidents {
		if q.covers(i) {
			t.Incidents += c.Incidents[i]
			t.Episodes += c.episodes()[i]
		}
	}
	return t
}

// Bursts says that one happening was reported as several incidents too often to
// take them for independent: test episodes instead.
func (t Totals) Bursts() bool {
	return float64(t.Incidents) > (1+burstExcess)*float64(t.Episodes)
}

func (t Totals) of(u Unit) int {
	if u == Episodes {
		return t.Episodes
	}
	return t.Incidents
}

// tests is what the exact test of a disk needs besides its own counts.
type tests struct {
	cells       int
	now, before int       // totals of the unit tested
	share       []float64 // of exposure, for the even baseline
	diskBefore  []int     // of the unit tested, for the usual one
}

// count sums the disks and prepares the tests.
func (q Question) count(g Ground, u Unit) ([]Cell, tests) {
	n := g.Neighbours
	sum := func(of []int) []int { return diskSums(n, q.Covered, func(i int) int { return of[i] }) }
	disk, episodes := sum(q.Now.Incidents), sum(q.Now.episodes())
	t := tests{now: q.totals(q.Now).of(u)}
	var before []int
	if q.Before == nil {
		t.share = g.DiskShares(q.Covered)
	} else {
		t.before = q.totals(*q.Before).of(u)
		before, t.diskBefore = sum(q.Before.Incidents), sum(q.Before.of(u))
	}
	cells := make([]Cell, n.Len())
	for i := range cells {
		c := Cell{Incidents: q.Now.Incidents[i], Disk: disk[i], DiskEpisodes: episodes[i], Tested: disk[i]}
		if u == Episodes {
			c.Tested = episodes[i]
		}
		if before != nil {
			c.DiskBefore = before[i]
		}
		if q.covers(i) {
			t.cells++
		}
		cells[i] = c
	}
	return cells, t
}

// score fills in expectation, ratio, p, q and Gi*.
func (q Question) score(g Ground, a *Answer) {
	p := make([]float64, len(a.Cells))
	values := make([]float64, len(a.Cells))
	for i := range a.Cells {
		c := &a.Cells[i]
		values[i] = float64(c.Incidents)
		p[i] = math.NaN()
		c.RR = math.NaN()
		if q.covers(i) {
			c.Expected, c.RR = a.tests.expected(i, c.Tested), a.tests.ratio(i, c.Tested)
			p[i] = a.tests.tails(i, c.Tested).P()
		}
	}
	adjusted := rates.Adjusted(p, q.Strict)
	z := GiStar(values, g.Neighbours, q.Covered)
	for i := range a.Cells {
		a.Cells[i].P, a.Cells[i].Q, a.Cells[i].GiZ = p[i], adjusted[i], z[i]
	}
}

func (t tests) fourfold(i, count int) rates.Fourfold {
	return rates.Fourfold{
		HereNow: count, ElseNow: t.now - count,
		HereBefore: t.diskBefore[i], ElseBefore: t.before - t.diskBefore[i],
	}
}

func (t tests) tails(i, count int) rates.Tails {
	if t.diskBefore != nil {
		return t.fourfold(i, count).Tails()
	}
	return rates.Binomial(count, t.now, t.share[i])
}

func (t tests) expected(i, count int) float64 {
	switch {
	case t.diskBefore == nil:
		return float64(t.now) * t.share[i]
	case t.before == 0: // what is found now is not what was to be expected
		return math.NaN()
	}
	return float64(count+t.diskBefore[i]) * float64(t.now) / float64(t.now+t.before)
}

func (t tests) ratio(i, count int) float64 {
	if t.diskBefore != nil {
		return t.fourfold(i, count).Ratio()
	}
	return float64(count) / float64(t.now-count) * (1 - t.share[i]) / t.share[i]
}

// Interval bounds the RR of cell i exactly, with confidence 1-alpha. It costs
// some microseconds, so it is computed for the cells shown and not for a map.
func (a *Answer) Interval(i int) rates.Interval {
	count, t := a.Cells[i].Tested, a.tests
	switch {
	case math.IsNaN(a.Cells[i].P):
		return rates.Interval{Lo: math.NaN(), Hi: math.NaN()}
	case t.diskBefore != nil:
		return t.fourfold(i, count).Interval(a.Alpha)
	}
	return rates.OddsInterval(count, t.now, a.Alpha).Scale((1 - t.share[i]) / t.share[i])
}
