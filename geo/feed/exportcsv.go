package feed

import (
	"strconv"
	"strings"
	"time"

	"linea/geo"
)

// csvColumns of an export: what Run reads, then what the index derived.
const csvColumns = "id,source,kind,subkind,occurred_at,occurred_until,date_local,time_precision,time_kind,reported_at," +
	"found_within_days,lon,lat,radius_m,location_method,origin,persons,cause,land,area,summary,via,status," +
	"revision,side,distance_to_line_m,border_km,mapped,duplicate_of"

func appendCSVHeader(dst []byte, synthetic bool) []byte {
	dst = append(dst, csvColumns...)
	if synthetic {
		dst = append(dst, ",synthetic"...)
	}
	return append(dst, '\n')
}

func appendCSVRow(dst []byte, r *geo.Record, synthetic bool) []byte {
	c := cells{dst}
	c.incident(&r.Incident)
	c.derived(r)
	if synthetic {
		c.word(SyntheticNotice)
	}
	c.b[len(c.b)-1] = '\n'
	return c.b
}

func (c *cells) incident(in *geo.Incident) {
	c.text(in.ID)
	c.text(in.Source)
	c.word(in.Kind.String())
	c.text(in.Subkind)
	if in.HourKnown() {
		c.instant(in.OccurredAt)
	} else {
		c.word("")
	}
	c.instant(in.OccurredUntil)
	c.b = append(appendLocalDate(c.b, in), ',')
	c.word(in.TimePrecision.String())
	c.word(in.TimeKind.String())
	c.instant(in.ReportedAt)
	c.positive(float64(in.FoundWithinDays))
	if in.HasPoint {
		c.b = append(appendReal(c.b, in.Point.Lon()), ',')
		c.b = append(appendReal(c.b, in.Point.Lat()), ',')
	} else {
		c.b = append(c.b, ',', ',')
	}
	c.positive(in.RadiusM)
	c.word(in.LocationMethod.String())
	c.word(in.Origin.String())
	c.positive(float64(in.Persons))
	c.word(in.Cause.String())
	c.text(in.Land)
	c.text(in.Area)
	c.text(in.Summary)
	c.text(in.Via)
	c.word(in.Status.String())
}

func (c *cells) derived(r *geo.Record) {
	c.positive(float64(r.Revision))
	if r.Mapped {
		c.word(r.Side.String())
		c.b = append(strconv.AppendFloat(c.b, r.Known(r.DistanceM), 'f', 1, 64), ',')
		if r.Side != geo.SideOther { // beyond the line's ends every km is that of an end
			c.b = strconv.AppendFloat(c.b, r.Known(1000*r.BorderKm)/1000, 'f', 3, 64)
		}
		c.b = append(c.b, ',')
	} else {
		c.b = append(c.b, ',', ',', ',')
	}
	c.word(strconv.FormatBool(r.Mapped))
	c.text(r.DuplicateOf)
}

// cells appends CSV cells, each with a comma after it.
type cells struct{ b []byte }

// word appends a cell that needs neither quotes nor guard.
func (c *cells) word(s string) { c.b = append(append(c.b, s...), ',') }

// text appends a text, guarded and quoted where needed.
func (c *cells) text(s string) {
	s = guard(s)
	if !strings.ContainsAny(s, ",\"\r\n;\t") && strings.TrimSpace(s) == s {
		c.word(s)
		return
	}
	c.b = append(c.b, '"')
	c.b = append(c.b, strings.ReplaceAll(s, `"`, `""`)...)
	c.b = append(c.b, '"', ',')
}

func (c *cells) instant(at time.Time) {
	if !at.IsZero() {
		c.b = appendLocal(c.b, at)
	}
	c.b = append(c.b, ',')
}

// positive appends a number that is stated only when above zero.
func (c *cells) positive(v float64) {
	if v > 0 {
		c.b = appendReal(c.b, v)
	}
	c.b = append(c.b, ',')
}
