package tiles

// TileJSON describes a layer to a map client (TileJSON 3.0.0).
type TileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Description  string        `json:"description"`
	Attribution  string        `json:"attribution,omitempty"`
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       [4]float64    `json:"bounds"` // west, south, east, north
	VectorLayers []VectorLayer `json:"vector_layers"`
}

// VectorLayer describes one layer inside the tiles; Fields says in words what
// each property is.
type VectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description"`
	MinZoom     int               `json:"minzoom"`
	MaxZoom     int               `json:"maxzoom"`
	Fields      map[string]string `json:"fields"`
}

// world is as far as incidents may lie.
var world = [4]float64{-180, -MaxLat, 180, MaxLat}

// HotspotJSON describes the hotspot tiles under base ("https://host", no slash
// at the end) for the query string that they are asked with, "" for none.
// credit names the sources.
func HotspotJSON(base, query, credit string) TileJSON {
	const about = "Incidents counted by H3 cell; a cell carries its whole count in every tile that draws it."
	return tilesOf("hotspots", about, credit, tileURL(base, "hotspots", query), VectorLayer{
		ID: "hotspots", Description: "Polygons; the feature id is the H3 index without its last 18 bits.",
		MinZoom: MinHotspotZoom, MaxZoom: MaxHotspotZoom,
		Fields: map[string]string{
			"n":       "Number: incidents in the cell",
			"persons": "Number: persons in those incidents, where stated",
			"h3":      "String: the H3 index, with h3=text only",
		},
	})
}

// IncidentJSON describes the incident tiles, as HotspotJSON does.
func IncidentJSON(base, query, credit string) TileJSON {
	const about = "Incidents as points; tiles with more than 2,000 give counts by cell instead and say so."
	return tilesOf("incidents", about, credit, tileURL(base, "incidents", query), VectorLayer{
		ID: "incidents", Description: "Points; in truncated tiles the centres of cells.",
		MinZoom: MinIncidentZoom, MaxZoom: MaxIncidentZoom,
		Fields: map[string]string{
			"id":          "String: the incident",
			"kind":        "String: what happened",
			"occurred_at": "String: the start, no more precise than it is known",
			"radius_m":    "Number: positional uncertainty in metres, where stated",
			"persons":     "Number: persons, where stated",
			"n":           "Number: incidents in the cell, in truncated tiles only",
		},
	}, VectorLayer{
		ID: "meta", Description: "One point in the middle of a truncated tile.",
		MinZoom: MinIncidentZoom, MaxZoom: MaxIncidentZoom,
		Fields: map[string]string{"truncated": "Boolean: the tile has counts instead of incidents"},
	})
}

// tilesOf describes tiles that draw incidents, at the zooms of their layers.
func tilesOf(name, about, credit, url string, layers ...VectorLayer) TileJSON {
	return TileJSON{
		TileJSON: "3.0.0", Name: "Línea " + name, Description: about, Attribution: credit, Scheme: "xyz", Tiles: []string{url},
		MinZoom: layers[0].MinZoom, MaxZoom: layers[0].MaxZoom, Bounds: world, VectorLayers: layers,
	}
}

// basemapCredit names who made what the basemap is drawn from.
const basemapCredit = "Natural Earth, US Census Bureau, GeoNames (CC BY 4.0)"

// BasemapJSON describes the basemap tiles.
func (s *Server) BasemapJSON(base string) (TileJSON, error) {
	b, err := s.basemap()
	if err != nil {
		return TileJSON{}, err
	}
	level := []string{"admin_level", "Number: 2 a country, 4 a state, 6 a county"}
	return TileJSON{
		TileJSON:    "3.0.0",
		Name:        "Línea basemap",
		Description: "Land, water, borders, towns and crossings.",
		Attribution: basemapCredit,
		Scheme:      "xyz",
		Tiles:       []string{tileURL(base, "basemap", "")},
		MinZoom:     0,
		MaxZoom:     MaxBasemapZoom,
		Bounds:      [4]float64{b.bound.Min.Lon(), b.bound.Min.Lat(), b.bound.Max.Lon(), b.bound.Max.Lat()},
		VectorLayers: []VectorLayer{
			ground("land", "Land.", 0, nil),
			ground("water", "Sea, with names as points.", 0, names(level...)),
			ground("coast", "Shores.", 0, nil),
			ground("state", "Edges of states as lines, names as points.", 0, names(append(level, "country", "String: US or MX, of edges")...)),
			ground("county", "Edges of counties as lines, names as points.", 5, names(level...)),
			ground("line", "The boundary between the two countries.", 0, names(append(level, "part", "String: land, river or other")...)),
			ground("place", "Towns and crossings.", 3, names("kind", "String: town or crossing", "rank", "Number: 1 is the largest town", "state", "String: where it lies", "population", "Number")),
		},
	}, nil
}

func ground(id, description string, from int, fields map[string]string) VectorLayer {
	if fields == nil {
		fields = map[string]string{} // the standard wants the member
	}
	return VectorLayer{ID: id, Description: description, MinZoom: from, MaxZoom: MaxBasemapZoom, Fields: fields}
}

// names gives the fields of things with names and further pairs of field and
// description.
func names(more ...string) map[string]string {
	fields := map[string]string{"name": "String: in its own language", "name_es": "String: in Spanish, where that differs"}
	for i := 0; i+1 < len(more); i += 2 {
		fields[more[i]] = more[i+1]
	}
	return fields
}

func tileURL(base, layer, query string) string {
	url := base + "/tiles/" + layer + "/{z}/{x}/{y}.mvt"
	if query != "" {
		url += "?" + query
	}
	return url
}
