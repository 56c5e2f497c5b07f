package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/feed"
	"linea/geo/rates"
)

// printCorridor writes a report for a person.
func printCorridor(to io.Writer, r *corridor.Report, synthetic bool) error {
	out := tabwriter.NewWriter(to, 0, 4, 2, ' ', 0)
	if synthetic {
		fmt.Fprintln(out, feed.SyntheticNotice)
	}
	fmt.Fprintf(out, "%.1f km, up to %g km on each side, %.0f km²\n", r.LengthKm, r.HalfWidthM/1000, r.AreaKM2)
	fmt.Fprintf(out, "%s (%s)%s\n\n", orNoDays(r.Interval), plural(int(r.Days+0.5), "day"), filterText(r.Filter))
	fmt.Fprintf(out, "Incidents\t%s\n", countText(r))
	fmt.Fprintf(out, "Persons\t%d\n", r.Persons)
	fmt.Fprintf(out, "A year\t%s%s\n", rateText(r.Rates.PerYear), everyText(float64(r.DaysBetween)))
	fmt.Fprintf(out, "Per 10 km a year\t%s\n", rateText(r.Rates.Per10KmYear))
	fmt.Fprintf(out, "Sides\t%d left (%s), %d right (%s)\n", r.Sides.Left, r.Sides.LeftIs, r.Sides.Right, r.Sides.RightIs)
	fmt.Fprintf(out, "Kinds\t%s\n", valuesText(r.ByKind))
	printHelp(out, &r.Humanitarian)
	printBusiest(out, r)
	printComparison(out, r.Comparison)
	printLand(out, r.Land)
	printProfile(out, r)
	printDensity(out, r)
	printStops(out, r)
	if len(r.Warnings) > 0 {
		fmt.Fprintln(out)
		for _, w := range r.Warnings {
			fmt.Fprintf(out, "Note\t%s\n", warningText(r, w))
		}
	}
	return out.Flush()
}

func orNoDays(s string) string {
	if s == "" {
		return "no days covered"
	}
	return s
}

// filterText gives the conditions beside the interval, which stands before it.
func filterText(filter string) string {
	conditions := slices.DeleteFunc(strings.Split(filter, "&"), func(c string) bool { return c == "" || strings.HasPrefix(c, "datetime=") })
	if len(conditions) == 0 {
		return ""
	}
	return ", " + strings.Join(conditions, ", ")
}

// countText is "21 (10 sure, up to 87, 23.4 expected)".
func countText(r *corridor.Report) string {
	if r.NSure == r.N && r.NUpTo == r.N {
		return fmt.Sprint(r.N)
	}
	return fmt.Sprintf("%d (%d sure, up to %d, %.1f expected)", r.N, r.NSure, r.NUpTo, float64(r.NExpected))
}

func rateText(r corridor.Rate) string {
	value, lo, hi := float64(r.Value), float64(r.Lo), float64(r.Hi)
	switch {
	case math.IsNaN(value):
		return "unknown"
	case value == 0:
		return fmt.Sprintf("0 (up to %s)", twoFigures(hi))
	}
	return fmt.Sprintf("%s (%s to %s)", twoFigures(value), twoFigures(lo), twoFigures(hi))
}

// twoFigures writes a number with two or three figures that matter.
func twoFigures(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 1:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2g", v)
}

// everyText says how often in words.
func everyText(days float64) string {
	switch {
	case math.IsNaN(days):
		return ""
	case days < 0.75:
		return fmt.Sprintf(", about %.0f a day", 1/days)
	case days < 1.5:
		return ", about one a day"
	case days < 14:
		return fmt.Sprintf(", about one every %.0f days", days)
	case days < 120:
		return fmt.Sprintf(", about one every %.0f weeks", days/7)
	case days < 700:
		return fmt.Sprintf(", about one every %.0f months", days/30.4)
	}
	return fmt.Sprintf(", about one every %.0f years", days/365.25)
}

func valuesText(values []geo.ValueCount) string {
	if len(values) == 0 {
		return "none"
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprintf("%s %d", v.Value, v.N)
	}
	return strings.Join(words, ", ")
}

func printHelp(out io.Writer, h *corridor.Humanitarian) {
	fmt.Fprintf(out, "Help\t%d rescues, %d medical, %d missing persons, %d deaths or remains found\n", h.Rescues, h.Medical, h.Missing, h.Deaths)
	if h.Deaths > 0 {
		fmt.Fprintf(out, "\t%s %d of %d deaths were.\n", h.Note, h.MonthsN, h.Deaths)
	}
}

func printBusiest(out io.Writer, r *corridor.Report) {
	for _, b := range r.Busiest {
		fmt.Fprintf(out, "Stands out\tkm %g to %g: %d, %.1f expected of an even spread\n", b.KmFrom, round1(b.KmTo), b.N, float64(b.Expected))
	}
	for _, b := range r.BusiestHours {
		fmt.Fprintf(out, "Stands out\t%02d:00 to %02d:00: %d, %.1f expected of an even day\n", b.HourFrom, b.HourTo, b.N, float64(b.Expected))
	}
	if known := r.N - r.HourUnknown; r.HourUnknown > 0 {
		fmt.Fprintf(out, "Hours\tknown for %d of %d\n", known, r.N)
	}
}

func printComparison(out io.Writer, c *corridor.Comparison) {
	if c == nil {
		return
	}
	if c.Days == 0 || c.DaysNow == 0 {
		fmt.Fprintf(out, "Compared\tnot: no day is covered on both sides\n")
	} else {
		fmt.Fprintf(out, "Compared\t%d in %.0f days against %d in %.0f days (%s): %s\n", c.NNow, c.DaysNow, c.N, c.Days, c.Interval, readingText(c))
	}
	for _, l := range c.LeftOut {
		fmt.Fprintf(out, "\tnot compared: %s (%s). %s\n", l.Source, l.Days, l.EN)
	}
}

func readingText(c *corridor.Comparison) string {
	ratio := fmt.Sprintf("ratio %s (%s to %s), p %.2g", unbounded(c.Ratio), unbounded(c.Lo), unbounded(c.Hi), float64(c.P))
	switch c.Reading {
	case rates.More:
		return "more, " + ratio
	case rates.Fewer:
		return "fewer, " + ratio
	case rates.NoClearChange:
		return "no clear change, " + ratio
	}
	return "too few to tell"
}

func unbounded(n corridor.Number) string {
	if v := float64(n); !math.IsInf(v, 0) && !math.IsNaN(v) {
		return twoFigures(v)
	}
	return "unbounded"
}

func printLand(out io.Writer, land []corridor.Land) {
	for _, l := range land {
		km := fmt.Sprintf("km %.1f to %.1f", l.KmFrom, l.KmTo)
		if l.KmTo-l.KmFrom < 0.05 {
			km = fmt.Sprintf("km %.1f", l.KmFrom)
		}
		fmt.Fprintf(out, "Land\t%s: %s (said by %s)\n", km, l.Name, plural(l.N, "row"))
	}
}

// widest is the length of the longest bar of a profile.
const widest = 40

// printProfile draws the bars of the profile that hold an incident.
func printProfile(out io.Writer, r *corridor.Report) {
	most := 0
	for _, b := range r.Profile {
		most = max(most, b.N)
	}
	if most == 0 {
		return
	}
	fmt.Fprintf(out, "\nBy km\t(empty stretches left out)\n")
	for _, b := range r.Profile {
		if b.N > 0 {
			fmt.Fprintf(out, "%g to %g\t%d\t%s\n", b.KmFrom, round1(b.KmTo), b.N, strings.Repeat("#", max(1, b.N*widest/most)))
		}
	}
}

// printDensity draws the smoothed profile, a line for every bandwidth of the route.
func printDensity(out io.Writer, r *corridor.Report) {
	d := r.Density
	if d == nil || r.N == 0 {
		return
	}
	most := slices.Max(d.PerKm)
	fmt.Fprintf(out, "\nSmoothed\tincidents per km, bandwidth %g km; a peak may be chance, see busiest\n", d.BandwidthKm)
	step := max(1, int(math.Round(d.BandwidthKm/d.StepKm)))
	for i := 0; i < len(d.PerKm); i += step {
		row := d.PerKm[i:min(i+step, len(d.PerKm))]
		mean := 0.0
		for _, v := range row {
			mean += v / float64(len(row))
		}
		from := r.BeginsKm + float64(i)*d.StepKm
		fmt.Fprintf(out, "%g to %g\t%.3f\t%s\n", round1(from), round1(from+float64(len(row))*d.StepKm), mean, strings.Repeat("#", int(mean/most*widest)))
	}
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }

func printStops(out io.Writer, r *corridor.Report) {
	if len(r.Incidents) == 0 {
		return
	}
	fmt.Fprintf(out, "\nkm\tm\tside\tkind\tbegins\tid\n")
	for _, i := range r.Incidents {
		fmt.Fprintf(out, "%.1f\t%.0f %s\t%s\t%s\t%s\t%s\n", i.Km, i.OffsetM, i.Compass, i.Side, i.Kind, i.OccurredAt, i.ID)
	}
	if more := r.N - len(r.Incidents); more > 0 {
		fmt.Fprintf(out, "and %d more\n", more)
	}
}

// warningText says a warning of a report in words.
func warningText(r *corridor.Report, w corridor.Warning) string {
	text, known := map[corridor.Warning]string{
		corridor.WarnWindowFromRecords:   "no interval was given: the rates count from the first to the newest record of the filter",
		corridor.WarnClippedToCoverage:   "the rates leave out days that no source here covers",
		corridor.WarnGapInCoverage:       "no source here covers some days in between: the rates leave them out",
		corridor.WarnNoCoverage:          "no source here covers any of these days",
		corridor.WarnImprecise:           "positions are uncertain: see how many are sure and how many may be",
		corridor.WarnHourUnknown:         "some incidents have no known hour and are in no hour's count",
		corridor.WarnFewerSearches:       "fewer finds may mean fewer searches",
		corridor.WarnComparisonOpen:      "an open interval has nothing before it to compare with: give --datetime both ends",
		corridor.WarnComparisonClipped:   "the comparison uses only days that the sources cover on both sides",
		corridor.WarnComparisonSources:   "the comparison leaves out sources that do not speak for both sides, named above",
		corridor.WarnComparisonUncovered: "no day is covered on both sides of the comparison",
		corridor.WarnOverlapping:         "the intervals compared share days",
		corridor.WarnOutside:             fmt.Sprintf("%.1f of %.1f km lead off the study area (land within 100 km of the border): nothing is known there, and finding nothing says nothing", r.OutsideKm, r.LengthKm),
		corridor.WarnSea:                 fmt.Sprintf("%.1f km of the line run over the sea", r.SeaKm),
		corridor.WarnPassesAgain:         "some incidents lie along two parts of the line; they count once, at the nearest",
	}[w]
	if !known {
		return string(w)
	}
	return text
}
