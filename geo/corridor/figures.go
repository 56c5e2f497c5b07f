package corridor

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/rates"
)

// daysPerYear is the mean year of the Gregorian calendar.
const daysPerYear = 365.2425

// daysAYear is how many days of a mean year lie in the months asked.
func daysAYear(q *geo.Query) float64 {
	if q.Months == 0 {
		return daysPerYear
	}
	const years = 400 // until the calendar begins again
	first := time.Date(1900, 1, 1, 0, 0, 0, 0, geo.Local)
	return q.DaysIn(first, first.AddDate(years, 0, 0)) / years
}

// ratesOf gives the rates of a count over days along km, yearly ones by the days
// that a year has of them, with Garwood's exact
// interval. No incident is a rate of 0 with an upper bound; no days is none.
func ratesOf(n int, days, daysAYear, km float64) (Rates, Number) {
	ends := rates.PoissonInterval(n, rates.DefaultAlpha)
	per := func(exposure float64) Rate {
		if !(exposure > 0) {
			none := Number(math.NaN())
			return Rate{none, none, none}
		}
		return Rate{Number(float64(n) / exposure), Number(ends.Lo / exposure), Number(ends.Hi / exposure)}
	}
	between := Number(math.NaN())
	if n > 0 && days > 0 {
		between = Number(days / float64(n))
	}
	return Rates{
		PerYear:     per(days / daysAYear),
		Per10KmYear: per(days / daysAYear * km / 10),
		PerKm30d:    per(days / 30 * km),
	}, between
}

// binKm is the width of the profile's bins: as asked, or the smallest of 1, 2,
// 5, 10, 20 with 4 incidents a bin on average, else 20.
func binKm(asked float64, n int, lengthKm float64) float64 {
	if asked != 0 {
		return asked
	}
	for _, km := range []float64{1, 2, 5, 10, 20} {
		if float64(n) >= 4*math.Ceil(lengthKm/km) {
			return km
		}
	}
	return 20
}

// profileOf counts along the line. The end of the line belongs to the last bin.
func profileOf(inside []*sight, lengthKm, binKm float64) []Bin {
	bins := make([]Bin, max(1, int(math.Ceil(lengthKm/binKm-1e-9))))
	for i := range bins {
		bins[i].KmFrom = round(float64(i)*binKm, 1e3)
		bins[i].KmTo = round(math.Min(float64(i+1)*binKm, lengthKm), 1e3)
	}
	for i := range inside {
		bin := int(inside[i].alongM / 1000 / binKm)
		bins[min(bin, len(bins)-1)].N++
	}
	known := map[int]rates.Interval{}
	for i := range bins {
		ends, ok := known[bins[i].N]
		if !ok {
			ends = rates.PoissonInterval(bins[i].N, rates.DefaultAlpha)
			known[bins[i].N] = ends
		}
		bins[i].Lo, bins[i].Hi = Number(ends.Lo), Number(ends.Hi)
	}
	return bins
}

// mostSteps keeps the density of a long line small.
const mostSteps = 2000

// smoothedAtOnce is how many places are smoothed before anybody asks whether the
// answer is still wanted: each goes into some ninety steps.
const smoothedAtOnce = 10_000

// densityOf smooths the places along the line, five steps a bandwidth; nil when
// none is asked for.
func densityOf(ctx context.Context, inside []*sight, lengthKm, bandwidthKm float64) (*Density, error) {
	if bandwidthKm == 0 {
		return nil, nil
	}
	bandwidthKm = min(bandwidthKm, lengthKm)
	at := make([]float64, len(inside))
	for i := range inside {
		at[i] = inside[i].alongM / 1000
	}
	n := min(int(math.Ceil(5*lengthKm/bandwidthKm)), mostSteps)
	perKm := make([]float64, n)
	for part := range slices.Chunk(at, smoothedAtOnce) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for i, d := range hotspot.LineDensity(part, lengthKm, bandwidthKm, n) {
			perKm[i] += d
		}
	}
	for i := range perKm {
		perKm[i] = round(perKm[i], 1e6)
	}
	return &Density{BandwidthKm: round(bandwidthKm, 1e3), StepKm: round(lengthKm/float64(n), 1e6), PerKm: perKm}, nil
}

// minBusy is the least count that can stand out.
const minBusy = 3

// busiestKm gives the bins that hold more than a flat profile would give them:
// exact binomial upper tails, false discovery rate at most 5 % over all bins.
func busiestKm(profile []Bin, n int) []BusyKm {
	lengthKm := profile[len(profile)-1].KmTo
	shares, counts := make([]float64, len(profile)), make([]int, len(profile))
	for i, b := range profile {
		shares[i], counts[i] = (b.KmTo-b.KmFrom)/lengthKm, b.N
	}
	out := []BusyKm{}
	for _, f := range standingOut(counts, shares, n) {
		b := profile[f.at]
		out = append(out, BusyKm{b.KmFrom, b.KmTo, b.N, Number(round(shares[f.at]*float64(n), 1e4)), Number(f.q)})
	}
	return out
}

// busiestHours does the same over the hours of the day, with the rows whose
// hour is known.
func busiestHours(hours *[7][24]int) []BusyHours {
	counts, shares, n := make([]int, 24), make([]float64, 24), 0
	for _, day := range hours {
		for h, c := range day {
			counts[h] += c
			n += c
		}
	}
	for h := range shares {
		shares[h] = 1.0 / 24
	}
	out := []BusyHours{}
	for _, f := range standingOut(counts, shares, n) {
		out = append(out, BusyHours{f.at, f.at + 1, counts[f.at], Number(round(float64(n)/24, 1e4)), Number(f.q)})
	}
	return out
}

// finding is a discovery: which count, and its false discovery rate.
type finding struct {
	at int
	q  float64
}

// standingOut tests every count against its share of n, most certain first.
func standingOut(counts []int, shares []float64, n int) []finding {
	p := make([]float64, len(counts))
	for i, c := range counts {
		if p[i] = 1; float64(c) > shares[i]*float64(n) {
			p[i] = rates.Binomial(c, n, shares[i]).AtLeast
		}
	}
	var out []finding
	for i, q := range rates.Adjusted(p, false) {
		if q <= rates.DefaultAlpha && counts[i] >= minBusy {
			out = append(out, finding{i, q})
		}
	}
	slices.SortStableFunc(out, func(a, b finding) int { return cmp.Compare(a.q, b.q) })
	return out
}
