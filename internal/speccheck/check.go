package main

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// check returns what is wrong with a document, each in one line as "file:line: reason", in the order of the lines.
//
// YAML comes first, then references, because whatever follows would only repeat them in other words.
func check(file string, spec []byte) []string {
	var root yaml.Node
	err := yaml.Unmarshal(spec, &root)
	if err == nil {
		err = root.Decode(new(any)) // finds keys that are there twice
	}
	if err != nil {
		return report(file, []problem{ofYAML(err)})
	}
	if problems := references(&root); len(problems) > 0 {
		return report(file, problems)
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(spec)
	if err != nil {
		return report(file, []problem{{0, err.Error()}})
	}
	return report(file, append(nameless(doc), invalid(loader, doc)...))
}

// problem is one thing that is wrong; line is 0 where the library that found it does not say.
type problem struct {
	line   int
	reason string
}

func report(file string, problems []problem) []string {
	slices.SortFunc(problems, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.reason, b.reason))
	})
	lines := make([]string, 0, len(problems))
	for _, p := range problems {
		reason, _, _ := strings.Cut(p.reason, "\n") // kin-openapi appends dumps of schema and value
		place := file
		if p.line > 0 {
			place += ":" + strconv.Itoa(p.line)
		}
		lines = append(lines, place+": "+reason)
	}
	return slices.Compact(lines)
}

// ofYAML takes line and reason out of a message as "yaml: line 4: mapping values are not allowed in this context".
func ofYAML(err error) problem {
	found := regexp.MustCompile(`line (\d+): (.*)`).FindStringSubmatch(err.Error())
	if found == nil {
		return problem{0, err.Error()}
	}
	line, _ := strconv.Atoi(found[1])
	return problem{line, "not YAML: " + found[2]}
}

// nameless finds the operations without an operationId: it names the method in every generated client.
func nameless(doc *openapi3.T) (problems []problem) {
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.OperationID == "" {
				reason := fmt.Sprintf("operation %s %s has no operationId", method, path)
				problems = append(problems, problem{lineOf(operation.Origin, ""), reason})
			}
		}
	}
	return problems
}

// invalid finds what OpenAPI does not allow, and examples that contradict their schemas.
func invalid(loader *openapi3.Loader, doc *openapi3.T) (problems []problem) {
	err := doc.Validate(loader.Context, openapi3.EnableExamplesValidation(), openapi3.EnableMultiError())
	var all openapi3.MultiError
	if err != nil && !errors.As(err, &all) {
		all = openapi3.MultiError{err}
	}
	for _, err := range all {
		problems = append(problems, ofOpenAPI(err))
	}
	return problems
}

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
