package feed

import (
	"strconv"
	"time"

	"linea/geo"
)

// farsFormat is the accident table of the NHTSA Fatality Analysis Reporting
// System. One crash is one incident; persons are its fatalities.
func farsFormat() *format {
	return &format{
		name: "fars", source: "fars", unmap: true,
		needs: []roleSet{rolesOf(roleID), rolesOf(roleYear), rolesOf(roleLon), rolesOf(roleLat)},
		columns: []column{
			{roleID, "st case"},
			{roleYear, "year"},
			{roleMonth, "month"},
			{roleDayOfMonth, "day"},
			{roleHour, "hour"},
			{roleMinute, "minute"},
			{roleLat, "latitude"},
			{roleLon, "longitud"},
			{rolePersons, "fatals"},
		},
		build: buildFARS,
	}
}

func buildFARS(r *row) {
	r.in.Kind, r.in.TimeKind = geo.Crash, geo.TimeOccurred
	r.has |= fieldKind | fieldTimeKind | fieldTime | fieldPoint
	y, ok := year(r.cells[roleYear], r.now.In(geo.Local).Year())
	if !ok {
		r.refuse(roleYear, unreadableDate, "a year")
	}
	r.farsTime(y)
	if r.stated(roleID) {
		r.identify(strconv.Itoa(y) + "-" + r.text(roleID))
	} else {
		r.identify("")
	}
	r.farsPoint()
	r.in.Persons, _ = r.count(rolePersons)
	r.speaksOf(rolePersons, fieldPersons)
}

// farsTime puts the date together. 99 is unknown, and so is every part after
// the first unknown one. An hour of 88 does not apply, which says as little.
func (r *row) farsTime(y int) {
	month, ok1 := r.count(roleMonth)
	day, ok2 := r.count(roleDayOfMonth)
	precision := geo.PrecisionDay
	if !ok2 || day == 99 {
		day, precision = 1, geo.PrecisionMonth
	}
	if !ok1 || month == 99 {
		month, day, precision = 1, 1, geo.PrecisionYear
	}
	at, ok := localDay(y, month, day, precision)
	if !ok {
		r.refuse(roleDayOfMonth, unreadableDate, "DAY, MONTH and YEAR are no day of the calendar")
	}
	hour, stated := r.count(roleHour)
	if precision == geo.PrecisionDay && stated && hour >= 0 && hour < 24 {
		at.at, at.precision = at.at.Add(time.Duration(hour)*time.Hour), geo.PrecisionHour
		if minute, stated := r.count(roleMinute); stated && minute >= 0 && minute < 60 {
			at.at, at.precision = at.at.Add(time.Duration(minute)*time.Minute), geo.PrecisionExact
		}
	}
	r.setTime(at)
}

// farsPoint leaves sentinels out: 77.7777 (not reported), 88.8888 (not
// available) and 99.9999 (unknown), some of which look like latitudes.
func (r *row) farsPoint() {
	for _, s := range []string{"77.77", "88.88", "99.99"} {
		if len(r.cells[roleLat]) >= 5 && string(r.cells[roleLat][:5]) == s {
			return
		}
	}
	r.point(roleLon, roleLat)
}
