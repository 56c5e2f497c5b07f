package place

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"linea/geo"
)

// readCSVOverlay reads a table of points: a header with a longitude and a
// latitude (lon, lng, longitude, x; lat, latitude, y), one point a row. The
// other columns become properties. Rows without two numbers are skipped.
func readCSVOverlay(body []byte) (*overlayDraft, error) {
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, geo.Errorf("", geo.Unsupported, "it is no CSV table with a header")
	}
	header := rows[0]
	lon := columnNamed(header, "lon", "lng", "longitude", "x")
	lat := columnNamed(header, "lat", "latitude", "y")
	if lon < 0 || lat < 0 {
		return nil, geo.Errorf("", geo.Unsupported, "it has no columns called longitude and latitude")
	}
	d := &overlayDraft{}
	for _, row := range rows[1:] {
		if err := d.add(pointFeature(header, row, lon, lat)); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func columnNamed(header []string, names ...string) int {
	return slices.IndexFunc(header, func(h string) bool {
		return slices.Contains(names, strings.ToLower(strings.TrimSpace(h)))
	})
}

// pointFeature makes a feature of a row; without two numbers it has no
// geometry.
func pointFeature(header, row []string, lon, lat int) geoJSONFeature {
	if lon >= len(row) || lat >= len(row) {
		return geoJSONFeature{}
	}
	x, errX := strconv.ParseFloat(strings.TrimSpace(row[lon]), 64)
	y, errY := strconv.ParseFloat(strings.TrimSpace(row[lat]), 64)
	properties := map[string]string{}
	for i, value := range row {
		if i != lon && i != lat && i < len(header) && value != "" {
			properties[strings.TrimSpace(header[i])] = value
		}
	}
	geometry, errG := json.Marshal(map[string]any{"type": "Point", "coordinates": [2]float64{x, y}})
	encoded, errP := json.Marshal(properties)
	if errX != nil || errY != nil || errG != nil || errP != nil {
		return geoJSONFeature{}
	}
	return geoJSONFeature{Geometry: geometry, Properties: encoded}
}
