package hotspot

import (
	"math/bits"
	"slices"
)

// repeatWork counts tables of (distance bands + farther) x (day bands + later).
//
// A million close pairs are gone over for each draw, so a pair costs as little as
// can be: some draws, the hands, are looked at in one go, each in a lane of a
// word; most pairs are later in all of them and are done with after one test.
type repeatWork struct {
	close     []bandPairs // per distance band but the last
	incidents []int32     // those with a close pair: what pairs call k is incidents[k]
	rows      int
	columns   int
	margin    []int   // pairs of any distance, per day band: no shuffle changes it
	tables    [][]int // per hand

	days  []uint64 // of the incidents with a close pair: in each lane those of a hand
	first int      // day that is 0 there
	lane  int      // bits of a lane, 16 or 32; the highest one stays free
	reach int      // days from which on a pair is later

	column []uint8 // day band by the days between the two of a pair, plus reach-1
}

// bandPairs are the pairs of one band of distance.
type bandPairs struct {
	runs   []repeatRun
	others []int32
}

// repeatRun is an incident and others close to it. Each pair is in one run.
type repeatRun struct {
	incident    int32
	from, until int32 // of the band's others
}

// repeatCounts are pairs by hand and day band: as many lanes as a word has at
// most, and a round number of columns that is never too small.
type repeatCounts [4][32]int

func newRepeatWork(q RepeatQuestion, t RepeatTable) *repeatWork {
	w := &repeatWork{rows: len(t.BandsM), columns: len(t.BandsD)}
	w.reach = t.BandsD[w.columns-1]
	for apart := 1 - w.reach; apart < w.reach; apart++ {
		w.column = append(w.column, uint8(bandOf(t.BandsD, max(apart, -apart))))
	}
	w.findRuns(q.Pairs, t.BandsM, len(q.Days))
	w.countMargin(q.Days, t)
	w.lane = 16
	if len(q.Days) > 0 {
		w.first = slices.Min(q.Days)
		if slices.Max(q.Days)-w.first+w.reach >= 1<<15 { // 80 years
			w.lane = 32
		}
	}
	w.days = make([]uint64, len(w.incidents))
	for range 64 / w.lane {
		w.tables = append(w.tables, make([]int, w.rows*w.columns))
	}
	return w
}

// findRuns takes pairs of one incident together where they follow each other, as
// they do in the order of [ClosePairs], and numbers the incidents as they come,
// so that neighbours are neighbours in memory too.
func (w *repeatWork) findRuns(pairs []Pair, edges []float64, incidents int) {
	w.close = make([]bandPairs, w.rows-1)
	numbers := make([]int32, incidents) // from 1
	number := func(incident int32) int32 {
		if numbers[incident] == 0 {
			w.incidents = append(w.incidents, incident)
			numbers[incident] = int32(len(w.incidents))
		}
		return numbers[incident] - 1
	}
	for _, p := range pairs {
		if band := bandOf(edges, p.DistM); band < w.rows-1 {
			w.close[band].add(number(p.A), number(p.B))
		}
	}
}

func (b *bandPairs) add(one, other int32) {
	last := len(b.runs) - 1
	if last >= 0 && other == b.runs[last].incident {
		one, other = other, one
	}
	if last < 0 || one != b.runs[last].incident {
		b.runs = append(b.runs, repeatRun{one, int32(len(b.others)), int32(len(b.others))})
		last++
	}
	b.others = append(b.others, other)
	b.runs[last].until++
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
	w.margin = make([]int, w.columns)
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

// fromFirst counts days from the first one.
func (w *repeatWork) fromFirst(days []int) []int32 {
	out := make([]int32, len(days))
	for i, d := range days {
		out[i] = int32(d - w.first)
	}
	return out
}

// deal gives the incidents of one hand their days.
func (w *repeatWork) deal(hand int, days []int32) {
	shift := w.lane * hand
	others := ^(uint64(1<<w.lane-1) << shift)
	for k, incident := range w.incidents {
		w.days[k] = w.days[k]&others | uint64(days[incident])<<shift
	}
}

// count fills the tables of all hands. What is later is the row less what is
// sooner, and what is farther is the margin less what is close.
func (w *repeatWork) count() {
	for _, table := range w.tables {
		clear(table)
		copy(table[(w.rows-1)*w.columns:], w.margin)
	}
	for band := range w.close {
		w.countRow(band)
	}
}

func (w *repeatWork) countRow(band int) {
	var counts repeatCounts
	b := &w.close[band]
	for _, run := range b.runs {
		w.countRun(&counts, b.others[run.from:run.until], w.days[run.incident])
	}
	for hand, table := range w.tables {
		copy(table[band*w.columns:][:w.columns-1], counts[hand*w.lane/16][:])
		w.finishRow(table[band*w.columns:][:w.columns], table[(w.rows-1)*w.columns:], len(b.others))
	}
}

// countRun counts an incident's pairs, day being its days.
func (w *repeatWork) countRun(counts *repeatCounts, others []int32, day uint64) {
	unit := uint64(1)
	for start := w.lane; start < 64; start += w.lane {
		unit |= 1 << start
	}
	top, days, column := uint(w.lane-1), w.days, w.column
	high, low := unit<<top, uint64(1)<<top-1
	from, places := (day|high)+unit*uint64(w.reach-1), unit*uint64(len(column))
	for _, other := range others {
		// Each lane is the place in column, with its highest bit on top unless that
		// lies before the first. Less all places, it keeps that bit if it lies behind
		// the last: then the pair is later.
		at := from - days[other]
		for near := at &^ (at - places) & high; near != 0; near &= near - 1 {
			start := uint(bits.TrailingZeros64(near)) - top
			counts[start/16%4][column[at>>(start%64)&low]%32]++
		}
	}
}

func (w *repeatWork) finishRow(row, farther []int, pairs int) {
	row[w.columns-1] = pairs
	for _, n := range row[:w.columns-1] {
		row[w.columns-1] -= n
	}
	for c, n := range row {
		farther[c] -= n
	}
}
