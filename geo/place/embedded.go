package place

import (
	"embed"
	"sync"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// data holds what the build script of frontend/basemap writes; data/NOTICE.md
// says where it comes from. Tests prove that every file reads.
//
//go:embed data
var data embed.FS

// shapes reads a FeatureCollection of the embedded data into its geometries by
// the text property named key. A file that does not read gives no geometries.
func shapes(file, key string) map[string]orb.Geometry {
	out := map[string]orb.Geometry{}
	body, err := data.ReadFile("data/" + file)
	if err != nil {
		return out
	}
	features, err := geojson.UnmarshalFeatureCollection(body)
	if err != nil {
		return out
	}
	for _, f := range features.Features {
		out[f.Properties.MustString(key, "")] = f.Geometry
	}
	return out
}

// multiPolygon gives a geometry as polygons; any other kind has none.
func multiPolygon(g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	return nil
}

var (
	embeddedBorder = sync.OnceValues(readBorder)
	embeddedSea    = sync.OnceValue(readSea)
	embeddedTowns  = sync.OnceValue(readTowns)
)
