package index

import (
	"runtime"
	"sync"
)

// inParallel splits 0..n into one stretch a core and waits for all.
func inParallel(n int, work func(from, until int)) {
	workers := min(runtime.GOMAXPROCS(0), n/1024+1)
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

func inParallelTwo(a, b func()) {
	var wg sync.WaitGroup
	wg.Go(a)
	b()
	wg.Wait()
}
