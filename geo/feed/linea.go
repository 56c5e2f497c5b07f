package feed

import (
	"bytes"
	"strings"

	"linea/geo"
)

// lineaFormat is Línea's own table, as CSV or as the properties of GeoJSON
// features. Every field of an incident has a column; all but a time and a
// place may be absent.
func lineaFormat(name string, s shape) *format {
	f := &format{
		name: name, shape: s,
		needs: []roleSet{rolesOf(roleTime, roleDay), rolesOf(roleLon), rolesOf(roleLat)},
		columns: []column{
			{roleID, "id"},
			{roleSource, "source"},
			{roleKind, "kind"},
			{roleSubkind, "subkind"},
			{roleTime, "occurred at|time|datetime|timestamp|date"},
			{roleDay, "date local"},
			{roleUntil, "occurred until"},
			{roleTimePrecision, "time precision"},
			{roleTimeKind, "time kind"},
			{roleReportedAt, "reported at"},
			{roleFoundWithin, "found within days"},
			{roleLon, "lon|longitude|lng|x"},
			{roleLat, "lat|latitude|y"},
			{roleRadius, "radius m"},
			{roleMethod, "location method"},
			{roleOrigin, "origin"},
			{rolePersons, "persons|count"},
			{roleCause, "cause"},
			{roleLand, "land"},
			{roleArea, "area"},
			{roleSummary, "summary"},
			{roleVia, "via"},
			{roleStatus, "status"},
			{roleSynthetic, "synthetic"},
		},
		build: buildLinea,
	}
	if s != shapeCSV {
		f.needs = nil // every feature has its own properties
	}
	return f
}

func buildLinea(r *row) {
	r.lineaSource()
	r.lineaKind()
	r.lineaTime()
	r.lineaInterval()
	r.lineaPlace()
	r.lineaWords()
	r.lineaNumbers()
	r.lineaTexts()
	r.lineaID()
}

// lineaSource takes the slug from the option, the column, the front of the id,
// or else what the whole file is called.
func (r *row) lineaSource() {
	front, _, hasFront := bytes.Cut(r.cells[roleID], []byte{':'})
	switch {
	case r.slug != "":
		r.in.Source = r.slug
	case r.given(roleSource):
		r.in.Source = r.text(roleSource)
	case hasFront && geo.ValidSlug(string(front)):
		r.in.Source = string(front)
	default:
		r.in.Source = r.fallback
	}
	if !geo.ValidSlug(r.in.Source) {
		r.refuse(roleSource, geo.BadSource, "a source is the short name of an organisation: a-z, 0-9, _ and -")
	}
}

// lineaKind reads a kind in any of its spellings. A word that is none becomes
// "other" and is told of; it is kept as the subkind where the row has none.
func (r *row) lineaKind() {
	r.in.Kind = geo.Other
	r.speaksOf(roleKind, fieldKind)
	if r.speaksOf(roleSubkind, fieldSubkind) {
		r.in.Subkind = r.guarded(roleSubkind)
	}
	if !r.given(roleKind) {
		if r.strict {
			r.refuse(roleKind, missingField, "what happened: one of the kinds, or a word of your own, which becomes the subkind of other")
		}
		return
	}
	kind, known := r.kindOf(r.cells[roleKind])
	r.in.Kind = kind
	if known {
		return
	}
	r.strange = r.guarded(roleKind)
	if r.in.Subkind == "" {
		r.in.Subkind = r.strange
		r.has |= fieldSubkind
	}
}

// kindOf remembers spellings, so that a file's few words are looked up once.
func (r *row) kindOf(word []byte) (geo.Kind, bool) {
	if k, ok := r.kinds[string(word)]; ok {
		return k, true
	}
	k, ok := kindNamed(string(word))
	if ok && len(r.kinds) < maxInterned {
		r.kinds[string(word)] = k
	}
	return k, ok
}

// lineaTime reads the instant, or the local date of a row without one. The
// stated precision can only make it coarser: no hour is invented.
func (r *row) lineaTime() {
	at := r.first(roleTime, roleDay)
	m, ok := isoMoment(r.cells[at])
	if !ok {
		r.refuse(max(at, roleTime), unreadableDate, "RFC 3339 (2024-05-01T20:15:00-07:00) or a date (2024-05-01), year first")
		return
	}
	r.setTime(m)
	r.has |= fieldTime
	r.checkOffset(at, m)
	if r.strict && at == roleTime {
		r.checkDay(m)
	}
	if p, ok := lineaWord(r, roleTimePrecision, geo.ParseTimePrecision); ok {
		r.coarsen(p)
	}
}

// checkDay refuses a local date beside an instant of another day: one of the two
// is wrong, and the client knows which.
func (r *row) checkDay(m moment) {
	day, ok := isoMoment(r.cells[roleDay])
	if ok && m.precision <= geo.PrecisionHour && day.precision == geo.PrecisionDay && !geo.LocalMidnight(m.at).Equal(geo.LocalMidnight(day.at)) {
		r.refuse(roleDay, contradiction, "it is not the local day of occurred_at, "+geo.LocalDate(m.at)+"; leave it out")
	}
}

// checkOffset counts an instant that does not say its offset and is read as
// local time. A client that can be asked must say it.
func (r *row) checkOffset(at role, m moment) {
	switch {
	case m.precision > geo.PrecisionHour || m.offset:
	case r.strict:
		r.refuse(at, noOffset, "say the offset from UTC: 2024-05-01T20:15:00-07:00")
	default:
		r.tally.localTime++
	}
}

// lineaInterval reads the end and the report's date. An end given as a date
// includes that day.
func (r *row) lineaInterval() {
	if r.speaksOf(roleUntil, fieldUntil) && r.stated(roleUntil) {
		m, ok := isoMoment(r.cells[roleUntil])
		if !ok {
			r.refuse(roleUntil, unreadableDate, "RFC 3339 or a date, year first")
		}
		if m.precision == geo.PrecisionDay {
			m.at = m.at.AddDate(0, 0, 1)
		}
		if r.strict {
			r.checkOffset(roleUntil, m)
		}
		r.in.OccurredUntil = m.at
	}
	if r.speaksOf(roleReportedAt, fieldReportedAt) && r.stated(roleReportedAt) {
		m, ok := isoMoment(r.cells[roleReportedAt])
		if !ok {
			r.refuse(roleReportedAt, unreadableDate, "RFC 3339 or a date, year first")
		}
		if r.strict {
			r.checkOffset(roleReportedAt, m)
		}
		r.in.ReportedAt = m.at
	}
}

func (r *row) lineaPlace() {
	if r.strict {
		r.wholePoint()
	}
	if r.present.has(roleLon) && r.present.has(roleLat) {
		r.has |= fieldPoint
		r.point(roleLon, roleLat)
	}
	r.speaksOf(roleRadius, fieldRadius)
	r.in.RadiusM, _ = r.number(roleRadius)
	r.speaksOf(roleMethod, fieldMethod)
	r.in.LocationMethod, _ = lineaWord(r, roleMethod, geo.ParseLocationMethod)
}

// wholePoint refuses half a coordinate: a feed keeps such a row without a place,
// but a client can be asked where it was.
func (r *row) wholePoint() {
	for _, half := range [][2]role{{roleLon, roleLat}, {roleLat, roleLon}} {
		if r.stated(half[0]) && !r.stated(half[1]) {
			r.refuse(half[1], missingField, "a place has both: lon and lat, in decimal degrees; leave both out where it is not known")
		}
	}
}

func (r *row) lineaWords() {
	r.speaksOf(roleTimeKind, fieldTimeKind)
	r.in.TimeKind, _ = lineaWord(r, roleTimeKind, geo.ParseTimeKind)
	r.speaksOf(roleOrigin, fieldOrigin)
	r.in.Origin, _ = lineaWord(r, roleOrigin, geo.ParseOrigin)
	r.speaksOf(roleStatus, fieldStatus)
	r.in.Status, _ = lineaWord(r, roleStatus, geo.ParseStatus)
	r.speaksOf(roleCause, fieldCause)
	if !r.given(roleCause) {
		return
	}
	var known bool
	if r.in.Cause, known = lineaCause(r.text(roleCause)); !known {
		r.refuse(roleCause, unknownWord, "one of exposure, drowning, vehicle, violence, injury, medical, undetermined")
	}
}

func (r *row) lineaNumbers() {
	r.speaksOf(roleFoundWithin, fieldFoundWithin)
	r.in.FoundWithinDays, _ = r.count(roleFoundWithin)
	r.speaksOf(rolePersons, fieldPersons)
	r.in.Persons, _ = r.count(rolePersons)
}

func (r *row) lineaTexts() {
	r.speaksOf(roleLand, fieldLand)
	r.in.Land = landName(r.guarded(roleLand))
	r.speaksOf(roleArea, fieldArea)
	r.in.Area = r.guarded(roleArea)
	r.speaksOf(roleSummary, fieldSummary)
	r.in.Summary = r.unguarded(r.cleaned(r.cells[roleSummary]))
	r.speaksOf(roleVia, fieldVia)
	r.in.Via = r.text(roleVia)
}

// lineaID completes the local id with the source. A row without one gets an id
// made of its content, so that reading the file again adds nothing.
func (r *row) lineaID() {
	local := r.unguarded(r.cleaned(r.cells[roleID])) // no two are alike, so it is no use to remember them
	switch {
	case local == "":
		r.auto = true
	case strings.HasPrefix(local, r.in.Source+":"):
		r.in.ID = local
	default:
		r.in.ID = r.in.Source + ":" + local
	}
}

// guarded gives a text without the mark that an export put before a formula.
func (r *row) guarded(at role) string { return r.unguarded(r.text(at)) }

// unguarded takes the mark off; only tables carry it.
func (r *row) unguarded(text string) string {
	if r.format.shape != shapeCSV {
		return text
	}
	return unguard(text)
}

// lineaWord reads a word of a closed vocabulary in any case; blank gives the
// zero value.
func lineaWord[T any](r *row, at role, parse func(string) (T, error)) (v T, stated bool) {
	if !r.given(at) {
		return v, false
	}
	text := r.text(at)
	v, err := parse(text)
	if err != nil {
		v, err = parse(strings.ToLower(text))
	}
	if err != nil {
		r.refuse(at, unknownWord, err.Error())
	}
	return v, err == nil
}

// lineaCause reads a cause by its name, or as a source may word it.
func lineaCause(text string) (geo.Cause, bool) {
	if c, err := geo.ParseCause(strings.ToLower(text)); err == nil {
		return c, true
	}
	return causeOf(text)
}
