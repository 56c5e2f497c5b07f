package feed

import "linea/geo"

// fieldSet is a set of an incident's fields. A file speaks of the fields whose
// columns it has; what it does not speak of stays as it is stored.
type fieldSet uint32

const (
	fieldKind fieldSet = 1 << iota
	fieldSubkind
	fieldTime // with its precision
	fieldUntil
	fieldTimeKind
	fieldReportedAt
	fieldFoundWithin
	fieldPoint
	fieldRadius
	fieldMethod
	fieldOrigin
	fieldPersons
	fieldCause
	fieldLand
	fieldArea
	fieldSummary
	fieldVia
	fieldStatus

	allFields = fieldStatus<<1 - 1
)

// merged is stored with the fields of in that has names.
func merged(stored, in *geo.Incident, has fieldSet) geo.Incident {
	out := *stored
	take := func(f fieldSet, set func()) {
		if has&f != 0 {
			set()
		}
	}
	take(fieldKind, func() { out.Kind = in.Kind })
	take(fieldSubkind, func() { out.Subkind = in.Subkind })
	take(fieldTime, func() { out.OccurredAt, out.TimePrecision = in.OccurredAt, in.TimePrecision })
	take(fieldUntil, func() { out.OccurredUntil = in.OccurredUntil })
	take(fieldTimeKind, func() { out.TimeKind = in.TimeKind })
	take(fieldReportedAt, func() { out.ReportedAt = in.ReportedAt })
	take(fieldFoundWithin, func() { out.FoundWithinDays = in.FoundWithinDays })
	take(fieldPoint, func() { out.HasPoint, out.Point = in.HasPoint, in.Point })
	take(fieldRadius, func() { out.RadiusM = in.RadiusM })
	take(fieldMethod, func() { out.LocationMethod = in.LocationMethod })
	take(fieldOrigin, func() { out.Origin = in.Origin })
	take(fieldPersons, func() { out.Persons = in.Persons })
	take(fieldCause, func() { out.Cause = in.Cause })
	take(fieldLand, func() { out.Land = in.Land })
	take(fieldArea, func() { out.Area = in.Area })
	take(fieldSummary, func() { out.Summary = in.Summary })
	take(fieldVia, func() { out.Via = in.Via })
	take(fieldStatus, func() { out.Status = in.Status })
	return out
}
