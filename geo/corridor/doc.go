// Package corridor answers what happened along a route: where on it, on which
// side, when, how often, and how sure that is.
//
//   - [New] checks a line and prepares its [Corridor]: what lies within a half
//     width of the line. [Corridor.Locate] places a point on it (corridor.go),
//     and there is no other implementation of "inside".
//   - [Query] asks a geo.View for the incidents near the line and gives the
//     whole [Report] (query.go, report.go): counts and how far imprecise
//     positions may move them (disk.go), rates with exact intervals
//     (figures.go), calendars (times.go), a comparison with another interval
//     clipped to the days that the sources cover (window.go, comparison.go),
//     help first (humanitarian.go), and the list by km (list.go).
//   - [Compare] sets several corridors side by side (compare.go).
//   - [Corridor.Outline] draws it (outline.go) as the union of its pieces
//     (union.go).
//
// Distances are WGS 84 geodesics, right within 0.1 m up to 200 km. A corridor is
// inclusive: its edge, and a centimetre for the grid that positions are kept on,
// belong to it.
package corridor
