package main

import (
	"errors"
	"reflect"

	"github.com/getkin/kin-openapi/openapi3"
)

// ofOpenAPI finds the line that an error of kin-openapi is about. The library wraps the fault in errors that say where
// it met it; those that know a line, of some fifty types, have a field Origin and nothing else in common.
func ofOpenAPI(err error) problem {
	var value *openapi3.SchemaValueError
	if errors.As(err, &value) { // met once for each use of the schema, which would say the same many times
		return problem{lineOf(value.Origin, value.ValueKind), value.Error()}
	}
	found := problem{0, err.Error()}
	for ; err != nil; err = errors.Unwrap(err) {
		fault := reflect.Indirect(reflect.ValueOf(err))
		if fault.Kind() != reflect.Struct {
			continue
		}
		if field := fault.FieldByName("Origin"); field.IsValid() {
			if origin, ok := reflect.TypeAssert[*openapi3.Origin](field); ok {
				found.line = lineOf(origin, "") // the innermost is the nearest
			}
		}
	}
	return found
}

// lineOf returns the line of a scalar field, or that of the object it belongs to.
func lineOf(origin *openapi3.Origin, field string) int {
	if origin == nil || origin.Key == nil {
		return 0
	}
	if location, ok := origin.Fields.Lookup(field); ok {
		return location.Line
	}
	return origin.Key.Line
}
