package geotest

import (
	"slices"
	"time"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/place"
)

// Derive works out, for each row in turn, what follows from the whole set (see
// the conventions in the package's description). Sources that are not
// described are taken as geo.NewSource has them. It looks at every pair of
// rows: a few thousand rows are its limit.
func Derive(rows []geo.Incident, sources ...geo.Source) []geo.Record {
	w := world{rows: rows, sources: described(rows, sources)}
	w.derived = make([]geo.Derived, len(rows))
	for i := range rows {
		w.locate(i)
	}
	out := make([]geo.Record, len(rows))
	for i := range rows {
		d := &w.derived[i]
		d.DuplicateOf = w.duplicateOf(i)
		d.EpisodeHead = w.isHead(i)
		out[i] = geo.Record{Incident: rows[i], Derived: *d, Revision: 1, Seq: uint64(i + 1), RecordedAt: Now}
	}
	return out
}

func described(rows []geo.Incident, given []geo.Source) map[string]geo.Source {
	out := map[string]geo.Source{}
	for _, s := range append(Sources(rows), given...) {
		out[s.Slug] = s
	}
	return out
}

type world struct {
	rows    []geo.Incident
	sources map[string]geo.Source
	derived []geo.Derived
}

func (w *world) locate(n int) {
	row, d := &w.rows[n], &w.derived[n]
	d.SharedPoint = w.rowsAt(row) >= geo.SharedPointRows
	d.Mapped = row.Locatable() && !(d.SharedPoint && w.sources[row.Source].UnmapShared)
	if !d.Mapped {
		return
	}
	fix := place.Border().Locate(row.Point)
	d.Cell = grid.FromPoint(row.Point, grid.BaseRes)
	d.DistanceM, d.BorderKm, d.Side = fix.DistanceM, fix.Km, fix.Side(row.RadiusM)
}

// rowsAt counts the rows of the same source at the very same point.
func (w *world) rowsAt(row *geo.Incident) int {
	n := 0
	for i := range w.rows {
		other := &w.rows[i]
		if row.HasPoint && other.HasPoint && other.Source == row.Source && other.Point == row.Point {
			n++
		}
	}
	return n
}

// Limits of a duplicate and of an episode.
const (
	repeatM    = 300
	repeatDays = 7
)

func (w *world) duplicateOf(n int) string {
	best := -1
	for other := range w.rows {
		if w.repeats(n, other) && w.outranks(other, n) && (best < 0 || w.outranks(other, best)) {
			best = other
		}
	}
	if best >= 0 {
		return w.rows[best].ID
	}
	return w.toldBy(n)
}

// repeats says whether two rows tell of the same happening by rule (a).
func (w *world) repeats(n, other int) bool {
	a, b := &w.rows[n], &w.rows[other]
	return a.Source != b.Source && a.Kind == b.Kind && toldTwice(a.Kind) &&
		counts(b) && dayKnown(a) && dayKnown(b) &&
		daysApart(a, b) <= repeatDays && w.close(n, other)
}

// daysApart counts local days.
func daysApart(a, b *geo.Incident) int {
	apart := geo.LocalMidnight(a.OccurredAt).Sub(geo.LocalMidnight(b.OccurredAt)).Abs()
	return int(apart / (24 * time.Hour))
}

func toldTwice(k geo.Kind) bool {
	return k == geo.Death || k == geo.Rescue || k == geo.MissingPerson || k == geo.Crash
}

func counts(i *geo.Incident) bool { return geo.DefaultStatuses().Has(i.Status) }

func dayKnown(i *geo.Incident) bool { return i.TimePrecision <= geo.PrecisionDay }

// close says whether both rows are mapped within 300 m of each other.
func (w *world) close(a, b int) bool {
	if !w.derived[a].Mapped || !w.derived[b].Mapped {
		return false
	}
	p, q := w.rows[a].Point, w.rows[b].Point
	if diff := p.Lat() - q.Lat(); diff > 0.01 || diff < -0.01 {
		return false // over a kilometre apart; spares the geodesic
	}
	return place.Distance(p, q) <= repeatM
}

// outranks: source priority, then smaller radius (unstated last), then id.
func (w *world) outranks(a, b int) bool {
	x, y := &w.rows[a], &w.rows[b]
	px, py := w.sources[x.Source].Priority, w.sources[y.Source].Priority
	if px != py {
		return px < py
	}
	if x.RadiusM != y.RadiusM {
		return y.RadiusM == 0 || x.RadiusM != 0 && x.RadiusM < y.RadiusM
	}
	return x.ID < y.ID
}

// toldBy gives the source that the row names by rule (b), or "".
func (w *world) toldBy(n int) string {
	row := &w.rows[n]
	first, last, loaded := w.daysOf(row.Via)
	if !loaded || row.Via == row.Source {
		return ""
	}
	if day := geo.LocalDate(row.OccurredAt); day < first || day > last {
		return ""
	}
	return row.Via
}

// daysOf gives the first and last local day that a source can speak for, and
// whether it has any row that counts.
func (w *world) daysOf(slug string) (first, last string, loaded bool) {
	for i := range w.rows {
		if w.rows[i].Source != slug || !counts(&w.rows[i]) {
			continue
		}
		day := geo.LocalDate(w.rows[i].OccurredAt)
		if !loaded || day < first {
			first = day
		}
		if !loaded || day > last {
			last = day
		}
		loaded = true
	}
	if s := w.sources[slug]; s.FirstDay != "" {
		first = s.FirstDay
	}
	if s := w.sources[slug]; s.LastDay != "" {
		last = s.LastDay
	}
	return first, last, loaded
}

// isHead says whether the row has the smallest id of its episode.
func (w *world) isHead(n int) bool {
	episode := []int{n}
	for next := 0; next < len(episode); next++ {
		for other := range w.rows {
			if w.linked(episode[next], other) && !slices.Contains(episode, other) {
				episode = append(episode, other)
			}
		}
	}
	for _, other := range episode {
		if w.rows[other].ID < w.rows[n].ID {
			return false
		}
	}
	return true
}

func (w *world) linked(a, b int) bool {
	x, y := &w.rows[a], &w.rows[b]
	return x.Source == y.Source && x.Kind == y.Kind && counts(x) && counts(y) && dayKnown(x) && dayKnown(y) &&
		geo.LocalDate(x.OccurredAt) == geo.LocalDate(y.OccurredAt) && w.close(a, b)
}
