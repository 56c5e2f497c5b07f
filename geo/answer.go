package geo

import (
	"cmp"
	"time"
)

// The answers of a View. Their JSON form is the HTTP contract's, so that the
// API only adds its envelope and the client's types follow these.

// Used says what a statistic counted and what it left out, and why. The
// Excluded rows match every other condition of the query.
type Used struct {
	Filter   string     `json:"filter"` // canonical query string
	N        int        `json:"n_used"`
	Excluded Excluded   `json:"n_excluded"`
	AsOf     *time.Time `json:"as_of"` // newest start among what matches; null when nothing does
}

// Excluded counts rows left out, by reason.
type Excluded struct {
	Imprecise       int `json:"imprecise"`    // radius larger than a cell's inradius at the resolution asked
	Unmapped        int `json:"unmapped"`     // no usable place
	HourUnknown     int `json:"hour_unknown"` // the query tests hours and theirs is unknown
	Duplicates      int `json:"duplicates"`   // repeat a row of higher rank
	OutsideCoverage int `json:"outside_coverage"`
}

// CellCount is what one cell holds.
type CellCount struct {
	Cell    Cell
	N       uint32
	Persons uint32
}

// CellTally is how many incidents one cell holds, and how many of them are the
// heads of their episodes.
type CellTally struct {
	Cell     Cell
	N, Heads uint32
}

// Span is a half-open interval of time; a zero end is open.
type Span struct{ From, Until time.Time }

// ValueCount is one bar of a facet.
type ValueCount struct {
	Value string `json:"value"`
	N     int    `json:"n"`
}

// Summary is what the incidents of a query look like from every side. Each
// facet is counted under all the *other* conditions, so that a chip shows what
// choosing it would give.
type Summary struct {
	Used
	Total    int `json:"total"` // mapped or not
	Mapped   int `json:"mapped"`
	Persons  int `json:"persons"`
	Episodes int `json:"episodes"`

	ByKind   []ValueCount `json:"by_kind"`
	BySource []ValueCount `json:"by_source"`
	ByOrigin []ValueCount `json:"by_origin"`
	BySide   []ValueCount `json:"by_side"` // mapped rows only
	ByCause  []ValueCount `json:"by_cause"`
	ByLand   []ValueCount `json:"by_land"`
	ByArea   []ValueCount `json:"by_area"`

	// Facets of found_within_days: value "" = none given.
	ByFoundWithin []ValueCount `json:"by_found_within_days"`

	Series      Series      `json:"series"`
	MonthByYear MonthByYear `json:"month_by_year"`
	HourByDay   [7][24]int  `json:"hour_by_day"` // Monday first, local time
	HourUnknown int         `json:"hour_unknown"`
	DayOnly     [7]int      `json:"day_only"` // day known, hour unknown; part of HourUnknown
}

// Series counts incidents by time. Bins are local, adjacent and cover the
// window (or first to newest record); empty ones are there with n = 0.
type Series struct {
	Step    Step        `json:"step"`
	Bins    []SeriesBin `json:"bins"`
	Unknown int         `json:"unknown"` // rows whose time is too imprecise for the step
}

// SeriesBin is one bar; Start is a local day (2006-01-02), or an instant with
// offset when the step is an hour.
type SeriesBin struct {
	Start string `json:"start"`
	N     int    `json:"n"`
}

// MonthByYear counts by local calendar month.
type MonthByYear struct {
	Years   []YearMonths `json:"years"`   // oldest first, without gaps
	Unknown int          `json:"unknown"` // rows known only to the year
}

// YearMonths is one row of MonthByYear.
type YearMonths struct {
	Year   int     `json:"year"`
	Months [12]int `json:"months"`
}

// Table counts by two dimensions, with margins. Rows and columns are ordered
// by their margin, largest first; years and months in their own order.
type Table struct {
	Used
	By      [2]string `json:"by"`
	Rows    []string  `json:"rows"`
	Columns []string  `json:"columns"`
	Counts  [][]int   `json:"counts"` // [row][column]
	RowSum  []int     `json:"row_sum"`
	ColSum  []int     `json:"column_sum"`
	Total   int       `json:"total"`
}

// SourceStatus is a source with what the store holds of it.
type SourceStatus struct {
	Source
	Rows        int           `json:"rows"`
	Mapped      int           `json:"mapped"`
	Unmapped    int           `json:"unmapped"`
	Duplicates  int           `json:"duplicates"` // rows that repeat a row of higher rank
	FirstRecord string        `json:"first_record,omitempty"`
	LastRecord  string        `json:"last_record,omitempty"`
	ImportSeq   uint64        `json:"import_seq"` // journal seq of its last import
	Radii       []ValueCount  `json:"radii"`      // precision: rows by upper bound of the radius in metres, "unstated"
	Kinds       []ValueCount  `json:"kinds"`      // rows by kind, those without a place too
	Shared      []SharedPoint `json:"shared_points"`
	// Silent are the days between its first and last for which it does not
	// speak, oldest first: no file that was read reaches into them.
	Silent []DaySpan `json:"silent"`
}

// Runs gives the days for which it can speak, ascending: from its first to its
// last, as it declares or else as its records tell, less those it is silent.
// None without a record.
func (s *SourceStatus) Runs() []Span {
	whole, ok := DaySpan{cmp.Or(s.FirstDay, s.FirstRecord), cmp.Or(s.LastDay, s.LastRecord)}.span()
	if !ok {
		return nil
	}
	var out []Span
	add := func(run Span) {
		if run.From.Before(run.Until) {
			out = append(out, run)
		}
	}
	rest := whole
	for _, d := range s.Silent {
		silent, ok := d.span()
		if !ok || !silent.Until.After(rest.From) || !silent.From.Before(rest.Until) {
			continue // days outside of what it declares
		}
		add(Span{rest.From, silent.From})
		rest.From = silent.Until
	}
	add(rest)
	return out
}

// DaySpan is a run of local days (2006-01-02), both inclusive.
type DaySpan struct {
	First string `json:"first"`
	Last  string `json:"last"`
}

// span gives the instants of the days; ok is false where they are none.
func (d DaySpan) span() (s Span, ok bool) {
	from, err1 := time.ParseInLocation(time.DateOnly, d.First, Local)
	last, err2 := time.ParseInLocation(time.DateOnly, d.Last, Local)
	if err1 != nil || err2 != nil || last.Before(from) {
		return Span{}, false
	}
	return Span{from.UTC(), last.AddDate(0, 0, 1).UTC()}, true
}

// SharedPoint is a coordinate that many rows of one source give.
type SharedPoint struct {
	Lon   float64 `json:"lon"`
	Lat   float64 `json:"lat"`
	Rows  int     `json:"rows"`
	Unmap bool    `json:"unmapped"` // taken for a placeholder, hence not mapped
}
