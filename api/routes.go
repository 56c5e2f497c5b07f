package api

import (
	"net/http"
	"slices"
	"strings"

	"linea/api/access"
	"linea/geo"
	"linea/geo/feed"
	"linea/tiles"
)

// route is one row of the table that the router and the OpenAPI description
// are both made from.
type route struct {
	method, path string // path as gin writes it: /cells/:h3
	id           string // operationId
	about        string
	produces     []string // media types; the first is what handlers answer by default
	answers      any      // zero value of the JSON answer, nil when it is no JSON of ours
	answersAlso  any      // the same for the second media type, where that differs
	filters      bool     // takes the whole filter grammar
	params       []param  // beside the filters
	consumes     []string // media types of a body
	takes        any      // zero value of the JSON body, nil when it is no JSON of ours

	headers []string // request headers that it reads, see headerParams
	creates bool     // answers 201 as well

	needs     access.Scope // of the caller's token; "" = read to GET, write for the rest
	incidents bool         // reads incidents: needs a view
	patient   bool         // not bound by the query deadline
	light     bool         // its questions to the view wait for no turn
	large     bool         // they take long, and leave turns to the rest
	plain     bool         // never compressed by us
	free      bool         // parameters are not ours to check
	handle    handler
}

// param describes one parameter.
type param struct {
	name     string
	about    string
	schema   schema
	required bool
}

// Media types.
const (
	mediaJSON    = "application/json"
	mediaGeoJSON = "application/geo+json"
	mediaCSV     = "text/csv"
	mediaLines   = "application/x-ndjson"
	mediaText    = "text/plain"
	mediaEvents  = "text/event-stream"
	// mediaAnything stands for clients that ask for tiles as bytes.
	mediaAnything = "application/octet-stream"
)

func (r *route) parameterNames() []string {
	var names []string
	if r.filters {
		names = geo.QueryParameters()
	}
	for _, p := range r.params {
		names = append(names, p.name)
	}
	return names
}

// pathParameters are the names in the path, in order.
func (r *route) pathParameters() []string {
	var names []string
	for part := range strings.SplitSeq(r.path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			names = append(names, name)
		}
	}
	return names
}

// varies says whether the answer may be compressed, and so varies with
// Accept-Encoding.
func (r *route) varies() bool { return !r.plain }

// table lists every route.
func (s *server) table() []route {
	return slices.Concat(s.incidentRoutes(), s.eventRoutes(), s.countRoutes(), s.hotspotRoutes(), s.importRoutes(), s.corridorRoutes(), s.placeRoutes(), s.tileRoutes(), s.operationRoutes())
}

func (s *server) incidentRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/api/v1/incidents", id: "incidents", about: "Matching incidents, newest first: pages of GeoJSON, or everything as CSV or one feature a line",
			produces: []string{mediaGeoJSON, mediaJSON, mediaCSV, mediaLines}, answers: incidentsAnswer{}, filters: true, incidents: true, light: true, handle: incidents,
			params: []param{
				formParam("geojson", "csv", "geojsonl"),
				{name: "limit", about: "features of a page, 1..10000; above is taken as 10000", schema: integerSchema(1, largestPage, defaultPage)},
				{name: "cursor", about: "of a next link", schema: schema{"type": "string"}},
				placesParam("each row of a page has the nearest town"),
			}},
		{method: http.MethodGet, path: "/api/v1/incidents/:id", id: "incident", about: "One incident of any status, ETag its revision; with revisions=all its history, newest first",
			produces: []string{mediaGeoJSON, mediaJSON}, answers: featureJSON{}, answersAlso: historyAnswer{}, incidents: true, plain: true, handle: oneIncident,
			params: []param{{name: "revisions", about: "all: every revision, as a list", schema: schema{"type": "string", "enum": []string{"all"}}}}},
		{method: http.MethodPost, path: "/api/v1/incidents", id: "addIncident", about: "Write one incident, as an object of its fields or as a feature; durable before the answer. 201 when it is new, 200 when it stands like this already",
			produces: []string{mediaGeoJSON, mediaJSON}, answers: featureJSON{}, consumes: []string{mediaJSON, mediaGeoJSON}, takes: incidentFields{},
			headers: []string{"Idempotency-Key"}, creates: true, plain: true, handle: addIncident},
		{method: http.MethodPost, path: "/api/v1/incidents/batch", id: "addIncidents", about: "Write a stream of incidents: one object or feature a line, a feature collection, or CSV. A line for every block that is durable, and a last one with the summary",
			produces: []string{mediaLines}, answers: batchLine{}, consumes: batchMedia(), patient: true, plain: true, handle: postBatch},
		{method: http.MethodPut, path: "/api/v1/incidents/:id", id: "changeIncident", about: "Write the next revision of an incident, every field of it",
			produces: []string{mediaGeoJSON, mediaJSON}, answers: featureJSON{}, consumes: []string{mediaJSON, mediaGeoJSON}, takes: incidentFields{},
			headers: []string{"If-Match"}, plain: true, handle: changeIncident},
		{method: http.MethodDelete, path: "/api/v1/incidents/:id", id: "retractIncident", about: "Retract an incident: it leaves every count and stays in the journal with its history",
			produces: []string{mediaGeoJSON, mediaJSON}, answers: featureJSON{}, headers: []string{"If-Match"}, plain: true, handle: retractIncident},
	}
}

func (s *server) eventRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/api/v1/events", id: "events", about: "Server-sent events: change {seq, cells, kinds, n} within a tenth of a second of a write, reset {seq} when anything may have changed; the id is the seq",
			produces: []string{mediaEvents}, headers: []string{"Last-Event-ID"}, incidents: true, patient: true, plain: true, handle: events,
			params: []param{{name: "after", about: "seq that was seen, as the header Linea-Seq gives it; Last-Event-ID goes before it", schema: schema{"type": "integer", "minimum": 0}}}},
	}
}

func (s *server) countRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/api/v1/summary", id: "summary", about: "What the matching incidents look like from every side: facets, series, months, hours",
			produces: []string{mediaJSON}, answers: summaryAnswer{}, filters: true, incidents: true,
			params: []param{stepParam(), resParam("then n_used and n_excluded speak of that resolution; without it, of all rows"),
				{name: "study_area", about: "true: study_area says how many lie in the study area, how many outside, and its newest record; null with a polygon", schema: wordSchema("false", "true", "false")}}, handle: summary},
		{method: http.MethodGet, path: "/api/v1/table", id: "table", about: "Counts by two dimensions, with margins",
			produces: []string{mediaJSON, mediaCSV}, answers: geo.Table{}, filters: true, incidents: true,
			params: []param{
				{name: "by", about: "two different dimensions: " + knownDimensions(), schema: schema{"type": "string", "example": "land,cause"}, required: true},
				formParam("json", "csv"),
			}, handle: table},
		{method: http.MethodGet, path: "/api/v1/sources", id: "sources", about: "Every source: credit, rows, mapped, first and last day, coverage, precision, last import",
			produces: []string{mediaJSON}, answers: sourcesAnswer{}, incidents: true, handle: sources},
		{method: http.MethodGet, path: "/api/v1/cells", id: "cells", about: "The cells that hold a matching incident, with their counts",
			produces: []string{mediaJSON}, answers: cellsAnswer{}, filters: true, incidents: true,
			params: []param{resParam("default 5"), placesParam("each cell has its nearest town, distance to the line, border km and side")}, handle: cells},
		{method: http.MethodGet, path: "/api/v1/cells/:h3", id: "cell", about: "One cell: counts, series, hours, kinds, rank, and where it lies",
			produces: []string{mediaJSON}, answers: cellAnswer{}, filters: true, incidents: true,
			params: []param{stepParam()}, handle: oneCell},
		{method: http.MethodGet, path: "/api/v1/breaks", id: "breaks", about: "Class breaks for a legend of cell counts",
			produces: []string{mediaJSON}, answers: breaksAnswer{}, filters: true, incidents: true,
			params: []param{resParam("default 5"),
				{name: "classes", about: "how many classes at most", schema: integerSchema(2, 9, 5)},
				{name: "method", about: "quantile: as many cells in each class as round numbers allow; equal: as wide as each other", schema: wordSchema("quantile", "quantile", "equal")},
			}, handle: breaks},
	}
}

func (s *server) importRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/api/v1/imports", id: "importFile", about: "Import a file as the command line takes it; the answer comes once its rows are durable and on the map",
			produces: []string{mediaJSON}, answers: feed.Report{}, consumes: importMedia(), patient: true, handle: postImport,
			params: []param{
				{name: "dry_run", about: "true: the whole report, nothing written", schema: wordSchema("false", "true", "false")},
				{name: "format", about: "force a format; without it, the header tells", schema: schema{"type": "string", "enum": feed.Formats()}},
				{name: "source", about: "slug of the source of every row", schema: schema{"type": "string", "example": "county-sar"}},
				{name: "filename", about: "what the report calls the file", schema: schema{"type": "string"}},
				{name: "on_change", about: "rows whose content changed: revise or keep what is stored", schema: wordSchema("revise", "revise", "keep")},
				{name: "shared_points", about: "coordinates that many rows share: keep or unmap; without it, as the format has it", schema: schema{"type": "string", "enum": []string{"keep", "unmap"}}},
			}},
		{method: http.MethodGet, path: "/api/v1/imports", id: "imports", about: "Reports of all imports, those of the command line too, newest first, without their rejected lines",
			produces: []string{mediaJSON}, answers: importsAnswer{}, handle: listImports},
		{method: http.MethodGet, path: "/api/v1/imports/:id", id: "import", about: "The report of one import; its rejected rows only for those who may write",
			produces: []string{mediaJSON}, answers: feed.Report{}, handle: oneImport},
		{method: http.MethodGet, path: "/api/v1/imports/:id/rejects.csv", id: "importRejects", about: "The first 5,000 rejected rows of an import with the reasons; the header Linea-Rejected has the number of all",
			produces: []string{mediaCSV}, needs: access.Write, handle: importRejects},
	}
}

func (s *server) placeRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/api/v1/places", id: "places", about: "Towns, crossings, coordinates in degrees, DMS, DDM, MGRS and UTM, and cell ids",
			produces: []string{mediaJSON}, answers: placesAnswer{}, handle: places,
			params: []param{
				{name: "q", about: "what to look for, at most 100 characters", schema: schema{"type": "string", "example": "Sasabe"}, required: true},
				{name: "limit", about: "1..50, above is taken as 50", schema: integerSchema(1, 50, 10)},
			}},
		{method: http.MethodGet, path: "/overlays", id: "overlays", about: "The overlays that this server offers, and files of its folder that could not be used",
			produces: []string{mediaJSON}, answers: overlaysAnswer{}, handle: listOverlays},
		{method: http.MethodGet, path: "/overlays/:name", id: "overlay", about: "One overlay; its feature ids serve within=NAME:id",
			produces: []string{mediaGeoJSON, mediaJSON}, handle: overlayFile},
	}
}

func (s *server) tileRoutes() []route {
	drawn := []param{
		{name: "metric", about: "count: incidents by cell; significance: whether that is more or less than chance would put there", schema: wordSchema("count", "count", "significance")},
		{name: "res", about: "H3 resolution: of counts 3..9 and at most one finer than the zoom's own; of significance 4..7 or auto, the same at every zoom", schema: schema{"type": "string", "enum": []string{"auto", "3", "4", "5", "6", "7", "8", "9"}}},
		{name: "h3", about: "text: each feature carries its H3 index", schema: schema{"type": "string", "enum": []string{"text"}}},
		baselineParam(), withParam(), alphaParam(),
	}
	return []route{
		{method: http.MethodGet, path: "/tiles/hotspots.json", id: "hotspotTiles", about: "TileJSON 3.0 of the hotspot tiles, with the question that they are asked with",
			produces: []string{mediaJSON}, answers: tiles.TileJSON{}, filters: true, params: drawn, incidents: true, light: true, handle: hotspotJSON},
		{method: http.MethodGet, path: "/tiles/incidents.json", id: "incidentTiles", about: "TileJSON 3.0 of the incident tiles, with the question that they are asked with",
			produces: []string{mediaJSON}, answers: tiles.TileJSON{}, filters: true, incidents: true, light: true, handle: incidentJSON},
		{method: http.MethodGet, path: "/tiles/basemap.json", id: "basemapTiles", about: "TileJSON 3.0 of the basemap tiles",
			produces: []string{mediaJSON}, answers: tiles.TileJSON{}, handle: basemapJSON},
		{method: http.MethodGet, path: "/tiles/basemap/:z/:x/:y", id: "basemapTile", about: "Land, water, borders, towns and crossings",
			produces: []string{tiles.ContentType, mediaAnything}, handle: basemapTile},
		{method: http.MethodGet, path: "/tiles/hotspots/:z/:x/:y", id: "hotspotTile", about: "Cells as polygons, layer hotspots, zooms 0..17, with n and persons, or with state, n, n_disk, expected, rr, p, q, gi_z; feature id = h3 >> 18",
			produces: []string{tiles.ContentType, mediaAnything}, filters: true, params: drawn, incidents: true, light: true, handle: hotspotTile},
		{method: http.MethodGet, path: "/tiles/incidents/:z/:x/:y", id: "incidentTile", about: "Incidents as points, layer incidents, zooms 9..17; above 2,000 a tile counts per cell, and truncated in layer meta",
			produces: []string{tiles.ContentType, mediaAnything}, filters: true, incidents: true, light: true, handle: incidentTile},
	}
}

func (s *server) operationRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/healthz", id: "health", about: "The process answers",
			produces: []string{mediaJSON}, answers: healthAnswer{}, plain: true, needs: open, handle: health},
		{method: http.MethodGet, path: "/readyz", id: "ready", about: "200 once the index shows the journal's head, 503 with progress before, and with the problem when the store's file was moved or replaced",
			produces: []string{mediaJSON}, answers: Progress{}, plain: true, needs: open, handle: ready},
		{method: http.MethodGet, path: "/version", id: "version", about: "Which build this is",
			produces: []string{mediaJSON}, answers: Version{}, plain: true, handle: version},
		{method: http.MethodGet, path: "/metrics", id: "metrics", about: "Counters for Prometheus",
			produces: []string{mediaText}, plain: true, needs: access.Admin, handle: serveMetrics},
		{method: http.MethodGet, path: "/api/v1/session", id: "session", about: "Who the caller is to this server, and what it may ask; never refused",
			produces: []string{mediaJSON}, answers: sessionAnswer{}, plain: true, needs: open, handle: showSession},
		{method: http.MethodPost, path: "/api/v1/session", id: "signIn", about: "Trade an access token, as a JSON body or after Authorization: Bearer, for a cookie that lasts 12 hours",
			produces: []string{mediaJSON}, answers: sessionAnswer{}, consumes: []string{mediaJSON}, takes: sessionRequest{}, plain: true, needs: open, handle: openSession},
		{method: http.MethodDelete, path: "/api/v1/session", id: "signOut", about: "End the browser's session",
			produces: []string{mediaJSON}, answers: sessionAnswer{}, plain: true, needs: open, handle: closeSession},
		{method: http.MethodGet, path: "/openapi.json", id: "openapi", about: "This description",
			produces: []string{mediaJSON}, handle: serveOpenAPI},
	}
}

func stepParam() param {
	return param{name: "step", about: "width of a bar of the series; auto keeps it at 120 bars or fewer", schema: wordSchema("auto", stepWords()...)}
}

func resParam(about string) param {
	return param{name: "res", about: "H3 resolution; " + about, schema: schema{"type": "integer", "minimum": minRes, "maximum": maxRes}}
}

func placesParam(about string) param {
	return param{name: "places", about: "true: " + about, schema: wordSchema("false", "true", "false")}
}

func formParam(words ...string) param {
	return param{name: "f", about: "form of the answer", schema: wordSchema(words[0], words...)}
}
