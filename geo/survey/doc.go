// Package survey asks a geo.View the counts that a statistic needs, over the
// study area, and hands them to package hotspot, which knows nothing of the
// Earth. It decides where and when anybody could have reported anything, and
// so keeps silence from being taken for zero.
//
// Start here when you are new:
//
//   - [Surveyor] holds a study area, its ground at each resolution (ground.go)
//     and the newest answers (shelf.go).
//   - A [Question] becomes a plan: the sources that can speak, the days that all
//     of them cover, the interval asked and those it is compared with
//     (sources.go, window.go, plan.go).
//   - [Surveyor.Assess] counts and tests every cell (counts.go, assess.go);
//     tiles draw that. [Surveyor.Hotspots] ranks the cells and says in words
//     how far to trust them (hotspots.go, notes.go).
//   - [Surveyor.Evaluate] holds earlier maps against what came after them
//     (evaluate.go).
//   - [Surveyor.Effect] asks whether a treated area changed otherwise than a
//     control area (place.go, effect*.go, placebo.go).
//   - [Surveyor.Compare], [Surveyor.Scan], [Surveyor.NearRepeat] and
//     [Surveyor.Cube] are the other statistics, one file each.
//
// The study area at one resolution is a ground: every cell whose centre lies in
// it, empty ones included. Where no source of the answer can speak for any part
// of a cell it is not covered: no data, never zero. Where sources speak for a
// part, the cell counts with that part's area (coverage.go).
package survey
