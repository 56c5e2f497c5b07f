package feed

import (
	"strconv"
	"time"

	"linea/geo"
)

// SyntheticNotice marks every export of made-up data.
const SyntheticNotice = "SYNTHETIC DATA"

// FeatureOf gives a record as a GeoJSON Feature.
func FeatureOf(r *geo.Record) []byte { return AppendFeature(make([]byte, 0, 896), r) }

// AppendFeature appends a record as a GeoJSON Feature: every field that is
// stated, what the index derived, and no other. Times are local with their
// offset, as precise as they are known: "2024-05-01" for a day-only row,
// "2024-05" and "2024" for coarser ones.
func AppendFeature(dst []byte, r *geo.Record) []byte {
	p := beginFeature(dst, &r.Incident)
	p.record(r)
	return p.endFeature()
}

// ReportedFeature gives an incident as a GeoJSON Feature as it was reported,
// without anything derived: what an older revision said, where nothing can be
// told of what followed from the other rows of its time.
func ReportedFeature(in *geo.Incident) []byte {
	p := beginFeature(make([]byte, 0, 640), in)
	return p.endFeature()
}

func beginFeature(dst []byte, in *geo.Incident) members {
	dst = append(dst, `{"type":"Feature","id":`...)
	dst = appendJSONText(dst, in.ID)
	if in.Source == geo.DemoSource {
		dst = append(dst, `,"notice":"`+SyntheticNotice+`"`...)
	}
	dst = append(dst, `,"geometry":`...)
	dst = appendGeometry(dst, in)
	p := members{append(dst, `,"properties":{`...)}
	p.incident(in)
	return p
}

// endFeature ends the properties and the feature.
func (m *members) endFeature() []byte { return append(m.b[:len(m.b)-1], '}', '}') }

func appendGeometry(dst []byte, in *geo.Incident) []byte {
	if !in.HasPoint {
		return append(dst, "null"...)
	}
	dst = append(dst, `{"type":"Point","coordinates":[`...)
	dst = appendReal(dst, in.Point.Lon())
	dst = append(dst, ',')
	dst = appendReal(dst, in.Point.Lat())
	return append(dst, ']', '}')
}

// incident appends what the source said.
func (m *members) incident(in *geo.Incident) {
	m.text("id", in.ID)
	m.text("source", in.Source)
	m.text("kind", in.Kind.String())
	m.optional("subkind", in.Subkind)
	m.key("occurred_at")
	m.b = append(appendStart(append(m.b, '"'), in), '"', ',')
	m.instant("occurred_until", in.OccurredUntil)
	m.text("time_precision", in.TimePrecision.String())
	m.text("time_kind", in.TimeKind.String())
	m.instant("reported_at", in.ReportedAt)
	m.positive("found_within_days", float64(in.FoundWithinDays))
	m.positive("radius_m", in.RadiusM)
	m.text("location_method", in.LocationMethod.String())
	m.text("origin", in.Origin.String())
	m.positive("persons", float64(in.Persons))
	m.optional("cause", in.Cause.String())
	m.optional("land", in.Land)
	m.optional("area", in.Area)
	m.optional("summary", in.Summary)
	m.optional("via", in.Via)
	m.text("status", in.Status.String())
}

// record appends its place in the journal and what the index derived.
func (m *members) record(r *geo.Record) {
	m.positive("revision", float64(r.Revision))
	m.positive("seq", float64(r.Seq))
	if !r.RecordedAt.IsZero() {
		m.key("recorded_at")
		m.b = append(r.RecordedAt.UTC().AppendFormat(append(m.b, '"'), time.RFC3339Nano), '"', ',')
	}
	m.flag("mapped", r.Mapped)
	if r.SharedPoint {
		m.flag("shared_point", true)
	}
	if r.Mapped {
		m.text("side", r.Side.String())
		m.fixed("distance_to_line_m", r.Known(r.DistanceM), 1)
		if r.Side != geo.SideOther { // beyond the line's ends every km is that of an end
			m.fixed("border_km", r.Known(1000*r.BorderKm)/1000, 3)
		}
	}
	if r.Cell != 0 {
		m.key("h3")
		m.b = append(strconv.AppendUint(append(m.b, '"'), uint64(r.Cell), 16), '"', ',')
	}
	m.optional("duplicate_of", r.DuplicateOf)
	if r.Source == geo.DemoSource {
		m.flag("synthetic", true)
	}
}

// appendStart writes the start of an incident as precisely as it is known.
func appendStart(dst []byte, in *geo.Incident) []byte {
	switch in.TimePrecision {
	case geo.PrecisionExact, geo.PrecisionHour:
		return appendLocal(dst, in.OccurredAt)
	}
	return appendLocalDate(dst, in)
}

// appendLocalDate writes the local day, month or year of the start.
func appendLocalDate(dst []byte, in *geo.Incident) []byte {
	layout := time.DateOnly
	switch in.TimePrecision {
	case geo.PrecisionMonth:
		layout = "2006-01"
	case geo.PrecisionYear:
		layout = "2006"
	}
	return in.OccurredAt.In(geo.Local).AppendFormat(dst, layout)
}

// appendLocal writes an instant in local time with its offset, RFC 3339.
func appendLocal(dst []byte, at time.Time) []byte {
	return at.In(geo.Local).AppendFormat(dst, time.RFC3339)
}

// appendReal writes the shortest decimal that reads back as v.
func appendReal(dst []byte, v float64) []byte { return strconv.AppendFloat(dst, v, 'f', -1, 64) }

// members appends members of a JSON object, each with a comma after it.
type members struct{ b []byte }

func (m *members) key(name string) {
	m.b = append(m.b, '"')
	m.b = append(m.b, name...)
	m.b = append(m.b, '"', ':')
}

func (m *members) text(name, value string) {
	m.key(name)
	m.b = append(appendJSONText(m.b, value), ',')
}

func (m *members) optional(name, value string) {
	if value != "" {
		m.text(name, value)
	}
}

func (m *members) positive(name string, v float64) {
	if v > 0 {
		m.key(name)
		m.b = append(appendReal(m.b, v), ',')
	}
}

// fixed writes a number with so many decimals at most.
func (m *members) fixed(name string, v float64, decimals int) {
	m.key(name)
	m.b = append(strconv.AppendFloat(m.b, v, 'f', decimals, 64), ',')
}

func (m *members) flag(name string, v bool) {
	m.key(name)
	m.b = append(strconv.AppendBool(m.b, v), ',')
}

func (m *members) instant(name string, at time.Time) {
	if !at.IsZero() {
		m.key(name)
		m.b = append(appendLocal(append(m.b, '"'), at), '"', ',')
	}
}
