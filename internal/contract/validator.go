// Package contract validates HTTP requests and responses against the OpenAPI document in package api, so that neither
// the client nor the sandbox can drift from it.
//
// [Validator.Request] and [Validator.Response] each check one message; [Validator.Middleware] checks both messages of
// every exchange that passes a handler. A message that violates the document is reported as one [*Violation], which
// lists every [Problem] found, not only the first, and prints them in one line.
//
// The checks go beyond the schemas: a request must not carry a query parameter or a body that its operation does not
// declare, a path parameter must be one path segment behind every gateway, and a body must be strict JSON (no duplicate
// names, no invalid UTF-8, no trailing data).
//
// The API key is not checked here, because its header can be configured in the client and in the sandbox.
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

// shared is built on first use and never changes: the document is embedded in the program.
var shared = sync.OnceValues(func() (*Validator, error) { return newValidator(api.OpenAPI) })

// New returns a validator for the document. The first call loads and validates the document, including its examples.
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

// load parses and validates a document, including its examples. It removes the servers, because the router would
// otherwise match only requests to them, and a test server has an address of its own.
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

// Doc returns the document that messages are checked against, without its servers. Do not modify it.
func (v *Validator) Doc() *openapi3.T { return v.doc }

// OperationIDs returns the operationId of every operation in the document, sorted.
func (v *Validator) OperationIDs() []string { return slices.Sorted(maps.Keys(operations(v.doc))) }

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

// Operation returns the operationId and the path template of the operation that r calls. ok is false if r matches no
// operation.
func (v *Validator) Operation(r *http.Request) (operationID, routeTemplate string, ok bool) {
	m, violation := v.match(r)
	if violation != nil {
		return "", "", false
	}
	return m.operationID(), m.route.Path, true
}

// match is the operation that a request calls, with its path parameters decoded.
type match struct {
	route  *routers.Route
	params map[string]string
}

func (m *match) operationID() string { return m.route.Operation.OperationID }

// match finds the operation of r by its encoded path, so that an id with an encoded slash stays one segment. A path
// with an empty or a dot segment matches no operation, because servers resolve such a path before they route it.
func (v *Validator) match(r *http.Request) (*match, *Violation) {
	if escaped := r.URL.EscapedPath(); path.Clean(escaped) != escaped {
		return nil, unknownPath(r)
	}
	route, params, err := v.router.FindRoute(r)
	switch {
	case errors.Is(err, routers.ErrMethodNotAllowed):
		return nil, unknownMethod(r, v.allowedMethods(r))
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

// allowedMethods returns the methods that the document declares for the path of r, sorted.
func (v *Validator) allowedMethods(r *http.Request) []string {
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
		Subject:  unmatchedSubject(r),
		Status:   http.StatusNotFound,
		Problems: []Problem{{Field: "path", Message: "is not in the spec"}},
	}
}

func unknownMethod(r *http.Request, allow []string) *Violation {
	return &Violation{
		Subject:  unmatchedSubject(r),
		Status:   http.StatusMethodNotAllowed,
		Allow:    allow,
		Problems: []Problem{{Field: "method", Message: "is not in the spec for this path"}},
	}
}

// unmatchedSubject names a request that calls no operation, in one short line.
func unmatchedSubject(r *http.Request) string {
	return fmt.Sprintf("%.20s %.200q request", r.Method, r.URL.EscapedPath())
}
