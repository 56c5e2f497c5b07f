package feed

import (
	"strings"

	"linea/geo"
)

const metresPerMile = 1609.344

// elPasoFormat is the El Paso Sector Migrant Death Database. Its date is the
// pronouncement of death, hence a discovery. A row is one person.
func elPasoFormat() *format {
	return &format{
		name: "elpaso", source: "elpaso", unmap: true,
		needs: []roleSet{rolesOf(roleID), rolesOf(roleTime), rolesOf(rolePlacePrecision), rolesOf(roleLon), rolesOf(roleLat)},
		columns: []column{
			{roleID, "case number"},
			{roleTime, "pronouncement date"},
			{roleCause, "cause a"},
			{roleCauseClass, "type of incident"},
			{roleFoundWithin, "post-mortem interval"},
			{roleLat, "latitude"},
			{roleLon, "longitude"},
			{rolePlacePrecision, "accuracy of location"},
		},
		person:  []string{"first name", "last name", "age", "age group", "gender", "nationality"},
		private: []string{"border enforcement"},
		build:   buildElPaso,
	}
}

func buildElPaso(r *row) {
	r.in.Kind, r.in.TimeKind, r.in.Persons = geo.Death, geo.TimeDiscovered, 1
	r.has |= fieldKind | fieldTimeKind | fieldPoint | fieldMethod | fieldRadius | fieldPersons
	r.identify(r.text(roleID))
	r.when(roleTime)
	r.point(roleLon, roleLat)
	r.elPasoAccuracy()
	r.in.FoundWithinDays = foundWithin(r.text(roleFoundWithin))
	r.speaksOf(roleFoundWithin, fieldFoundWithin)
	r.deathCause(roleCause, roleCauseClass)
}

// elPasoAccuracy reads "GPS" and ".5 miles"; anything else is unknown.
func (r *row) elPasoAccuracy() {
	text := strings.ToLower(r.text(rolePlacePrecision))
	if text == "gps" {
		r.locate(geo.MethodGPS, 100)
		return
	}
	miles, isMiles := strings.CutSuffix(strings.TrimSuffix(text, "s"), "mile")
	if n, ok := number([]byte(strings.TrimSpace(miles))); isMiles && ok {
		r.locate(geo.MethodDescribed, n*metresPerMile)
	}
}
