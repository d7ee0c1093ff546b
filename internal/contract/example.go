package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Example is the example request of an operation with the example of its response, both from the document.
type Example struct {
	OperationID string
	Method      string
	Route       string // the path template
	Path        string // the route with the examples of its parameters
	Request     string // the JSON body, or ""
	Status      int    // the last 2xx of the document
	Response    string // the JSON body, or ""
	Operation   *openapi3.Operation
}

// Examples returns the example of each operation in the document, in the order of routes and methods.
func (v *Validator) Examples() ([]Example, error) {
	var examples []Example
	for route, item := range v.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			e, err := newExample(route, item, operation)
			if err != nil {
				return nil, fmt.Errorf("contract: %s: %w", operation.OperationID, err)
			}
			e.Method = method
			examples = append(examples, e)
		}
	}
	slices.SortFunc(examples, func(a, b Example) int {
		return cmp.Or(cmp.Compare(a.Route, b.Route), cmp.Compare(a.Method, b.Method))
	})
	return examples, nil
}

func newExample(route string, item *openapi3.PathItem, operation *openapi3.Operation) (e Example, err error) {
	e = Example{OperationID: operation.OperationID, Route: route, Path: route, Operation: operation}
	for _, parameter := range slices.Concat(item.Parameters, operation.Parameters) {
		e.Path = strings.ReplaceAll(e.Path, "{"+parameter.Value.Name+"}", fmt.Sprint(parameter.Value.Example))
	}
	if operation.RequestBody != nil {
		if e.Request, err = exampleOf(operation.RequestBody.Value.Content); err != nil {
			return e, err
		}
	}
	for e.Status = http.StatusIMUsed; e.Status >= http.StatusOK; e.Status-- {
		if response := operation.Responses.Status(e.Status); response != nil {
			e.Response, err = exampleOf(response.Value.Content)
			return e, err
		}
	}
	return e, nil
}

// exampleOf returns the first example of a JSON body, or "" if there is none.
func exampleOf(content openapi3.Content) (string, error) {
	media := content.Get("application/json")
	if media == nil {
		return "", nil
	}
	for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
		data, err := json.Marshal(media.Examples[name].Value.Value)
		return string(data), err
	}
	return "", nil
}
