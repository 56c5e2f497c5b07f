package index

import "math/bits"

// radixSort sorts a slice by a number of each element, equal ones in the order
// in which they stood. spare is as long as s and is overwritten; what is
// sorted lies in the slice returned, which is one of the two.
func radixSort[T any](s, spare []T, number func(*T) uint64) []T {
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
