package place

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
)

// plainDMS writes DMS the way GeoConvert -d does: 31d20'04.8"N.
func plainDMS(text string) string { return strings.ReplaceAll(text, "°", "d") }

// Every row of the reference vectors: DMS, both UTM zones and MGRS by
// GeographicLib's GeoConvert.
func TestReferenceCoordinates(t *testing.T) {
	rows := table(t, sharedData(t, "reference-vectors", "coordinates.csv"))
	if len(rows) < 23 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, row := range rows {
		p := orb.Point{num(t, row["lon"]), num(t, row["lat"])}
		if got := plainDMS(FormatDMS(p)); got != row["dms_geographiclib"] {
			t.Errorf("%s: DMS %s, want %s", row["name"], got, row["dms_geographiclib"])
		}
		if got := FormatMGRS(p, 5); got != row["mgrs_1m"] {
			t.Errorf("%s: MGRS %s, want %s", row["name"], got, row["mgrs_1m"])
		}
		u, err := ToUTM(p)
		if err != nil || fmt.Sprintf("%dn", u.Zone) != row["utm_zone"] || u.South {
			t.Errorf("%s: %+v, %v; want zone %s", row["name"], u, err, row["utm_zone"])
		}
		checkUTM(t, row["name"], u, num(t, row["utm_easting"]), num(t, row["utm_northing"]))
		checkUTM(t, row["name"], ToUTMZone(p, 12), num(t, row["utm12_easting"]), num(t, row["utm12_northing"]))
		if back := Distance(ToUTMZone(p, 12).Point(), p); back > 0.001 {
			t.Errorf("%s: zone 12 and back is %v m off", row["name"], back)
		}
	}
}

func checkUTM(t *testing.T, name string, u UTM, east, north float64) {
	t.Helper()
	if !near(u.EastingM, east, 0.0051) || !near(u.NorthingM, north, 0.0051) {
		t.Errorf("%s: %.3f %.3f in zone %d, want %.2f %.2f", name, u.EastingM, u.NorthingM, u.Zone, east, north)
	}
}

// Points all over the Earth, and on the edges of zones and bands, by GeoConvert.
func TestNotationsAgreeWithGeographicLib(t *testing.T) {
	for _, row := range table(t, "testdata/notations.csv") {
		p := orb.Point{num(t, row["lon"]), num(t, row["lat"])}
		name := row["lon"] + " " + row["lat"]
		if got := FormatMGRS(p, 5); got != strings.TrimLeft(row["mgrs"], "0") {
			t.Errorf("%s: MGRS %s, want %s", name, got, row["mgrs"])
		}
		var zone int
		var hemisphere string
		var east, north float64
		if _, err := fmt.Sscanf(row["utm"], "%d%1s %f %f", &zone, &hemisphere, &east, &north); err != nil {
			t.Fatal(err)
		}
		u, err := ToUTM(p)
		if err != nil || u.Zone != zone || u.South != (hemisphere == "s") {
			t.Errorf("%s: %+v, %v; want %s", name, u, err, row["utm"])
		}
		checkUTM(t, name, u, east, north)

		read, notation, err := ParseCoordinate(row["dms"])
		if err != nil || notation != DMS || Distance(read, p) > 0.25 {
			t.Errorf("%s reads as %v, %s, %v; want %v", row["dms"], read, notation, err, p)
		}
		read, notation, err = ParseCoordinate(row["mgrs"])
		if err != nil || notation != MGRS || Distance(read, p) > 0.72 {
			t.Errorf("%s reads as %v, %s, %v; want %v", row["mgrs"], read, notation, err, p)
		}
	}
}

func TestWrittenIsReadBack(t *testing.T) {
	r := seeded(t)
	withinM := map[Notation]float64{Degrees: 0.8, DMS: 2.3, DDM: 1.4, MGRS: 0.72, UTMGrid: 0.72}
	for range 5_000 {
		p := around(r)
		if r.IntN(4) == 0 { // anywhere, but not in the hint's trap nor at the equator
			p = orb.Point{360*r.Float64() - 180, 160*r.Float64() - 80}
		}
		for _, n := range Notations() {
			text := Format(p, n)
			back, notation, err := ParseCoordinate(text)
			if err != nil && lostMinus(p) && n == Degrees {
				continue
			}
			if n == UTMGrid && p[1] < 0 && strings.Contains(text, "S ") {
				continue // band S is north of the equator; no southern band is S
			}
			if err != nil || notation != n || Distance(p, back) > withinM[n] {
				t.Fatalf("%v as %s is %q, read as %v (%s), %v", p, n, text, back, notation, err)
			}
		}
	}
}

func TestParseCoordinate(t *testing.T) {
	sasabe := orb.Point{-111.544318, 31.483269}
	for _, c := range []struct {
		text     string
		notation Notation
		withinM  float64
	}{
		{"31.483269, -111.544318", Degrees, 0.01},
		{"-111.544318, 31.483269", Degrees, 0.01}, // lon, lat: beyond 90 must be a longitude
		{"-111.544318 31.483269", Degrees, 0.01},
		{"31.483269;-111.544318", Degrees, 0.01},
		{"(31.483269, -111.544318)", Degrees, 0.01},
		{"31.483269N 111.544318W", Degrees, 0.01},
		{"31.483269 n, 111.544318 o", Degrees, 0.01}, // oeste
		{"W111.544318 N31.483269", Degrees, 0.01},
		{"N 31.483269 W 111.544318", Degrees, 0.01},
		{"31.483269°, −111.544318°", Degrees, 0.01},
		{`31°28'59.77"N 111°32'39.54"W`, DMS, 0.5},
		{`31° 28′ 59.77″ N, 111° 32′ 39.54″ W`, DMS, 0.5},
		{`N31°28'59.77" W111°32'39.54"`, DMS, 0.5},
		{"31 28 59.77 N 111 32 39.54 W", DMS, 0.5},
		{"31 28 59.77 -111 32 39.54", DMS, 0.5},
		{"31:28:59.77, -111:32:39.54", DMS, 0.5},
		{`31d28'59.77"N 111d32'39.54"W`, DMS, 0.5},
		{"312859.77N 1113239.54W", DMS, 0.5},
		{"312859.77N1113239.54W", DMS, 0.5},
		{"N312859.77 W1113239.54", DMS, 0.5},
		{"1113239.54o, 312859.77n", DMS, 0.5},
		{"31-28-59.77N 111-32-39.54W", DMS, 0.5},
		{"N31-28-59.77, W111-32-39.54", DMS, 0.5},
		{"31–28.9961N/111–32.6591W", DDM, 0.3},
		{"312900N 1113240W", DMS, 16},
		{"3128.9961N 11132.6591W", DDM, 0.3},
		{"N3128.9961W11132.6591", DDM, 0.3},
		{"3129N 11133W", DDM, 600},
		{"31°28.9961'N 111°32.6591'W", DDM, 0.3},
		{"31 28.9961 -111 32.6591", DDM, 0.3},
		{"N31 28.9961 W111 32.6591", DDM, 0.3},
		{"12RVV4829983290", MGRS, 0.8},
		{"12R VV 48299 83290", MGRS, 0.8},
		{"12r vv 48299 83290", MGRS, 0.8},
		{"12RVV48298329", MGRS, 8},
		{"12RVV482832", MGRS, 72},
		{"12RVV4883", MGRS, 710},
		{"12RVV48", MGRS, 7100},
		{"12R 448299.65 3483290.55", UTMGrid, 0.01},
		{"12N 448299.65 3483290.55", UTMGrid, 0.01},
		{"12 448299.65 3483290.55", UTMGrid, 0.01},
		{"12R 448299.65mE 3483290.55mN", UTMGrid, 0.01},
		{"12 E448299.65 N3483290.55", UTMGrid, 0.01},
		{"12R 0448300 3483291", UTMGrid, 0.72},
	} {
		p, notation, err := ParseCoordinate(c.text)
		if err != nil || notation != c.notation || Distance(p, sasabe) > c.withinM {
			t.Errorf("%q: %v (%s), %v: %.3f m off", c.text, p, notation, err, Distance(p, sasabe))
		}
	}
}

func TestParseCoordinateOfBandS(t *testing.T) {
	// North of 32 the band is S, which elsewhere means south.
	p, _, err := ParseCoordinate("12S 506778 3559848")
	if err != nil || !near(p[1], 32.1751, 1e-3) {
		t.Errorf("Tucson reads as %v, %v", p, err)
	}
	p, _, err = ParseCoordinate("19S 548449 1117373") // no northing of band S
	if err != nil || !near(p[1], -80, 1e-3) {
		t.Errorf("80 S reads as %v, %v", p, err)
	}
}

func TestParseCoordinateSaysWhatItIsAbout(t *testing.T) {
	for text, want := range map[string]string{
		"31.5 110.9": "minus", "31.5": "coordinate", "61R 636959 3467588": "utm", "61RXV3695967588": "mgrs",
	} {
		_, _, err := ParseCoordinate(text)
		var e *geo.Error
		if !errors.As(err, &e) || e.Op != want {
			t.Errorf("%q: %v, want one about %s", text, err, want)
		}
	}
}

func TestParseCoordinateSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "give latitude and longitude",
		"hello":                      "has no meaning here",
		"31.5":                       "give latitude and longitude",
		"31.5, -110.9, 5":            "give latitude and longitude",
		"31.5 110.9":                 "write -110.9 or 110.9 W",
		"110.9, 31.5":                "write -110.9 or 110.9 W",
		"95, 95":                     "not on Earth",
		"31.5, -200":                 "not on Earth",
		"31 65 -110 5":               "too many minutes",
		"31.5 20 -110 5":             "only the last part",
		"31.5N 30.2N":                "both halves are of one kind",
		"31.5W 30.2E":                "both halves are of one kind",
		"-31.5N 110W":                "not both",
		"31-30-00 111-30-00W":        "give latitude and longitude", // signs, where a half has no letter
		"31 20 5 N 110 W":            "write both alike",
		"316500N 1113000W":           "too many minutes",
		"313000N 11130W":             "write both alike",
		"E448300 N3483291":           "give zone, easting and northing", // packed like neither half
		"31.5N 110.9W E":             "without a number",
		"1.2.3, 4":                   "is not a number",
		"636959 3467588":             "give zone, easting and northing",
		"61R 636959 3467588":         "zones run from 1 to 60",
		"12R 36959 3467588":          "outside 100,000",
		"12R 636959 13467588":        "beyond 10,000,000",
		"12R 636959 9900000":         "beyond 84 N",
		"12RXV369596758":             "cannot be halved",
		"12RXV369596758812":          "cannot be halved",
		"12RAV3695967588":            "no square AV",
		"12DXV3695967588":            "is not in 12D",
		"61RXV3695967588":            "zone 61 does not exist",
		strings.Repeat("1 ", 60):     "longer than",
		"31.5, -110.9 // drop table": "has no meaning here",
	} {
		_, _, err := ParseCoordinate(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if err != nil && geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%q: code %s", text, geo.CodeOf(err))
		}
	}
}

func TestFormatsCarry(t *testing.T) {
	p := orb.Point{-110.99999999, 31.99999999}
	for n, want := range map[Notation]string{
		Degrees: "32.00000, -111.00000",
		DMS:     `32°00'00.0"N 111°00'00.0"W`,
		DDM:     "32°00.000'N 111°00.000'W",
	} {
		if got := Format(p, n); got != want {
			t.Errorf("%s: %s, want %s", n, got, want)
		}
	}
}

func TestFormatsOfPointsThatHaveNone(t *testing.T) {
	for _, p := range []orb.Point{{math.NaN(), 31}, {-111, math.Inf(1)}, {-111, 91}, {181, 0}} {
		for _, n := range Notations() {
			if got := Format(p, n); got != "" {
				t.Errorf("%v as %s: %q", p, n, got)
			}
		}
	}
	for _, p := range []orb.Point{{0, 84.1}, {0, -80.1}, {0, 90}} {
		if got := FormatMGRS(p, 5) + FormatUTM(p); got != "" {
			t.Errorf("%v has a grid position: %q", p, got)
		}
	}
}

func TestMGRSDigits(t *testing.T) {
	p := orb.Point{-109.560374, 31.334679}
	for digits, want := range []string{"12RXV", "12RXV36", "12RXV3667", "12RXV369675", "12RXV36956758", "12RXV3695967588"} {
		if got := FormatMGRS(p, digits); got != want {
			t.Errorf("%d digits: %s, want %s", digits, got, want)
		}
	}
}

// A square tells no more than is known: never narrower than the uncertainty
// allows by a power of ten, never wider than the uncertainty.
func TestMGRSDigitsFollowTheUncertainty(t *testing.T) {
	for radius, want := range map[float64]int{
		0: 5, 0.5: 5, 1: 5, 9: 5, 10: 4, 99: 4, 100: 3, 300: 3, 2000: 2, 5000: 2, 15_000: 1, 500_000: 1,
	} {
		if got := MGRSDigits(radius); got != want {
			t.Errorf("known to %g m: %d digits, want %d", radius, got, want)
		}
	}
}

func FuzzParseCoordinate(f *testing.F) {
	for _, seed := range []string{
		"31.483269, -111.544318", `31°28'59.77"N 111°32'39.54"W`, "31 28.9961 -111 32.6591", "12RVV4829983290",
		"12R 448299.65 3483290.55", "12 E448299.65 N3483290.55", "60XZZ99", "1CAA", "0RXV12", "N S E W", "-,-", "..",
		"99999999999999999999, 1", "31.5 110.9", "º'\"", "\xff\xfe", "12S 506778 3559848", "1 2 3 4 5 6", "- 1 - 2",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, notation, err := ParseCoordinate(text)
		if err != nil {
			if geo.CodeOf(err) != geo.Invalid {
				t.Fatalf("%q: code %s", text, geo.CodeOf(err))
			}
			return
		}
		if !onEarth(p) {
			t.Fatalf("%q reads as %v", text, p)
		}
		if written := Format(p, notation); written != "" {
			if _, _, err := ParseCoordinate(written); err != nil && !lostMinus(p) {
				t.Fatalf("%q reads as %v, written %q, not read back: %v", text, p, written, err)
			}
		}
	})
}
