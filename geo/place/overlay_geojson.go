package place

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"linea/geo"

	"github.com/paulmach/orb"
)

// overlayDraft is an overlay while its file is read.
type overlayDraft struct {
	title, credit, license string
	accuracyM              float64
	features               []draftFeature
	skipped                int // features without a readable geometry
}

// draftFeature is a feature as it will be written again.
type draftFeature struct {
	Type       string          `json:"type"`
	ID         string          `json:"id"`
	Geometry   json.RawMessage `json:"geometry"`
	Properties json.RawMessage `json:"properties"`
	given      string          // id member of the file
	shapes     []orb.Geometry
}

// geoJSONFile is whatever may stand at the top of a GeoJSON file.
type geoJSONFile struct {
	Type        string            `json:"type"`
	Features    []geoJSONFeature  `json:"features"`
	CRS         *oldCRS           `json:"crs"`
	Title       string            `json:"title"`
	Name        string            `json:"name"` // GDAL writes it
	Credit      string            `json:"credit"`
	Attribution string            `json:"attribution"`
	License     string            `json:"license"`
	AccuracyM   json.Number       `json:"accuracy_m"`
	ID          any               `json:"id"`
	Geometry    json.RawMessage   `json:"geometry"`
	Properties  json.RawMessage   `json:"properties"`
	Coordinates json.RawMessage   `json:"coordinates"`
	Geometries  []json.RawMessage `json:"geometries"`
}

type geoJSONFeature struct {
	ID         any             `json:"id"`
	Geometry   json.RawMessage `json:"geometry"`
	Properties json.RawMessage `json:"properties"`
}

// oldCRS is the crs member of GeoJSON before RFC 7946.
type oldCRS struct {
	Properties struct {
		Name string `json:"name"`
	} `json:"properties"`
}

// wgs84 says whether the name means longitude and latitude in WGS 84.
func (c *oldCRS) wgs84() bool {
	name := strings.ToUpper(c.Properties.Name)
	return name == "" || strings.HasSuffix(name, "CRS84") || strings.HasSuffix(name, ":4326") || strings.HasSuffix(name, ":4979")
}

func readGeoJSONOverlay(body []byte) (*overlayDraft, error) {
	var file geoJSONFile
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if err := json.Unmarshal(body, &file); err != nil {
		return nil, geo.Errorf("", geo.Unsupported, "it is not JSON that GeoJSON allows (%v)", err)
	}
	if file.CRS != nil && !file.CRS.wgs84() {
		return nil, geo.Errorf("", geo.Unsupported, "its coordinates are in %s; convert it to WGS 84, for example with ogr2ogr -t_srs EPSG:4326", file.CRS.Properties.Name)
	}
	d := &overlayDraft{title: file.Title, credit: file.Credit, license: file.License}
	setText(&d.title, file.Name)
	setText(&d.credit, file.Attribution)
	d.setAccuracy(file.AccuracyM.String())
	features, err := file.list(body)
	if err != nil {
		return nil, err
	}
	for _, f := range features {
		if err := d.add(f); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// list gives the features of a collection, of a single feature or of a bare
// geometry.
func (f *geoJSONFile) list(body []byte) ([]geoJSONFeature, error) {
	switch f.Type {
	case "FeatureCollection":
		return f.Features, nil
	case "Feature":
		return []geoJSONFeature{{f.ID, f.Geometry, f.Properties}}, nil
	case "Topology":
		return nil, geo.Errorf("", geo.Unsupported, "it is TopoJSON; convert it to GeoJSON")
	}
	if len(f.Coordinates) > 0 || len(f.Geometries) > 0 {
		return []geoJSONFeature{{Geometry: body}}, nil
	}
	return nil, geo.Errorf("", geo.Unsupported, "it is no GeoJSON: it has neither features nor a geometry")
}

// add takes one feature. Coordinates that are no degrees spoil the whole file,
// for the others are no degrees then either.
func (d *overlayDraft) add(f geoJSONFeature) error {
	shapes, err := overlayShapes(f.Geometry, 0)
	if geo.CodeOf(err) == geo.Unsupported {
		return err
	}
	if err != nil || len(shapes) == 0 {
		d.skipped++
		return nil
	}
	properties := f.Properties
	if len(properties) == 0 || properties[0] != '{' {
		properties = json.RawMessage("{}")
	}
	d.features = append(d.features, draftFeature{
		Type: "Feature", Geometry: f.Geometry, Properties: properties, given: wordOf(f.ID), shapes: shapes,
	})
	return nil
}

// wordOf writes an id or a property as text; "" for none.
func wordOf(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// --- geometries ---

type geoJSONGeometry struct {
	Type        string            `json:"type"`
	Coordinates json.RawMessage   `json:"coordinates"`
	Geometries  []json.RawMessage `json:"geometries"`
}

const maxNesting = 8 // of geometry collections

// overlayShapes reads a geometry, a collection into its members. Heights are
// dropped; a null geometry is none.
func overlayShapes(raw json.RawMessage, depth int) ([]orb.Geometry, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var g geoJSONGeometry
	if err := json.Unmarshal(raw, &g); err != nil || depth > maxNesting {
		return nil, geo.Errorf("", geo.Invalid, "a geometry cannot be read")
	}
	if g.Type == "GeometryCollection" {
		var all []orb.Geometry
		for _, member := range g.Geometries {
			shapes, err := overlayShapes(member, depth+1)
			if err != nil {
				return nil, err
			}
			all = append(all, shapes...)
		}
		return all, nil
	}
	shape, err := g.shape()
	if err != nil {
		return nil, err
	}
	return []orb.Geometry{shape}, nil
}

func (g *geoJSONGeometry) shape() (orb.Geometry, error) {
	switch g.Type {
	case "Point":
		return decodeShape(g.Coordinates, overlayPoint)
	case "MultiPoint":
		return decodeShape(g.Coordinates, func(c [][]float64) (orb.MultiPoint, error) { return eachShape(c, overlayPoint) })
	case "LineString":
		return decodeShape(g.Coordinates, overlayLine)
	case "MultiLineString":
		return decodeShape(g.Coordinates, func(c [][][]float64) (orb.MultiLineString, error) { return eachShape(c, overlayLine) })
	case "Polygon":
		return decodeShape(g.Coordinates, overlayPolygon)
	case "MultiPolygon":
		return decodeShape(g.Coordinates, func(c [][][][]float64) (orb.MultiPolygon, error) { return eachShape(c, overlayPolygon) })
	}
	return nil, geo.Errorf("", geo.Invalid, "a geometry has the unknown type %q", g.Type)
}

// decodeShape reads coordinates nested as C and shapes them.
func decodeShape[C any, G orb.Geometry](raw json.RawMessage, shape func(C) (G, error)) (orb.Geometry, error) {
	var c C
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, geo.Errorf("", geo.Invalid, "the coordinates of a geometry cannot be read")
	}
	return shape(c)
}

func eachShape[C, G any](list []C, shape func(C) (G, error)) ([]G, error) {
	out := make([]G, len(list))
	for i, c := range list {
		var err error
		if out[i], err = shape(c); err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, geo.Errorf("", geo.Invalid, "a geometry is empty")
	}
	return out, nil
}

func overlayPoint(c []float64) (orb.Point, error) {
	if len(c) < 2 {
		return orb.Point{}, geo.Errorf("", geo.Invalid, "a position has fewer than two numbers")
	}
	if math.Abs(c[0]) > 180 || math.Abs(c[1]) > 90 {
		return orb.Point{}, geo.Errorf("", geo.Unsupported, "its coordinates are not longitude, latitude in degrees (%g, %g); convert it to WGS 84, for example with ogr2ogr -t_srs EPSG:4326", c[0], c[1])
	}
	return orb.Point{c[0], c[1]}, nil
}

func overlayLine(c [][]float64) (orb.LineString, error) {
	line, err := eachShape(c, overlayPoint)
	if err == nil && len(line) < 2 {
		return nil, geo.Errorf("", geo.Invalid, "a line has a single point")
	}
	return line, err
}

// overlayPolygon reads rings and closes those that the file left open.
func overlayPolygon(c [][][]float64) (orb.Polygon, error) {
	rings, err := eachShape(c, func(c [][]float64) (orb.Ring, error) { return eachShape(c, overlayPoint) })
	if err != nil {
		return nil, err
	}
	for i, ring := range rings {
		if ring[0] != ring[len(ring)-1] {
			rings[i] = append(ring, ring[0])
		}
		if len(rings[i]) < 4 {
			return nil, geo.Errorf("", geo.Invalid, "a ring has fewer than three corners")
		}
	}
	return rings, nil
}

// --- finishing ---

// finish names everything and writes the body.
func (d *overlayDraft) finish(stem string) (*Overlay, error) {
	if len(d.features) == 0 {
		return nil, geo.Errorf("", geo.Invalid, "it has no feature with a geometry")
	}
	v := &Overlay{
		Name: overlayName(stem), Title: d.title, Credit: d.credit, License: d.license,
		AccuracyM: d.accuracyM, Features: len(d.features),
	}
	setText(&v.Title, plainTitle(stem))
	taken := map[string]bool{}
	for i := range d.features {
		f := &d.features[i]
		id, name := f.names(i + 1)
		f.ID = unused(id, taken)
		v.take(f, name)
	}
	body, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": d.features})
	if err != nil {
		return nil, geo.Wrap("overlay", geo.Internal, err, "the file cannot be written again as GeoJSON")
	}
	v.Body, v.Hash = body, hashOfBody(body)
	return v, nil
}

// nameProperties are the properties taken for a feature's name, best first.
func nameProperties() []string {
	return []string{"name", "nombre", "nomgeo", "nom_mun", "fullname", "unit_name", "label", "title"}
}

// names gives the id and the name of the n-th feature.
func (f *draftFeature) names(n int) (id, name string) {
	var properties map[string]any
	json.Unmarshal(f.Properties, &properties) //nolint:errcheck // it is an object; damaged ones name nothing
	name = propertyNamed(properties, nameProperties()...)
	for _, candidate := range []string{f.given, name, propertyNamed(properties, "id"), strconv.Itoa(n)} {
		setText(&id, candidate)
	}
	setText(&name, id)
	return id, name
}

// propertyNamed gives the first of the properties that says something.
func propertyNamed(properties map[string]any, wanted ...string) string {
	keys := make([]string, 0, len(properties))
	for key := range properties {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, name := range wanted {
		for _, key := range keys {
			if word := wordOf(properties[key]); word != "" && strings.EqualFold(key, name) {
				return word
			}
		}
	}
	return ""
}

func unused(id string, taken map[string]bool) string {
	candidate := id
	for n := 2; taken[candidate]; n++ {
		candidate = id + "-" + strconv.Itoa(n)
	}
	taken[candidate] = true
	return candidate
}

// take adds a feature's shapes to what the overlay knows of itself.
func (v *Overlay) take(f *draftFeature, name string) {
	var area orb.MultiPolygon
	for _, shape := range f.shapes {
		v.see(shape)
		switch shape := shape.(type) {
		case orb.Polygon:
			area = append(area, shape)
		case orb.MultiPolygon:
			area = append(area, shape...)
		}
	}
	if len(area) > 0 {
		v.shapes = append(v.shapes, overlayShape{f.ID, name, area})
	}
}

func (v *Overlay) see(shape orb.Geometry) {
	class := [...]string{"point", "line", "polygon"}[shape.Dimensions()]
	switch v.Geometry {
	case "":
		v.Geometry, v.Bound = class, shape.Bound()
		return
	case class:
	default:
		v.Geometry = "mixed"
	}
	v.Bound = v.Bound.Union(shape.Bound())
}
