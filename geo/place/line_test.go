package place

import (
	"encoding/csv"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

func features(t testing.TB, path ...string) []*geojson.Feature {
	t.Helper()
	body, err := os.ReadFile(sharedData(t, path...))
	if err != nil {
		t.Fatal(err)
	}
	fc, err := geojson.UnmarshalFeatureCollection(body)
	if err != nil {
		t.Fatal(err)
	}
	return fc.Features
}

func TestBorderKm(t *testing.T) {
	b := Border()
	if !near(b.ToKm(), 569, 0.5) {
		t.Errorf("the land line ends at km %.2f, want about 569", b.ToKm())
	}
	if !near(b.FromKm(), -29, 0.5) {
		t.Errorf("the river begins at km %.2f, want about -29 as drawn", b.FromKm())
	}
	monument205 := orb.Point{-114.8136, 32.4941}
	if fix := b.Locate(monument205); !near(fix.Km, 0, 0.2) || fix.DistanceM > 125 {
		t.Errorf("Monument 205: %+v", fix)
	}
	monument127 := orb.Point{-111.0748, 31.3322} // where the diagonal meets the parallel
	if fix := b.Locate(monument127); !near(fix.Km, 376.3, 0.5) || fix.DistanceM > 125 {
		t.Errorf("Monument 127: %+v", fix)
	}
	if d := Distance(b.At(b.ToKm()), orb.Point{-109.0502, 31.33225}); d > 200 {
		t.Errorf("the line ends %v m from the corner of New Mexico", d)
	}
}

func TestBorderRoundTrip(t *testing.T) {
	r := seeded(t)
	b := Border()
	for range 5000 {
		km := b.FromKm() + r.Float64()*b.LengthKm()
		fix := b.Locate(b.At(km))
		if !near(fix.Km, km, 1e-4) || fix.DistanceM > 0.01 {
			t.Fatalf("km %v comes back as %+v", km, fix)
		}
		p := around(r)
		fix = b.Locate(p)
		if d := Distance(p, b.At(fix.Km)); !near(d, fix.DistanceM, 0.1+d*5e-6) {
			t.Fatalf("%v: km %v is %v m away, not %v", p, fix.Km, d, fix.DistanceM)
		}
	}
}

func TestBorderBetween(t *testing.T) {
	b := Border()
	part := b.Between(100, 250)
	if !near(Length(part), 150_000, 0.1) {
		t.Errorf("km 100 to 250 is %v m long", Length(part))
	}
	for _, p := range part {
		if fix := b.Locate(p); fix.DistanceM > 0.1 || fix.Km < 99.99 || fix.Km > 250.01 {
			t.Errorf("%v is no part of it: %+v", p, fix)
		}
	}
	west := b.Between(250, 100)
	slices.Reverse(west)
	if !slices.Equal(west, part) {
		t.Error("westward is not eastward reversed")
	}
	if whole := b.Between(-1000, 1000); !near(Length(whole)/1000, b.LengthKm(), 1e-6) {
		t.Errorf("the whole line is %v m, not %v km", Length(whole), b.LengthKm())
	}
}

// The independent line of OpenStreetMap is the judge of our accuracy.
func TestLineAccuracyIsAsStated(t *testing.T) {
	embedded := Border()
	errors := map[string][]float64{}
	for _, f := range features(t, "boundary", "az_sonora_boundary.geojson") {
		part := "land"
		if f.Properties["segment"] == "colorado_river" {
			part = "river"
		}
		for _, p := range Densify(f.Geometry.(orb.LineString), 50) {
			errors[part] = append(errors[part], embedded.Locate(p).DistanceM)
		}
	}
	for part, limits := range map[string][2]float64{
		"land":  {LineMedianErrorM, LineWorstErrorM},
		"river": {RiverMedianErrorM, RiverWorstErrorM},
	} {
		e := errors[part]
		slices.Sort(e)
		median, worst := e[len(e)/2], e[len(e)-1]
		t.Logf("%s: median %.0f m, worst %.0f m at %d points", part, median, worst, len(e))
		if median > limits[0]+1 || worst > limits[1]+1 {
			t.Errorf("%s: median %.1f m and worst %.1f m, stated %v", part, median, worst, limits)
		}
	}
}

// The counts of reference-vectors/SOURCE.md: rows of the OGIS file within so
// many km of the land line, and how many rows lie within 100 m of each limit.
func TestIncidentsWithinKmOfTheLine(t *testing.T) {
	points := ogisPoints(t)
	if len(points) != 4300 {
		t.Fatalf("%d points, want 4,300", len(points))
	}
	b := Border()
	embedded := NewPolyline(b.Between(0, b.ToKm()))
	reference := referenceLandLine(t)
	for i, km := range []float64{1, 2, 5, 10, 25, 50, 100} {
		want := []int{110, 165, 356, 654, 1415, 2835, 3876}[i]
		slack := []int{11, 16, 11, 10, 13, 11, 3}[i]
		if got := countWithin(reference, points, km*1000); got != want {
			t.Errorf("%v km of the reference line: %d, want exactly %d", km, got, want)
		}
		if got := countWithin(embedded, points, km*1000); got < want-slack || got > want+slack {
			t.Errorf("%v km of the embedded line: %d, want %d give or take %d", km, got, want, slack)
		}
	}
}

func countWithin(line *Polyline, points []orb.Point, radiusM float64) int {
	n := 0
	for _, p := range points {
		if line.Nearest(p).DistanceM <= radiusM {
			n++
		}
	}
	return n
}

func referenceLandLine(t testing.TB) *Polyline {
	var line orb.LineString
	for _, f := range features(t, "boundary", "az_sonora_boundary.geojson") {
		if f.Properties["segment"] != "colorado_river" {
			line = append(line, f.Geometry.(orb.LineString)...)
		}
	}
	return NewPolyline(line)
}

// ogisPoints reads the coordinates of the OGIS file of October 2024.
func ogisPoints(t testing.TB) []orb.Point {
	t.Helper()
	body, err := os.ReadFile(sharedData(t, "ogis-migrant-deaths", "ogis_2024-10.csv"))
	if err != nil {
		t.Fatal(err)
	}
	// One row writes quotes as \" instead of "".
	rows := csv.NewReader(strings.NewReader(strings.ReplaceAll(string(body), `\"`, `""`)))
	rows.FieldsPerRecord = -1
	header, err := rows.Read()
	if err != nil {
		t.Fatal(err)
	}
	lon, lat := slices.Index(header, "Longitude"), slices.Index(header, "Latitude")
	var out []orb.Point
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, orb.Point{num(t, row[lon]), num(t, row[lat])})
	}
}

func TestSide(t *testing.T) {
	for _, c := range []struct {
		name    string
		p       orb.Point
		radiusM float64
		want    geo.Side
	}{
		{"Nogales, Arizona", orb.Point{-110.93425, 31.34038}, 0, geo.SideAZ},
		{"Nogales, Sonora", orb.Point{-110.94217, 31.30862}, 0, geo.SideSon},
		{"Nogales, Arizona, to 300 m", orb.Point{-110.93425, 31.34038}, 300, geo.SideAZ},
		{"Nogales, Arizona, to 2 km", orb.Point{-110.93425, 31.34038}, 2000, geo.SideLine},
		{"Nogales, Sonora, to 15 km", orb.Point{-110.94217, 31.30862}, 15_000, geo.SideLine},
		{"Tucson", orb.Point{-110.92648, 32.22174}, 2000, geo.SideAZ},
		{"Hermosillo", orb.Point{-110.97732, 29.1026}, 15_000, geo.SideSon},
		{"San Luis Río Colorado", orb.Point{-114.77186, 32.45612}, 0, geo.SideSon},
		{"San Luis, Arizona", orb.Point{-114.78218, 32.487}, 0, geo.SideAZ},
		{"Agua Prieta", orb.Point{-109.54876, 31.33071}, 0, geo.SideSon},
		{"Los Algodones, Baja California", orb.Point{-114.73333, 32.7}, 0, geo.SideOther},
		{"El Centro, California", orb.Point{-115.56305, 32.792}, 0, geo.SideOther},
		{"Lordsburg, New Mexico", orb.Point{-108.70866, 32.35036}, 0, geo.SideOther},
		{"Janos, Chihuahua", orb.Point{-108.19431, 30.88909}, 0, geo.SideOther},
		{"Gulf of California", orb.Point{-113.5, 30.8}, 0, geo.SideOther},
		{"beside the river, to 5 km", orb.Point{-114.73333, 32.7}, 5000, geo.SideLine},
	} {
		if got := Border().Side(c.p, c.radiusM); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Along the land line there is no ground between Arizona and Sonora and none
// that both claim, and South says the same as the polygons.
func TestSidesMeetOnTheLine(t *testing.T) {
	r := seeded(t)
	b := Border()
	for range 5_000 {
		km := 0.5 + r.Float64()*(b.ToKm()-1)
		_, az := Inverse(b.At(km), b.At(km+0.01))
		offset := math.Pow(10, -1+3*r.Float64()) // 0.1 to 100 m
		north, south := Direct(b.At(km), az-90, offset), Direct(b.At(km), az+90, offset)
		if fix := b.Locate(north); fix.Region != geo.SideAZ || fix.South {
			t.Fatalf("%.1f m north of km %.3f: %+v", offset, km, fix)
		}
		if fix := b.Locate(south); fix.Region != geo.SideSon || !fix.South {
			t.Fatalf("%.1f m south of km %.3f: %+v", offset, km, fix)
		}
	}
}

func TestFixSide(t *testing.T) {
	fix := Fix{DistanceM: 300, Region: geo.SideAZ}
	for radius, want := range map[float64]geo.Side{0: geo.SideAZ, 300: geo.SideAZ, 301: geo.SideLine} {
		if got := fix.Side(radius); got != want {
			t.Errorf("radius %v: %v", radius, got)
		}
	}
	if got := (Fix{Region: geo.SideSon}).Side(0); got != geo.SideSon {
		t.Errorf("on the line with an unstated radius: %v", got)
	}
}

// INEGI's municipios judge the outline of Sonora, whose shapes are generalised:
// what NOTICE.md says of them must stay true.
func TestSonoraAgainstMunicipios(t *testing.T) {
	sonora, _ := Coverage(Sonora)
	var edges []*Polyline
	for _, polygon := range sonora.Shape() {
		edges = append(edges, NewPolyline(orb.LineString(polygon[0])))
	}
	vertices, far, worst := 0, 0, 0.0
	for _, f := range features(t, "basemap-layers", "sonora_municipios_2021.geojson") {
		for _, polygon := range multiPolygon(f.Geometry) {
			for _, p := range polygon[0] {
				vertices++
				if sonora.Contains(p) {
					continue
				}
				d := math.Inf(1)
				for _, e := range edges {
					d = min(d, e.Nearest(p).DistanceM)
				}
				worst = max(worst, d)
				if d > 2000 {
					far++
				}
			}
		}
	}
	t.Logf("%d of %d vertices lie over 2 km outside, the worst %.0f m", far, vertices, worst)
	if worst > 31_500 || float64(far) > 0.025*float64(vertices) {
		t.Errorf("%d of %d vertices lie over 2 km outside, the worst %.0f m", far, vertices, worst)
	}
}
