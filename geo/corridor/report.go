package corridor

import (
	"encoding/json"
	"math"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/rates"

	"github.com/paulmach/orb/geojson"
)

// Report is the whole answer about one corridor, as the HTTP contract has it.
type Report struct {
	// N of Used is the same as N. What is excluded lies in the corridor, but for
	// unmapped rows: they have no place, and may lie here.
	geo.Used
	Interval string  `json:"interval"` // what the rates count over, as datetime has it
	Days     float64 `json:"days"`     // its days that some source speaks for

	BeginsKm   float64 `json:"begins_km"` // where all km count from; above 0 for a stretch of a line
	LengthKm   float64 `json:"length_km"`
	OutsideKm  float64 `json:"outside_km"` // of the line, off the study area: nothing is known there
	SeaKm      float64 `json:"sea_km"`     // of that, over the sea
	AreaKM2    float64 `json:"area_km2"`
	HalfWidthM float64 `json:"half_width_m"` // on each side
	Ends       Ends    `json:"ends"`

	N         int    `json:"n"`          // points inside
	NSure     int    `json:"n_sure"`     // whose whole disk is inside
	NUpTo     int    `json:"n_up_to"`    // whose disk reaches inside
	NExpected Number `json:"n_expected"` // sum of p_in
	Persons   int    `json:"persons"`

	Rates       Rates  `json:"rates"`
	DaysBetween Number `json:"days_between"` // null without an incident

	ByKind []geo.ValueCount `json:"by_kind"`
	Sides  Sides            `json:"sides"`

	BinKm       float64         `json:"bin_km"`
	Profile     []Bin           `json:"profile"`
	Density     *Density        `json:"density,omitempty"` // only when asked for
	MonthByYear geo.MonthByYear `json:"month_by_year"`
	HourByDay   [7][24]int      `json:"hour_by_day"` // Monday first, local time
	HourUnknown int             `json:"hour_unknown"`
	Series      geo.Series      `json:"series"`

	Comparison   *Comparison  `json:"comparison"`
	Humanitarian Humanitarian `json:"humanitarian"`

	Landmarks    []Landmark  `json:"landmarks"` // by km
	Land         []Land      `json:"land"`
	Busiest      []BusyKm    `json:"busiest"`
	BusiestHours []BusyHours `json:"busiest_hours"`

	Outline   *geojson.Geometry `json:"outline"`
	Incidents []Incident        `json:"incidents"`
	Next      string            `json:"next,omitempty"`
	Warnings  []Warning         `json:"warnings"`
	Seq       uint64            `json:"seq"`
}

// Number is a figure that JSON has no word for when it is infinite or
// undefined: it is written as null then.
type Number float64

// MarshalJSON writes null for what is not finite.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads null as NaN.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	return json.Unmarshal(b, (*float64)(n))
}

// Rate is a number of incidents with its exact interval at 95 %.
type Rate struct {
	Value Number `json:"value"`
	Lo    Number `json:"lo"`
	Hi    Number `json:"hi"`
}

// Rates says how often, in the units that a crew and a statistic use.
type Rates struct {
	PerYear     Rate `json:"per_year"`
	Per10KmYear Rate `json:"per_10km_year"`
	PerKm30d    Rate `json:"per_km_30d"`
}

// Sides counts by side of the direction of travel. LeftIs and RightIs name the
// sides by the compass, for the line as a whole.
type Sides struct {
	Left    int     `json:"left"`
	Right   int     `json:"right"`
	LeftIs  Compass `json:"left_is"`
	RightIs Compass `json:"right_is"`
}

// Compass is one of N, E, S, W.
type Compass string

// Bin is one bar of the profile with the interval of its count. The last one
// may be shorter than the others.
type Bin struct {
	KmFrom float64 `json:"km_from"`
	KmTo   float64 `json:"km_to"`
	N      int     `json:"n"`
	Lo     Number  `json:"lo"`
	Hi     Number  `json:"hi"`
}

// Density is the profile smoothed: it does not depend on where bars begin, and
// says nothing about chance. Its steps times their length sum to n.
type Density struct {
	BandwidthKm float64   `json:"bandwidth_km"` // standard deviation of the kernel; as asked, at most the length of the line
	StepKm      float64   `json:"step_km"`      // of each step, from the start of the line
	PerKm       []float64 `json:"per_km"`       // incidents per km
}

// Comparison sets the corridor's count against that of another interval.
type Comparison struct {
	Interval  string        `json:"interval"` // the other one, as counted
	N         int           `json:"n"`        // in it
	Days      float64       `json:"days"`
	NNow      int           `json:"n_now"`    // in the interval asked for, as clipped
	DaysNow   float64       `json:"days_now"` // of it
	Ratio     Number        `json:"ratio"`    // of the daily rates, now over then
	Lo        Number        `json:"lo"`
	Hi        Number        `json:"hi"`
	P         Number        `json:"p"`
	Reading   rates.Reading `json:"reading"`
	ClippedTo *string       `json:"clipped_to"` // interval asked for, cut to what sources cover on both sides; null when nothing was cut

	Sources []hotspot.SourceDays `json:"sources"`  // whose incidents are compared; none where nobody has any
	LeftOut []hotspot.LeftOut    `json:"left_out"` // not compared, though they have incidents here, and why
}

// Humanitarian is part of every answer, whatever kinds were asked for.
type Humanitarian struct {
	Rescues         int              `json:"rescues"`
	Medical         int              `json:"medical"`
	Missing         int              `json:"missing_person"`
	Deaths          int              `json:"deaths"`
	FoundWithinDays []geo.ValueCount `json:"found_within_days"` // of deaths; "" = not said
	Months          [12]int          `json:"months"`            // of deaths found within 7 days
	MonthsN         int              `json:"months_n"`          // how many those are
	Note            string           `json:"note"`
}

// Land is a stretch along which rows name who manages the ground.
type Land struct {
	Name   string  `json:"name"`
	KmFrom float64 `json:"km_from"`
	KmTo   float64 `json:"km_to"`
	N      int     `json:"n"`
}

// BusyKm is a bin that stands out against a flat profile.
type BusyKm struct {
	KmFrom   float64 `json:"km_from"`
	KmTo     float64 `json:"km_to"`
	N        int     `json:"n"`
	Expected Number  `json:"expected"`
	Q        Number  `json:"q"`
}

// BusyHours is a local hour that stands out against an even day.
type BusyHours struct {
	HourFrom int    `json:"hour_from"`
	HourTo   int    `json:"hour_to"`
	N        int    `json:"n"`
	Expected Number `json:"expected"`
	Q        Number `json:"q"`
}

// Incident is one row of the list by km.
type Incident struct {
	ID         string   `json:"id"`
	Kind       geo.Kind `json:"kind"`
	OccurredAt string   `json:"occurred_at"` // no more precise than it is known
	Lon        float64  `json:"lon"`
	Lat        float64  `json:"lat"`
	RadiusM    float64  `json:"radius_m,omitempty"` // how far off the position may be; left out where the source does not say
	Km         float64  `json:"km"`
	OffsetM    float64  `json:"offset_m"`
	Side       string   `json:"side"` // left or right
	Compass    Compass  `json:"compass"`
	PIn        float64  `json:"p_in"`
	OtherKm    []Number `json:"other_km,omitempty"` // where the line passes again
}

// Warning is the code of something a reader must know.
type Warning string

// The warnings.
const (
	WarnWindowFromRecords   Warning = "window_from_records"                 // no interval was asked for: first to newest record
	WarnClippedToCoverage   Warning = "clipped_to_coverage"                 // rates leave out days that no source covers
	WarnGapInCoverage       Warning = "gap_in_coverage"                     // rates leave out days between two sources that neither covers
	WarnNoCoverage          Warning = "outside_coverage"                    // no source speaks for any day or place here
	WarnImprecise           Warning = "imprecise_positions"                 // n_sure and n_up_to differ from n
	WarnHourUnknown         Warning = "hours_unknown"                       // some rows have no hour
	WarnFewerSearches       Warning = "fewer_finds_may_mean_fewer_searches" // fewer of what patrols find
	WarnComparisonOpen      Warning = "comparison_needs_interval"           // nothing to compare an open interval with
	WarnComparisonClipped   Warning = "comparison_clipped"                  // to the days covered on both sides
	WarnComparisonSources   Warning = "comparison_leaves_out_sources"       // that cannot speak for both sides
	WarnComparisonUncovered Warning = "comparison_not_covered"              // no day is covered on both sides
	WarnOverlapping         Warning = "comparison_overlaps"                 // both intervals share days
	WarnOutside             Warning = "line_leaves_study_area"              // for a kilometre or more, see outside_km
	WarnSea                 Warning = "line_over_sea"                       // for a kilometre or more, see sea_km
	WarnPassesAgain         Warning = "line_passes_again"                   // some incidents lie along two parts of the line
)
