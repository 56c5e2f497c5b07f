package geotest

import (
	"fmt"
	"strings"
	"time"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// Awkward gives incidents that have broken maps before, each with the reason
// in its id. All of them pass geo.Incident.Check at Now.
func Awkward() []geo.Incident {
	var rows []geo.Incident
	rows = append(rows, awkwardPlaces()...)
	rows = append(rows, awkwardTimes()...)
	rows = append(rows, awkwardRadii()...)
	rows = append(rows, awkwardTexts()...)
	rows = append(rows, awkwardCrowd("ogis", 10)...) // a placeholder
	rows = append(rows, awkwardCrowd("fars", 9)...)  // one short of a placeholder
	rows = append(rows, awkwardCrowd("sheriff", 12)...)
	rows = append(rows, awkwardRepeats()...)
	rows = append(rows, awkwardChain()...)
	return rows
}

// plain is a death in the desert west of Sasabe, known to 100 m and a day.
func plain(source, local string) geo.Incident {
	return geo.Incident{
		ID: source + ":" + local, Source: source, Kind: geo.Death,
		OccurredAt:    time.Date(2020, 6, 15, 0, 0, 0, 0, geo.Local).UTC(),
		TimePrecision: geo.PrecisionDay, TimeKind: geo.TimeDiscovered,
		HasPoint: true, Point: orb.Point{-111.8, 31.7}, RadiusM: 100, LocationMethod: geo.MethodGPS,
		Persons: 1, Cause: geo.Undetermined,
	}
}

func varied(source, local string, change func(*geo.Incident)) geo.Incident {
	i := plain(source, local)
	change(&i)
	return i
}

func at(lon, lat float64) func(*geo.Incident) {
	return func(i *geo.Incident) { i.Point = onGrid(lon, lat) }
}

func awkwardPlaces() []geo.Incident {
	return []geo.Incident{
		varied("sheriff", "no-point", func(i *geo.Incident) {
			i.HasPoint, i.Point, i.RadiusM, i.LocationMethod = false, orb.Point{}, 0, geo.MethodNone
		}),
		varied("sheriff", "point-but-moved", func(i *geo.Incident) { i.LocationMethod = geo.MethodMoved }),
		varied("sheriff", "point-but-none", func(i *geo.Incident) { i.LocationMethod = geo.MethodNone }),
		varied("sheriff", "on-the-parallel", at(-109.5, 31.3338)),
		varied("sheriff", "just-south", at(-109.5, 31.3300)),
		varied("sheriff", "just-north", at(-109.5, 31.3360)),
		varied("sheriff", "nogales", at(-110.9381, 31.3332)),
		varied("sheriff", "river-segment", at(-114.75, 32.6)),
		varied("sheriff", "zone-edge-west", at(-114.0000001, 32.3)),
		varied("sheriff", "zone-edge", at(-114, 32.3)),
		varied("sheriff", "new-mexico", at(-108.5, 31.5)),
		varied("sheriff", "baja-california", at(-115.1, 32.5)),
		varied("sheriff", "gulf-of-california", at(-113.9, 31.2)),
		varied("sheriff", "phoenix", at(-112.07, 33.45)),
		varied("sheriff", "hermosillo", at(-110.97, 29.1)),
		varied("sheriff", "alaska", at(-149.9, 61.2)),
		varied("sheriff", "antimeridian-west", at(-180, 10)),
		varied("sheriff", "antimeridian-east", at(180, 10)),
		varied("sheriff", "near-north-pole", at(12, 89.9999)),
		varied("sheriff", "south-pole", at(0, -90)),
		varied("sheriff", "equator", at(-111, 0)),
	}
}

func awkwardTimes() []geo.Incident {
	on := func(t time.Time, p geo.TimePrecision) func(*geo.Incident) {
		return func(i *geo.Incident) { i.OccurredAt, i.TimePrecision = cut(t, p), p }
	}
	local := func(y, m, d, hh, mm, ss int) time.Time {
		return time.Date(y, time.Month(m), d, hh, mm, ss, 0, geo.Local)
	}
	return []geo.Incident{
		varied("sheriff", "first-instant", on(geo.FirstInstant, geo.PrecisionExact)),
		varied("sheriff", "before-1970", on(local(1969, 12, 31, 16, 59, 59), geo.PrecisionExact)),
		varied("sheriff", "local-midnight-exact", on(local(2021, 1, 1, 0, 0, 0), geo.PrecisionExact)),
		varied("sheriff", "local-midnight-day", on(local(2021, 1, 1, 0, 0, 0), geo.PrecisionDay)),
		varied("sheriff", "year-only-same-start", on(local(2021, 1, 1, 0, 0, 0), geo.PrecisionYear)),
		varied("sheriff", "month-only-same-start", on(local(2021, 1, 1, 0, 0, 0), geo.PrecisionMonth)),
		varied("sheriff", "second-before-midnight", on(local(2020, 12, 31, 23, 59, 59), geo.PrecisionExact)),
		varied("sheriff", "utc-day-differs", on(local(2020, 12, 31, 18, 30, 0), geo.PrecisionExact)),
		varied("sheriff", "leap-day", on(local(2020, 2, 29, 12, 0, 0), geo.PrecisionHour)),
		varied("sheriff", "us-clocks-change", on(local(2020, 3, 8, 2, 30, 0), geo.PrecisionExact)),
		varied("sheriff", "future-by-hours", on(Now.Add(20*time.Hour), geo.PrecisionExact)),
		varied("sheriff", "interval", func(i *geo.Incident) {
			on(local(2020, 5, 1, 22, 0, 0), geo.PrecisionExact)(i)
			i.OccurredUntil = i.OccurredAt.Add(30 * time.Hour)
		}),
	}
}

func awkwardRadii() []geo.Incident {
	var rows []geo.Incident
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		edge := grid.InradiusM(res)
		rows = append(rows,
			varied("sheriff", fmt.Sprintf("inradius-%d", res), func(i *geo.Incident) { i.RadiusM = edge }),
			varied("sheriff", fmt.Sprintf("over-inradius-%d", res), func(i *geo.Incident) { i.RadiusM = edge + 0.5 }))
	}
	const foot, mile = 0.3048, 1609.344
	return append(rows,
		varied("sheriff", "radius-feet", func(i *geo.Incident) { i.RadiusM = foot }),
		varied("sheriff", "radius-miles", func(i *geo.Incident) { i.RadiusM = 25 * mile }),
		varied("sheriff", "radius-unstated", func(i *geo.Incident) { i.RadiusM = 0 }),
		varied("sheriff", "radius-largest", func(i *geo.Incident) { i.RadiusM = geo.MaxRadiusM }))
}

func awkwardTexts() []geo.Incident {
	return []geo.Incident{
		varied("sheriff", "other-word", func(i *geo.Incident) {
			i.Kind, i.Cause, i.Subkind = geo.Other, geo.NoCause, "hiker \"lost\"; <b>found</b>"
		}),
		varied("sheriff", "comma-and-quote", func(i *geo.Incident) { i.Land = `Smith, "Old" Ranch & Sons` }),
		varied("sheriff", "accents", func(i *geo.Incident) { i.Area = "Ímuris — Ñandú 水" }),
		varied("sheriff", "formula", func(i *geo.Incident) { i.Summary = "=1+1" }),
		varied("sheriff", "longest", func(i *geo.Incident) {
			i.Land = strings.Repeat("é", geo.MaxPlaceLength)
			i.Summary = strings.Repeat("ñ", geo.MaxSummaryLength)
			i.Persons = geo.MaxPersons
		}),
		varied("sheriff", strings.Repeat("x", geo.MaxIDLength-len("sheriff:")), func(*geo.Incident) {}),
		varied("sheriff", "persons-unstated", func(i *geo.Incident) { i.Persons = 0 }),
		varied("sheriff", "disputed", func(i *geo.Incident) { i.Status = geo.StatusDisputed }),
		varied("sheriff", "retracted", func(i *geo.Incident) { i.Status = geo.StatusRetracted }),
		varied("only-unmapped", "source-without-a-place", func(i *geo.Incident) {
			i.HasPoint, i.Point, i.RadiusM, i.LocationMethod = false, orb.Point{}, 0, geo.MethodNone
		}),
	}
}

// awkwardCrowd puts n rows of a source at one coordinate on n days.
func awkwardCrowd(source string, n int) []geo.Incident {
	var rows []geo.Incident
	for day := range n {
		rows = append(rows, varied(source, fmt.Sprintf("crowd-%02d", day), func(i *geo.Incident) {
			i.Point = orb.Point{-110.928097, 32.175119}
			i.OccurredAt = i.OccurredAt.AddDate(0, day, 0)
		}))
	}
	return rows
}

// awkwardRepeats tells one death by several sources, and almost so.
func awkwardRepeats() []geo.Incident {
	days := func(n int) func(*geo.Incident) {
		return func(i *geo.Incident) { i.OccurredAt = i.OccurredAt.AddDate(0, 0, n) }
	}
	here := func(i *geo.Incident, north float64) { i.Point = onGrid(-112.9, 32.1+north) }
	return []geo.Incident{
		varied("ogis", "told-first", func(i *geo.Incident) { here(i, 0) }),
		varied("iom", "told-again", func(i *geo.Incident) { here(i, 0.0026); days(7)(i) }),
		varied("iom", "eight-days-later", func(i *geo.Incident) { here(i, 0); days(8)(i) }),
		varied("iom", "too-far", func(i *geo.Incident) { here(i, 0.0028) }),
		varied("iom", "other-kind", func(i *geo.Incident) { here(i, 0); i.Kind, i.Cause = geo.Rescue, geo.NoCause }),
		varied("iom", "via-in-arizona", func(i *geo.Incident) { here(i, 0.2); i.Via = "ogis" }),
		varied("iom", "via-in-sonora", func(i *geo.Incident) { i.Point = onGrid(-112.0, 30.5); i.Via = "ogis" }),
		varied("iom", "via-before-ogis", func(i *geo.Incident) {
			here(i, 0.2)
			i.Via, i.OccurredAt = "ogis", time.Date(1960, 1, 1, 0, 0, 0, 0, geo.Local).UTC()
		}),
		varied("iom", "via-unmapped", func(i *geo.Incident) { here(i, 0.2); i.Via, i.LocationMethod = "ogis", geo.MethodNone }),
		varied("iom", "via-nobody", func(i *geo.Incident) { here(i, 0.25); i.Via = "nobody" }),
		varied("ogis", "via-lower-rank", func(i *geo.Incident) { here(i, 0.3); i.Via = "iom" }),
		varied("ogis", "via-itself", func(i *geo.Incident) { here(i, 0.35); i.Via = "ogis" }),
		varied("rescue-team", "same-rank-better", func(i *geo.Incident) { here(i, 0.4); i.RadiusM = 10 }),
		varied("sheriff", "same-rank-worse", func(i *geo.Incident) { here(i, 0.4) }),
		varied("rescue-team", "same-rank-same-radius", func(i *geo.Incident) { here(i, 0.5) }),
		varied("sheriff", "same-rank-same-radius", func(i *geo.Incident) { here(i, 0.5) }),
		varied("ogis", "retracted-original", func(i *geo.Incident) { here(i, 0.6); i.Status = geo.StatusRetracted }),
		varied("iom", "repeat-of-retracted", func(i *geo.Incident) { here(i, 0.6) }),
	}
}

// awkwardChain is one episode of four rows, each within 300 m of the next and
// its ends 850 m apart, and a fifth row of the day after.
func awkwardChain() []geo.Incident {
	var rows []geo.Incident
	for n, north := range []float64{0, 0.0051, 0.0026, 0.0077, 0.0026} {
		rows = append(rows, varied("sheriff", fmt.Sprintf("chain-%d", n), func(i *geo.Incident) {
			i.Point = onGrid(-113.5, 32.2+north)
			i.OccurredAt = i.OccurredAt.AddDate(0, 0, n/4)
		}))
	}
	return rows
}
