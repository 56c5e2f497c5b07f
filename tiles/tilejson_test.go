package tiles

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

func TestTileJSONCarriesItsQuery(t *testing.T) {
	for got, want := range map[string]string{
		HotspotJSON("https://h", "kind=death&res=5", "c").Tiles[0]: "https://h/tiles/hotspots/{z}/{x}/{y}.mvt?kind=death&res=5",
		IncidentJSON("https://h", "", "c").Tiles[0]:                "https://h/tiles/incidents/{z}/{x}/{y}.mvt",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestTileJSONHasWhatTheStandardWants(t *testing.T) {
	basemap, err := New(Settings{}).BasemapJSON("https://h")
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []TileJSON{HotspotJSON("https://h", "", "c"), IncidentJSON("https://h", "", "c"), basemap} {
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		if m["tilejson"] != "3.0.0" || m["minzoom"].(float64) > m["maxzoom"].(float64) || len(m["bounds"].([]any)) != 4 {
			t.Errorf("%s", text)
		}
		for _, l := range m["vector_layers"].([]any) {
			if _, ok := l.(map[string]any)["fields"].(map[string]any); !ok {
				t.Errorf("%s: a layer without fields", text)
			}
		}
	}
	if basemap.Bounds[0] > -117 || basemap.Bounds[3] < 38 {
		t.Errorf("basemap bounds %v", basemap.Bounds)
	}
}

// What the documents say about layers and fields is what tiles have.
func TestTileJSONTellsTheTruth(t *testing.T) {
	s := New(Settings{})
	basemap, err := s.BasemapJSON("")
	if err != nil {
		t.Fatal(err)
	}
	for z := uint32(0); z <= MaxBasemapZoom; z++ {
		checkAgainst(t, basemap, z, basemapTile(t, s, tileAt(orb.Point{-110.94, 31.3327}, z)))
	}
	at := tileAt(orb.Point{-111.3, 31.8}, 12)
	for _, n := range []int{100, 3000} {
		v := newCrowd(1, n, 0.01)
		checkAgainst(t, IncidentJSON("", "", ""), 12, decode(t, incident(t, New(Settings{}), v, at).Body))
		tile, err := s.Hotspot(context.Background(), v, HotspotRequest{Tile: at, H3Text: true})
		if err != nil {
			t.Fatal(err)
		}
		checkAgainst(t, HotspotJSON("", "", ""), 12, decode(t, tile.Body))
	}
}

func checkAgainst(t *testing.T, doc TileJSON, z uint32, d decoded) {
	t.Helper()
	for name, l := range d.layers {
		i := slices.IndexFunc(doc.VectorLayers, func(v VectorLayer) bool { return v.ID == name })
		if i < 0 || int(z) < doc.VectorLayers[i].MinZoom {
			t.Fatalf("%s: layer %s at zoom %d is not described", doc.Name, name, z)
		}
		for _, f := range l.features {
			for key := range maps.Keys(f.props) {
				if _, ok := doc.VectorLayers[i].Fields[key]; !ok {
					t.Fatalf("%s: field %s of layer %s is not described", doc.Name, key, name)
				}
			}
		}
	}
}
