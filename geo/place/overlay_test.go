package place

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/paulmach/orb"
)

func overlaysOf(files map[string]string) *Overlays {
	folder := fstest.MapFS{}
	for name, body := range files {
		folder[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return ReadOverlays(folder)
}

const square = `{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}`

func collection(members, features string) string {
	return `{"type":"FeatureCollection"` + members + `,"features":[` + features + `]}`
}

func featureOf(geometry, more string) string {
	return `{"type":"Feature","geometry":` + geometry + more + `}`
}

func TestOverlaySaysWhatItIs(t *testing.T) {
	named := featureOf(square, `,"properties":{"NAME":"Ajo","id":7}`)
	for _, tt := range []struct {
		name, file string
		files      map[string]string
		want       Overlay
	}{
		{"members of the file", "Patrol Sectors.v2.GeoJSON",
			map[string]string{"Patrol Sectors.v2.GeoJSON": collection(`,"title":"Sectors","attribution":"County","license":"CC0","accuracy_m":30`, named)},
			Overlay{Name: "patrol-sectors-v2", Title: "Sectors", Credit: "County", License: "CC0", AccuracyM: 30, Features: 1, Geometry: "polygon"}},
		{"a note beside it", "water.json",
			map[string]string{
				"water.json":       collection(``, featureOf(`{"type":"Point","coordinates":[-111,32,500]}`, ``)+`,`+featureOf(`{"type":"MultiPoint","coordinates":[[-112,31]]}`, ``)),
				"water.credit.txt": "Humane Borders: poster of 2019\nAccuracy_m: 8000\nlicence: with credit\n",
			},
			Overlay{Name: "water", Title: "Water", Credit: "Humane Borders: poster of 2019", License: "with credit", AccuracyM: 8000, Features: 2, Geometry: "point"}},
		{"the file wins over the note", "a_b.geojson",
			map[string]string{"a_b.geojson": collection(`,"credit":"file"`, named), "a_b.credit.txt": "credit: note"},
			Overlay{Name: "a_b", Title: "A b", Credit: "file", Features: 1, Geometry: "polygon"}},
		{"old crs, mixed, a single feature", "m.json",
			map[string]string{"m.json": collection(`,"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}`,
				named+`,`+featureOf(`{"type":"LineString","coordinates":[[0,0],[1,1]]}`, ``))},
			Overlay{Name: "m", Title: "M", Features: 2, Geometry: "mixed"}},
		{"a bare geometry", "g.json", map[string]string{"g.json": square}, Overlay{Name: "g", Title: "G", Features: 1, Geometry: "polygon"}},
		{"a table", "stations.csv", map[string]string{"stations.csv": "longitude,latitude,Name\r\n-111.5,31.9,Elephant\r\nx,y,z\r\n"},
			Overlay{Name: "stations", Title: "Stations", Features: 1, Geometry: "point"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := overlaysOf(tt.files)
			if len(o.List()) != 1 {
				t.Fatalf("%d overlays, problems %v", len(o.List()), o.Problems())
			}
			got := *o.List()[0]
			want := tt.want
			want.Bound, want.Body, want.Hash, want.shapes = got.Bound, got.Body, got.Hash, got.shapes
			if got.Name != want.Name || got.Title != want.Title || got.Credit != want.Credit || got.License != want.License ||
				got.AccuracyM != want.AccuracyM || got.Features != want.Features || got.Geometry != want.Geometry {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestOverlayTitlesArePlain(t *testing.T) {
	files := map[string]string{}
	for _, stem := range []string{"us_counties_usatlas10m", "border_fence_clip", "roads_az_tiger2021", "sector-4", "clip", "áreas_de_rescate", "rivers_ne10m", "rivers_osm"} {
		files[stem+".json"] = square
	}
	var titles []string
	for _, v := range overlaysOf(files).List() {
		titles = append(titles, v.Title)
	}
	// Two that would be called "Rivers" keep their names.
	want := []string{"Border fence", "Clip", "rivers_ne10m", "rivers_osm", "Roads AZ", "Sector 4", "US counties", "Áreas de rescate"}
	slices.Sort(titles)
	slices.Sort(want)
	if !slices.Equal(titles, want) {
		t.Errorf("%q, want %q", titles, want)
	}
}

func TestOverlayNamesItsFeatures(t *testing.T) {
	o := overlaysOf(map[string]string{"x.json": collection("", strings.Join([]string{
		featureOf(square, `,"id":12`), featureOf(square, `,"properties":{"NAME":"Ajo","id":7}`),
		featureOf(square, `,"properties":{"name":"Ajo"}`), featureOf(square, `,"properties":{"ID":"z9"}`),
		featureOf(square, `,"properties":{"other":"w"}`), featureOf(square, `,"properties":null`),
		featureOf("null", ``), featureOf(`{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}`, ``),
	}, ","))})
	overlay, ok := o.Find("x")
	if !ok {
		t.Fatal(o.Problems())
	}
	var body struct {
		Features []struct {
			ID string `json:"id"`
		} `json:"features"`
	}
	if err := json.Unmarshal(overlay.Body, &body); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range body.Features {
		ids = append(ids, f.ID)
		if _, err := o.Polygon("x:" + f.ID); err != nil {
			t.Errorf("x:%s: %v", f.ID, err)
		}
	}
	if got := strings.Join(ids, " "); got != "12 Ajo Ajo-2 z9 5 6" {
		t.Errorf("ids %s", got)
	}
	if p := o.Problems(); len(p) != 1 || !strings.Contains(p[0].Detail, "2 of its features") {
		t.Errorf("problems %v", p)
	}
	if polygons := overlay.Polygons(); len(polygons) != 5 || polygons[1].Name != "Ajo" || len(polygons[1].Shape) != 2 {
		t.Errorf("polygons of one name are one: %v", polygons)
	}
	east := `{"type":"Polygon","coordinates":[[[10,0],[12,0],[12,2],[10,2],[10,0]]]}`
	two := overlaysOf(map[string]string{"y.json": collection("", featureOf(square, `,"properties":{"name":"Ajo"}`)+","+featureOf(east, `,"id":"e","properties":{"name":"Ajo"}`))})
	both, err := two.Polygon("y:Ajo")
	if err != nil || !PolygonContains(both, orb.Point{1, 1}) || !PolygonContains(both, orb.Point{11, 1}) || PolygonContains(both, orb.Point{5, 1}) {
		t.Errorf("a name is all features of that name: %v %v", both, err)
	}
	if one, err := two.Polygon("y:e"); err != nil || PolygonContains(one, orb.Point{1, 1}) || !PolygonContains(one, orb.Point{11, 1}) {
		t.Errorf("an id is one feature: %v %v", one, err)
	}
	for _, ref := range []string{"x:nobody", "y:12", "x", ""} {
		if _, err := o.Polygon(ref); err == nil {
			t.Errorf("%q found", ref)
		}
	}
}

func TestBadOverlaysAreReportedByName(t *testing.T) {
	bad := map[string]string{
		"empty.json":     ``,
		"cut.json":       `{"type":"FeatureCollection","features":[{"type":`,
		"array.json":     `[1,2]`,
		"none.json":      collection("", ""),
		"metres.geojson": collection("", featureOf(`{"type":"Point","coordinates":[500000,3500000]}`, "")),
		"utm.geojson":    collection(`,"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::26912"}}`, featureOf(square, "")),
		"topo.json":      `{"type":"Topology","objects":{}}`,
		"null.json":      collection("", featureOf("null", "")),
		"table.csv":      "a,b\n1,2\n",
		"quote.csv":      "lon,lat\n\"1,2\n",
		"same.geojson":   square, // same.json is read later and has the same name
		"same.json":      square,
	}
	o := overlaysOf(bad)
	if len(o.List()) != 1 || o.List()[0].Name != "same" {
		t.Errorf("overlays %v", o.List())
	}
	for _, p := range o.Problems() {
		if _, ok := bad[p.File]; !ok || p.Detail == "" {
			t.Errorf("problem %+v", p)
		}
		delete(bad, p.File)
	}
	if len(bad) != 1 {
		t.Errorf("not reported: %v", bad)
	}
	if gone := ReadOverlays(os.DirFS(filepath.Join(t.TempDir(), "gone"))); len(gone.Problems()) != 1 {
		t.Errorf("a missing folder: %v", gone.Problems())
	}
}

// A polygon bridged together from parts holds the same points as its parts.
func TestBridgedPolygonHoldsWhatItsPartsHold(t *testing.T) {
	const seed = 3
	r := rand.New(rand.NewPCG(seed, 0))
	box := func(x, y, size float64) orb.Ring {
		return orb.Ring{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}
	}
	shape := orb.MultiPolygon{
		{box(0, 0, 3), box(1, 1, 1)}, {box(5, 0.3, 1)}, {box(-4, 6, 2)}, {box(2.2, 7.7, 1), box(2.5, 7.9, 0.2)},
	}
	region, joined := NewRegion(shape), bridged(shape)
	inside := 0
	for range 20_000 {
		p := orb.Point{r.Float64()*14 - 5, r.Float64() * 10}
		want := region.Contains(p)
		if got := PolygonContains(joined, p); got != want {
			t.Fatalf("seed %d: %v inside %v, want %v", seed, p, got, want)
		}
		if NewRegion(orb.MultiPolygon{joined}).Contains(p) != want {
			t.Fatalf("seed %d: %v in a Region", seed, p)
		}
		if want {
			inside++
		}
	}
	if inside < 500 {
		t.Fatalf("only %d points inside", inside)
	}
}

func TestRealOverlays(t *testing.T) {
	o := ReadOverlays(os.DirFS(sharedFolder(t, "basemap-layers")))
	for _, p := range o.Problems() {
		t.Errorf("%s: %s", p.File, p.Detail)
	}
	for name, want := range map[string]struct {
		features int
		geometry string
		polygons int
	}{
		"sonora_municipios_2021": {61, "polygon", 61}, "us_counties_usatlas10m": {26, "polygon", 26},
		"roads_az_tiger2021": {1030, "line", 0}, "populated_places_ne10m": {31, "point", 0},
	} {
		v, ok := o.Find(name)
		if !ok {
			t.Fatalf("%s is missing", name)
		}
		if v.Features != want.features || v.Geometry != want.geometry || len(v.Polygons()) != want.polygons {
			t.Errorf("%s: %d features, %s, %d polygons", name, v.Features, v.Geometry, len(v.Polygons()))
		}
		if v.Bound.Min.Lon() < -117 || v.Bound.Max.Lon() > -106 {
			t.Errorf("%s: bound %v", name, v.Bound)
		}
	}
	pima, err := o.Polygon("us_counties_usatlas10m:Pima")
	if err != nil {
		t.Fatal(err)
	}
	if !PolygonContains(pima, orb.Point{-110.97, 32.22}) || PolygonContains(pima, orb.Point{-110.94, 31.34}) {
		t.Error("Tucson lies in Pima County, Nogales does not")
	}
	caborca, err := o.Polygon("sonora_municipios_2021:Caborca")
	if err != nil {
		t.Fatal(err)
	}
	if !PolygonContains(caborca, orb.Point{-112.16, 30.72}) {
		t.Error("the town of Caborca lies in its municipio")
	}
	fence := ReadOverlays(os.DirFS(sharedFolder(t, "border-barrier-reveal")))
	if v, ok := fence.Find("border_fence_clip"); !ok || v.Features != 387 || v.Geometry != "line" {
		t.Errorf("fence: %v %v", fence.List(), fence.Problems())
	}
	water := ReadOverlays(os.DirFS(sharedFolder(t, "water-stations")))
	if len(water.List()) != 1 || water.List()[0].Features != 47 || water.List()[0].Geometry != "point" {
		t.Errorf("water stations: %v %v", water.List(), water.Problems())
	}
}

// sharedFolder gives a folder of real data, which lies beside the repository.
func sharedFolder(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real data is missing: %v", err)
		}
		t.Skipf("the real data is not beside the repository: %v", err)
	}
	return dir
}

func FuzzOverlay(f *testing.F) {
	f.Add([]byte(collection(`,"accuracy_m":1`, featureOf(square, `,"id":1`))))
	f.Add([]byte(`{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[` + square + `]}]}`))
	f.Add([]byte("lon,lat\n1,2\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, name := range []string{"a.json", "a.csv"} {
			o := overlaysOf(map[string]string{name: string(body)})
			if len(o.List())+len(o.Problems()) == 0 {
				t.Fatal("neither used nor reported")
			}
			for _, v := range o.List() {
				if !json.Valid(v.Body) || v.Bound.IsEmpty() {
					t.Fatalf("%+v", v)
				}
			}
		}
	})
}
