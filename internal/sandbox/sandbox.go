// Package sandbox is an emulator of LedgerLink's Account Manager customers endpoints: an http.Handler that behaves as
// the OpenAPI document in package api says, with its customers in memory.
//
// It implements the strict server generated from that document and holds every request against the document before it
// gets there, so a client that works here sends what the document asks for. What the document marks as inferred is
// decided here as the document guesses: 201 on create, 204 on delete, 409 for a second customer with one externalId,
// oldest customer first in the list.
//
// Errors have the flat shape of the vendor's framework, or the envelope of its other services with
// [Config.EnvelopeErrors]. Every answer carries an X-Request-Id, which the vendor does not document.
package sandbox

import (
	"net/http"
	"slices"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// Sandbox is the emulator. It is safe for concurrent use; make one with [New].
type Sandbox struct {
	config    Config
	validator *contract.Validator
	store     *store
	requests  requestCounter
	faults    faultQueue
	windows   windows
	handler   http.Handler
}

// New returns an empty sandbox, or an error that says which field of cfg is wrong.
func New(cfg Config) (*Sandbox, error) {
	cfg, err := cfg.completed()
	if err != nil {
		return nil, err
	}
	validator, err := contract.New()
	if err != nil {
		return nil, err
	}
	s := &Sandbox{config: cfg, validator: validator, store: newStore(cfg)}
	s.handler = s.chain(s.generated())
	return s, nil
}

// generated returns the generated server around the operations. Left alone, it would tell clients any error's text.
func (s *Sandbox) generated() http.Handler {
	strict := strictapi.NewStrictHandlerWithOptions(&operations{store: s.store}, nil, strictapi.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  s.fail,
		ResponseErrorHandlerFunc: s.fail,
	})
	return strictapi.HandlerWithOptions(strict, strictapi.StdHTTPServerOptions{ErrorHandlerFunc: s.fail})
}

// ServeHTTP answers one request.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Len returns the number of customers.
func (s *Sandbox) Len() int { return s.store.len() }

// operations implements the generated strict server, one operation in each of the files create.go, list.go, get.go,
// update.go, delete.go and addresses.go.
type operations struct{ store *store }

var _ strictapi.StrictServerInterface = (*operations)(nil)

// chain puts everything that happens to a request before its operation around the generated handler, outermost first.
func (s *Sandbox) chain(operations http.Handler) http.Handler {
	steps := []func(http.Handler) http.Handler{
		s.identified, // first, so that every answer carries an X-Request-Id
		s.recovered,  // a panic of anything below becomes a 500
		s.metered,    // in front of the API as the vendor's gateway is
		s.faulty,     // before the rest: a fault does not depend on a good key, a good body or a known path
		s.config.wrapped,
		s.authenticated,
		s.limited,
		s.valid,
	}
	handler := operations
	for _, step := range slices.Backward(steps) {
		handler = step(handler)
	}
	return handler
}
