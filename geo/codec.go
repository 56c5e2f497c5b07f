package geo

import (
	"encoding/json"
	"math"
	"time"

	"github.com/paulmach/orb"
	"google.golang.org/protobuf/encoding/protowire"
)

// FieldsFormat is the encoding of Change.Fields that this version writes.
//
// Format 1: an incident is a protocol buffers message, fields ascending,
// defaults left out, so that equal incidents have equal bytes. Any other
// entity is the JSON of its Go type.
//
//	1 source          string      11 reported_at       sint64, Unix seconds
//	2 kind            enum        12 found_within_days varint
//	3 subkind         string      13 lon               sfixed32, 1e-7 degrees
//	4 occurred_at     sint64 (s)  14 lat               sfixed32, 1e-7 degrees
//	5 occurred_until  sint64 (s)  15 radius_m          float64, metres
//	6 time_precision  enum        16 location_method   enum
//	7 time_kind       enum        17 origin            enum
//	8 persons         varint      18 cause             enum
//	9 land            string      19 summary           string
//	10 area           string      20 via               string
//	                              21 status            enum
//
// lon and lat are both present or both absent. Numbers of enums are the order
// of the constants in kind.go and incident.go: append, never reorder.
const FieldsFormat = 1

const (
	tagSource protowire.Number = iota + 1
	tagKind
	tagSubkind
	tagOccurredAt
	tagOccurredUntil
	tagTimePrecision
	tagTimeKind
	tagPersons
	tagLand
	tagArea
	tagReportedAt
	tagFoundWithin
	tagLon
	tagLat
	tagRadius
	tagMethod
	tagOrigin
	tagCause
	tagSummary
	tagVia
	tagStatus
)

// DegreeGrid is how many steps of the coordinate grid make one degree: the
// grid is 1e-7 degrees, about 1 cm.
const DegreeGrid = 1e7

// OnGrid puts a coordinate on the grid that Línea keeps.
func OnGrid(degrees float64) float64 { return math.Round(degrees*DegreeGrid) / DegreeGrid }

// EncodeIncident appends the canonical form of the incident's fields (all but
// the id, which the change carries) to dst.
func EncodeIncident(dst []byte, i *Incident) []byte {
	w := wire{dst}
	w.text(tagSource, i.Source)
	w.number(tagKind, uint64(i.Kind))
	w.text(tagSubkind, i.Subkind)
	w.instant(tagOccurredAt, i.OccurredAt)
	w.instant(tagOccurredUntil, i.OccurredUntil)
	w.number(tagTimePrecision, uint64(i.TimePrecision))
	w.number(tagTimeKind, uint64(i.TimeKind))
	w.number(tagPersons, uint64(i.Persons))
	w.text(tagLand, i.Land)
	w.text(tagArea, i.Area)
	w.instant(tagReportedAt, i.ReportedAt)
	w.number(tagFoundWithin, uint64(i.FoundWithinDays))
	if i.HasPoint {
		w.degrees(tagLon, i.Point.Lon())
		w.degrees(tagLat, i.Point.Lat())
	}
	w.real(tagRadius, i.RadiusM)
	w.number(tagMethod, uint64(i.LocationMethod))
	w.number(tagOrigin, uint64(i.Origin))
	w.number(tagCause, uint64(i.Cause))
	w.text(tagSummary, i.Summary)
	w.text(tagVia, i.Via)
	w.number(tagStatus, uint64(i.Status))
	return w.b
}

// DecodeIncident reads what EncodeIncident wrote into i, whose ID is id. Texts
// are looked up in intern (nil = none), so that a million rows share the few
// names of their sources and lands; summaries are not.
func DecodeIncident(id string, fields []byte, intern Interner, i *Incident) error {
	*i = Incident{ID: id}
	var lon, lat bool
	for len(fields) > 0 {
		num, typ, n := protowire.ConsumeTag(fields)
		if n < 0 {
			return damagedFields(id)
		}
		fields = fields[n:]
		n = decodeField(i, num, typ, fields, intern)
		if n < 0 {
			return damagedFields(id)
		}
		fields = fields[n:]
		lon, lat = lon || num == tagLon, lat || num == tagLat
	}
	if lon != lat {
		return damagedFields(id)
	}
	i.HasPoint = lon
	return nil
}

func damagedFields(id string) error {
	return Errorf("", Damaged, "the journal's fields of incident %q cannot be read; restore the store from a backup", id)
}

// decodeField reads one field and returns its length, negative when damaged.
func decodeField(i *Incident, num protowire.Number, typ protowire.Type, b []byte, intern Interner) int {
	switch typ {
	case protowire.VarintType:
		v, n := protowire.ConsumeVarint(b)
		if n >= 0 {
			setNumber(i, num, v)
		}
		return n
	case protowire.BytesType:
		v, n := protowire.ConsumeBytes(b)
		if n >= 0 {
			setText(i, num, v, intern)
		}
		return n
	case protowire.Fixed32Type:
		v, n := protowire.ConsumeFixed32(b)
		if n >= 0 {
			setDegrees(i, num, float64(int32(v))/DegreeGrid)
		}
		return n
	case protowire.Fixed64Type:
		v, n := protowire.ConsumeFixed64(b)
		if n >= 0 && num == tagRadius {
			i.RadiusM = math.Float64frombits(v)
		}
		return n
	}
	return -1
}

func setDegrees(i *Incident, num protowire.Number, degrees float64) {
	switch num {
	case tagLon:
		i.Point = orb.Point{degrees, i.Point.Lat()}
	case tagLat:
		i.Point = orb.Point{i.Point.Lon(), degrees}
	}
}

func setNumber(i *Incident, num protowire.Number, v uint64) {
	switch num {
	case tagKind:
		i.Kind = Kind(v)
	case tagOccurredAt:
		i.OccurredAt = unixUTC(v)
	case tagOccurredUntil:
		i.OccurredUntil = unixUTC(v)
	case tagTimePrecision:
		i.TimePrecision = TimePrecision(v)
	case tagTimeKind:
		i.TimeKind = TimeKind(v)
	case tagPersons:
		i.Persons = int(v)
	case tagReportedAt:
		i.ReportedAt = unixUTC(v)
	case tagFoundWithin:
		i.FoundWithinDays = int(v)
	case tagMethod:
		i.LocationMethod = LocationMethod(v)
	case tagOrigin:
		i.Origin = Origin(v)
	case tagCause:
		i.Cause = Cause(v)
	case tagStatus:
		i.Status = Status(v)
	}
}

func setText(i *Incident, num protowire.Number, v []byte, intern Interner) {
	switch num {
	case tagSource:
		i.Source = intern.text(v)
	case tagSubkind:
		i.Subkind = intern.text(v)
	case tagLand:
		i.Land = intern.text(v)
	case tagArea:
		i.Area = intern.text(v)
	case tagVia:
		i.Via = intern.text(v)
	case tagSummary:
		i.Summary = string(v)
	}
}

func unixUTC(zigzag uint64) time.Time {
	return time.Unix(protowire.DecodeZigZag(zigzag), 0).UTC()
}

// Interner keeps one copy of each text.
type Interner map[string]string

func (in Interner) text(b []byte) string {
	if s, ok := in[string(b)]; ok {
		return s
	}
	s := string(b)
	if in != nil {
		in[s] = s
	}
	return s
}

// EncodeJSON gives the fields of an entity that is not an incident.
func EncodeJSON(entity any) ([]byte, error) {
	b, err := json.Marshal(entity)
	return b, Wrap("encode", Internal, err, "the fields cannot be written as JSON")
}

// DecodeJSON reads what EncodeJSON wrote.
func DecodeJSON(fields []byte, entity any) error {
	return Wrap("decode", Damaged, json.Unmarshal(fields, entity), "the journal's fields cannot be read; restore the store from a backup")
}

// wire appends protocol buffers fields; defaults are left out.
type wire struct{ b []byte }

func (w *wire) text(num protowire.Number, s string) {
	if s != "" {
		w.b = protowire.AppendString(protowire.AppendTag(w.b, num, protowire.BytesType), s)
	}
}

func (w *wire) number(num protowire.Number, v uint64) {
	if v != 0 {
		w.b = protowire.AppendVarint(protowire.AppendTag(w.b, num, protowire.VarintType), v)
	}
}

func (w *wire) instant(num protowire.Number, t time.Time) {
	if !t.IsZero() {
		v := protowire.EncodeZigZag(t.Unix())
		w.b = protowire.AppendVarint(protowire.AppendTag(w.b, num, protowire.VarintType), v)
	}
}

func (w *wire) degrees(num protowire.Number, degrees float64) {
	v := uint32(int32(math.Round(degrees * DegreeGrid)))
	w.b = protowire.AppendFixed32(protowire.AppendTag(w.b, num, protowire.Fixed32Type), v)
}

func (w *wire) real(num protowire.Number, v float64) {
	if v != 0 {
		w.b = protowire.AppendFixed64(protowire.AppendTag(w.b, num, protowire.Fixed64Type), math.Float64bits(v))
	}
}
