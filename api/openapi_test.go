package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"linea/geo"
)

// description is what the test reads of /openapi.json.
type description struct {
	Paths      map[string]map[string]operationRead `json:"paths"`
	Components struct {
		Schemas    map[string]map[string]any `json:"schemas"`
		Parameters map[string]parameterRead  `json:"parameters"`
	} `json:"components"`
}

type operationRead struct {
	OperationID string          `json:"operationId"`
	Summary     string          `json:"summary"`
	Parameters  []parameterRead `json:"parameters"`
	Responses   map[string]struct {
		Content map[string]struct {
			Schema map[string]any `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

type parameterRead struct {
	Ref         string         `json:"$ref"`
	Name        string         `json:"name"`
	In          string         `json:"in"`
	Description string         `json:"description"`
	Schema      map[string]any `json:"schema"`
}

func describeWorld(t *testing.T, w *world) description {
	t.Helper()
	var d description
	if err := json.Unmarshal(w.get("/openapi.json").body, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// The description against gin's own list: every route is described, every
// described path is routed.
func TestOpenAPIEqualsTheRouter(t *testing.T) {
	w := newWorld(t)
	d := describeWorld(t, w)
	routed := map[string]bool{}
	for _, r := range w.server.router().(*gin.Engine).Routes() {
		if r.Method != "HEAD" {
			routed[strings.ToLower(r.Method)+" "+openAPIPath(r.Path)] = true
		}
	}
	described := map[string]bool{}
	ids := map[string]bool{}
	for path, operations := range d.Paths {
		for method, op := range operations {
			described[method+" "+path] = true
			if op.OperationID == "" || op.Summary == "" || ids[op.OperationID] {
				t.Errorf("%s %s: id %q, summary %q", method, path, op.OperationID, op.Summary)
			}
			ids[op.OperationID] = true
		}
	}
	if !maps.Equal(routed, described) {
		t.Errorf("routed %v\ndescribed %v", slices.Sorted(maps.Keys(routed)), slices.Sorted(maps.Keys(described)))
	}
}

// Every described parameter is known to its route, and the other way round: a
// request with it is never told that it is unknown.
func TestOpenAPIParametersAreKnown(t *testing.T) {
	w := newWorld(t)
	d := describeWorld(t, w)
	for _, name := range geo.QueryParameters() {
		if p := d.Components.Parameters[name]; p.Description == "" || p.Schema == nil {
			t.Errorf("the filter %s is not described", name)
		}
	}
	if n := len(d.Components.Parameters); n != len(geo.QueryParameters()) {
		t.Errorf("%d filters described, %d known", n, len(geo.QueryParameters()))
	}
	for i := range w.server.routes {
		r := &w.server.routes[i]
		op := d.Paths[openAPIPath(r.path)][strings.ToLower(r.method)]
		var described, headers []string
		for _, p := range op.Parameters {
			name := strings.TrimPrefix(p.Ref, "#/components/parameters/") + p.Name
			if p.Ref == "" && (p.Description == "" || p.Schema == nil) {
				t.Errorf("%s: parameter %s is not described", r.id, name)
			}
			switch p.In {
			case "header":
				headers = append(headers, name)
			case "query", "":
				described = append(described, name)
			}
		}
		if !slices.Equal(headers, r.headers) {
			t.Errorf("%s: headers %v described, %v known", r.id, headers, r.headers)
		}
		if !slices.Equal(described, r.parameterNames()) {
			t.Errorf("%s: described %v, known %v", r.id, described, r.parameterNames())
		}
	}
}

// A body of JSON that is not a file is described member by member.
func TestOpenAPIDescribesBodies(t *testing.T) {
	s, err := newServer(Config{View: func() geo.View { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	described := 0
	for _, r := range s.table() {
		file := slices.Contains(r.consumes, mediaCSV) || slices.Contains(r.consumes, mediaLines)
		switch {
		case r.takes != nil:
			described++
		case slices.Contains(r.consumes, mediaJSON) && !file:
			t.Errorf("%s takes JSON and does not say which", r.id)
		}
	}
	if described == 0 {
		t.Error("no route describes what it takes")
	}
}

func TestOpenAPIReferencesResolve(t *testing.T) {
	w := newWorld(t)
	var any any
	if err := json.Unmarshal(w.get("/openapi.json").body, &any); err != nil {
		t.Fatal(err)
	}
	d := describeWorld(t, w)
	walk(any, func(ref string) {
		name := ref[strings.LastIndex(ref, "/")+1:]
		if _, ok := d.Components.Schemas[name]; !ok && strings.HasPrefix(ref, "#/components/schemas/") {
			t.Errorf("%s leads nowhere", ref)
		}
		if _, ok := d.Components.Parameters[name]; !ok && strings.HasPrefix(ref, "#/components/parameters/") {
			t.Errorf("%s leads nowhere", ref)
		}
	})
}

func walk(v any, visit func(ref string)) {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			visit(ref)
		}
		for _, member := range v {
			walk(member, visit)
		}
	case []any:
		for _, member := range v {
			walk(member, visit)
		}
	}
}

// Answers are what the description says: every member described, every
// required one there, every type right.
func TestAnswersFitTheirSchemas(t *testing.T) {
	w := newWorld(t)
	d := describeWorld(t, w)
	for _, path := range []string{
		"/api/v1/summary", "/api/v1/summary?kind=tunnel&hours=3-4&res=6", "/api/v1/table?by=year,month", "/api/v1/sources",
		"/api/v1/cells?res=6", "/api/v1/cells/{h3}", "/api/v1/breaks", "/api/v1/places?q=Nogales", "/overlays",
		"/tiles/hotspots.json?kind=death", "/tiles/incidents.json", "/tiles/basemap.json", "/healthz", "/readyz", "/version",
		"/api/v1/hotspots", "/api/v1/hotspots?baseline=even&step=year&steps=10&limit=25000", "/api/v1/hotspots?datetime=1960-01-01/1960-02-01",
		"/api/v1/compare?with=last_year&limit=25000", "/api/v1/compare?datetime=1960-01-01/1960-02-01", "/api/v1/cube?step=year", "/api/v1/cube?kind=tunnel&datetime=1960-01-01",
		"/api/v1/scan?baseline=even", "/api/v1/near-repeat?insist=true", "/tiles/hotspots.json?metric=significance",
	} {
		asked := strings.Replace(path, "{h3}", "8548e863fffffff", 1)
		template, _, _ := strings.Cut(path, "?")
		a := w.get(asked)
		var body any
		if err := json.Unmarshal(a.body, &body); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		s := d.Paths[template]["get"].Responses["200"].Content["application/json"].Schema
		if s == nil {
			t.Fatalf("%s: no schema", template)
		}
		for _, complaint := range d.misfits(s, body, "") {
			t.Errorf("%s%s", path, complaint)
		}
	}
	var body any
	if err := json.Unmarshal(w.get("/api/v1/summary?kind=x").body, &body); err != nil {
		t.Fatal(err)
	}
	for _, complaint := range d.misfits(map[string]any{"$ref": "#/components/schemas/Problem"}, body, "") {
		t.Errorf("problem%s", complaint)
	}
}

// misfits checks a value against the part of JSON Schema that schema.go
// writes; members that are not described are misfits too.
func (d description) misfits(s map[string]any, v any, at string) []string {
	if ref, ok := s["$ref"].(string); ok {
		return d.misfits(d.Components.Schemas[ref[strings.LastIndex(ref, "/")+1:]], v, at)
	}
	if choices, ok := s["anyOf"].([]any); ok {
		for _, choice := range choices {
			if len(d.misfits(choice.(map[string]any), v, at)) == 0 {
				return nil
			}
		}
		return []string{at + ": fits no choice"}
	}
	if !typeFits(s["type"], v) {
		return []string{fmt.Sprintf("%s: %v is not %v", at, v, s["type"])}
	}
	if words, ok := s["enum"].([]any); ok && !slices.Contains(words, v) {
		return []string{fmt.Sprintf("%s: %v is not one of %v", at, v, words)}
	}
	var complaints []string
	switch v := v.(type) {
	case map[string]any:
		complaints = d.memberMisfits(s, v, at)
	case []any:
		items, _ := s["items"].(map[string]any)
		if n, ok := s["minItems"].(float64); ok && len(v) != int(n) {
			complaints = append(complaints, fmt.Sprintf("%s: %d members, want %g", at, len(v), n))
		}
		for i, member := range v {
			complaints = append(complaints, d.misfits(items, member, fmt.Sprintf("%s[%d]", at, i))...)
		}
	}
	return complaints
}

func (d description) memberMisfits(s, v map[string]any, at string) []string {
	var complaints []string
	properties, _ := s["properties"].(map[string]any)
	for name, member := range v {
		described, ok := properties[name].(map[string]any)
		if !ok {
			if s["properties"] != nil {
				complaints = append(complaints, at+"."+name+": not described")
			}
			continue
		}
		complaints = append(complaints, d.misfits(described, member, at+"."+name)...)
	}
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			complaints = append(complaints, at+"."+name.(string)+": missing")
		}
	}
	return complaints
}

func typeFits(want, v any) bool {
	if list, ok := want.([]any); ok {
		return slices.ContainsFunc(list, func(w any) bool { return typeFits(w, v) })
	}
	switch v := v.(type) {
	case nil:
		return want == "null" || want == nil
	case bool:
		return want == "boolean" || want == nil
	case string:
		return want == "string" || want == nil
	case []any:
		return want == "array" || want == nil
	case map[string]any:
		return want == "object" || want == nil
	case float64:
		return want == "number" || want == "integer" && v == float64(int64(v)) || want == nil
	}
	return false
}
