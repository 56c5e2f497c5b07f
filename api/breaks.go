package api

import (
	"net/http"
	"slices"

	"linea/geo"
)

type breaksAnswer struct {
	geo.Used
	Res    int     `json:"res"`
	Method string  `json:"method"`
	Breaks []class `json:"breaks"`
	Min    int     `json:"min"`
	Max    int     `json:"max"`
	Cells  int     `json:"cells"`
}

// class is one class of a legend: counts From..To, both inclusive.
type class struct {
	From  int `json:"from"`
	To    int `json:"to"`
	Cells int `json:"cells"`
}

func breaks(c *call) error {
	q := c.params.filter(c.within)
	res := c.res()
	classes := c.params.integer("classes", 5, 2, 9)
	method := c.params.word("method", "quantile", "quantile", "equal")
	if err := c.params.err(); err != nil || c.notModified(&q) {
		return err
	}
	counts, used, err := c.count(q, res)
	if err != nil {
		return err
	}
	answer := breaksAnswer{Used: used, Res: res, Method: method, Breaks: []class{}, Cells: len(counts)}
	if n := sortedCounts(counts); len(n) > 0 {
		answer.Min, answer.Max = n[0], n[len(n)-1]
		answer.Breaks = classify(n, method, classes)
	}
	return c.answer(http.StatusOK, answer)
}

func sortedCounts(counts []geo.CellCount) []int {
	n := make([]int, len(counts))
	for i, c := range counts {
		n[i] = int(c.N)
	}
	slices.Sort(n)
	return n
}

// smallCounts is the largest count for which the classes are fixed numbers
// that a reader knows by heart, instead of quantiles.
const smallCounts = 60

// classify cuts sorted counts into adjacent classes from the smallest to the
// largest; it never gives more than most.
func classify(sorted []int, method string, most int) []class {
	lowest, largest := sorted[0], sorted[len(sorted)-1]
	var starts []int // wanted first numbers of classes, the first one aside
	switch {
	case method == "equal":
		starts = equalStarts(lowest, largest, most)
	case largest <= smallCounts:
		starts = []int{2, 3, 5, 10}
	default:
		starts = quantileStarts(sorted, most)
	}
	bounds := []int{lowest}
	for _, start := range starts {
		if last := bounds[len(bounds)-1]; start > last && start <= largest && len(bounds) < most {
			bounds = append(bounds, start)
		}
	}
	return classesFrom(bounds, sorted)
}

func equalStarts(lowest, largest, most int) []int {
	width := (largest - lowest + most) / most // rounded up
	var starts []int
	for i := 1; i < most; i++ {
		starts = append(starts, lowest+i*width)
	}
	return starts
}

// quantileStarts shares the cells out evenly, each start moved to the nearest
// of 1, 2, 5, 10, 20, 50 ... Where one number fills a class alone, the classes
// that are left share what is left.
func quantileStarts(sorted []int, most int) []int {
	var starts []int
	last, taken := sorted[0], 0 // cells below the last start
	for left := most; left > 1; left-- {
		start := roundNumber(sorted[taken+(len(sorted)-taken)/left])
		if start <= last {
			start = nextRound(last)
		}
		if taken, _ = slices.BinarySearch(sorted, start); taken == len(sorted) {
			break
		}
		starts, last = append(starts, start), start
	}
	return starts
}

// nextRound gives the first of 1, 2, 5, 10, 20 ... above n.
func nextRound(n int) int {
	for scale := 1; ; scale *= 10 {
		for _, digit := range []int{1, 2, 5} {
			if digit*scale > n {
				return digit * scale
			}
		}
	}
}

// roundNumber gives the number of the series 1, 2, 5, 10, 20 ... nearest to n
// by ratio.
func roundNumber(n int) int {
	best := 1
	for scale := 1; scale <= n; scale *= 10 {
		for _, digit := range []int{1, 2, 5, 10} {
			if candidate := digit * scale; ratio(candidate, n) < ratio(best, n) {
				best = candidate
			}
		}
	}
	return best
}

func ratio(a, b int) float64 {
	return max(float64(a)/float64(b), float64(b)/float64(a))
}

func classesFrom(bounds, sorted []int) []class {
	classes := make([]class, len(bounds))
	for i, from := range bounds {
		to := sorted[len(sorted)-1]
		if i+1 < len(bounds) {
			to = bounds[i+1] - 1
		}
		first, _ := slices.BinarySearch(sorted, from)
		end, _ := slices.BinarySearch(sorted, to+1)
		classes[i] = class{from, to, end - first}
	}
	return classes
}
