package geo

import (
	"iter"

	"github.com/paulmach/orb"
)

// Glimpse is what counting needs of a row: everything else, and its id, is worked
// out for those few that are shown.
type Glimpse struct {
	Point   orb.Point
	RadiusM float64 // 0 = unstated
	Start   int64   // Unix seconds
	Persons int

	FoundWithinDays int
	Kind            Kind
	TimePrecision   TimePrecision
	Origin          Origin
	EpisodeHead     bool
	Source, Land    string

	Row RowRef
}

// Flock yields rows that lie near each other. It may be read at the same time as
// others, and ends early, without a word, when the context of its search does. A
// glimpse is good until the next one.
type Flock = iter.Seq[*Glimpse]

// RowRef names a row without its id.
type RowRef struct {
	In     interface{ RowID(number uint32) string }
	Number uint32
}

// ID gives the row's id.
func (r RowRef) ID() string { return r.In.RowID(r.Number) }

// GlimpseOf is the glimpse of a whole row.
func GlimpseOf(r *Record) Glimpse {
	return Glimpse{
		Point: r.Point, RadiusM: r.RadiusM, Start: r.OccurredAt.Unix(), Persons: r.Persons,
		FoundWithinDays: r.FoundWithinDays, Kind: r.Kind, TimePrecision: r.TimePrecision, Origin: r.Origin,
		EpisodeHead: r.EpisodeHead, Source: r.Source, Land: r.Land, Row: RowRef{In: r},
	}
}

// RowID is the id of the only row that a record is.
func (r *Record) RowID(uint32) string { return r.ID }
