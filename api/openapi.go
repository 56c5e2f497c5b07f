package api

import (
	"net/http"
	"strconv"
	"strings"

	"linea/geo"
)

// describe writes the OpenAPI 3.1 description of the route table. Schemas of
// answers come from their Go types, so that they cannot drift apart.
func (s *server) describe() ([]byte, error) {
	types := newTypeBook()
	paths := map[string]schema{}
	for i := range s.routes {
		r := &s.routes[i]
		path := openAPIPath(r.path)
		if paths[path] == nil {
			paths[path] = schema{}
		}
		paths[path][strings.ToLower(r.method)] = operation(r, types)
	}
	types.of(Problem{})
	return encodeJSON(schema{
		"openapi": "3.1.0",
		"info": schema{
			"title": "Línea", "version": orWord(s.Version.Version, "dev"),
			"description": "Incidents along the Arizona-Sonora line: where, when, how sure. Times are RFC 3339, points are lon, lat, metres end in _m. Every GET answers HEAD too.",
		},
		"paths": paths,
		"components": schema{"schemas": types.schemas, "parameters": filterComponents(), "securitySchemes": schema{
			"token": schema{"type": "http", "scheme": "bearer", "description": "An access token, once the server has any; scopes are read, write and admin"},
		}},
	})
}

func orWord(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// openAPIPath writes /cells/:h3 as /cells/{h3}. A tile's row carries its
// extension.
func openAPIPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}" + extensionOf(name)
		}
	}
	return strings.Join(parts, "/")
}

func extensionOf(name string) string {
	if name == "y" {
		return ".mvt"
	}
	return ""
}

func operation(r *route, types *typeBook) schema {
	op := schema{"operationId": r.id, "summary": r.about, "responses": responses(r, types)}
	if parameters := operationParameters(r); len(parameters) > 0 {
		op["parameters"] = parameters
	}
	if scope := r.scope(); scope != open {
		op["security"] = []schema{{"token": []string{string(scope)}}}
	}
	if len(r.consumes) > 0 {
		content := schema{}
		for _, media := range r.consumes {
			content[media] = schema{}
			if r.takes != nil {
				content[media] = schema{"schema": types.of(r.takes)}
			}
		}
		op["requestBody"] = schema{"required": true, "content": content}
	}
	return op
}

func operationParameters(r *route) []schema {
	var out []schema
	for _, name := range r.pathParameters() {
		out = append(out, schema{"name": name, "in": "path", "required": true, "description": pathAbout(name), "schema": schema{"type": "string"}})
	}
	if r.filters {
		for _, name := range geo.QueryParameters() {
			out = append(out, schema{"$ref": "#/components/parameters/" + name})
		}
	}
	for _, name := range r.headers {
		out = append(out, schema{"name": name, "in": "header", "required": name == "If-Match", "description": headerAbout(name), "schema": schema{"type": "string"}})
	}
	for _, p := range r.params {
		out = append(out, schema{"name": p.name, "in": "query", "required": p.required, "description": p.about, "schema": p.schema})
	}
	return out
}

func pathAbout(name string) string {
	about := map[string]string{
		"h3": "an H3 cell of resolution 3..9 in hexadecimal", "id": "the id", "name": "the overlay's name",
		"z": "zoom of 512-pixel tiles", "x": "column", "y": "row, growing southwards",
	}
	return about[name]
}

func headerAbout(name string) string {
	about := map[string]string{
		"If-Match":        "the ETag that reading it gave: its revision, such as \"3\". Missing it is 428; 412 says that it has changed since",
		"Idempotency-Key": "1 to 255 printable characters. An incident without an id is named by its source and this key, so that sending it again adds nothing",
		"Last-Event-ID":   "id of the last event that was seen; the stream goes on after it",
	}
	return about[name]
}

func responses(r *route, types *typeBook) schema {
	content := schema{}
	for i, media := range r.produces {
		content[media] = schema{}
		for at, answer := range []any{r.answers, r.answersAlso} {
			if i == at && answer != nil {
				content[media] = schema{"schema": types.of(answer)}
			}
		}
	}
	answers := schema{
		"200": schema{"description": "the answer", "content": content},
		"default": schema{"description": "a problem (RFC 9457)", "content": schema{
			"application/problem+json": schema{"schema": schema{"$ref": "#/components/schemas/Problem"}}}},
	}
	if r.creates {
		answers["201"] = schema{"description": "it is new; Location names it", "content": content}
	}
	if r.method == http.MethodGet && !r.plain {
		answers["304"] = schema{"description": "what If-None-Match names is still the answer"}
	}
	return answers
}

// filterComponents describes the one filter grammar.
func filterComponents() schema {
	out := schema{}
	for _, p := range filterParams() {
		out[p.name] = schema{"name": p.name, "in": "query", "description": p.about, "schema": p.schema}
	}
	return out
}

func filterParams() []param {
	list := func(about string, words ...string) schema {
		s := schema{"type": "string", "description": "a list: " + about}
		if len(words) > 0 {
			s["description"] = "a list of " + strings.Join(words, ", ")
		}
		return s
	}
	text := func(example string) schema { return schema{"type": "string", "example": example} }
	return []param{
		{name: "datetime", about: "start of the incident: a/b, a/.., ../b or a local date. Dates are whole local days (America/Phoenix); date-times are half-open", schema: text("2024-01-01/2024-12-31")},
		{name: "kind", about: "kinds or groups", schema: list("", kindWords()...)},
		{name: "source", about: "slugs of sources", schema: list("ogis,iom")},
		{name: "origin", about: "how the report came about", schema: list("", "unknown", "reported", "discovered", "sensor")},
		{name: "cause", about: "causes of death", schema: list("", causeWords()...)},
		{name: "land", about: "who manages the ground, as stored", schema: list("as /api/v1/summary lists them; write \\, for a comma within a name")},
		{name: "area", about: "the source's own region, as stored", schema: list("as /api/v1/summary lists them")},
		{name: "found_within_days", about: "it happened at most so long before it was found; rows without a value do not match", schema: list("", numberWords(geo.FoundWithinDays())...)},
		{name: "status", about: "default reported,verified; all is every status but retracted", schema: list("", "reported", "verified", "disputed", "retracted", "or all alone")},
		{name: "hours", about: "local hours of the incident, from-until; may pass midnight; unknown hours do not match", schema: text("20-4")},
		{name: "days", about: "local weekdays", schema: list("", "mon", "tue", "wed", "thu", "fri", "sat", "sun")},
		{name: "months", about: "local months of the year, 1..12; rows known to the year only do not match. Rates divide by the days of these months", schema: text("12,1,2")},
		{name: "side", about: "side of the line; line = its radius reaches across", schema: list("", "az", "son", "line", "other")},
		{name: "max_radius_m", about: "only positions at least this good, metres", schema: schema{"type": "integer", "enum": geo.MaxRadii()}},
		{name: "bbox", about: "west,south,east,north in degrees", schema: text("-113,31.3,-110,32.5")},
		{name: "near", about: "lon,lat,radius_m: within a geodesic circle of 200..200000 m", schema: text("-111.54,31.48,10000")},
		{name: "within", about: "overlay:feature, a polygon of an overlay by its name (all features of that name) or its id", schema: text("municipios:26055")},
		{name: "polygon", about: "a drawn polygon of 3..200 vertices as an encoded polyline, precision 5", schema: text("_{m~Dfkxca...")},
		{name: "cell", about: "only what lies in this H3 cell of resolution 3..9 and is precise enough for it", schema: text("8548e863fffffff")},
		{name: "mapped", about: "true: only rows with a usable place; false: only rows without", schema: schema{"type": "string", "enum": []string{"true", "false"}}},
		{name: "duplicates", about: "rows that repeat a row of higher rank", schema: wordSchema("exclude", "exclude", "include", "only")},
	}
}

func kindWords() []string {
	var words []string
	for _, g := range geo.KindGroups() {
		words = append(words, g.Name)
	}
	for _, k := range geo.Kinds() {
		if k != geo.Other {
			words = append(words, k.String())
		}
	}
	return words
}

func causeWords() []string {
	var words []string
	for c := geo.NoCause + 1; c <= geo.Undetermined; c++ {
		words = append(words, c.String())
	}
	return words
}

func numberWords(numbers []int) []string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	return words
}
