package hotspot

import (
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"linea/geo"
)

// RepeatQuestion asks whether incidents are soon followed by others close by
// (Knox 1964). Bands are half-open: edges 0, 200, 400 are [0,200) and [200,400).
type RepeatQuestion struct {
	Days   []int     // local day of each incident, any origin; only rows whose day is known
	Pairs  []Pair    // every pair closer than the last distance edge, once
	BandsM []float64 // ascending, first 0; the same place, [0,1), is set apart of itself
	BandsD []int     // ascending, first 0; the same day, [0,1), is set apart of itself
	Draws  int       // 0 = 999
	Seed   uint64
}

// RepeatCell is one band of distance in one band of days.
type RepeatCell struct {
	Observed int     // pairs
	Expected float64 // if distance and time had nothing to do with each other
	Ratio    float64 // Observed / mean of the draws; NaN when no draw had a pair
	P        float64
	Repeats  bool // a close and soon band, not the same place on the same day, with P <= 0.05 and at least five pairs
}

// RepeatTable is the answer. Cells[d][t] is distance band d and day band t; one
// row more than bands holds what is farther, one column more what is later.
// Cells[0][0] is same place, same day: often one happening told twice, or one
// party found together, and no evidence for repeats.
type RepeatTable struct {
	BandsM    []float64 // edges, the one of the same place included
	BandsD    []int
	Cells     [][]RepeatCell
	Incidents int
	Pairs     int // of any distance
	Draws     int
}

const (
	samePlaceM    = 1 // closer positions are one place
	minRepeats    = 5 // pairs
	repeatAlpha   = 0.05
	mostRepeatDay = 3660
)

// NearRepeat counts close pairs by bands and compares them with draws that deal
// the same days out anew: places stay, so only the close pairs are looked at.
func NearRepeat(ctx context.Context, q RepeatQuestion) (RepeatTable, error) {
	t, err := q.table()
	if err != nil {
		return RepeatTable{}, err
	}
	work := newRepeatWork(q, t)
	days, source := work.fromFirst(q.Days), rand.NewPCG(q.Seed, 0)
	work.deal(0, days)
	work.count()
	observed := slices.Clone(work.tables[0])
	sum, higher := make([]float64, len(observed)), make([]int, len(observed))
	for left := t.Draws; left > 0; left -= len(work.tables) {
		if err := ctx.Err(); err != nil {
			return RepeatTable{}, err
		}
		hands := min(left, len(work.tables))
		for i := range hands {
			shuffle(days, source)
			work.deal(i, days)
		}
		work.count()
		for _, table := range work.tables[:hands] {
			for k, n := range table {
				sum[k] += float64(n)
				if n >= observed[k] {
					higher[k]++
				}
			}
		}
	}
	t.fill(observed, sum, higher)
	return t, nil
}

// shuffle is [rand.Rand.Shuffle] to the last swap, at less than half its cost:
// nothing but the source is called.
func shuffle(days []int32, source *rand.PCG) {
	for i := len(days) - 1; i > 0; i-- {
		j := below(uint64(i+1), source)
		days[i], days[j] = days[j], days[i]
	}
}

// below is [rand.Rand.Uint64N] (Lemire 2019).
func below(n uint64, source *rand.PCG) uint64 {
	if n&(n-1) == 0 {
		return source.Uint64() & (n - 1)
	}
	high, low := bits.Mul64(source.Uint64(), n)
	if low < n {
		for least := -n % n; low < least; {
			high, low = bits.Mul64(source.Uint64(), n)
		}
	}
	return high
}

func (q RepeatQuestion) table() (RepeatTable, error) {
	const op = "hotspot.NearRepeat"
	t := RepeatTable{Incidents: len(q.Days), Pairs: len(q.Days) * (len(q.Days) - 1) / 2, Draws: q.Draws}
	if t.Draws == 0 {
		t.Draws = defaultDraws
	}
	rising := len(q.BandsM) > 1 && len(q.BandsD) > 1 && q.BandsM[0] == 0 && q.BandsD[0] == 0
	for k := 1; k < len(q.BandsM) && rising; k++ {
		rising = q.BandsM[k] > q.BandsM[k-1]
	}
	for k := 1; k < len(q.BandsD) && rising; k++ {
		rising = q.BandsD[k] > q.BandsD[k-1]
	}
	if !rising || len(q.BandsM) > 20 || len(q.BandsD) > 20 || q.BandsD[len(q.BandsD)-1] > mostRepeatDay || t.Draws < 1 || t.Draws > 99_999 {
		return t, geo.Errorf(op, geo.Invalid, "Bands are 2 to 20 rising edges from 0, in metres and in whole days up to %d, such as 0,200,400 and 0,1,8,15; draws are 1 to 99999.", mostRepeatDay)
	}
	for _, p := range q.Pairs {
		if p.A < 0 || p.B < 0 || int(p.A) >= len(q.Days) || int(p.B) >= len(q.Days) || p.A == p.B {
			return t, geo.Errorf(op, geo.Internal, "pair %d, %d of %d incidents", p.A, p.B, len(q.Days))
		}
	}
	t.BandsM, t.BandsD = withEdge(q.BandsM, samePlaceM), withEdge(q.BandsD, 1)
	return t, nil
}

// withEdge sets [0, edge) apart, unless the first band is narrower already.
func withEdge[T int | float64](edges []T, edge T) []T {
	if edges[1] <= edge {
		return slices.Clone(edges)
	}
	return slices.Insert(slices.Clone(edges), 1, edge)
}

func (t *RepeatTable) fill(observed []int, sum []float64, higher []int) {
	rows, columns := len(t.BandsM), len(t.BandsD)
	rowSum, columnSum := make([]int, rows), make([]int, columns)
	for k, n := range observed {
		rowSum[k/columns] += n
		columnSum[k%columns] += n
	}
	for d := range rows {
		row := make([]RepeatCell, columns)
		for c := range row {
			k := d*columns + c
			cell := RepeatCell{Observed: observed[k], P: float64(1+higher[k]) / float64(1+t.Draws), Ratio: math.NaN()}
			near := d < rows-1 && c < columns-1 && d+c > 0
			cell.Repeats = near && cell.P <= repeatAlpha && cell.Observed >= minRepeats
			if t.Pairs > 0 {
				cell.Expected = float64(rowSum[d]) * float64(columnSum[c]) / float64(t.Pairs)
			}
			if sum[k] > 0 {
				cell.Ratio = float64(cell.Observed) * float64(t.Draws) / sum[k]
			}
			row[c] = cell
		}
		t.Cells = append(t.Cells, row)
	}
}

// AllowNearRepeat refuses a question about rows that were found and not
// reported when they happened, unless the asker insists: patrols and searches
// find several at once, and near repeat would find the search parties.
func AllowNearRepeat(discovered, incidents int, insisted bool) error {
	if discovered == 0 || insisted {
		return nil
	}
	return geo.Errorf("hotspot.NearRepeat", geo.Unprocessable,
		"%d of %d incidents were discovered, not seen to happen: near repeat would find the search parties. Ask for reported rows only, or ask for discovered rows explicitly.", discovered, incidents)
}
