package api

import (
	"net/http"
	"slices"

	"linea/api/access"
	"linea/geo/corridor"
	"linea/geo/feed"
	"linea/tiles"
)

func (s *server) corridorRoutes() []route {
	alongKm := schema{"type": "number", "minimum": 0, "maximum": corridor.MaxLengthM / 1000, "default": 0}
	stretch := []param{
		{name: "from_km", about: "a stretch of the line alone, from here; its km stay those of the whole line", schema: alongKm},
		{name: "to_km", about: "end of the stretch; 0 = that of the line", schema: alongKm},
	}
	asked := slices.Concat([]param{
		{name: "bin_km", about: "width of a bar of the profile, 0.5..50; without it, by the data", schema: schema{"type": "number", "minimum": corridor.MinBinKm, "maximum": corridor.MaxBinKm}},
		{name: "density_km", about: "bandwidth of a smoothed profile (Gaussian, incidents per km), 0.5..50; without it, none is made", schema: schema{"type": "number", "minimum": corridor.MinBandwidthKm, "maximum": corridor.MaxBandwidthKm}},
		{name: "compare", about: "previous, last_year, or an interval", schema: schema{"type": "string", "example": "last_year"}},
		{name: "incidents", about: "how many incidents are listed, by km", schema: integerSchema(0, corridor.MaxListed, 0)},
		{name: "after", about: "next of the page before", schema: schema{"type": "string"}},
	}, stretch)
	routeParams := slices.Concat([]param{formParam(feed.RouteFormats()...),
		{name: "lang", about: "language of the descriptions in GPX and KML", schema: wordSchema(feed.RouteLanguages()[0], feed.RouteLanguages()...)}}, stretch)
	km := schema{"type": "number", "minimum": -36, "maximum": 570}
	return []route{
		{method: http.MethodGet, path: "/tiles/corridors.json", id: "corridorTiles", about: "TileJSON 3.0 of the corridor tiles",
			produces: []string{mediaJSON}, answers: tiles.TileJSON{}, handle: corridorJSON},
		{method: http.MethodGet, path: "/tiles/corridors/:z/:x/:y", id: "corridorTile", about: "Saved corridors: layer corridors (lines) and layer outlines (polygons) with id, name and half_width_m, zooms 0..17",
			produces: []string{tiles.ContentType, mediaAnything}, handle: corridorTile},
		{method: http.MethodPost, path: "/api/v1/corridors/query", id: "queryCorridor", about: "What happened along a line: counts and how sure they are, rates with intervals, profile, calendars, comparison, help",
			produces: []string{mediaJSON}, answers: corridor.Report{}, consumes: []string{mediaJSON}, takes: corridorQuestion{}, filters: true, incidents: true, needs: access.Read, large: true, handle: queryCorridor},
		{method: http.MethodPost, path: "/api/v1/corridors/compare", id: "compareCorridors", about: "Two to ten corridors side by side: figures, overlap, what each adds to those before it",
			produces: []string{mediaJSON}, answers: comparedAnswer{}, consumes: []string{mediaJSON}, takes: comparedQuestion{}, filters: true, incidents: true, needs: access.Read, large: true, handle: compareCorridors},
		{method: http.MethodPost, path: "/api/v1/corridors/line", id: "readLine", about: "Read GPX, KML, GeoJSON or a CSV of points into a line; nothing is kept",
			produces: []string{mediaJSON}, answers: lineAnswer{}, consumes: lineMedia(), needs: access.Read, handle: readLineFile,
			params: []param{
				{name: "format", about: "force a format; without it, the content tells", schema: schema{"type": "string", "enum": feed.LineFormats()}},
				{name: "line", about: "which line of the file, 1 for the first; without it, the longest", schema: schema{"type": "integer", "minimum": 1}},
				{name: "simplify_m", about: "leave out vertices that lie so near to the line without them; the answer says how many", schema: schema{"type": "number", "minimum": 0, "maximum": 1000}},
			}},
		{method: http.MethodGet, path: "/api/v1/corridors", id: "corridors", about: "Saved corridors, by name",
			produces: []string{mediaJSON}, answers: corridorsAnswer{}, handle: listCorridors},
		{method: http.MethodPost, path: "/api/v1/corridors", id: "addCorridor", about: "Save a corridor: name, line, half width, note. 201 when it is new, 200 when the same Idempotency-Key has saved it already",
			produces: []string{mediaJSON}, answers: corridorAnswer{}, consumes: []string{mediaJSON}, takes: corridorFields{}, headers: []string{"Idempotency-Key"}, creates: true, handle: addCorridor},
		{method: http.MethodGet, path: "/api/v1/corridors/:id", id: "corridor", about: "One saved corridor, ETag its revision",
			produces: []string{mediaJSON}, answers: corridorAnswer{}, plain: true, handle: oneCorridor},
		{method: http.MethodPut, path: "/api/v1/corridors/:id", id: "changeCorridor", about: "Replace a saved corridor; If-Match says which revision was seen",
			produces: []string{mediaJSON}, answers: corridorAnswer{}, consumes: []string{mediaJSON}, takes: corridorFields{}, headers: []string{"If-Match"}, handle: changeCorridor},
		{method: http.MethodDelete, path: "/api/v1/corridors/:id", id: "deleteCorridor", about: "Take a corridor off the list; its history stays in the journal. If-Match says which revision was seen",
			produces: []string{mediaJSON}, headers: []string{"If-Match"}, handle: deleteCorridor},
		{method: http.MethodGet, path: "/api/v1/corridors/:id/report", id: "corridorReport", about: "What happened along a saved corridor, as queryCorridor answers",
			produces: []string{mediaJSON}, answers: corridor.Report{}, filters: true, incidents: true, params: asked, large: true, handle: corridorReport},
		{method: http.MethodGet, path: "/api/v1/corridors/:id/export", id: "exportCorridor", about: "A saved corridor with its incidents by km, as one file",
			produces: []string{mediaGeoJSON, mediaCSV, mediaGPX, mediaKML}, filters: true, incidents: true, patient: true, handle: exportCorridor,
			params: routeParams},
		{method: http.MethodPost, path: "/api/v1/corridors/export", id: "exportLine", about: "A corridor that is not saved, with its incidents by km, as one file",
			produces: []string{mediaGeoJSON, mediaCSV, mediaGPX, mediaKML}, consumes: []string{mediaJSON}, takes: corridorFields{}, filters: true, incidents: true, patient: true, needs: access.Read, handle: exportLine,
			params: routeParams},
		{method: http.MethodGet, path: "/api/v1/border", id: "border", about: "The line between both countries, or a part of it by border km, as a corridor takes it",
			produces: []string{mediaJSON}, answers: borderAnswer{}, handle: borderLine,
			params: []param{
				{name: "from_km", about: "border km; 0 is Monument 205, the river before it is negative", schema: km},
				{name: "to_km", about: "border km; below from_km, the line runs west", schema: km},
			}},
	}
}
