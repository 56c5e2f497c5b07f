package feed

import (
	"math"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
)

// row is one row on its way to an incident. A build function takes cells by
// role, fills in, and notes in has what the file speaks of. The first fault
// counts; after it the row is a reject.
type row struct {
	*reading
	line    int
	cells   [roleCount][]byte // trimmed
	present roleSet           // roles that the file (GeoJSON: the feature) has, blank or not

	in     geo.Incident
	has    fieldSet
	auto   bool // the id is made of the content
	fault  fault
	faults []fault // all of them, when strict

	asFeature bool   // strict: it came as a GeoJSON Feature
	strange   string // the word of its kind, where that is none
}

// fault says why a row is refused.
type fault struct {
	role    role
	name    string // of a member that has no role; strict only
	outside bool   // the member stands beside the properties of a feature
	value   string
	reason  reason
	detail  string
}

// reading is what holds for all rows of a pass, and what one worker counts.
type reading struct {
	format   *format
	slug     string    // overrides the source of every row; "" = none
	fallback string    // source of rows that name none
	now      time.Time // of the import
	strict   bool      // a client waits for the answer: nothing is left out, guessed or dropped
	texts    map[string]string
	kinds    map[string]geo.Kind
	tally    tally
}

// tally counts what rows leave behind beside themselves.
type tally struct {
	latin1    int // cells that were not UTF-8
	localTime int // instants without an offset, read as local time
	screened  int // summaries dropped

	rowsInCells int // lines of quoted cells that look like rows
}

func (r *row) reset(line int) {
	*r = row{reading: r.reading, line: line}
}

// refuse notes the first fault.
func (r *row) refuse(at role, why reason, detail string) {
	r.blame(fault{role: at, value: string(r.cells[at]), reason: why, detail: detail})
}

func (r *row) blame(f fault) {
	if r.fault.reason == "" {
		r.fault = f
	}
	if r.strict {
		r.faults = append(r.faults, f)
	}
}

// given says whether the cell of a role holds any text.
func (r *row) given(at role) bool { return len(r.cells[at]) > 0 }

// stated says whether the cell of a role states a number or a date; "NA" and
// its like do not. Words are given, not stated: "none" is one of them.
func (r *row) stated(at role) bool { return !blank(r.cells[at]) }

// first gives the first of the roles that states something, else noRole.
func (r *row) first(roles ...role) role {
	for _, at := range roles {
		if r.stated(at) {
			return at
		}
	}
	return noRole
}

// speaksOf notes fields as stated by the file when it has the role's column.
func (r *row) speaksOf(at role, f fieldSet) bool {
	if !r.present.has(at) {
		return false
	}
	r.has |= f
	return true
}

// text gives a cell as clean UTF-8: line breaks and tabs become blanks. Equal
// texts share one string.
func (r *row) text(at role) string {
	b := r.cells[at]
	if len(b) == 0 {
		return ""
	}
	if s, ok := r.texts[string(b)]; ok {
		return s
	}
	s := r.cleaned(b)
	if len(r.texts) < maxInterned {
		r.texts[string(b)] = s
	}
	return s
}

// maxInterned bounds the memory that texts take; summaries are not interned.
const maxInterned = 10_000

func (r *row) cleaned(b []byte) string {
	text, ok := toUTF8(b)
	if !ok {
		r.tally.latin1++
	}
	return onOneLine(string(text))
}

// onOneLine turns line breaks, tabs and no-break spaces into blanks.
func onOneLine(text string) string {
	return strings.Map(func(c rune) rune {
		switch c {
		case '\n', '\r', '\t', '\u0085', '\u2028', '\u2029', '\u00a0':
			return ' '
		}
		return c
	}, text)
}

// number gives a number in from..to; blank is not stated.
func (r *row) number(at role) (v float64, stated bool) {
	if !r.stated(at) {
		return 0, false
	}
	v, ok := number(r.cells[at])
	if !ok {
		r.refuse(at, unreadableNumber, "a decimal number with a point, and nothing else")
	}
	return v, ok
}

// count gives a whole number; blank is not stated.
func (r *row) count(at role) (n int, stated bool) {
	if !r.stated(at) {
		return 0, false
	}
	n, ok := wholeNumber(r.cells[at])
	if !ok {
		r.refuse(at, unreadableNumber, "a whole number")
	}
	return n, ok
}

// point reads longitude and latitude. Blank ones leave the row without a
// point: it is kept, counted and never mapped.
func (r *row) point(lonAt, latAt role) {
	if !r.stated(lonAt) || !r.stated(latAt) {
		return
	}
	lon, ok := number(r.cells[lonAt])
	if !ok {
		r.refuse(lonAt, unreadableCoordinate, "decimal degrees with a point, west negative")
	}
	lat, ok := number(r.cells[latAt])
	if !ok {
		r.refuse(latAt, unreadableCoordinate, "decimal degrees with a point, north positive")
	}
	r.setPoint(lon, lat)
}

func (r *row) setPoint(lon, lat float64) {
	if math.Abs(lon) <= 360 && math.Abs(lat) <= 360 {
		lon, lat = geo.OnGrid(lon), geo.OnGrid(lat)
	}
	r.in.HasPoint, r.in.Point = true, orb.Point{lon, lat}
}

// locate sets how a position is known.
func (r *row) locate(m geo.LocationMethod, radiusM float64) {
	r.in.LocationMethod, r.in.RadiusM = m, radiusM
}

// when reads the start of the row with the parser of public data sets.
func (r *row) when(at role) {
	m, ok := anyMoment(r.cells[at], r.now.In(geo.Local).Year())
	if !ok {
		r.refuse(at, unreadableDate, "a date that no rule of this format reads")
	}
	r.setTime(m)
	r.has |= fieldTime
}

// whenDay is when, with any time of day left out.
func (r *row) whenDay(at role) {
	r.when(at)
	r.coarsen(geo.PrecisionDay)
}

func (r *row) setTime(m moment) {
	r.in.OccurredAt, r.in.TimePrecision = m.at, m.precision
}

// coarsen makes the time no better than p. Without an hour it is the local
// midnight of its day, or of the first day of its month or year.
func (r *row) coarsen(p geo.TimePrecision) {
	if p <= r.in.TimePrecision || r.in.OccurredAt.IsZero() {
		return
	}
	r.in.TimePrecision = p
	y, m, d := r.in.OccurredAt.In(geo.Local).Date()
	switch p {
	case geo.PrecisionHour:
		return
	case geo.PrecisionMonth:
		d = 1
	case geo.PrecisionYear:
		m, d = 1, 1
	}
	r.in.OccurredAt = time.Date(y, m, d, 0, 0, 0, 0, geo.Local).UTC()
}

// identify names the row: the source's slug and the local id, which is not
// changed but for blanks around it.
func (r *row) identify(local string) {
	r.in.ID = r.in.Source + ":" + local
	if local == "" {
		r.refuse(roleID, missingID, "a row of this format needs its id")
	}
}

// check applies the rules of the domain to a row that was built.
func (r *row) check() {
	if r.fault.reason != "" {
		return
	}
	if !r.strict && r.in.Summary != "" && len(r.in.Summary) <= 4*geo.MaxSummaryLength && geo.Screen(r.in.Summary) != "" {
		r.in.Summary = ""
		r.tally.screened++
	}
	for _, v := range r.in.Check(r.now) {
		r.refuse(r.roleOf(v.Field), v.Reason, v.Detail)
	}
}

// roleOf finds the column that a violation is about.
func (r *row) roleOf(field string) role {
	candidates := map[string][]role{
		"id": {roleID}, "source": {roleSource}, "via": {roleVia},
		"occurred_at": {roleTime, roleDay, roleYear}, "occurred_until": {roleUntil},
		"lon": {roleLon, roleCoordinates}, "lat": {roleLat, roleCoordinates}, "radius_m": {roleRadius, rolePlacePrecision},
		"persons": {rolePersons, roleDead}, "found_within_days": {roleFoundWithin},
		"cause": {roleCause}, "land": {roleLand}, "area": {roleArea}, "subkind": {roleSubkind, roleKind}, "summary": {roleSummary},
	}[field]
	if at := r.first(candidates...); at != noRole || len(candidates) == 0 {
		return at
	}
	return candidates[0]
}
