package hotspot

import (
	"cmp"
	"slices"
)

// Accuracy says how well the first cells of a ranking held what was found later.
type Accuracy struct {
	Share float64 // of what was found later that lies in these cells
	Area  float64 // share of all ground that they take
	PAI   float64 // Share / Area (Chainey, Tompson and Uhlig 2008); NaN when nothing was found
	PEI   float64 // PAI over the best that as many cells could have had (Hunt 2016)
}

// Accuracies gives the accuracy of the first 1, 2, ... cells of a ranking by
// score, highest first. Cells of one score stand in the worst order, those that
// held least first, so that no luck flatters a map. area is per cell, nil =
// equal; the best order is by what was found per area. The rankings must be
// made before what is found: nothing here could know.
func Accuracies(found []int, score, area []float64) []Accuracy {
	size := func(i int) float64 {
		if area == nil {
			return 1
		}
		return area[i]
	}
	density := func(i int) float64 { return float64(found[i]) / size(i) }
	ours, best := make([]int, len(found)), make([]int, len(found))
	var all, ground float64
	for i := range found {
		ours[i], best[i] = i, i
		all, ground = all+float64(found[i]), ground+size(i)
	}
	slices.SortFunc(ours, func(i, j int) int {
		return cmp.Or(cmp.Compare(score[j], score[i]), cmp.Compare(density(i), density(j)), cmp.Compare(i, j))
	})
	slices.SortFunc(best, func(i, j int) int { return cmp.Or(cmp.Compare(density(j), density(i)), cmp.Compare(i, j)) })
	out := make([]Accuracy, len(found))
	var held, taken, bestHeld, bestTaken float64
	for k := range out {
		held, taken = held+float64(found[ours[k]]), taken+size(ours[k])
		bestHeld, bestTaken = bestHeld+float64(found[best[k]]), bestTaken+size(best[k])
		a := Accuracy{Share: held / all, Area: taken / ground}
		a.PAI = a.Share / a.Area
		a.PEI = a.PAI / (bestHeld / all / (bestTaken / ground))
		out[k] = a
	}
	return out
}
