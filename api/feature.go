package api

import (
	"time"

	"linea/geo"
)

// featureJSON is one incident as feed writes it.
type featureJSON []byte

// MarshalJSON gives the bytes as they are.
func (f featureJSON) MarshalJSON() ([]byte, error) { return f, nil }

// feature describes what feed writes, for /openapi.json; the tests hold every
// list to it. What is not stated is absent.
type feature struct {
	featureHead
	Properties featureProperties `json:"properties"`
}

// featureHead is what every feature has before its properties.
type featureHead struct {
	Type     string         `json:"type"`
	ID       string         `json:"id"`
	Notice   string         `json:"notice,omitempty"` // SYNTHETIC DATA
	Geometry *pointGeometry `json:"geometry"`
}

type pointGeometry struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"`
}

type featureProperties struct {
	reportedProperties
	Revision        int       `json:"revision,omitempty"`
	Seq             uint64    `json:"seq,omitempty"`
	RecordedAt      time.Time `json:"recorded_at,omitzero"`
	Mapped          bool      `json:"mapped"`
	SharedPoint     bool      `json:"shared_point,omitempty"`
	Side            geo.Side  `json:"side,omitempty"`
	DistanceToLineM float64   `json:"distance_to_line_m,omitempty"`
	BorderKm        float64   `json:"border_km,omitempty"`
	H3              string    `json:"h3,omitempty"`
	DuplicateOf     string    `json:"duplicate_of,omitempty"`
	Synthetic       bool      `json:"synthetic,omitempty"`
	Town            *townAway `json:"town,omitempty"` // in lists with places=true
}

// reportedJSON is an incident as it was reported, as feed writes it;
// reportedFeature describes it.
type reportedJSON []byte

// MarshalJSON gives the bytes as they are.
func (f reportedJSON) MarshalJSON() ([]byte, error) { return f, nil }

type reportedFeature struct {
	featureHead
	Properties reportedProperties `json:"properties"`
}

type reportedProperties struct {
	ID              string             `json:"id"`
	Source          string             `json:"source"`
	Kind            geo.Kind           `json:"kind"`
	Subkind         string             `json:"subkind,omitempty"`
	OccurredAt      string             `json:"occurred_at"` // an instant, or a local day, month or year
	OccurredUntil   time.Time          `json:"occurred_until,omitzero"`
	TimePrecision   geo.TimePrecision  `json:"time_precision"`
	TimeKind        geo.TimeKind       `json:"time_kind"`
	ReportedAt      time.Time          `json:"reported_at,omitzero"`
	FoundWithinDays int                `json:"found_within_days,omitempty"`
	RadiusM         float64            `json:"radius_m,omitempty"`
	LocationMethod  geo.LocationMethod `json:"location_method"`
	Origin          geo.Origin         `json:"origin"`
	Persons         int                `json:"persons,omitempty"`
	Cause           geo.Cause          `json:"cause,omitempty"`
	Land            string             `json:"land,omitempty"`
	Area            string             `json:"area,omitempty"`
	Summary         string             `json:"summary,omitempty"`
	Via             string             `json:"via,omitempty"`
	Status          geo.Status         `json:"status"`
}
