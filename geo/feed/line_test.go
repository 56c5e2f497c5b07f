package feed

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"linea/geo"
	earth "linea/geo/place"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

var threePoints = orb.LineString{{-111, 31.5}, {-110.9, 31.6}, {-110.8, 31.5}}

const gpxOfThree = `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="40" lon="-100"><name>no line</name></wpt>
<trk><name>A name &amp; more</name>
<trkseg><trkpt lat="31.5" lon="-111"><ele>900</ele><time>2024-01-01T00:00:00Z</time></trkpt><trkpt lon="-110.9" lat="31.6"/></trkseg>
<trkseg><trkpt lat="31.5" lon="-110.8"></trkpt></trkseg></trk>
</gpx>`

const kmlOfThree = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><Placemark>
<Point><coordinates>-100,40</coordinates></Point></Placemark><Placemark><LineString><tessellate>1</tessellate><coordinates>
 -111,31.5,900
 -110.9,31.6 -110.8,31.5,0 </coordinates></LineString></Placemark>
<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,2 3,1 1,1</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
</Folder></Document></kml>`

func TestReadLine(t *testing.T) {
	for name, c := range map[string]struct{ format, text string }{
		"gpx track":          {"gpx", gpxOfThree},
		"gpx with BOM":       {"gpx", "\ufeff" + gpxOfThree},
		"gpx route":          {"gpx", `<gpx><rte><rtept lat="31.5" lon="-111"/><rtept lat="31.6" lon="-110.9"/><rtept lat="31.5" lon="-110.8"/></rte></gpx>`},
		"kml":                {"kml", kmlOfThree},
		"kml track":          {"kml", `<kml xmlns:gx="g"><Placemark><gx:Track><when>x</when><gx:coord>-111 31.5 0</gx:coord><gx:coord>-110.9 31.6 0</gx:coord><gx:coord>-110.8 31.5 0</gx:coord></gx:Track></Placemark></kml>`},
		"geojson":            {"geojson", `{"type":"LineString","coordinates":[[-111,31.5],[-110.9,31.6,5],[-110.8,31.5]]}`},
		"geojson feature":    {"geojson", ` {"type":"Feature","properties":{"a":[1]},"geometry":{"type":"LineString","coordinates":[[-111,31.5],[-110.9,31.6],[-110.8,31.5]]}}`},
		"geojson collection": {"geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null},{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,1]},{"type":"MultiLineString","coordinates":[[[-111,31.5],[-110.9,31.6],[-110.8,31.5]]]}]}}]}`},
		"csv":                {"csv", "lon,lat\n-111,31.5\n-110.9,31.6\n-110.8,31.5\n"},
		"csv of a logger":    {"csv", "time;Latitude;Longitude;note\r\n1;31.5;-111;a\r\n2;31.6;-110.9;\r\n\r\n3; 31.5 ; -110.8 ;c\r\n"},
		"csv with tabs":      {"csv", "x\ty\n-111\t31.5\n-110.9\t31.6\n-110.8\t31.5"},
	} {
		for _, format := range []string{"", c.format} {
			got, err := ReadLine(strings.NewReader(c.text), format)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if diff := cmp.Diff(&LineFile{Format: c.format, Lines: []orb.LineString{threePoints}}, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

func TestLongestLine(t *testing.T) {
	f, err := ReadLine(strings.NewReader(`{"type":"MultiLineString","coordinates":[[[-111,31],[-111.1,31]],[[-111,31],[-112,31]],[[-111,31],[-111.2,31],[-111.3,31]]]}`), "")
	if err != nil || len(f.Lines) != 3 || f.Lines[f.Longest()][1] != (orb.Point{-112, 31}) {
		t.Errorf("%+v %v", f, err)
	}
}

func TestReadLineRefuses(t *testing.T) {
	deep := strings.Repeat("<a>", 100)
	for name, c := range map[string]struct {
		text string
		code geo.Code
	}{
		"nothing":            {"", geo.Unsupported},
		"text":               {"hello", geo.Unsupported},
		"zip":                {"PK\x03\x04,,,", geo.Unsupported},
		"html":               {"<html><body></body></html>", geo.Unsupported},
		"cut gpx":            {gpxOfThree[:300], geo.Invalid},
		"cut kml":            {kmlOfThree[:260], geo.Invalid},
		"cut json":           {`{"type":"LineString","coordinates":[[-111,31.5],[`, geo.Invalid},
		"waypoints only":     {`<gpx><wpt lat="1" lon="1"/><wpt lat="2" lon="2"/></gpx>`, geo.Invalid},
		"one point":          {"lon,lat\n-111,31\n", geo.Invalid},
		"no header":          {"-111,31\n-110,31\n", geo.Invalid},
		"lon twice":          {"lon,lat,Lon\n-111,31,-112\n-110,31,-112\n", geo.Invalid},
		"words in csv":       {"lon,lat\n-111,31\nhere,there\n", geo.Invalid},
		"short row":          {"a,lon,lat\n1,-111,31\n2\n", geo.Invalid},
		"off the Earth":      {"lon,lat\n-111,31\n-111,95\n", geo.Invalid},
		"NaN":                {"lon,lat\n-111,31\nNaN,31\n", geo.Invalid},
		"lat missing":        {`<gpx><trk><trkseg><trkpt lon="1"/></trkseg></trk></gpx>`, geo.Invalid},
		"entity":             {`<!DOCTYPE gpx [<!ENTITY a "aaaa">]><gpx>&a;</gpx>`, geo.Invalid},
		"unknown entity":     {`<gpx><name>&boom;</name></gpx>`, geo.Invalid},
		"deep":               {"<gpx>" + deep, geo.Invalid},
		"latin-1":            {`<?xml version="1.0" encoding="ISO-8859-1"?><gpx></gpx>`, geo.Unsupported},
		"position too short": {`{"type":"LineString","coordinates":[[1],[2]]}`, geo.Invalid},
		"points only":        {`{"type":"Point","coordinates":[1,2]}`, geo.Invalid},
		"nested":             {strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 30) + strings.Repeat("]}", 30), geo.Invalid},
	} {
		if _, err := ReadLine(strings.NewReader(c.text), ""); geo.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// repeated gives a head and then the same bytes again and again.
type repeated struct {
	rest, body string
	left       int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.rest, r.left = r.body, r.left-1
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

//ci:plain
func TestReadLineIsBounded(t *testing.T) {
	points := &repeated{rest: "lon,lat\n", body: "-111,31.5\n", left: MaxLineVertices + 1}
	if _, err := ReadLine(points, ""); geo.CodeOf(err) != geo.TooLarge {
		t.Errorf("too many points: %v", err)
	}
	bytes := &repeated{rest: "<gpx><trk>", body: strings.Repeat(" ", 1000), left: 3 << 20}
	if _, err := ReadLine(bytes, ""); geo.CodeOf(err) != geo.TooLarge {
		t.Errorf("too many bytes: %v", err)
	}
}

func TestSimplifyKeepsToItsTolerance(t *testing.T) {
	const seed = 61
	r := rand.New(rand.NewPCG(seed, seed))
	line := orb.LineString{{-111, 31.5}}
	for len(line) < 3000 {
		last := line[len(line)-1]
		line = append(line, orb.Point{last[0] + 0.001*r.Float64(), last[1] + 0.0006*r.NormFloat64()})
	}
	for _, toleranceM := range []float64{5, 50, 500} {
		simpler, dropped := Simplify(line, toleranceM)
		if len(simpler)+dropped != len(line) || dropped == 0 || simpler[0] != line[0] || simpler[len(simpler)-1] != line[len(line)-1] {
			t.Fatalf("%g m: %d kept, %d dropped of %d", toleranceM, len(simpler), dropped, len(line))
		}
		path := earth.NewPolyline(simpler)
		for _, p := range line {
			if d := path.Nearest(p).DistanceM; d > 1.001*toleranceM+0.1 {
				t.Fatalf("%g m, seed %d: %v was left out %g m away", toleranceM, seed, p, d)
			}
		}
	}
	if same, dropped := Simplify(line, 0); dropped != 0 || len(same) != len(line) {
		t.Error("without a tolerance nothing is left out")
	}
	if two, dropped := Simplify(threePoints[:2], 1e6); dropped != 0 || len(two) != 2 {
		t.Error("two vertices stay")
	}
}

func TestSimplifySurvivesALineAgainstIt(t *testing.T) {
	line := make(orb.LineString, 50_000)
	for i := range line { // every vertex is the farthest of what is left
		line[i] = orb.Point{-111 + 1e-5*float64(i), 31 + 0.5*math.Pow(-1, float64(i))*(1-float64(i)/60_000)}
	}
	if simpler, _ := Simplify(line, 1); len(simpler) < 2 {
		t.Error(fmt.Sprint(len(simpler)))
	}
}

func FuzzReadLine(f *testing.F) {
	for _, text := range []string{gpxOfThree, kmlOfThree, "lon,lat\n1,2\n3,4\n", `{"type":"LineString","coordinates":[[1,2],[3,4]]}`, "<gpx><trk>", "<!DOCTYPE a><gpx/>"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, format := range append(LineFormats(), "") {
			got, err := ReadLine(strings.NewReader(string(body)), format)
			if err != nil {
				if code := geo.CodeOf(err); code == geo.Internal {
					t.Errorf("%v has no code", err)
				}
				continue
			}
			for _, line := range got.Lines {
				if len(line) < 2 {
					t.Errorf("a line of %d points", len(line))
				}
				for _, p := range line {
					if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
						t.Errorf("a point at %v", p)
					}
				}
				Simplify(line, 10)
			}
		}
	})
}
