// Package sandbox emulates LedgerLink's Account Manager customers endpoints. A [Sandbox] is an http.Handler that
// implements the OpenAPI document in package api and keeps its customers in memory.
//
// It implements the strict server generated from the document and validates every request against the document first,
// so a client that works with the sandbox sends valid requests. Where the document marks behaviour as inferred, the
// sandbox follows the inference: 201 for a create, 204 for a delete, 409 for a duplicate externalId, and a list with
// the oldest customer first.
//
// Error bodies have the flat shape of the vendor's framework. Every response has an X-Request-Id header, which the
// vendor does not document. [Profiles] are other behaviour that the vendor's service may have.
package sandbox

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// Sandbox is the emulator. It is safe for concurrent use; create one with [New].
type Sandbox struct {
	config      Config
	keyHash     atomic.Pointer[[sha256.Size]byte]
	validator   *contract.Validator
	store       *store
	requests    requestCounter
	faults      faultQueue
	rateCounter rateCounter
	handler     http.Handler
}

// New returns an empty sandbox. The error names the field of cfg that is invalid.
func New(cfg Config) (*Sandbox, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	validator, err := contract.New()
	if err != nil {
		return nil, err
	}
	s := &Sandbox{config: cfg, validator: validator, store: newStore(cfg)}
	s.setKey(cfg.APIKey)
	s.handler = s.newHandler()
	return s, nil
}

// RotateKey replaces the API key. Requests with the key before it are unauthorized from then on.
func (s *Sandbox) RotateKey(key string) error {
	if problem := keyProblem(key); problem != "" {
		return errors.New("sandbox: the new API key " + problem)
	}
	s.setKey(key)
	return nil
}

func (s *Sandbox) setKey(key string) {
	hash := sha256.Sum256([]byte(key))
	s.keyHash.Store(&hash)
}

// newHandler returns the handler chain: the middleware, outermost first, around the generated server.
func (s *Sandbox) newHandler() http.Handler {
	middleware := []func(http.Handler) http.Handler{
		s.withRequestID, // first, so that every response has an X-Request-Id
		s.withRecovery,  // a panic in any handler below becomes a 500
		s.withRateLimit, // outside the API, as in the vendor's gateway
		s.withFaults,    // before the checks: a planned fault needs no valid key, and no fault a valid body or path
		s.config.withWrap,
		s.config.withBehavior, // inside Wrap, so that it sees what the client receives
		s.withAuth,
		s.withBodyLimit,
		s.withValidation,
	}
	handler := s.generatedServer()
	for _, wrap := range slices.Backward(middleware) {
		handler = wrap(handler)
	}
	return handler
}

// generatedServer returns the generated server with the operations of this package. Its default error handlers would
// send the text of any error to the client.
func (s *Sandbox) generatedServer() http.Handler {
	strict := strictapi.NewStrictHandlerWithOptions(&operations{store: s.store}, nil, strictapi.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  s.writeError,
		ResponseErrorHandlerFunc: s.writeError,
	})
	return strictapi.HandlerWithOptions(strict, strictapi.StdHTTPServerOptions{ErrorHandlerFunc: s.writeError})
}

// ServeHTTP handles one request.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// APIKeyHeader returns the name of the header that carries the API key.
func (s *Sandbox) APIKeyHeader() string { return s.config.APIKeyHeader }

// Len returns the number of customers.
func (s *Sandbox) Len() int { return s.store.len() }
