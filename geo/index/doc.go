// Package index holds the incidents in memory and answers questions about
// them. It folds the journal into an immutable snapshot behind an atomic
// pointer: readers take the pointer and never lock.
//
// # How a count costs the cells on screen and not the incidents
//
// Every distinct combination of an incident's attributes other than place and
// time is a facet, a small number (facet.go). A query becomes a bit set over
// facets once (plan.go). At every resolution the incidents lie grouped by
// (cell, facet) with their starts sorted (level.go), so that counting a window
// in a cell is two binary searches for each facet in the set. Persons and hours
// of the week come from running totals every markEvery entries.
//
// The class of a position's radius is part of the facet, and the classes break
// at the cells' inradii: whether a row is precise enough for a resolution is
// one more bit test. All levels therefore hold the same rows, and a total never
// depends on the zoom.
//
// Only bbox, near, polygon and within look at positions: cells wholly inside
// the shape count as a whole, and rows are visited in the cells that it cuts
// (region.go, spans.go).
//
// # What is derived
//
// Cell, side, shared points, duplicates and episodes follow from the set of
// incidents, whatever the order in which they came (derive.go).
package index
