// Package geotest is for tests: seeded and awkward incidents, the changes that
// bring them into a journal (storetest has one in memory), random queries, and
// the judge.
//
// The judge is [NewView]: a geo.View that scans a slice for every question and
// derives everything the long way, by loops over all pairs of rows. It shares
// the definitions of geo, the Earth of geo/place and the cells of geo/grid with
// the real index, and nothing else. Where the two differ, read the conventions
// below first; they are what the words of the domain come to.
//
//   - Shared point: 10 or more rows of one source, of any status and any
//     location method, have the very same point on the coordinate grid. Such
//     rows are not mapped when the source says so (Source.UnmapShared).
//   - Duplicate: only rows that count by default (reported, verified) outrank
//     others. (a) compares mapped rows: at most 300 m and 7 local days apart. (b)
//     needs the row's day inside the days of the other source that it names, which
//     must have a row here that counts. Its place is not asked: a row that repeats
//     a register often stands on a placeholder. DuplicateOf is the row of
//     highest rank that matches by (a), else the slug named by (b).
//   - Episode: mapped rows that count by default, of one source, kind and known
//     local day, linked within 300 m, directly or over others. Every other row is
//     an episode of its own.
//   - A row known only to the month or year has no local day: it is nobody's
//     duplicate by (a) and links with nobody.
package geotest
