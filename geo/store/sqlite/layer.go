package sqlite

import (
	"database/sql/driver"
	"encoding/binary"
	"math"
	"time"

	"linea/geo"
)

// layer appends the columns of layerColumns: what the layer shows of an
// incident. What is not stated is NULL.
func (m *rowMaker) layer(row []driver.NamedValue, in *geo.Incident) []driver.NamedValue {
	start, end := instants(in)
	return with(row,
		geometry(in), text(in.Source), in.Kind.String(), text(in.Subkind),
		start, end, day(in.OccurredAt), day(in.OccurredUntil), in.TimePrecision.String(), in.TimeKind.String(),
		instant(in.ReportedAt), count(in.FoundWithinDays), metres(in.RadiusM), in.LocationMethod.String(), in.Origin.String(),
		count(in.Persons), text(in.Cause.String()), text(in.Land), text(in.Area), text(in.Summary), text(in.Via), in.Status.String(),
	)
}

// instants gives start and end of an incident whose hour is known: the local
// midnight of a day-only row is no instant.
func instants(in *geo.Incident) (start, end driver.Value) {
	if !in.HourKnown() {
		return nil, nil
	}
	return instant(in.OccurredAt), instant(in.OccurredUntil)
}

func instant(t time.Time) driver.Value {
	if t.IsZero() {
		return nil
	}
	return writeInstant(t)
}

// day gives the local calendar day.
func day(t time.Time) driver.Value {
	if t.IsZero() {
		return nil
	}
	return geo.LocalDate(t)
}

func text(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}

func count(n int) driver.Value {
	if n == 0 {
		return nil
	}
	return int64(n)
}

func metres(m float64) driver.Value {
	if m == 0 {
		return nil
	}
	return m
}

// geometry writes the point as a GeoPackage binary: "GP", version 0, flags 1
// (little endian, no envelope), spatial reference 4326; then WKB: little
// endian, 1 for a point, lon, lat. An incident without a point has NULL.
func geometry(in *geo.Incident) driver.Value {
	if !in.HasPoint {
		return nil
	}
	b := make([]byte, 0, 29)
	b = append(b, 'G', 'P', 0, 1)
	b = binary.LittleEndian.AppendUint32(b, 4326)
	b = append(b, 1)
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(in.Point.Lon()))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(in.Point.Lat()))
}
