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
//
// Beside them: Getis-Ord Gi and Gi* for comparison with other tools (gi.go), the
// Mann-Kendall trend (trend.go), the density along a line (density.go), and the words for all of it in two languages
// (words.go), those for a [rates.Reading] included. Underneath is package rates:
// exact tails, their intervals, the comparison of two counts and false discovery
// control. Its conventions hold here too: strict and central p, NaN for what is
// undefined, +Inf for what is unbounded.
package hotspot
