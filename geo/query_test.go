package geo

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

func parse(t *testing.T, raw string) (Query, error) {
	t.Helper()
	values, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return ParseQuery(values, func(ref string) (orb.Polygon, error) {
		if ref != "counties:pima" {
			return nil, Errorf("", Invalid, "no overlay has a feature %q", ref)
		}
		return orb.Polygon{{{-113, 31}, {-110, 31}, {-110, 33}, {-113, 31}}}, nil
	})
}

func TestCanonicalForms(t *testing.T) {
	for given, want := range map[string]string{
		"":                                          "",
		"kind=death,rescue,death":                   "kind=rescue,death",
		"kind=humanitarian":                         "kind=rescue,medical,missing_person,death",
		"kind=violence,other":                       "kind=assault,shooting,robbery,homicide,conflict,other",
		"datetime=2024-01-01/2024-12-31":            "datetime=2024-01-01/2024-12-31",
		"datetime=2024-02-29":                       "datetime=2024-02-29/2024-02-29",
		"datetime=2024-01-01/..":                    "datetime=2024-01-01/..",
		"datetime=../2024-01-01T12:00:00-07:00":     "datetime=../2024-01-01T19:00:00Z",
		"datetime=2024-01-01T07:00:00Z/..":          "datetime=2024-01-01/..",
		"hours=20-4&days=fri,sat":                   "hours=20-4&days=fri,sat",
		"months=12,1,2,1":                           "months=1,2,12",
		"months=02&days=fri":                        "days=fri&months=2",
		"days=sun,mon":                              "days=mon,sun",
		"land=B,A, A":                               "land=A,B",
		"status=reported,verified":                  "",
		"status=all":                                "status=all",
		"status=reported,verified,disputed":         "status=all",
		"status=retracted":                          "status=retracted",
		"duplicates=exclude":                        "",
		"duplicates=only&side=line,az":              "side=az,line&duplicates=only",
		"found_within_days=21,7":                    "found_within_days=7,21",
		"max_radius_m=300":                          "max_radius_m=300",
		"bbox=-113,31.30,-110,32.5":                 "bbox=-113,31.3,-110,32.5",
		"near=-111.54,31.48,10000":                  "near=-111.54,31.48,10000",
		"within=counties:pima":                      "within=counties:pima",
		"polygon=_p~iF~ps|U_ulLnnqC_mqNvxq`@":       "polygon=_p~iF~ps%7CU_ulLnnqC_mqNvxq%60%40",
		"origin=sensor,unknown&cause=undetermined":  "origin=unknown,sensor&cause=undetermined",
		`land=Tohono O'odham Nation\, San Xavier,B`: `land=B,Tohono%20O%27odham%20Nation%5C,%20San%20Xavier`,
		"cell=8548e863fffffff&mapped=true":          "cell=8548e863fffffff&mapped=true",
		"mapped=false":                              "mapped=false",
		"limit=5&kind=death":                        "kind=death",
	} {
		q, err := parse(t, given)
		if err != nil {
			t.Errorf("%s: %v", given, err)
			continue
		}
		if got := q.Canonical(); got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
		again, err := parse(t, q.Canonical())
		if err != nil || again.Canonical() != want {
			t.Errorf("%s does not survive its own text: %s, %v", given, again.Canonical(), err)
		}
	}
}

func TestMalformedFiltersNameTheParameter(t *testing.T) {
	for _, given := range []string{
		"kind=", "kind=cattle", "kind=death,,rescue", "kind=death&kind=rescue",
		"datetime=2024-01-01T10:00:00Z", "datetime=2024-13-01", "datetime=../..", "datetime=2024-02-01/2024-01-01", "datetime=2024-01-01T10:00:00/..", "datetime=9999-01-01/..",
		"hours=4-4", "hours=24-3", "hours=-1-3", "hours=8", "hours=0-25", "days=friday", "months=0", "months=13", "months=jan", "months=1,,2",
		"max_radius_m=301", "max_radius_m=NaN", "found_within_days=3", "status=gone", "side=north", "cause=", "source=OGIS", "source=ogis,a+b", "duplicates=maybe", "origin=radio",
		"bbox=1,2,3", "bbox=-110,31,-113,32", "bbox=-113,33,-110,32", "bbox=NaN,31,-110,32", "bbox=-200,31,-110,32", "bbox=-113,31,-110,Inf",
		"near=-111,31,199", "near=-111,31,200001", "near=-111,91,500", "near=-111,31",
		"polygon=xx", "polygon=_p~iF~ps|U", "within=counties:yuma", "polygon=_p~iF~ps|U_ulLnnqC_mqNvxq`@&within=counties:pima",
		"cell=0", "cell=zz", "cell=8a48eecb2667fff", "cell=ffffffffffffffff", "mapped=yes",
		"land=" + strings.Repeat("a,", 50) + "a",
	} {
		_, err := parse(t, given)
		var e *Error
		name, _, _ := strings.Cut(given, "=")
		if !errors.As(err, &e) || e.Code != Invalid || len(e.Fields) != 1 || e.Fields[0].Parameter != name || e.Fields[0].Detail == "" {
			if !strings.Contains(given, "within=counties:pima") || err == nil { // there the other of the two is named
				t.Errorf("%s: %v", given, err)
			}
		}
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := parse(t, "kind=cattle&hours=9-9&bbox=1")
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) != 3 {
		t.Errorf("%v", err)
	}
}

// A bare date is the whole local day; a date-time as an end is exclusive.
func TestIntervals(t *testing.T) {
	for text, want := range map[string][2]string{
		"2024-01-01/2024-12-31": {"2024-01-01T07:00:00Z", "2025-01-01T07:00:00Z"},
		"2024-06-01":            {"2024-06-01T07:00:00Z", "2024-06-02T07:00:00Z"},
		"2024-06-01T10:00:00-07:00/2024-06-01T12:00:00-07:00": {"2024-06-01T17:00:00Z", "2024-06-01T19:00:00Z"},
		"../2024-06-01": {"0001-01-01T00:00:00Z", "2024-06-02T07:00:00Z"},
	} {
		from, until, err := ParseInterval(text)
		if err != nil || from.Format(time.RFC3339) != want[0] || until.Format(time.RFC3339) != want[1] {
			t.Errorf("%s: %v to %v, %v", text, from, until, err)
		}
	}
}

func TestHoursPassMidnight(t *testing.T) {
	for text, want := range map[string][]int{
		"20-4": {0, 1, 2, 3, 20, 21, 22, 23}, "8-10": {8, 9}, "23-0": {23}, "22-24": {22, 23},
		"0-24": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23},
	} {
		q, err := parse(t, "hours="+text)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for h := range 24 {
			if q.Hours.Mask()>>h&1 == 1 {
				got = append(got, h)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// Friday night: Friday 00-04 and 20-24, and never a row without an hour.
func TestHoursAndDaysMeanTheIncidentsOwn(t *testing.T) {
	q, err := parse(t, "hours=20-4&days=fri")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int, p TimePrecision) bool {
		start := time.Date(2024, 6, day, hour, 30, 0, 0, Local) // 2024-06-07 was a Friday
		return q.Matches(&Record{Incident: Incident{OccurredAt: start, TimePrecision: p}})
	}
	if !at(7, 0, PrecisionExact) || !at(7, 23, PrecisionHour) {
		t.Error("Friday night does not match")
	}
	if at(8, 2, PrecisionExact) || at(6, 23, PrecisionExact) || at(7, 12, PrecisionExact) || at(7, 0, PrecisionDay) || at(7, 0, PrecisionMonth) {
		t.Error("another time matches")
	}
	days, _ := parse(t, "days=fri")
	if !days.Matches(&Record{Incident: Incident{OccurredAt: time.Date(2024, 6, 7, 0, 0, 0, 0, Local), TimePrecision: PrecisionDay}}) {
		t.Error("a known day without an hour does not match its weekday")
	}
}

func TestPolylineRoundTrip(t *testing.T) {
	polygon, err := DecodePolyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@")
	if err != nil {
		t.Fatal(err)
	}
	want := orb.Ring{{-120.2, 38.5}, {-120.95, 40.7}, {-126.453, 43.252}, {-120.2, 38.5}} // the format's own example
	if !slices.Equal(polygon[0], want) {
		t.Errorf("%v", polygon[0])
	}
	if text := EncodePolyline(polygon); text != "_p~iF~ps|U_ulLnnqC_mqNvxq`@" {
		t.Error(text)
	}
}

func FuzzParseQuery(f *testing.F) {
	f.Add("kind=death&datetime=2024-01-01/..&polygon=_p~iF~ps|U_ulLnnqC_mqNvxq`@")
	f.Add("bbox=1,2,3,4&near=-111,31,500&hours=20-4&days=fri&status=all&land=a,b")
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q, err := ParseQuery(values, nil)
		if err != nil {
			return
		}
		again, err := url.ParseQuery(q.Canonical())
		if err != nil {
			t.Fatalf("%q: canonical form cannot be read: %v", raw, err)
		}
		back, err := ParseQuery(again, nil)
		if err != nil {
			t.Fatalf("%q: canonical form %q is refused: %v", raw, q.Canonical(), err)
		}
		if back.Key() != q.Key() {
			t.Fatalf("%q: %q came back as %q", raw, q.Key(), back.Key())
		}
	})
}

func TestWeekSlots(t *testing.T) {
	monday := time.Date(2024, 6, 3, 0, 0, 0, 0, Local)
	for hours := range 24 * 15 {
		at := monday.Add(time.Duration(hours) * time.Hour)
		if got := WeekSlot(at.Unix(), PrecisionExact); got != hours%168 {
			t.Fatalf("%v: slot %d", at, got)
		}
	}
	early := time.Date(1955, 3, 4, 23, 59, 59, 0, Local) // a Friday
	if got := WeekSlot(early.Unix(), PrecisionDay); got != DaySlot+4 {
		t.Errorf("slot %d", got)
	}
	if got := WeekSlot(early.Unix(), PrecisionYear); got != UnknownSlot {
		t.Errorf("slot %d", got)
	}
}

func TestStepsFloorAndFollow(t *testing.T) {
	at := time.Date(2024, 5, 29, 13, 45, 0, 0, Local) // a Wednesday
	for step, want := range map[Step]string{
		StepHour: "2024-05-29T13:00:00-07:00", StepDay: "2024-05-29", StepWeek: "2024-05-27",
		StepMonth: "2024-05-01", StepQuarter: "2024-04-01", StepYear: "2024-01-01",
	} {
		start := step.Floor(at)
		if got := step.Text(start); got != want {
			t.Errorf("%s: %s, want %s", step, got, want)
		}
		next := step.Next(start)
		if !next.After(at) || !step.Floor(next).Equal(next) || !step.Floor(next.Add(-time.Second)).Equal(start) {
			t.Errorf("%s: %v does not follow %v", step, next, start)
		}
	}
}

// A rate divides by the days of the months asked, and by no others.
func TestDaysInMonths(t *testing.T) {
	winter := Query{Months: SetOf[Month](12, 1, 2)}
	for _, c := range []struct {
		q           Query
		from, until string
		days        float64
	}{
		{Query{}, "2023-01-01", "2024-01-01", 365},
		{winter, "2023-01-01", "2024-01-01", 90},
		{winter, "2023-07-01", "2024-07-01", 91},
		{winter, "2024-02-20", "2024-03-05", 10},
		{winter, "2024-03-01", "2024-12-01", 0},
		{winter, "2024-12-31", "2025-01-02", 2},
		{winter, "2024-01-02", "2024-01-01", 0},
	} {
		from, _ := time.ParseInLocation(time.DateOnly, c.from, Local)
		until, _ := time.ParseInLocation(time.DateOnly, c.until, Local)
		if got := c.q.DaysIn(from.UTC(), until.UTC()); got != c.days {
			t.Errorf("%s to %s in months %q: %v days, want %v", c.from, c.until, c.q.Canonical(), got, c.days)
		}
	}
}
