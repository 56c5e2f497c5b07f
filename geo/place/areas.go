package place

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math"

	"linea/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// Names of the embedded areas.
const (
	Arizona       = "arizona"
	Sonora        = "sonora"
	StudyAreaName = "study-area"
	ElPasoSector  = geo.ElPasoCoverage
)

// elPasoSector is New Mexico, which law bounds by meridians and parallels, with
// El Paso and Hudspeth counties of Texas, whose river is drawn within some km.
// Of the default study area only New Mexico's corner is in it.
var elPasoSector = orb.MultiPolygon{{{
	{-109.0484, 37}, {-109.0484, 31.3322}, {-108.2085, 31.3322}, {-108.2085, 31.7837}, {-106.528, 31.7837},
	{-106.38, 31.73}, {-106.2, 31.46}, {-105.6, 31.08}, {-105, 30.68}, {-104.9, 30.6}, {-104.9, 32}, {-103.06, 32}, {-103.04, 37}, {-109.0484, 37},
}}}

// Area is a named piece of the Earth: the study area, or what a source covers.
type Area struct {
	ID     string // short hash of the geometry; names the version in every statistic
	Name   string
	region *Region
}

// NewArea makes an area of polygons that do not overlap. The shape must not
// change afterwards.
func NewArea(name string, shape orb.MultiPolygon) *Area {
	return &Area{ID: shapeID(shape), Name: name, region: NewRegion(shape)}
}

// Contains says whether p lies in the area or on its edge.
func (a *Area) Contains(p orb.Point) bool { return a.region.Contains(p) }

// Shape gives the polygons. Do not change them.
func (a *Area) Shape() orb.MultiPolygon { return a.region.Shape() }

// Bound gives the smallest lon, lat box around the area.
func (a *Area) Bound() orb.Bound { return a.region.Bound() }

// StudyArea gives the default study area: land within 100 km of the line,
// longitudes -115.2 to -108.4.
func StudyArea() *Area {
	_, areas := embeddedBorder()
	return areas[StudyAreaName]
}

// Sea gives the sea within a degree of the default study area: the Gulf of
// California, and the Pacific off Baja California.
func Sea() *Area { return embeddedSea() }

func readSea() *Area { return NewArea("sea", multiPolygon(shapes("sea.geojson", "name")["sea"])) }

// Coverage finds an embedded area by its name.
func Coverage(name string) (*Area, bool) {
	_, areas := embeddedBorder()
	a, ok := areas[name]
	return a, ok
}

// shapeID hashes the vertices on a grid of 1e-7 degrees.
func shapeID(shape orb.MultiPolygon) string {
	h := sha256.New()
	number := func(v int64) { _ = binary.Write(h, binary.BigEndian, v) }
	for _, polygon := range shape {
		number(int64(len(polygon)))
		for _, ring := range polygon {
			number(int64(len(ring)))
			for _, p := range ring {
				number(int64(math.Round(p[0] * 1e7)))
				number(int64(math.Round(p[1] * 1e7)))
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// maxAreaBytes bounds a study area file: ten thousand times the default one's
// detail is a mistake, not a study area.
const maxAreaBytes = 16 << 20

// ReadStudyArea reads a study area from GeoJSON: a Polygon or MultiPolygon,
// alone, in a Feature, or in a FeatureCollection of such features.
func ReadStudyArea(r io.Reader) (*Area, error) {
	const op = "study area"
	body, err := io.ReadAll(io.LimitReader(r, maxAreaBytes+1))
	if err != nil {
		return nil, geo.Wrap(op, geo.Unavailable, err, "the study area file could not be read")
	}
	if len(body) > maxAreaBytes {
		return nil, geo.Errorf(op, geo.TooLarge, "the study area file is larger than %d MB; simplify it", maxAreaBytes>>20)
	}
	shape, err := areaShape(body)
	if err != nil {
		return nil, err
	}
	for _, polygon := range shape {
		if err := checkPolygon(op, polygon); err != nil {
			return nil, err
		}
	}
	return NewArea(StudyAreaName, shape), nil
}

// areaShape collects the polygons of any GeoJSON object.
func areaShape(body []byte) (orb.MultiPolygon, error) {
	const op = "study area"
	geometries, err := areaGeometries(body)
	if err != nil {
		return nil, geo.Wrap(op, geo.Invalid, err, "the study area is not GeoJSON; export one polygon in WGS 84 as GeoJSON")
	}
	var shape orb.MultiPolygon
	for _, g := range geometries {
		polygons := multiPolygon(g)
		if polygons == nil {
			return nil, geo.Errorf(op, geo.Invalid, "the study area holds a %s; only Polygon and MultiPolygon are areas", kindOf(g))
		}
		shape = append(shape, polygons...)
	}
	if len(shape) == 0 {
		return nil, geo.Errorf(op, geo.Invalid, "the study area holds no polygon; draw one around the ground to study")
	}
	return shape, nil
}

func kindOf(g orb.Geometry) string {
	if g == nil {
		return "feature without geometry"
	}
	return g.GeoJSONType()
}

func areaGeometries(body []byte) ([]orb.Geometry, error) {
	if features, err := geojson.UnmarshalFeatureCollection(body); err == nil {
		var out []orb.Geometry
		for _, f := range features.Features {
			if f == nil {
				return nil, errors.New("a feature is null")
			}
			out = append(out, f.Geometry)
		}
		return out, nil
	}
	if f, err := geojson.UnmarshalFeature(body); err == nil {
		return []orb.Geometry{f.Geometry}, nil
	}
	g, err := geojson.UnmarshalGeometry(body)
	if err != nil {
		return nil, err
	}
	return []orb.Geometry{g.Geometry()}, nil
}

// checkPolygon refuses rings that enclose nothing or lie outside the Earth.
func checkPolygon(op string, polygon orb.Polygon) error {
	if len(polygon) == 0 {
		return geo.Errorf(op, geo.Invalid, "a polygon of the study area has no ring")
	}
	for _, ring := range polygon {
		if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
			return geo.Errorf(op, geo.Invalid, "a ring of the study area is not closed; repeat its first vertex at the end (4 vertices or more)")
		}
		for _, p := range ring {
			if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
				return geo.Errorf(op, geo.Invalid, "vertex %v of the study area is not a longitude and latitude in degrees; export it in WGS 84 (EPSG:4326)", p)
			}
		}
	}
	if area := AreaM2(polygon); !(area >= 1e6) {
		return geo.Errorf(op, geo.Invalid, "a polygon of the study area encloses %.0f m2; it needs at least 1 km2", area)
	}
	return nil
}
