package feed

import (
	"strings"

	"linea/geo"
)

// ogisFormat is the Arizona OpenGIS Initiative for Deceased Migrants, in both
// spellings of its header. "Reporting Date" is the date of discovery; the Post
// Mortem Interval says how long before that it happened at most. A row is one
// person.
func ogisFormat() *format {
	return &format{
		name: "ogis", source: "ogis", unmap: true,
		needs: []roleSet{rolesOf(roleID), rolesOf(roleTime), rolesOf(roleLon), rolesOf(roleLat)},
		columns: []column{
			{roleID, "ml number"},
			{roleTime, "reporting date"},
			{roleLand, "surface management"},
			{rolePlacePrecision, "location precision"},
			{roleArea, "corridor"},
			{roleCause, "cause of death"},
			{roleFoundWithin, "post mortem interval"},
			{roleLat, "latitude"},
			{roleLon, "longitude"},
		},
		person:  []string{"name", "sex", "age"},
		private: []string{"location"}, // addresses
		build:   buildOGIS,
	}
}

func buildOGIS(r *row) {
	r.in.Kind, r.in.TimeKind, r.in.Persons = geo.Death, geo.TimeDiscovered, 1
	r.has |= fieldKind | fieldTimeKind | fieldPoint | fieldPersons
	r.identify(r.text(roleID))
	r.whenDay(roleTime)
	r.point(roleLon, roleLat)
	r.ogisPrecision()
	r.in.FoundWithinDays = foundWithin(r.text(roleFoundWithin))
	r.speaksOf(roleFoundWithin, fieldFoundWithin)
	r.deathCause(roleCause)
	r.in.Land = landName(r.text(roleLand))
	r.speaksOf(roleLand, fieldLand)
	r.in.Area = r.text(roleArea)
	r.speaksOf(roleArea, fieldArea)
}

// ogisPrecision reads Location Precision; a file without that column is taken
// for the 2 km of a described place.
func (r *row) ogisPrecision() {
	if !r.speaksOf(rolePlacePrecision, fieldMethod|fieldRadius) {
		r.locate(geo.MethodDescribed, 2000)
		return
	}
	text := strings.ToLower(r.text(rolePlacePrecision))
	for _, p := range []struct {
		part    string
		method  geo.LocationMethod
		radiusM float64
	}{
		{"moved", geo.MethodMoved, 0},
		{"no location", geo.MethodNone, 0},
		{"vague", geo.MethodDescribed, 15_000},
		{"gps", geo.MethodGPS, 100},
		{"street address", geo.MethodDescribed, 300},
		{"physical description", geo.MethodDescribed, 2000},
	} {
		if strings.Contains(text, p.part) {
			r.locate(p.method, p.radiusM)
			return
		}
	}
}

// foundWithin reads a post mortem interval as an upper bound in days, rounded
// up to one that an incident may carry. "> 6-8 months" bounds nothing.
func foundWithin(text string) int {
	text = strings.ToLower(strings.ReplaceAll(text, " ", ""))
	bounds := map[string]int{
		"<1day": 1, "<2days": 7, "<1week": 7, "<3weeks": 21, "<5weeks": 35, "<3months": 90, "<6-8months": 240,
	}
	return bounds[text]
}

// landName shows the name of a nation as it writes itself.
func landName(text string) string {
	return strings.ReplaceAll(text, "Tohono Oodham", "Tohono O'odham")
}
