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
	"fmt"
	"maps"
	"net/http"
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
