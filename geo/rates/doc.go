// Package rates says how sure a count is: exact tails of the binomial,
// hypergeometric and Poisson laws (law.go), the intervals that turn those tails
// around (interval.go), the exact comparison of two rates (rate.go) and of two
// shares (odds.go), false discovery control over many tests (adjust.go), and
// random counts of those laws (draw.go).
// Pure functions of numbers, for corridors and hotspots, which do not import
// each other.
//
// Conventions: probabilities are strict (an outcome as extreme as the one seen
// counts in full, no mid-p) and two-sided means twice the smaller side, so that
// p and its interval always agree. An undefined number is NaN, an unbounded one
// +Inf; neither is ever written as 0. Nothing here panics, whatever the numbers.
package rates

// DefaultAlpha is the level of tests and one minus the confidence of intervals.
const DefaultAlpha = 0.05

// What a claim needs, whatever its p. They are part of the method, not settings.
const (
	MinIncidents = 3
	MinExpected  = 3.7 // below it, finding none at all is no surprise (-ln 0.025)
)
