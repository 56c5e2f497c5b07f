package hotspot

import (
	"context"
	"math"
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
	observed := slices.Clone(work.count(q.Days))
	sum, higher := make([]float64, len(observed)), make([]int, len(observed))
	days, r := slices.Clone(q.Days), newRand(q.Seed, 0)
	for range t.Draws {
		if err := ctx.Err(); err != nil {
			return RepeatTable{}, err
		}
		r.Shuffle(len(days), func(i, j int) { days[i], days[j] = days[j], days[i] })
		for k, n := range work.count(days) {
			sum[k] += float64(n)
			if n >= observed[k] {
				higher[k]++
			}
		}
	}
	t.fill(observed, sum, higher)
	return t, nil
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

// repeatWork counts tables of (distance bands + farther) x (day bands + later).
type repeatWork struct {
	pairs   []Pair
	band    []uint8 // distance band of each pair
	dayBand []uint8 // day band of a difference in days; longer ones are later
	rows    int
	columns int
	margin  []int // pairs of any distance, per day band: no shuffle changes it
	table   []int
}

func newRepeatWork(q RepeatQuestion, t RepeatTable) *repeatWork {
	w := &repeatWork{rows: len(t.BandsM), columns: len(t.BandsD)}
	w.table, w.margin = make([]int, w.rows*w.columns), make([]int, w.columns)
	for _, p := range q.Pairs {
		if d := bandOf(t.BandsM, p.DistM); d < w.rows-1 {
			w.pairs, w.band = append(w.pairs, p), append(w.band, uint8(d))
		}
	}
	for diff := range t.BandsD[w.columns-1] {
		w.dayBand = append(w.dayBand, uint8(bandOf(t.BandsD, diff)))
	}
	w.countMargin(q.Days, t)
	return w
}

// bandOf gives the band that v lies in; len(edges)-1 is beyond the last edge.
func bandOf[T int | float64](edges []T, v T) int {
	k, exact := slices.BinarySearch(edges, v)
	if !exact {
		k--
	}
	return k
}

// countMargin counts all pairs by days apart: for each incident those within
// each edge after it.
func (w *repeatWork) countMargin(days []int, t RepeatTable) {
	sorted := slices.Clone(days)
	slices.Sort(sorted)
	within := make([]int, len(t.BandsD)) // pairs fewer than edge days apart
	for k, edge := range t.BandsD {
		from := 0
		for i, d := range sorted {
			for d-sorted[from] >= edge && from < i {
				from++
			}
			within[k] += i - from
		}
	}
	within[0] = 0
	for k := range w.columns - 1 {
		w.margin[k] = within[k+1] - within[k]
	}
	w.margin[w.columns-1] = t.Pairs - within[w.columns-1]
}

// count fills the table for one dealing of days; the caller must copy what it
// keeps. What is farther is the margin less what is close.
func (w *repeatWork) count(days []int) []int {
	clear(w.table)
	for k, p := range w.pairs {
		diff := days[p.A] - days[p.B]
		diff = max(diff, -diff)
		column := w.columns - 1
		if diff < len(w.dayBand) {
			column = int(w.dayBand[diff])
		}
		w.table[int(w.band[k])*w.columns+column]++
	}
	farther := w.table[(w.rows-1)*w.columns:]
	for c, n := range w.margin {
		farther[c] = n
		for d := range w.rows - 1 {
			farther[c] -= w.table[d*w.columns+c]
		}
	}
	return w.table
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
