package main

import (
	"errors"
	"reflect"

	"github.com/getkin/kin-openapi/openapi3"
)

// ofOpenAPI finds the line that an error of kin-openapi is about. The library wraps the fault in errors that say where
// it met it, once for each use of a schema. Those that know a line are of some fifty types, with nothing in common but
// a field Origin; the innermost is the fault itself, and the same for all uses.
func ofOpenAPI(err error) problem {
	found := problem{0, err.Error()}
	for ; err != nil; err = errors.Unwrap(err) {
		fault := reflect.Indirect(reflect.ValueOf(err))
		if fault.Kind() != reflect.Struct {
			continue
		}
		if field := fault.FieldByName("Origin"); field.IsValid() {
			if origin, ok := reflect.TypeAssert[*openapi3.Origin](field); ok {
				found = problem{lineOf(origin, kindOf(err)), err.Error()}
			}
		}
	}
	return found
}

// kindOf returns the field that a wrong value is in, an example or a default.
func kindOf(err error) string {
	var value *openapi3.SchemaValueError
	if errors.As(err, &value) {
		return value.ValueKind
	}
	return ""
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
