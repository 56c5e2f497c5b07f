package hotspot

import (
	"context"
	"math"

	"linea/geo"
	"linea/geo/rates"
)

// Cube holds the counts of a ground in complete steps of equal standing (see
// CompleteSteps), oldest first: Steps[t].Incidents[cell].
type Cube struct {
	Steps []Counts
}

// EmergingQuestion asks how the cells of a cube came to be what they are.
type EmergingQuestion struct {
	Cube       Cube
	Baseline   Baseline // Even: against the mean of the whole cube; Usual: against the cell's own share of it
	Covered    []bool   // cells covered during every step; nil = all
	Alpha      float64  // 0 = rates.DefaultAlpha
	Strict     bool
	Definition Definition
}

// The least a history needs.
const (
	minSteps        = 10
	minStepExpected = 3   // mean expected count of a disk per step
	trendAlpha      = .05 // level of the Mann-Kendall test
)

// History is the answer for one cell.
type History struct {
	State    HistoryState
	Class    Class
	Steps    []Sign  // per step, after false discovery control; nil unless Classified
	Expected float64 // mean expected disk count per step
	Trend    Trend   // of the disk's counts; nothing is known of it unless Classified
	Slope    float64 // of a clear trend: how many of the tested unit the disk's count changes by a step
}

// HistoryState says whether a cell's history could be classified.
type HistoryState uint8

// The states of a history.
const (
	HistoryNoData HistoryState = iota
	HistoryTooFew              // under ten steps, or under three expected a step
	Classified
)

// Emerging is the answer for a cube.
type Emerging struct {
	Cells  []History
	Unit   Unit
	Family int     // tests: covered cells times steps
	Cutoff float64 // largest p that was a discovery, 0 = none
}

// Emerge tests every covered cell in every step, in one family, and names the
// class of each cell's history. Under the usual baseline a place is measured
// against itself, so it is never hot nearly always: Persistent, Intensifying,
// Diminishing and Historical belong to the even baseline.
func Emerge(ctx context.Context, g Ground, q EmergingQuestion) (Emerging, error) {
	if err := q.check(g); err != nil {
		return Emerging{}, err
	}
	if q.Alpha == 0 {
		q.Alpha = rates.DefaultAlpha
	}
	w := newCubeWork(g, q)
	p := make([]float64, 0, len(w.disk)*g.Neighbours.Len())
	for t := range w.disk {
		if err := ctx.Err(); err != nil {
			return Emerging{}, err
		}
		p = w.stepP(p, t)
	}
	e := Emerging{Unit: w.unit, Family: w.covered * len(w.disk), Cells: make([]History, g.Neighbours.Len())}
	e.Cutoff = rates.Cutoff(p, e.Family, q.Alpha, q.Strict)
	for i := range e.Cells {
		e.Cells[i] = w.history(i, p, e.Cutoff)
	}
	return e, ctx.Err()
}

func (q EmergingQuestion) check(g Ground) error {
	const op = "hotspot.Emerge"
	for _, step := range q.Cube.Steps {
		if len(step.Incidents) != g.Neighbours.Len() || len(step.episodes()) != g.Neighbours.Len() {
			return geo.Errorf(op, geo.Internal, "a step counts %d cells of %d", len(step.Incidents), g.Neighbours.Len())
		}
	}
	if q.Alpha < 0 || q.Alpha >= 1 {
		return geo.Errorf(op, geo.Invalid, "alpha is %v; give a level between 0 and 1, such as 0.05.", q.Alpha)
	}
	return g.check(op, q.Covered)
}

// cubeWork holds the sums that every bin's test shares.
type cubeWork struct {
	q        EmergingQuestion
	unit     Unit
	disk     [][]int // unit tested in the disk, per step and cell
	episodes [][]int // the same of episodes
	seen     [][]int // and of incidents
	step     []int   // unit tested, per step
	cell     []int   // unit tested in the disk, over all steps
	total    int
	share    []float64
	covered  int
}

func newCubeWork(g Ground, q EmergingQuestion) *cubeWork {
	w := &cubeWork{q: q, share: g.DiskShares(q.Covered), cell: make([]int, g.Neighbours.Len())}
	for i := range w.cell {
		if q.covers(i) {
			w.covered++
		}
	}
	var all Totals
	for _, s := range q.Cube.Steps {
		one := Question{Covered: q.Covered}.totals(s)
		all.Incidents += one.Incidents
		all.Episodes += one.Episodes
	}
	if all.Bursts() {
		w.unit = Episodes
	}
	w.total = all.of(w.unit)
	for _, s := range q.Cube.Steps {
		w.add(g, s)
	}
	return w
}

func (q EmergingQuestion) covers(i int) bool { return q.Covered == nil || q.Covered[i] }

func (w *cubeWork) add(g Ground, s Counts) {
	sum := func(of []int) []int { return diskSums(g.Neighbours, w.q.Covered, func(i int) int { return of[i] }) }
	seen := sum(s.Incidents)
	episodes := seen
	if s.Episodes != nil {
		episodes = sum(s.Episodes)
	}
	disk := seen
	if w.unit == Episodes {
		disk = episodes
	}
	w.seen, w.episodes, w.disk = append(w.seen, seen), append(w.episodes, episodes), append(w.disk, disk)
	w.step = append(w.step, Question{Covered: w.q.Covered}.totals(s).of(w.unit))
	for i, n := range disk {
		w.cell[i] += n
	}
}

// stepP appends the p of every cell in step t; 1 where there is no coverage,
// which discovers nothing and is not in the family's size.
func (w *cubeWork) stepP(p []float64, t int) []float64 {
	even := 1 / float64(len(w.step))
	for i, n := range w.disk[t] {
		switch {
		case !w.q.covers(i), n == 0 && w.cell[i] == 0 && w.q.Baseline == Usual:
			p = append(p, 1)
		case w.q.Baseline == Usual:
			p = append(p, rates.Hypergeometric(n, w.step[t], w.cell[i], w.total).P())
		default:
			p = append(p, rates.Binomial(n, w.total, w.share[i]*even).P())
		}
	}
	return p
}

func (w *cubeWork) expected(i, t int) float64 {
	switch {
	case w.q.Baseline == Even:
		return float64(w.total) * w.share[i] / float64(len(w.step))
	case w.total == 0:
		return 0
	}
	return float64(w.cell[i]) * float64(w.step[t]) / float64(w.total)
}

func (w *cubeWork) history(i int, p []float64, cutoff float64) History {
	steps := len(w.step)
	h := History{Trend: Trend{P: 1, Tau: math.NaN()}}
	if !w.q.covers(i) {
		return h
	}
	for t := range steps {
		h.Expected += w.expected(i, t) / float64(steps)
	}
	if h.State = HistoryTooFew; steps < minSteps || h.Expected < minStepExpected {
		return h
	}
	counts := make([]float64, steps)
	h.State, h.Steps = Classified, make([]Sign, steps)
	for t := range steps {
		counts[t] = float64(w.disk[t][i])
		if p[t*len(w.cell)+i] <= cutoff {
			h.Steps[t] = w.sign(i, t)
		}
	}
	if h.Trend = MannKendall(counts); h.Trend.Clear() {
		h.Slope = SenSlope(counts)
	}
	h.Class = Classify(h.Steps, h.Trend.sign(), w.q.Definition)
	return h
}

// sign is the side of a discovery that passes the gates of a map. The gate of
// an incident in the cell itself holds for maps, not for single steps: a place
// that is hot all year need not have one every week.
func (w *cubeWork) sign(i, t int) Sign {
	n, expected := float64(w.disk[t][i]), w.expected(i, t)
	switch {
	case n > expected && w.seen[t][i] >= rates.MinIncidents && w.episodes[t][i] >= minEpisodes:
		return Plus
	case n < expected && expected >= rates.MinExpected:
		return Minus
	}
	return None
}

// Clear says whether the counts rise or fall more than chance would have it.
func (t Trend) Clear() bool { return t.sign() != None }

func (t Trend) sign() Sign {
	if t.P >= trendAlpha {
		return None
	}
	return Sign(sign(t.Z))
}
