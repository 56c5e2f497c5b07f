// Package geo holds the words of Línea: what an incident, a question, a view,
// a corridor and a journal are. It imports nothing else of the project, and
// every other package speaks in its terms.
//
// Start here when you are new:
//
//   - [Incident] is one reported happening at or near the Arizona-Sonora line.
//     It has no field for a person, by design (see incident.go).
//   - [Kind] is what happened; humanitarian kinds come first (kind.go).
//   - [Journal] is the durable, numbered history of every change (journal.go).
//   - [Query] is the one filter grammar of lists, counts, tiles, corridors and
//     exports (query.go); its text form is parsed by [ParseQuery].
//   - [View] is what one audience may read: the only door to the incidents in
//     memory (view.go). The answers it gives are in answer.go.
//   - [Error] is the one error type (error.go).
//
// Conventions that hold everywhere: points are lon, lat in WGS 84 degrees;
// metres end in M; instants are UTC inside and shown in [Local] time outside;
// intervals are half-open.
package geo
