package index

import (
	"sync"

	"linea/geo"
)

// fewRows are worked on sooner by one than shared out.
const fewRows = 1024

// inParallel splits 0..n into one stretch a core and waits for all.
func inParallel(n int, work func(from, until int)) {
	workers := stretchesOf(n)
	if workers == 1 {
		work(0, n)
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { work(n*w/workers, n*(w+1)/workers) })
	}
	wg.Wait()
}

// inRuns cuts s into runs of one key and hands each core its share of them.
func inRuns[T any, K comparable](s []T, key func(*T) K, work func(runs [][]T)) {
	var runs [][]T
	for from := 0; from < len(s); {
		until := from + 1
		for until < len(s) && key(&s[until]) == key(&s[from]) {
			until++
		}
		runs = append(runs, s[from:until])
		from = until
	}
	inParallel(len(runs), func(from, until int) { work(runs[from:until]) })
}

// stretchesOf says into how many stretches so many rows are shared out.
func stretchesOf(n int) int { return min(geo.Cores(), n/fewRows+1) }

// inParallelTwo does two things with n rows.
func inParallelTwo(n int, a, b func()) {
	if n < fewRows {
		a()
		b()
		return
	}
	var wg sync.WaitGroup
	wg.Go(a)
	b()
	wg.Wait()
}
