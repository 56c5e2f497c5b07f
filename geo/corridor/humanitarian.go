package corridor

import (
	"cmp"
	"slices"
	"strconv"

	"linea/geo"
)

// monthsFoundWithin: only a death found so soon says something about the month
// in which it happened.
const monthsFoundWithin = 7

const humanitarianNote = "Dates of deaths are the dates on which somebody was found. Months count only those found within 7 days."

// humanitarianOf counts help and loss among the rows inside, of every kind.
func humanitarianOf(rows []*sight) Humanitarian {
	out := Humanitarian{Note: humanitarianNote}
	found := map[int]int{}
	for i := range rows {
		switch s := rows[i]; s.kind {
		case geo.Rescue:
			out.Rescues++
		case geo.Medical:
			out.Medical++
		case geo.MissingPerson:
			out.Missing++
		case geo.Death:
			out.Deaths++
			found[int(s.found)]++
			if s.found > 0 && s.found <= monthsFoundWithin && s.precision <= geo.PrecisionMonth {
				out.Months[s.localTime().Month()-1]++
				out.MonthsN++
			}
		}
	}
	out.FoundWithinDays = []geo.ValueCount{}
	for _, days := range append(geo.FoundWithinDays(), 0) {
		if found[days] > 0 {
			out.FoundWithinDays = append(out.FoundWithinDays, geo.ValueCount{Value: daysText(days), N: found[days]})
		}
	}
	return out
}

func daysText(days int) string {
	if days == 0 {
		return ""
	}
	return strconv.Itoa(days)
}

// landGapKm joins rows that name the same land into one stretch.
const landGapKm = 5.0

// landOf gives the stretches along which rows name who manages the ground, by
// km. Stretches of different lands may overlap: a corridor has two sides.
func landOf(byKm []*sight) []Land {
	out := []Land{}
	open := map[string]int{} // newest stretch of a land
	for i := range byKm {
		s := byKm[i]
		if s.land == "" {
			continue
		}
		km := round(s.alongM/1000, 1e3)
		at, known := open[s.land]
		if !known || km-out[at].KmTo > landGapKm {
			at = len(out)
			open[s.land] = at
			out = append(out, Land{Name: s.land, KmFrom: km, KmTo: km})
		}
		out[at].KmTo = max(out[at].KmTo, km)
		out[at].N++
	}
	slices.SortStableFunc(out, func(a, b Land) int {
		return cmp.Or(cmp.Compare(a.KmFrom, b.KmFrom), cmp.Compare(a.Name, b.Name))
	})
	return out
}
