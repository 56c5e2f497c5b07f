package api

import (
	"encoding"
	"encoding/json"
	"iter"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/paulmach/orb/geojson"

	"linea/geo"
	"linea/geo/corridor"
)

// schema is a JSON Schema, or any other object of the description.
type schema map[string]any

func wordSchema(fallback string, words ...string) schema {
	return schema{"type": "string", "enum": words, "default": fallback}
}

func integerSchema(lo, hi, fallback int) schema {
	return schema{"type": "integer", "minimum": lo, "maximum": hi, "default": fallback}
}

// typeBook collects the schemas of Go types as encoding/json writes them.
type typeBook struct {
	schemas schema
	names   map[reflect.Type]string
}

func newTypeBook() *typeBook {
	return &typeBook{schema{}, map[reflect.Type]string{}}
}

// of gives the schema of a value's type; named structs become components.
func (b *typeBook) of(v any) schema { return b.ofType(reflect.TypeOf(v)) }

func (b *typeBook) ofType(t reflect.Type) schema {
	switch t {
	case reflect.TypeFor[featureJSON]():
		t = reflect.TypeFor[feature]()
	case reflect.TypeFor[reportedJSON]():
		t = reflect.TypeFor[reportedFeature]()
	}
	if s, ok := vocabulary(t); ok {
		return s
	}
	switch t.Kind() {
	case reflect.Pointer:
		return nullable(b.ofType(t.Elem()))
	case reflect.Struct:
		return b.component(t)
	case reflect.Slice:
		return schema{"type": "array", "items": b.ofType(t.Elem())}
	case reflect.Array:
		return schema{"type": "array", "items": b.ofType(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": b.ofType(t.Elem())}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Float32, reflect.Float64:
		return schema{"type": "number"}
	case reflect.Interface:
		return schema{}
	}
	return schema{"type": "integer"}
}

// vocabulary knows the types that are written as words.
func vocabulary(t reflect.Type) (schema, bool) {
	switch reflect.Zero(t).Interface().(type) {
	case time.Time:
		return schema{"type": "string", "format": "date-time"}, true
	case geo.Kind:
		return schema{"type": "string", "enum": words(geo.Kinds())}, true
	case json.RawMessage:
		return schema{}, true
	case corridor.Number:
		return schema{"type": []string{"number", "null"}}, true
	case geojson.Geometry:
		return schema{"type": "object", "description": "a GeoJSON geometry"}, true
	case geo.Step:
		return schema{"type": "string", "enum": stepWords()}, true
	}
	if t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return schema{"type": "string"}, true
	}
	return nil, false
}

func words[T interface{ String() string }](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.String()
	}
	return out
}

func nullable(s schema) schema {
	if name, ok := s["type"].(string); ok {
		s["type"] = []string{name, "null"}
		return s
	}
	return schema{"anyOf": []schema{s, {"type": "null"}}}
}

// component registers a struct once and refers to it.
func (b *typeBook) component(t reflect.Type) schema {
	name, known := b.names[t]
	if !known {
		name = b.freeName(t)
		b.names[t] = name
		b.schemas[name] = schema{} // a type may hold itself
		b.schemas[name] = b.object(t)
	}
	return schema{"$ref": "#/components/schemas/" + name}
}

// freeName calls summaryAnswer "Summary"; a second type of one name gets its
// package in front.
func (b *typeBook) freeName(t reflect.Type) string {
	name := strings.TrimSuffix(t.Name(), "Answer")
	name = string(unicode.ToUpper(rune(name[0]))) + name[1:]
	if _, taken := b.schemas[name]; taken {
		pkg := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
		name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	return name
}

func (b *typeBook) object(t reflect.Type) schema {
	properties, required := schema{}, []string{}
	for f := range jsonFields(t) {
		name, options := jsonName(f)
		optional := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
		fieldType := f.Type
		if optional && fieldType.Kind() == reflect.Pointer {
			fieldType = fieldType.Elem()
		}
		properties[name] = b.ofType(fieldType)
		if !optional {
			required = append(required, name)
		}
	}
	return schema{"type": "object", "properties": properties, "required": required}
}

// jsonFields yields the fields that encoding/json writes; embedded structs are
// written through their fields, which go by their JSON names, not by Go's.
func jsonFields(t reflect.Type) iter.Seq[reflect.StructField] {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			f := t.Field(i)
			tag := f.Tag.Get("json")
			if f.Anonymous && tag == "" {
				for inner := range jsonFields(f.Type) {
					if !yield(inner) {
						return
					}
				}
				continue
			}
			if f.IsExported() && tag != "-" && !yield(f) {
				return
			}
		}
	}
}

func jsonName(f reflect.StructField) (name, options string) {
	name, options, _ = strings.Cut(f.Tag.Get("json"), ",")
	return orWord(name, f.Name), options
}
