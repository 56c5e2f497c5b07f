package feed

import (
	"time"

	"linea/geo"
)

// ucdpFormat is the UCDP Georeferenced Event Dataset. Columns that quote
// persons by name are treated as person columns.
func ucdpFormat() *format {
	return &format{
		name: "ucdp", source: "ucdp",
		needs: []roleSet{rolesOf(roleID), rolesOf(rolePlacePrecision), rolesOf(roleDatePrecision), rolesOf(roleTime), rolesOf(roleLon), rolesOf(roleLat)},
		columns: []column{
			{roleID, "id"},
			{rolePlacePrecision, "where prec"},
			{roleDatePrecision, "date prec"},
			{roleTime, "date start"},
			{roleUntil, "date end"},
			{rolePersons, "best"},
			{roleLat, "latitude"},
			{roleLon, "longitude"},
		},
		person:  []string{"source original", "source headline", "source article"},
		private: []string{"conflict name", "dyad name", "side a", "side b", "where description"},
		build:   buildUCDP,
	}
}

func buildUCDP(r *row) {
	r.in.Kind, r.in.TimeKind = geo.ArmedViolence, geo.TimeOccurred
	r.has |= fieldKind | fieldTimeKind | fieldPoint | fieldMethod | fieldRadius | fieldUntil
	r.identify(r.text(roleID))
	r.whenDay(roleTime)
	r.ucdpInterval()
	r.point(roleLon, roleLat)
	r.ucdpPlace()
	if n, ok := r.count(rolePersons); ok {
		r.in.Persons = min(max(n, 0), geo.MaxPersons)
	}
	r.speaksOf(rolePersons, fieldPersons)
}

// ucdpInterval reads date_prec 1 (the day), 2 and 3 (within a week: the
// interval says so), 4 (within a month) and 5 (within a year). The interval
// ends with the last day.
func (r *row) ucdpInterval() {
	if r.stated(roleUntil) {
		end, ok := anyMoment(r.cells[roleUntil], r.now.In(geo.Local).Year())
		if !ok {
			r.refuse(roleUntil, unreadableDate, "a date")
		}
		if next := geo.LocalMidnight(end.at).Add(24 * time.Hour); next.Sub(r.in.OccurredAt) > 24*time.Hour {
			r.in.OccurredUntil = next
		}
	}
	switch prec, _ := r.count(roleDatePrecision); prec {
	case 4:
		r.coarsen(geo.PrecisionMonth)
	case 5:
		r.coarsen(geo.PrecisionYear)
	}
}

// ucdpPlace reads where_prec: 1 is a town or better, 2 near one; from 3 on the
// point is the centroid of a district or state, not a place.
func (r *row) ucdpPlace() {
	switch prec, _ := r.count(rolePlacePrecision); prec {
	case 1:
		r.locate(geo.MethodPlace, 3000)
	case 2:
		r.locate(geo.MethodDescribed, 25_000)
	default:
		r.locate(geo.MethodNone, 0)
	}
}
