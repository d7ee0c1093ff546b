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

	"github.com/ledgerlink/link-sdk-go/internal/provenance"
)

// check returns the problems of a document, each in one line of the form "file:line: reason", in the order of the
// lines.
//
// It stops after invalid YAML, and again after invalid references, because later checks would only repeat them.
func check(file string, spec []byte) []string {
	var root yaml.Node
	err := yaml.Unmarshal(spec, &root)
	if err == nil {
		err = root.Decode(new(any)) // reports duplicate keys
	}
	if err != nil {
		return format(file, []problem{yamlProblem(err)})
	}
	if problems := checkReferences(&root); len(problems) > 0 {
		return format(file, problems)
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(spec)
	if err != nil {
		return format(file, []problem{{0, err.Error()}})
	}
	problems := append(checkOperationIDs(doc), validate(loader, doc)...)
	if _, err := provenance.Marks(spec); err != nil {
		problems = append(problems, numberedProblem(err, ""))
	}
	return format(file, problems)
}

// problem is one problem of a document. line is 0 if the library that found it does not report the line.
type problem struct {
	line   int
	reason string
}

func format(file string, problems []problem) []string {
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

// yamlProblem parses an error such as "yaml: line 4: mapping values are not allowed in this context".
func yamlProblem(err error) problem { return numberedProblem(err, "not YAML: ") }

// numberedProblem parses an error whose text has the form "line 4: reason".
func numberedProblem(err error, prefix string) problem {
	found := regexp.MustCompile(`line (\d+): (.*)`).FindStringSubmatch(err.Error())
	if found == nil {
		return problem{0, err.Error()}
	}
	line, _ := strconv.Atoi(found[1])
	return problem{line, prefix + found[2]}
}

// checkOperationIDs reports operations without an operationId, which names the method in every generated client.
func checkOperationIDs(doc *openapi3.T) (problems []problem) {
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

// validate reports violations of OpenAPI, and examples that violate their schemas.
func validate(loader *openapi3.Loader, doc *openapi3.T) (problems []problem) {
	err := doc.Validate(loader.Context, openapi3.EnableExamplesValidation(), openapi3.EnableMultiError())
	var all openapi3.MultiError
	if err != nil && !errors.As(err, &all) {
		all = openapi3.MultiError{err}
	}
	for _, err := range all {
		problems = append(problems, openAPIProblem(err))
	}
	return problems
}

// openAPIProblem finds the line of an error of kin-openapi. The library wraps the error once for each use of a schema,
// in some fifty types that have only a field Origin in common. The innermost error with an Origin is the problem itself
// and the same for all uses.
func openAPIProblem(err error) problem {
	found := problem{0, err.Error()}
	for ; err != nil; err = errors.Unwrap(err) {
		value := reflect.Indirect(reflect.ValueOf(err))
		if value.Kind() != reflect.Struct {
			continue
		}
		if field := value.FieldByName("Origin"); field.IsValid() {
			if origin, ok := reflect.TypeAssert[*openapi3.Origin](field); ok {
				found = problem{lineOf(origin, invalidField(err)), err.Error()}
			}
		}
	}
	return found
}

// invalidField returns the field that holds an invalid value, such as an example or a default.
func invalidField(err error) string {
	var value *openapi3.SchemaValueError
	if errors.As(err, &value) {
		return value.ValueKind
	}
	return ""
}

// lineOf returns the line of a scalar field, or of the object it belongs to.
func lineOf(origin *openapi3.Origin, field string) int {
	if origin == nil || origin.Key == nil {
		return 0
	}
	if location, ok := origin.Fields.Lookup(field); ok {
		return location.Line
	}
	return origin.Key.Line
}
