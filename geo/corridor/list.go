package corridor

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"time"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// list fills in the page of incidents by km.
func (a *answer) list() error {
	a.report.Incidents = []Incident{}
	if a.options.Limit == 0 && a.options.After == "" {
		return nil
	}
	orderTies(a.inside)
	from := 0
	if a.options.After != "" {
		km, id, err := readCursor(a.options.After)
		if err != nil {
			return err
		}
		for from < len(a.inside) && !comesAfter(a.inside[from], km, id) {
			from++
		}
	}
	until := min(from+a.options.Limit, len(a.inside))
	for i := from; i < until; i++ {
		if err := a.ctx.Err(); err != nil { // on a tangled track, an incident costs a millisecond
			return err
		}
		a.report.Incidents = append(a.report.Incidents, a.incident(a.inside[i]))
	}
	if until < len(a.inside) && until > from {
		last := a.inside[until-1]
		a.report.Next = writeCursor(last.alongM, last.row.ID())
	}
	return nil
}

func (a *answer) incident(s *sight) Incident {
	out := Incident{
		ID: s.row.ID(), Kind: s.kind, OccurredAt: geo.StartText(time.Unix(s.start, 0).UTC(), s.precision),
		Lon: geo.OnGrid(s.point.Lon()), Lat: geo.OnGrid(s.point.Lat()),
		Km: round(s.alongM/1000, 1e3), OffsetM: round(float64(s.offsetM), 10), Side: s.side(),
		Compass: a.c.compassOf(s.point, s.alongM, s.right), PIn: round(float64(s.pIn), 1e4),
	}
	if row, known := a.view.Incident(out.ID); known {
		out.RadiusM = row.RadiusM
	}
	for _, m := range a.c.Locate(s.point).Others {
		out.OtherKm = append(out.OtherKm, Number(round(m.AlongM/1000, 1e3)))
		a.warn(WarnPassesAgain)
	}
	return out
}

// A cursor is the place of a row in the order of the list; its text means
// nothing to a client.
func writeCursor(alongM float64, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatFloat(alongM, 'g', -1, 64) + " " + id))
}

func readCursor(text string) (alongM float64, id string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	number, id, ok := strings.Cut(string(raw), " ")
	alongM, err2 := strconv.ParseFloat(number, 64)
	if err != nil || err2 != nil || !ok || math.IsNaN(alongM) {
		return 0, "", geo.Errorf("corridor", geo.Invalid, "the cursor %q is not one that an answer gave; start without it", text)
	}
	return alongM, id, nil
}

func comesAfter(s *sight, alongM float64, id string) bool {
	return s.alongM > alongM || s.alongM == alongM && s.row.ID() > id
}

// compassOf says in which direction from the line a point lies; for a point on
// the line, the direction of its side.
func (c *Corridor) compassOf(p orb.Point, alongM float64, right bool) Compass {
	foot := c.At(alongM)
	if d, azimuth := place.Inverse(foot, p); d > 1 {
		return compass(azimuth)
	}
	_, along := place.Inverse(c.At(alongM-500), c.At(alongM+500))
	if right {
		return compass(along + 90)
	}
	return compass(along - 90)
}

// compass gives the quarter of an azimuth in degrees.
func compass(azimuth float64) Compass {
	quarter := int(math.Floor(math.Mod(azimuth+360+45, 360) / 90))
	return [...]Compass{"N", "E", "S", "W"}[quarter%4]
}

// sides names left and right by the compass, for the way from the first to the
// last vertex; a closed line takes its first half.
func (c *Corridor) sides() (left, right Compass) {
	line := c.Line()
	from, to := line[0], line[len(line)-1]
	if from == to {
		to = c.At(c.LengthM() / 2)
	}
	_, azimuth := place.Inverse(from, to)
	return compass(azimuth - 90), compass(azimuth + 90)
}
