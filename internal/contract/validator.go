// Package contract holds HTTP exchanges against the OpenAPI document in package api, so that neither the client nor the
// sandbox can drift from it.
//
// [Validator.Request] and [Validator.Response] check one message each; [Validator.Middleware] checks both messages of
// every exchange that passes a handler. What deviates is told by a [*Violation]: one readable line, and behind it one
// [Fault] for each faulty field, all of them and not the first only.
//
// Beyond what the document's schemas say, a request is off the spec when it carries a query parameter or a body that
// its operation does not declare, and a body is off the spec when it is not strict JSON (duplicate names, invalid UTF-8
// and trailing data are refused).
//
// The API key is not checked here; which header carries it can be configured on both sides.
package contract

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/ledgerlink/link-sdk-go/api"
)

// Validator checks requests and responses against the OpenAPI document. It is safe for concurrent use.
type Validator struct {
	doc    *openapi3.T
	router routers.Router
}

// shared is built at its first use and never changes: the document is a constant of the program.
var shared = sync.OnceValues(func() (*Validator, error) { return newValidator(api.OpenAPI) })

// New returns a validator for the document, which is loaded and validated, examples included, when New is first called.
func New() (*Validator, error) { return shared() }

func newValidator(spec []byte) (*Validator, error) {
	doc, err := load(spec)
	if err != nil {
		return nil, err
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("contract: build router: %w", err)
	}
	return &Validator{doc: doc, router: router}, nil
}

// Doc returns the document that messages are checked against, without its servers. Do not modify it.
func (v *Validator) Doc() *openapi3.T { return v.doc }

// Operation returns the operationId and the path template of the operation that r calls, and whether there is one.
func (v *Validator) Operation(r *http.Request) (operationID, routeTemplate string, ok bool) {
	m, violation := v.match(r)
	if violation != nil {
		return "", "", false
	}
	return m.id(), m.route.Path, true
}

// OperationIDs returns the operationId of every operation of the document, sorted.
func (v *Validator) OperationIDs() []string { return slices.Sorted(maps.Keys(operations(v.doc))) }

// load parses and validates a document, examples included. The servers are removed, because a test server's address is
// none of them.
func load(spec []byte) (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(spec)
	if err != nil {
		return nil, fmt.Errorf("contract: load spec: %w", err)
	}
	if err := doc.Validate(loader.Context, openapi3.EnableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("contract: validate spec: %w", err)
	}
	doc.Servers = nil
	return doc, nil
}

// operations returns the operations of doc by operationId.
func operations(doc *openapi3.T) map[string]*openapi3.Operation {
	byID := make(map[string]*openapi3.Operation)
	for _, path := range doc.Paths.Map() {
		for _, operation := range path.Operations() {
			byID[operation.OperationID] = operation
		}
	}
	return byID
}

// match is the operation that a request calls, with its path parameters decoded.
type match struct {
	route  *routers.Route
	params map[string]string
}

func (m *match) id() string { return m.route.Operation.OperationID }

// match finds the operation of r by its encoded path, so that an id with an encoded slash stays one segment. A path
// with an empty or a dot segment names none: servers resolve such a path to another one before they route it.
func (v *Validator) match(r *http.Request) (*match, *Violation) {
	if escaped := r.URL.EscapedPath(); path.Clean(escaped) != escaped {
		return nil, unknownPath(r)
	}
	route, params, err := v.router.FindRoute(r)
	switch {
	case errors.Is(err, routers.ErrMethodNotAllowed):
		return nil, unknownMethod(r, v.methods(r))
	case err != nil:
		return nil, unknownPath(r)
	}
	for name, encoded := range params {
		if params[name], err = url.PathUnescape(encoded); err != nil {
			return nil, unknownPath(r)
		}
	}
	return &match{route: route, params: params}, nil
}

// methods returns the methods that the path of r has in the document, sorted.
func (v *Validator) methods(r *http.Request) []string {
	for _, item := range v.doc.Paths.Map() {
		for method := range item.Operations() {
			probe := &http.Request{Method: method, URL: r.URL}
			if route, _, err := v.router.FindRoute(probe); err == nil {
				return slices.Sorted(maps.Keys(route.PathItem.Operations()))
			}
		}
	}
	return nil
}

func unknownPath(r *http.Request) *Violation {
	return &Violation{
		Subject: unmatched(r),
		Status:  http.StatusNotFound,
		Faults:  []Fault{{Field: "path", Message: "is not in the spec"}},
	}
}

func unknownMethod(r *http.Request, allow []string) *Violation {
	return &Violation{
		Subject: unmatched(r),
		Status:  http.StatusMethodNotAllowed,
		Allow:   allow,
		Faults:  []Fault{{Field: "method", Message: "is not in the spec for this path"}},
	}
}
