// Package hotspot tells chance from change: exact tests over counts, nothing
// about the Earth. The caller counts incidents per cell, per kilometre or per
// pair and hands the counts in together with who neighbours whom; everything
// here is a pure function of its arguments, and the same question gives the
// same bits.
//
// Start here when you are new (README.md says the same to a planner):
//
//   - [Assess] gives every cell of a [Ground] one of five states, by an exact
//     test of the cell and its neighbours, corrected for testing many cells
//     (assess.go, gates.go).
//   - [Emerge] does so for every step of a [Cube] and names the class of each
//     cell's history (emerge.go, class.go).
//   - [Scan] looks for stretches of a line that stand out (scan.go).
//   - [NearRepeat] asks whether one incident is soon followed by another close
//     by (nearrepeat.go).
//   - [CompareRates] compares two counts over two durations (rate.go), for
//     corridors and comparisons as well.
//
// Underneath: exact tails of the binomial, hypergeometric and Poisson laws
// (law.go), intervals by turning those tails around (interval.go), false
// discovery control (adjust.go), Getis-Ord Gi and Gi* for comparison with other
// tools (gi.go), and the Mann-Kendall trend (trend.go).
//
// Conventions: probabilities are strict (an outcome as extreme as the one seen
// counts in full, no mid-p) and two-sided means twice the smaller side, so that
// p and its interval always agree. An undefined number is NaN, an unbounded one
// +Inf; neither is ever written as 0.
package hotspot
