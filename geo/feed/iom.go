package feed

import (
	"bytes"
	"strings"

	"linea/geo"
)

// iomFormat is the IOM Missing Migrants Project, whose header has changed five
// times: the columns below list what each generation calls a thing. Its dates
// are days (the "12:00" in newer files is filled in), its places are
// descriptions, and many of its rows here repeat the medical examiner's.
func iomFormat() *format {
	return &format{
		name: "iom", source: "iom", unmap: true,
		needs: []roleSet{rolesOf(roleID), rolesOf(roleTime, roleYear), rolesOf(roleCoordinates, roleLat), rolesOf(rolePersons, roleDead, roleMissing)},
		columns: []column{
			{roleID, "web id|webid|main id|mainid|incident id"},
			{roleIncidentID, "incident id|incidentid"},
			{roleTime, "reported date|incident date|date of incident|website date"},
			{roleYear, "reported year|incident year|year of incident|year"},
			{roleMonth, "reported month|month of incident|month"},
			{rolePersons, "total dead and missing|total number of dead and missing"},
			{roleDead, "number dead|number of dead"},
			{roleMissing, "minimum estimated number of missing"},
			{roleCause, "cause of death"},
			{roleCoordinates, "location coordinates|coordinates"},
			{roleLat, "latitude|lat|y"},
			{roleLon, "longitude|lon|x"},
			{roleVia, "information source"},
			{roleURL, "url"},
		},
		person: []string{"number of females", "number of males", "number of children", "country of origin",
			"region of origin", "article title"},
		private: []string{"information source", "url", "location description", "location of death", "location of incident"},
		build:   buildIOM,
	}
}

func buildIOM(r *row) {
	r.in.Kind, r.in.TimeKind = geo.Death, geo.TimeReported
	r.has |= fieldKind | fieldTimeKind | fieldPoint | fieldMethod | fieldRadius | fieldPersons
	r.identify(r.iomID())
	r.iomTime()
	r.iomPoint()
	r.locate(geo.MethodDescribed, 5000)
	r.in.Persons = r.iomPersons()
	r.deathCause(roleCause)
	if r.present&rolesOf(roleVia, roleURL) != 0 {
		r.has |= fieldVia
		r.in.Via = viaOf(r.text(roleVia) + " " + r.text(roleURL))
	}
}

// iomID is the Web ID or Main ID. One main incident may stand in several rows,
// told apart by their Incident ID.
func (r *row) iomID() string {
	id, part := r.text(roleID), r.text(roleIncidentID)
	if part == "" || part == id {
		return id
	}
	return id + "-" + part
}

// iomTime reads the day; a generation without days gives a month or a year.
func (r *row) iomTime() {
	if r.present.has(roleTime) {
		r.whenDay(roleTime)
		return
	}
	r.has |= fieldTime
	y, ok := year(r.cells[roleYear], r.now.In(geo.Local).Year())
	m, hasMonth := monthNamed(r.cells[roleMonth])
	precision := geo.PrecisionMonth
	if !hasMonth {
		m, precision = 1, geo.PrecisionYear
	}
	at, valid := localDay(y, m, 1, precision)
	if !ok || !valid {
		r.refuse(roleYear, unreadableDate, "a year of four digits")
	}
	r.setTime(at)
}

// iomPoint reads the one cell "lat, lon", else two columns.
func (r *row) iomPoint() {
	if !r.stated(roleCoordinates) {
		r.point(roleLon, roleLat)
		return
	}
	latText, lonText, _ := bytes.Cut(r.cells[roleCoordinates], []byte{','})
	lat, ok1 := number(trim(latText))
	lon, ok2 := number(trim(lonText))
	if !ok1 || !ok2 {
		r.refuse(roleCoordinates, unreadableCoordinate, "latitude, comma, longitude in decimal degrees")
	}
	r.setPoint(lon, lat)
}

// iomPersons is the total of dead and missing; blank counts are not stated.
func (r *row) iomPersons() int {
	if total, ok := r.count(rolePersons); ok {
		return total
	}
	dead, _ := r.count(roleDead)
	missing, _ := r.count(roleMissing)
	return dead + missing
}

// viaOf finds the source that a row names as its own: the Pima County Office
// of the Medical Examiner, in any of the ways in which its name is written,
// publishes through Humane Borders, which is OGIS.
func viaOf(named string) string {
	named = strings.ToLower(named)
	examiner := strings.Contains(named, "pima") && strings.Contains(named, "medical examiner") || strings.Contains(named, "pcome")
	if examiner || strings.Contains(strings.ReplaceAll(named, " ", ""), "humaneborders") {
		return "ogis"
	}
	return ""
}
