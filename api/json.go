package api

import (
	"bytes"
	"encoding/json"
	"reflect"

	"linea/geo"
)

// encodeJSON writes a value as JSON with a line end. A list without members is
// [], never null: clients loop over what they get.
func encodeJSON(v any) ([]byte, error) {
	value := reflect.New(reflect.TypeOf(v))
	value.Elem().Set(reflect.ValueOf(v))
	fillLists(value.Elem())
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value.Interface()); err != nil {
		return nil, geo.Wrap("encode", geo.Internal, err, "an answer cannot be written as JSON")
	}
	return b.Bytes(), nil
}

// fillLists replaces nil slices, outside of pointers and interfaces, by empty
// ones.
func fillLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fillLists(f)
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		if !holdsLists(v.Type().Elem()) {
			return
		}
		for i := range v.Len() {
			fillLists(v.Index(i))
		}
	}
}

// holdsLists says whether values of a type may hold slices.
func holdsLists(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice:
		return true
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && holdsLists(f.Type) {
				return true
			}
		}
	}
	return false
}
