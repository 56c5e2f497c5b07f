package feed

import (
	"encoding/json"
	"io"

	"linea/geo"
)

// maxGeoJSONDepth bounds collections within collections.
const maxGeoJSONDepth = 8

// lineGeoJSON is any GeoJSON object, with what a line may hide in.
type lineGeoJSON struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometry    *lineGeoJSON    `json:"geometry"`
	Geometries  []lineGeoJSON   `json:"geometries"`
	Features    []lineGeoJSON   `json:"features"`
}

// readGeoJSONLines takes every LineString and MultiLineString.
func readGeoJSONLines(r io.Reader, c *lineCollector) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var root lineGeoJSON
	if err := json.Unmarshal(body, &root); err != nil {
		return err
	}
	return root.collect(c, 0)
}

func (g *lineGeoJSON) collect(c *lineCollector, depth int) error {
	if depth > maxGeoJSONDepth {
		return geo.Errorf("line", geo.Invalid, "the GeoJSON nests collections more than %d deep", maxGeoJSONDepth)
	}
	switch g.Type {
	case "LineString":
		var line [][]float64
		if err := json.Unmarshal(g.Coordinates, &line); err != nil {
			return err
		}
		return c.addPositions(line)
	case "MultiLineString":
		var lines [][][]float64
		if err := json.Unmarshal(g.Coordinates, &lines); err != nil {
			return err
		}
		for _, line := range lines {
			if err := c.addPositions(line); err != nil {
				return err
			}
		}
		return nil
	}
	parts := append(g.Geometries, g.Features...)
	if g.Geometry != nil {
		parts = append(parts, *g.Geometry)
	}
	for i := range parts {
		if err := parts[i].collect(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *lineCollector) addPositions(line [][]float64) error {
	for _, p := range line {
		if len(p) < 2 {
			return geo.Errorf("line", geo.Invalid, "position %d of the GeoJSON has fewer than two numbers", c.vertices+1)
		}
		if err := c.add(p[0], p[1]); err != nil {
			return err
		}
	}
	return c.end()
}
