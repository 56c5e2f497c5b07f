package geo

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

var reservedIDs = []string{"batch", "query", "compare"}

// ReservedIDs are path words of the API that no incident may be called.
func ReservedIDs() []string { return slices.Clone(reservedIDs) }

// ValidSlug says whether s can name a source: 1-40 of a-z, 0-9, "_" and "-",
// beginning with a letter or digit.
func ValidSlug(s string) bool {
	for i := range len(s) { // every row is tested, hence no strings.Trim
		b := s[i]
		first := 'a' <= b && b <= 'z' || '0' <= b && b <= '9'
		if !first && (i == 0 || b != '_' && b != '-') {
			return false
		}
	}
	return 1 <= len(s) && len(s) <= MaxSlugLength
}

// Reason is the machine-readable ground on which a row is refused.
type Reason string

// The reasons; a feed adds its own for text that cannot be read at all.
const (
	BadID          Reason = "bad_id"
	BadSource      Reason = "bad_source"
	DateTooEarly   Reason = "date_before_1950"
	DateInFuture   Reason = "date_in_future"
	BadInterval    Reason = "interval_reversed"
	OutOfRange     Reason = "coordinate_out_of_range"
	NullIsland     Reason = "null_island"
	LostMinus      Reason = "longitude_lost_its_minus"
	BadRadius      Reason = "radius_out_of_range"
	BadPersons     Reason = "persons_out_of_range"
	BadFoundWithin Reason = "found_within_days_not_allowed"
	CauseNotDeath  Reason = "cause_without_death"
	TextTooLong    Reason = "text_too_long"
	PersonalText   Reason = "personal_data_in_text"
)

// Violation is one broken rule: the field as JSON names it, the reason, and a
// sentence that says what is allowed.
type Violation struct {
	Field  string
	Reason Reason
	Detail string
}

// Check gives every rule of the domain that the incident breaks; now is the
// moment of the import or request.
func (i *Incident) Check(now time.Time) []Violation {
	var v violations
	i.checkNames(&v)
	i.checkTime(&v, now)
	i.checkPlace(&v)
	i.checkNumbers(&v)
	i.checkTexts(&v)
	return v
}

type violations []Violation

func (v *violations) add(field string, reason Reason, format string, args ...any) {
	*v = append(*v, Violation{field, reason, fmt.Sprintf(format, args...)})
}

func (i *Incident) checkNames(v *violations) {
	if !validID(i.ID) || slices.Contains(reservedIDs, i.ID) {
		v.add("id", BadID, "an id is 1-64 of A-Z a-z 0-9 . _ : - and none of %s", strings.Join(ReservedIDs(), ", "))
	}
	if !ValidSlug(i.Source) {
		v.add("source", BadSource, "a source is 1-%d of a-z 0-9 _ -", MaxSlugLength)
	}
	if i.Via != "" && !ValidSlug(i.Via) {
		v.add("via", BadSource, "via is the slug of a source: 1-%d of a-z 0-9 _ -", MaxSlugLength)
	}
}

func (i *Incident) checkTime(v *violations, now time.Time) {
	switch {
	case i.OccurredAt.Before(FirstInstant):
		v.add("occurred_at", DateTooEarly, "a date before 1950 is taken for a misreading")
	case i.OccurredAt.After(now.Add(24 * time.Hour)):
		v.add("occurred_at", DateInFuture, "a date more than a day ahead of now")
	}
	if !i.OccurredUntil.IsZero() && i.OccurredUntil.Before(i.OccurredAt) {
		v.add("occurred_until", BadInterval, "the end lies before the start")
	}
}

func (i *Incident) checkPlace(v *violations) {
	if !i.HasPoint {
		return
	}
	lon, lat := i.Point.Lon(), i.Point.Lat()
	switch {
	case !(math.Abs(lon) <= 180): // also NaN
		v.add("lon", OutOfRange, "longitude -180..180, latitude -90..90")
	case !(math.Abs(lat) <= 90) && math.Abs(lon) <= 90 && math.Abs(lat) <= 180:
		v.add("lat", OutOfRange, "latitude -90..90; longitude and latitude seem to be exchanged")
	case !(math.Abs(lat) <= 90):
		v.add("lat", OutOfRange, "longitude -180..180, latitude -90..90")
	case lon == 0 && lat == 0:
		v.add("lon", NullIsland, "0, 0 is a missing coordinate, not a place")
	case lon >= 86 && lon <= 125 && lat >= 14 && lat <= 50:
		v.add("lon", LostMinus, "the longitude seems to have lost its minus sign: did you mean %g?", -lon)
	}
}

func (i *Incident) checkNumbers(v *violations) {
	if !(i.RadiusM >= 0 && i.RadiusM <= MaxRadiusM) {
		v.add("radius_m", BadRadius, "0..%d metres", MaxRadiusM)
	}
	if i.Persons < 0 || i.Persons > MaxPersons {
		v.add("persons", BadPersons, "0..%d", MaxPersons)
	}
	if i.FoundWithinDays != 0 && !slices.Contains(FoundWithinDays(), i.FoundWithinDays) {
		v.add("found_within_days", BadFoundWithin, "one of %v, or none", FoundWithinDays())
	}
	if i.Cause != NoCause && i.Kind != Death {
		v.add("cause", CauseNotDeath, "a cause belongs to a death")
	}
}

func (i *Incident) checkTexts(v *violations) {
	for _, t := range []struct {
		field, text string
		most        int
	}{{"land", i.Land, MaxPlaceLength}, {"area", i.Area, MaxPlaceLength}, {"subkind", i.Subkind, MaxPlaceLength}, {"summary", i.Summary, MaxSummaryLength}} {
		if n := utf8.RuneCountInString(t.text); n > t.most {
			v.add(t.field, TextTooLong, "%d characters, at most %d", n, t.most)
		}
		if why := Screen(t.text); why != "" {
			v.add(t.field, PersonalText, "%s", why)
		}
	}
}
