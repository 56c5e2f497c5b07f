package index

import (
	"cmp"
	"math/bits"
	"slices"
)

// fewDigits: so few elements are sorted by comparing them.
const fewDigits = 512

// radixSort sorts a slice by a number of each element, equal ones in the order
// in which they stood. spare is as long as s and is overwritten; what is
// sorted lies in the slice returned, which is one of the two.
func radixSort[T any](s, spare []T, number func(*T) uint64) []T {
	if len(s) < fewDigits { // the tables of digits would cost more than the sort
		return comparisonSort(s, spare, number)
	}
	const digitBits = 11
	var all, any uint64 = ^uint64(0), 0
	for i := range s {
		n := number(&s[i])
		all, any = all&n, any|n
	}
	varying := any &^ all
	for varying != 0 {
		shift := bits.TrailingZeros64(varying)
		var begin [1 << digitBits]uint32
		for i := range s {
			begin[number(&s[i])>>shift&(1<<digitBits-1)]++
		}
		sum := uint32(0)
		for digit, n := range begin {
			begin[digit], sum = sum, sum+n
		}
		for i := range s {
			at := &begin[number(&s[i])>>shift&(1<<digitBits-1)]
			spare[*at] = s[i]
			*at++
		}
		s, spare = spare, s
		varying = varying >> shift >> digitBits << shift << digitBits
	}
	return s
}

// comparisonSort does the same by comparing the numbers.
func comparisonSort[T any](s, spare []T, number func(*T) uint64) []T {
	type numbered struct {
		number uint64
		at     int
	}
	order := make([]numbered, len(s))
	for i := range s {
		order[i] = numbered{number(&s[i]), i}
	}
	slices.SortFunc(order, func(a, b numbered) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.at, b.at)) })
	for i, n := range order {
		spare[i] = s[n.at]
	}
	return spare
}
