package hotspot

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"

	"linea/geo"
	"linea/geo/rates"
)

// ScanQuestion asks which stretches of a line stand out. The line is cut into
// bins of equal length; a stretch is a run of bins.
type ScanQuestion struct {
	Now      []int     // per bin; episodes, where incidents come in bursts
	Before   []int     // nil: is there more than chance would put there? else: did the stretch's share change?
	Exposure []float64 // per bin; nil = equal. 0 = not covered: no stretch crosses it, its counts are ignored
	FromKM   float64   // where the first bin begins
	BinKM    float64

	MaxShare float64 // of the expectation in one stretch, 0 = 0.10; one bin is always allowed
	MaxKM    float64 // 0 = no limit
	Draws    int     // 0 = 999
	Seed     uint64
	Most     int     // stretches in the answer, 0 = 5
	Alpha    float64 // 0 = rates.DefaultAlpha
}

// Stretch is a run of bins with more incidents than expected.
type Stretch struct {
	FromKM, ToKM float64
	Found        int
	Expected     float64
	Ratio        float64 // Found / Expected: "2.3 times what chance would put there"
	LLR          float64 // log likelihood ratio (Kulldorff 1997)
	P            float64 // of a stretch this striking anywhere on the line, by chance
	StandsOut    bool    // P <= Alpha
}

// ScanAnswer has the most striking stretches, none overlapping another.
type ScanAnswer struct {
	Stretches []Stretch
	N, Before int // incidents on covered bins
	Draws     int // made; fewer than asked when the outcome was clear before
}

const (
	minStretch    = 2 // incidents
	mostBins      = 1000
	enoughHigher  = 50 // draws at least as striking after which a scan stops
	defaultDraws  = 999
	defaultShare  = 0.10
	defaultAmount = 5
)

// Scan looks at every stretch up to the limits, and asks how often chance alone
// makes one as striking: chance spreads the incidents over exposure, or deals
// out which of all incidents now and before are the ones now. Besag and
// Clifford's (1991) sequential stop applies.
func Scan(ctx context.Context, q ScanQuestion) (ScanAnswer, error) {
	q = q.withDefaults()
	if err := q.check(); err != nil {
		return ScanAnswer{}, err
	}
	s := newScan(q)
	a := ScanAnswer{N: s.found, Before: s.pooled - s.found}
	if s.found < minStretch || len(s.runs) == 0 {
		return a, nil
	}
	a.Stretches = s.stretches(q)
	return a, s.judge(ctx, q, &a)
}

func (q ScanQuestion) withDefaults() ScanQuestion {
	q.MaxShare = cmp.Or(q.MaxShare, defaultShare)
	q.MaxKM = cmp.Or(q.MaxKM, math.Inf(1))
	q.Draws = cmp.Or(q.Draws, defaultDraws)
	q.Most = cmp.Or(q.Most, defaultAmount)
	q.Alpha = cmp.Or(q.Alpha, rates.DefaultAlpha)
	return q
}

func (q ScanQuestion) check() error {
	const op = "hotspot.Scan"
	switch {
	case len(q.Now) > mostBins:
		return geo.Errorf(op, geo.Invalid, "%d bins are more than %d; choose longer bins.", len(q.Now), mostBins)
	case q.Before != nil && len(q.Before) != len(q.Now), q.Exposure != nil && len(q.Exposure) != len(q.Now):
		return geo.Errorf(op, geo.Internal, "counts and exposures of different bins")
	case !(q.BinKM > 0), !(q.MaxShare > 0 && q.MaxShare <= 1), !(q.MaxKM > 0), q.Draws < 1, q.Draws > 99_999, !(q.Alpha < 1):
		return geo.Errorf(op, geo.Invalid, "Bins, share, length, draws and alpha must be positive, shares at most 1 and draws at most 99999.")
	}
	for j, e := range q.Exposure {
		if !(e >= 0 && e <= maxExposure) {
			return geo.Errorf(op, geo.Invalid, "The exposure of bin %d is %v; give 0 or more.", j, e)
		}
	}
	return nil
}

// run is a candidate stretch: bins [from, until). Its likelihood ratio at count
// c is likelihood[c] - base - c*slope, and grows with c from the mean on.
type run struct {
	from, until       int32
	mean, base, slope float64
}

// ratio is the likelihood ratio of a run at a count above its mean.
func (s *scan) ratio(r *run, count int) float64 {
	return s.likelihood[count] - r.base - float64(count)*r.slope
}

// scan holds what all draws share.
type scan struct {
	now, pool     []int     // per bin; pool is now and before together
	weight        []float64 // share of the expectation per bin
	tail          []float64 // weight of this bin and all after it
	found, pooled int
	runs          []run // by first bin, then by length
	first         []int // per bin, the first run that begins there or later; and the end
	least         []int // per run, the count from which on it is looked at
	likelihood    []float64
	usual         bool
}

func newScan(q ScanQuestion) *scan {
	s := &scan{usual: q.Before != nil, weight: make([]float64, len(q.Now)), now: make([]int, len(q.Now)), pool: make([]int, len(q.Now))}
	covered := make([]bool, len(q.Now))
	var all float64
	for j := range q.Now {
		if covered[j] = q.Exposure == nil || q.Exposure[j] > 0; !covered[j] {
			continue
		}
		s.now[j], s.pool[j], s.weight[j] = q.Now[j], q.Now[j], 1
		if s.usual {
			s.pool[j] += q.Before[j]
			s.weight[j] = float64(s.pool[j])
		} else if q.Exposure != nil {
			s.weight[j] = q.Exposure[j]
		}
		s.found += s.now[j]
		s.pooled += s.pool[j]
		all += s.weight[j]
	}
	s.tail = make([]float64, len(s.weight)+1)
	for j := len(s.weight) - 1; j >= 0 && all > 0; j-- {
		s.weight[j] /= all
		s.tail[j] = s.tail[j+1] + s.weight[j]
	}
	s.findRuns(q, covered)
	s.likelihood = make([]float64, s.found+1)
	for c := range s.likelihood {
		s.likelihood[c] = xlogx(float64(c)) + xlogx(float64(s.found-c))
	}
	s.least = make([]int, len(s.runs))
	s.overlook(0)
	return s
}

func xlogx(x float64) float64 {
	if x == 0 {
		return 0
	}
	return x * math.Log(x)
}

// findRuns lists the stretches within the limits. A whole line is none: nothing
// is left to compare it with.
func (s *scan) findRuns(q ScanQuestion, covered []bool) {
	total := float64(s.found)
	longest := int(min(float64(len(covered)), math.Floor(q.MaxKM/q.BinKM+1e-9)))
	for i := range covered {
		s.first = append(s.first, len(s.runs))
		var share float64
		for j := i; j < len(covered) && covered[j] && j-i < max(1, longest); j++ {
			if share += s.weight[j]; j > i && share > q.MaxShare*(1+1e-12) || share > 1-1e-12 {
				break
			}
			mean := total * share
			s.runs = append(s.runs, run{int32(i), int32(j + 1), mean, total * math.Log(total-mean), math.Log(mean) - math.Log(total-mean)})
		}
	}
	s.first = append(s.first, len(s.runs))
}

// llr is the Poisson log likelihood ratio of count incidents where mean are
// expected, of all in total; 0 unless there are more than expected.
func llr(count, mean, total float64) float64 {
	if count <= mean {
		return 0
	}
	rest := 0.0
	if count < total {
		rest = (total - count) * math.Log((total-count)/(total-mean))
	}
	return count*math.Log(count/mean) + rest
}

// overlook leaves out of account what is weaker than a likelihood ratio: most
// runs of most draws need a comparison of counts then, and no more.
func (s *scan) overlook(weaker float64) {
	for k := range s.runs {
		r := &s.runs[k]
		from := max(minStretch, int(math.Floor(r.mean))+1)
		s.least[k] = from + sort.Search(max(0, s.found+1-from), func(more int) bool { return s.ratio(r, from+more) >= weaker })
	}
}

// strongest is the largest likelihood ratio of any run that is not overlooked, 0
// without one.
func (s *scan) strongest(counts []int) float64 {
	var best float64
	for from := range counts {
		c, first := 0, s.first[from]
		for k, least := range s.least[first:s.first[from+1]] {
			if c += counts[from+k]; c >= least {
				best = max(best, s.ratio(&s.runs[first+k], c))
			}
		}
	}
	return best
}

// stretches are the most striking runs that do not overlap: the strongest, then
// the shortest, then the first.
func (s *scan) stretches(q ScanQuestion) []Stretch {
	type candidate struct {
		run
		count     int
		llr, rank float64 // rank is llr without the last digits, so that ties are ties
	}
	var candidates []candidate
	for _, r := range s.runs {
		count := 0
		for _, n := range s.now[r.from:r.until] {
			count += n
		}
		if v := llr(float64(count), r.mean, float64(s.found)); count >= minStretch && v > 0 {
			candidates = append(candidates, candidate{r, count, v, math.Round(v * 1e9)})
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.until-a.from, b.until-b.from), cmp.Compare(a.from, b.from))
	})
	taken := make([]bool, len(s.now))
	var out []Stretch
	for _, c := range candidates {
		if len(out) == q.Most || slices.Contains(taken[c.from:c.until], true) {
			continue
		}
		for j := c.from; j < c.until; j++ {
			taken[j] = true
		}
		out = append(out, Stretch{
			FromKM: q.FromKM + float64(c.from)*q.BinKM, ToKM: q.FromKM + float64(c.until)*q.BinKM,
			Found: c.count, Expected: c.mean, Ratio: float64(c.count) / c.mean, LLR: c.llr,
		})
	}
	return out
}

// judge gives each stretch its p: all against the strongest of each draw.
func (s *scan) judge(ctx context.Context, q ScanQuestion, a *ScanAnswer) error {
	r := newRand(q.Seed, 0)
	higher := make([]int, len(a.Stretches))
	counts := make([]int, len(s.now))
	atLeast := make([]float64, len(a.Stretches))
	for k, st := range a.Stretches {
		atLeast[k] = st.LLR - 1e-9*(1+st.LLR)
	}
	if len(atLeast) > 0 {
		s.overlook(slices.Min(atLeast))
	}
	for a.Draws < q.Draws && len(higher) > 0 && higher[0] < enoughHigher {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.chance(counts, r.Float64)
		a.Draws++
		strongest := s.strongest(counts)
		for k := range higher {
			if strongest >= atLeast[k] {
				higher[k]++
			}
		}
	}
	for k := range a.Stretches {
		a.Stretches[k].P = float64(1+higher[k]) / float64(1+a.Draws)
		a.Stretches[k].StandsOut = a.Stretches[k].P <= q.Alpha
	}
	return nil
}

// chance fills counts with what chance alone could have found: bin by bin, each
// conditional on those before.
func (s *scan) chance(counts []int, uniform func() float64) {
	left, pooled := s.found, s.pooled
	for j := range counts {
		counts[j] = 0
		switch {
		case s.weight[j] == 0 || left == 0:
			continue
		case s.usual:
			counts[j] = rates.DrawHypergeometric(uniform(), left, s.pool[j], pooled)
			pooled -= s.pool[j]
		default:
			counts[j] = rates.DrawBinomial(uniform(), left, s.weight[j]/s.tail[j])
		}
		left -= counts[j]
	}
}
