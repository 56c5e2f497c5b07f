// Package index holds the incidents in memory and answers questions about
// them. It folds the journal into an immutable snapshot behind an atomic
// pointer: readers take the pointer and never lock.
//
// # How a count costs the cells on screen and not the incidents
//
// What most questions ask of an incident besides place and time (source, kind,
// status, time precision, resolution admitted, mapped, duplicate, head of its
// episode) makes its facet, a small number; everything else (land, area, cause,
// side, origin ...) makes its trait (facet.go). A query becomes a verdict for each facet once
// (plan.go). At every resolution the incidents lie grouped by (cell, facet) with
// their starts sorted (level.go), so that counting a window in a cell is two
// binary searches for each facet that passes. Persons and hours of the week
// come from running totals every markEvery entries. Facets are few whatever the
// data; traits multiply almost like the rows do, which is why no level is
// grouped by them: a query that tests traits visits the rows of its cells and
// window, side by side in memory, and a summary counts them in one pass.
//
// How precise a position must be for each resolution is part of the facet: all
// levels therefore hold the same rows, and a total never depends on the zoom.
//
// Only bbox, near, polygon and within look at positions: cells wholly inside
// the shape count as a whole, and rows are visited in the cells that it cuts
// (region.go, spans.go).
//
// # How a write costs the batch and not the store
//
// A snapshot is made of parts (snapshot.go). A small batch becomes a pair of
// small parts: what is true now, and copies with negative sign of what no longer
// is (update.go). Pairs are merged as they grow, and the large first part is
// rebuilt in the background (compact.go).
//
// # How it starts
//
// Blocks are decoded on all cores, each core with a dictionary of its own, and
// joined in order (read.go). Columns take few bytes a value where the values
// allow it (columns.go, ids.go).
//
// # What is derived
//
// Cell, side, shared points, duplicates and episodes follow from the set of
// incidents, whatever the order in which they came (derive.go).
package index
