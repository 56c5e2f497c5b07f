package place

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// basemap reads the file that the build script of frontend/basemap writes
// beside the data of this package.
func basemap(t *testing.T) []*geojson.Feature {
	t.Helper()
	f, err := os.Open("../../tiles/basemap.geojson.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Size() > 420_000 {
		t.Errorf("the basemap has %d bytes: %v", info.Size(), err)
	}
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var fc geojson.FeatureCollection
	if err := json.NewDecoder(plain).Decode(&fc); err != nil {
		t.Fatal(err)
	}
	return fc.Features
}

func TestBasemapHasEveryLayer(t *testing.T) {
	layers := map[string]int{}
	box := orb.Bound{Min: orb.Point{-118, 26}, Max: orb.Point{-105, 38.5}}
	for _, f := range basemap(t) {
		layers[f.Properties.MustString("layer")]++
		if b := f.Geometry.Bound(); !box.Contains(b.Min) || !box.Contains(b.Max) {
			t.Errorf("%v reaches out of the box: %v", f.Properties, b)
		}
	}
	for _, layer := range []string{"land", "sea", "coast", "state", "county", "line", "town", "crossing"} {
		if layers[layer] == 0 {
			t.Errorf("no layer %s", layer)
		}
	}
}

// The map and the searches must know the same places.
func TestBasemapHasTheSameTowns(t *testing.T) {
	var drawn, known []orb.Point
	for _, f := range basemap(t) {
		if layer := f.Properties.MustString("layer"); layer == "town" || layer == "crossing" {
			drawn = append(drawn, f.Geometry.(orb.Point))
		}
	}
	for _, town := range AllTowns().List() {
		known = append(known, town.Point)
	}
	if !slices.Equal(drawn, known) {
		t.Errorf("%d places are drawn, %d are known, or their order differs: run the build script", len(drawn), len(known))
	}
}

// The line on the map is the line of the distances.
func TestBasemapLineIsTheLine(t *testing.T) {
	for _, f := range basemap(t) {
		if f.Properties.MustString("layer") != "line" || f.Properties.MustString("part") == "other" {
			continue
		}
		for _, line := range f.Geometry.(orb.MultiLineString) {
			for _, p := range Densify(line, 100) {
				if d := Border().Locate(p).DistanceM; d > 2 {
					t.Fatalf("%v is drawn %.1f m off the line", p, d)
				}
			}
		}
	}
}
