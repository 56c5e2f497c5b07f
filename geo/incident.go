package geo

import (
	"math"
	"time"

	"github.com/paulmach/orb"
)

// Origin says how a report came about. A discovered incident was found by a
// patrol, and patrols find what they look for.
type Origin uint8

// The origins; unknown is the default of public feeds.
const (
	OriginUnknown Origin = iota
	Reported
	Discovered
	FromSensor
)

var originNames = []string{"unknown", "reported", "discovered", "sensor"}

// TimePrecision says how well the start of an incident is known.
type TimePrecision uint8

// The time precisions, best first. From PrecisionDay on there is no hour.
const (
	PrecisionExact TimePrecision = iota
	PrecisionHour
	PrecisionDay
	PrecisionMonth
	PrecisionYear
)

var timePrecisionNames = []string{"exact", "hour", "day", "month", "year"}

// TimeKind says what the time is the time of.
type TimeKind uint8

// The time kinds. A date of discovery is never called the date of death.
const (
	TimeOccurred TimeKind = iota
	TimeDiscovered
	TimeReported
)

var timeKindNames = []string{"occurred", "discovered", "reported"}

// LocationMethod says where a position comes from.
type LocationMethod uint8

// The location methods. Moved and None are never mapped: the point is where a
// body was brought to, or no place at all.
const (
	MethodUnstated LocationMethod = iota
	MethodGPS
	MethodDescribed
	MethodGrid
	MethodPlace
	MethodSector
	MethodMoved
	MethodNone
)

var locationMethodNames = []string{"unstated", "gps", "described", "grid", "place", "sector", "moved", "none"}

// Cause is the cause of a death.
type Cause uint8

// The causes; NoCause for anything but a death whose cause field exists.
// Skeletal, pending and blank findings are Undetermined, a first-class majority.
const (
	NoCause Cause = iota
	Exposure
	Drowning
	VehicleCause
	ViolenceCause
	Injury
	MedicalCause
	Undetermined
)

var causeNames = []string{"", "exposure", "drowning", "vehicle", "violence", "injury", "medical", "undetermined"}

// Status is where a report stands. Disputed and retracted rows leave every count.
type Status uint8

// The statuses.
const (
	StatusReported Status = iota
	StatusVerified
	StatusDisputed
	StatusRetracted
)

var statusNames = []string{"reported", "verified", "disputed", "retracted"}

// Side is the side of the line an incident lies on; derived, never stored.
type Side uint8

// The sides. SideLine: the radius of the position reaches across the line.
// SideOther: neither Arizona nor Sonora.
const (
	SideOther Side = iota
	SideAZ
	SideSon
	SideLine
)

var sideNames = []string{"other", "az", "son", "line"}

// FoundWithinDays lists the bounds that a found row may carry: it happened at
// most so many days before it was found. 0 stands for none.
func FoundWithinDays() []int { return []int{1, 7, 21, 35, 90, 240} }

// MaxRadii lists the values of the filter max_radius_m, in metres.
func MaxRadii() []int { return []int{50, 100, 300, 1000, 2000, 5000, 15000, 25000} }

// Limits of an incident's fields.
const (
	MaxIDLength      = 64
	MaxSlugLength    = 40
	MaxPlaceLength   = 60
	MaxSummaryLength = 200
	MaxPersons       = 65535
	MaxRadiusM       = 500_000
)

// Incident is one reported happening. One group of people is one incident;
// Persons is a separate measure.
//
// There is no field for a name, nationality, document, phone, plate, photo,
// age, sex, badge or callsign, and none may be added: what is not stored
// cannot leak.
type Incident struct {
	ID      string // "source:local id", 1-64 of A-Za-z0-9._:-
	Source  string // slug of the organisation or data set that reported it
	Kind    Kind
	Subkind string // the source's own word when Kind is Other

	OccurredAt      time.Time // start, whole seconds UTC; local midnight for day precision and coarser
	OccurredUntil   time.Time // end of an interval; zero when there is none
	TimePrecision   TimePrecision
	TimeKind        TimeKind
	ReportedAt      time.Time // the source's own date of this report; zero when it gives none
	FoundWithinDays int       // one of FoundWithinDays, 0 for none

	HasPoint       bool
	Point          orb.Point // lon, lat in WGS 84 degrees, on a grid of 1e-7; only with HasPoint
	RadiusM        float64   // positional uncertainty, 95 %, metres; 0 means unstated
	LocationMethod LocationMethod

	Origin  Origin
	Persons int // 0 means not stated
	Cause   Cause
	Land    string // who manages the ground
	Area    string // the source's own region
	Summary string // plain text, screened
	Via     string // slug of the source that this row says it got it from
	Status  Status
}

// Locatable says whether the row itself claims a place: it has a point, and
// the point is neither where a body was moved to nor a placeholder it admits.
// Whether it is mapped also depends on the other rows (see Derived.SharedPoint).
func (i *Incident) Locatable() bool {
	return i.HasPoint && i.LocationMethod != MethodMoved && i.LocationMethod != MethodNone
}

// Known rounds a length in metres to what a position of this radius can tell:
// ten steps to the power of ten of the radius (100 m for one of 5 km), 0.1 m where
// no radius is stated.
func (i *Incident) Known(metres float64) float64 {
	step := 0.1
	if i.RadiusM > 1 {
		step = math.Pow10(int(math.Floor(math.Log10(i.RadiusM))) - 1)
	}
	return math.Round(metres/step) * step
}

// HourKnown says whether the time of day is known.
func (i *Incident) HourKnown() bool { return i.TimePrecision <= PrecisionHour }

// Derived is what the index works out from the whole set of incidents when it
// folds the journal. None of it is ever stored, and none of it depends on the
// order of arrival.
type Derived struct {
	Cell        Cell    // resolution 9; 0 when unmapped
	Side        Side    // SideOther when unmapped
	DistanceM   float64 // to the line, geodesic, metres; 0 when unmapped
	BorderKm    float64 // along the line, see package place; 0 when unmapped
	Mapped      bool
	SharedPoint bool   // the coordinate is shared by 10 or more rows of the source
	DuplicateOf string // id of the row of higher rank that it repeats, "" for none
	EpisodeHead bool   // smallest id of its episode (source, kind, local day, 300 m)
}

// Cell is an H3 index. Package grid knows what it means.
type Cell uint64

// Record is an incident with its place in the journal and what follows from
// the other incidents.
type Record struct {
	Incident
	Derived
	Revision   int
	Seq        uint64
	RecordedAt time.Time
}
