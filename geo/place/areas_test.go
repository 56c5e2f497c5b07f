package place

import (
	"math"
	"strings"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
)

// The study area holds what is within 100 km of the line, by our own distance,
// and nothing else. Its edge on land is where the distance is 100 km, less at
// most shortM: where two arcs meet, near -113.77, 33.13, a sliver is cut off.
func TestStudyAreaIsWithin100Km(t *testing.T) {
	r := seeded(t)
	area, line := StudyArea(), Border()
	const shortM = 250
	inside, land := 0, 0
	for range 20_000 {
		p := around(r)
		d := line.Locate(p).DistanceM
		onSide := line.Locate(p).Region != geo.SideOther // Arizona or Sonora: land for sure
		between := p[0] > -115.2 && p[0] < -108.4
		switch contains := area.Contains(p); {
		case contains && (d > 100_030 || !between):
			t.Fatalf("%v is in the study area, %.0f m from the line", p, d)
		case contains:
			inside++
		case onSide && between && d < 100_000-shortM && !nearCoast(p):
			t.Fatalf("%v is land %.0f m from the line, but not in the study area", p, d)
		}
		if onSide {
			land++
		}
	}
	if inside < 3_000 || land < 7_000 {
		t.Errorf("only %d points inside and %d on land: the test tests little", inside, land)
	}
}

// nearCoast: the coast of the study area comes from the same shapes as Sonora,
// but slivers of the river's mouth are left out of it.
func nearCoast(p orb.Point) bool { return p[0] < -114.4 && p[1] < 32.1 }

func TestStudyAreaSize(t *testing.T) {
	km2 := km2Of(StudyArea())
	// 598 km of line, 200 km wide, less the Gulf of California, plus the ends.
	if km2 < 115_000 || km2 > 140_000 {
		t.Errorf("%.0f km2", km2)
	}
	if id := StudyArea().ID; len(id) != 12 || strings.Trim(id, "0123456789abcdef") != "" {
		t.Errorf("ID %q", id)
	}
}

// Published land and water areas: Arizona 295,234 km2 (US Census), Sonora
// 179,355 km2 (INEGI, land). The generalised shapes are within 1 %.
func TestAreasOfTheStates(t *testing.T) {
	for name, want := range map[string]float64{Arizona: 295_234, Sonora: 179_355} {
		area, _ := Coverage(name)
		if got := km2Of(area); math.Abs(got/want-1) > 0.01 {
			t.Errorf("%s has %.0f km2, want about %.0f", name, got, want)
		}
	}
	if _, ok := Coverage("atlantis"); ok {
		t.Error("there is an atlantis")
	}
}

func TestShapeIDNamesTheGeometry(t *testing.T) {
	square := orb.MultiPolygon{{{{-111, 31}, {-110, 31}, {-110, 32}, {-111, 32}, {-111, 31}}}}
	moved := orb.MultiPolygon{{{{-111, 31}, {-110, 31}, {-110, 32}, {-111, 32.0000001}, {-111, 31}}}}
	a, b := NewArea("a", square).ID, NewArea("b", square).ID
	if a != b {
		t.Errorf("one geometry, two ids: %s and %s", a, b)
	}
	if c := NewArea("a", moved).ID; c == a {
		t.Errorf("two geometries, one id: %s", c)
	}
}

const ring = `[[-111,31],[-110,31],[-110,32],[-111,32],[-111,31]]`

func TestReadStudyArea(t *testing.T) {
	polygon := `{"type":"Polygon","coordinates":[` + ring + `]}`
	feature := `{"type":"Feature","properties":{},"geometry":` + polygon + `}`
	for name, body := range map[string]string{
		"polygon":       polygon,
		"multi polygon": `{"type":"MultiPolygon","coordinates":[[` + ring + `]]}`,
		"feature":       feature,
		"collection":    `{"type":"FeatureCollection","features":[` + feature + `]}`,
	} {
		area, err := ReadStudyArea(strings.NewReader(body))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !area.Contains(orb.Point{-110.5, 31.5}) || area.Contains(orb.Point{-109, 31.5}) {
			t.Errorf("%s: wrong contents", name)
		}
	}
}

func TestReadStudyAreaSaysWhatIsWrong(t *testing.T) {
	for want, body := range map[string]string{
		"not GeoJSON":                `hello`,
		"holds a Point":              `{"type":"Point","coordinates":[1,2]}`,
		"holds a LineString":         `{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}`,
		"no polygon":                 `{"type":"FeatureCollection","features":[]}`,
		"not closed":                 `{"type":"Polygon","coordinates":[[[-111,31],[-110,31],[-110,32],[-111,32]]]}`,
		"not a longitude":            `{"type":"Polygon","coordinates":[[[500000,3500000],[600000,3500000],[600000,3600000],[500000,3500000]]]}`,
		"needs at least 1 km2":       `{"type":"Polygon","coordinates":[[[-111,31],[-111,31],[-111,31],[-111,31]]]}`,
		"has no ring":                `{"type":"Polygon","coordinates":[]}`,
		"a feature without geometry": `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":null}]}`,
	} {
		_, err := ReadStudyArea(strings.NewReader(body))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
		if code := geo.CodeOf(err); code != geo.Invalid {
			t.Errorf("%s: code %s", want, code)
		}
	}
}

func FuzzReadStudyArea(f *testing.F) {
	f.Add([]byte(`{"type":"Polygon","coordinates":[` + ring + `]}`))
	f.Add([]byte(`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[]]]}}`))
	f.Add([]byte(`{"type":"FeatureCollection","features":[null]}`))
	f.Add([]byte(`{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[]]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		area, err := ReadStudyArea(strings.NewReader(string(body)))
		if err != nil {
			return
		}
		b := area.Bound()
		area.Contains(b.Center())
		if len(area.Shape()) == 0 || !onEarth(b.Min) || !onEarth(b.Max) {
			t.Fatalf("accepted %v", area.Shape())
		}
	})
}

// The study area is land: no part of it is in the sea, and what lies between the
// coasts is.
func TestSeaIsNotLand(t *testing.T) {
	r := seeded(t)
	area, sea, line := StudyArea(), Sea(), Border()
	both, inSea := 0, 0
	for range 20_000 {
		p := around(r)
		switch {
		case !sea.Contains(p):
		case area.Contains(p), line.Region(p) != geo.SideOther:
			both++
		default:
			inSea++
		}
	}
	if both > 5 || inSea < 300 { // slivers on coasts that were simplified by themselves
		t.Errorf("%d points are on land and in the sea, %d in the sea", both, inSea)
	}
	for _, c := range []struct {
		name string
		at   orb.Point
		want bool
	}{
		{"off Puerto Peñasco", orb.Point{-113.6, 31.2}, true}, {"Puerto Peñasco", orb.Point{-113.53, 31.33}, false},
		{"the middle of the Gulf", orb.Point{-113.8, 30.3}, true}, {"off Ensenada's coast", orb.Point{-116.2, 30.2}, true},
		{"Nogales", orb.Point{-110.94, 31.34}, false}, {"San Felipe", orb.Point{-114.87, 31.02}, false}, {"Tiburón", orb.Point{-112.33, 28.98}, false},
	} {
		if got := sea.Contains(c.at); got != c.want {
			t.Errorf("%s: in the sea is %v", c.name, got)
		}
	}
}

// km2Of sums the areas of the polygons, which do not overlap.
func km2Of(area *Area) (km2 float64) {
	for _, polygon := range area.Shape() {
		km2 += AreaM2(polygon) / 1e6
	}
	return km2
}
