package index

import (
	"runtime"
	"slices"
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

// sortParallel sorts the two halves of a long slice at once and merges them.
func sortParallel[T any](s []T, compare func(a, b T) int) {
	if len(s) < 1<<14 {
		slices.SortFunc(s, compare)
		return
	}
	half := len(s) / 2
	inParallelTwo(
		func() { slices.SortFunc(s[:half], compare) },
		func() { slices.SortFunc(s[half:], compare) },
	)
	left := slices.Clone(s[:half])
	i, j, k := 0, half, 0
	for i < len(left) && j < len(s) {
		if compare(left[i], s[j]) <= 0 {
			s[k], i = left[i], i+1
		} else {
			s[k], j = s[j], j+1
		}
		k++
	}
	copy(s[k:], left[i:])
}

func inParallelTwo(a, b func()) {
	var wg sync.WaitGroup
	wg.Go(a)
	b()
	wg.Wait()
}
