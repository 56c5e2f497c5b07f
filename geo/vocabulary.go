package geo

import (
	"iter"
	"math/bits"
	"slices"
	"strings"
)

// word is any closed vocabulary: its values are small numbers from 0.
type word interface{ ~uint8 }

// Set is a set of the values of one vocabulary. The zero Set is empty.
type Set[T word] uint32

// SetOf gives the set of the values named.
func SetOf[T word](values ...T) Set[T] {
	var s Set[T]
	for _, v := range values {
		s |= 1 << v
	}
	return s
}

// Has says whether v is in the set.
func (s Set[T]) Has(v T) bool { return s>>v&1 == 1 }

// Len counts the members.
func (s Set[T]) Len() int { return bits.OnesCount32(uint32(s)) }

// All yields the members, smallest first.
func (s Set[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for rest := uint32(s); rest != 0; rest &= rest - 1 {
			if !yield(T(bits.TrailingZeros32(rest))) {
				return
			}
		}
	}
}

// textOf looks a value up in its vocabulary; a value outside it is "?".
func textOf[T word](names []string, v T) string {
	if int(v) < len(names) {
		return names[v]
	}
	return "?"
}

// parseWord finds a value by its name.
func parseWord[T word](names []string, what, s string) (T, error) {
	if i := slices.Index(names, s); i >= 0 {
		return T(i), nil
	}
	known := strings.TrimPrefix(strings.Join(names, ", "), ", ")
	return 0, Errorf("", Invalid, "%q is no %s; one of %s", s, what, known)
}
