// Package customerstest runs an Account Manager inside a test.
//
//	srv := customerstest.NewServer(t)
//	client := srv.Client(t)
//
// The server keeps customers in memory and follows the OpenAPI document: it requires its API key, rejects a duplicate
// external ID, and returns 404 for unknown ids. Every request that it carries out, and the response before a fault
// alters it, is validated against the document; a violation fails the test, at the latest when it ends. A client may
// disconnect at any time: the missing end of a message is not a violation. The server is closed when the test ends.
//
// For mocks of an interface of your own, [NewError] returns the errors of package customers.
//
// Import this package in tests only. It adds getkin/kin-openapi and seven modules that kin-openapi needs to the go.mod
// of the importing module. A program that imports only package customers does not link them.
package customerstest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// basePath is not empty, so that a program that builds URLs from only the host fails.
const basePath = "/account-manager-test"

// Server is an Account Manager on a free loopback port. Its methods are safe for concurrent use.
type Server struct {
	URL    string // the base URL for customers.New; it has a path
	APIKey string // the only key that the server accepts; RotateKey changes it

	t         testing.TB
	sandbox   *sandbox.Sandbox
	validator *contract.Validator
	checks    sync.WaitGroup     // the checks of responses that run
	runCheck  func(check func()) // runs one of them

	mu       sync.Mutex
	key      string // APIKey
	keys     int    // how many there were
	requests []Request
}

// NewServer starts an empty server with the given profiles. It is closed when the test ends. An unknown profile fails
// the test.
func NewServer(t testing.TB, profiles ...Profile) *Server {
	t.Helper()
	const key = "customerstest-key"
	s := &Server{APIKey: key, key: key, keys: 1, t: t}
	s.runCheck = s.checks.Go // not in the handler: the client would wait for the check before it receives the end
	var err error
	if s.validator, err = contract.New(); err != nil {
		t.Fatalf("customerstest: %v", err)
	}
	validated := s.validator.DeferredMiddleware(func(r *http.Request, err error) {
		if !s.sandbox.Allows(err) {
			t.Errorf("customerstest: %s %s violates the spec: %v", r.Method, r.URL.Path, err)
		}
	}, func(check func()) { s.runCheck(check) })
	config := sandbox.Config{APIKey: s.APIKey, Wrap: validated}
	for _, profile := range profiles {
		config.Profiles = append(config.Profiles, string(profile))
	}
	if s.sandbox, err = sandbox.New(config); err != nil {
		t.Fatalf("customerstest: %v", err)
	}
	server := httptest.NewServer(http.StripPrefix(basePath, s.withRecording(s.sandbox)))
	t.Cleanup(func() {
		server.Close()
		s.checks.Wait()
		s.reportUnusedFaults()
	})
	s.URL = server.URL + basePath
	return s
}

// Client returns a client of the server. It retries by the default policy, but with a base delay of 1 ms. The options
// are applied after the server's own and override them.
func (s *Server) Client(t testing.TB, opts ...customers.Option) *customers.Client {
	t.Helper()
	pool := &http.Transport{}
	t.Cleanup(pool.CloseIdleConnections)
	client, err := customers.New(s.URL, append([]customers.Option{
		customers.WithAPIKey(s.currentKey()),
		customers.WithHTTPClient(&http.Client{Transport: pool}),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: time.Millisecond}),
	}, opts...)...)
	if err != nil {
		t.Fatalf("customerstest: %v", err)
	}
	return client
}

// RotateKey replaces the API key that the server accepts and returns the new one, which [Server.Client] uses from then
// on. Requests with another key fail with [customers.ErrUnauthorized]. It also sets APIKey, which other goroutines must
// not read at that time.
func (s *Server) RotateKey() string {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys++
	key := "customerstest-key-" + strconv.Itoa(s.keys)
	if err := s.sandbox.RotateKey(key); err != nil {
		s.t.Fatalf("customerstest: %v", err)
	}
	s.key, s.APIKey = key, key
	return key
}

func (s *Server) currentKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.key
}

// Seed adds all customers or none. Only ExternalID is required: ID defaults to a generated one, Status to active, and
// both times to now. Any status is allowed, because the API may add values. An invalid customer fails the test.
func (s *Server) Seed(list ...customers.Customer) {
	s.t.Helper()
	var seed sandbox.Seed
	data, err := json.Marshal(map[string]any{"customers": list})
	if err == nil {
		seed, err = sandbox.ReadSeed(bytes.NewReader(data)) // refuses a field that the sandbox would drop
	}
	if err == nil {
		err = s.sandbox.Seed(seed)
	}
	if err != nil {
		s.t.Fatalf("customerstest: %v", err)
	}
}

// SetAddresses sets the addresses of a customer. An unknown id fails the test.
func (s *Server) SetAddresses(id string, addresses ...string) {
	s.t.Helper()
	if err := s.sandbox.SetAddresses(id, addresses); err != nil {
		s.t.Fatalf("customerstest: %v", err)
	}
}

// Request is a request that the server received.
type Request struct {
	Operation string // such as OpCreate; OpList for a request of All or FindByExternalID; "" if it matches none
	Method    string
	Path      string // as escaped by the client, without the path of the base URL
	Header    http.Header
	Body      []byte // as far as the client sent it
}

// Requests returns the requests received so far, in order of arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// withRecording records each request before the sandbox handles it.
func (s *Server) withRecording(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		end := io.EOF
		if err != nil {
			end = err // such as that of a client that disconnected, after which nothing must be carried out
		}
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), iotest.ErrReader(end)))
		id, _, _ := s.validator.Operation(r)
		s.mu.Lock()
		s.requests = append(s.requests, Request{
			Operation: requestName(id),
			Method:    r.Method,
			Path:      r.URL.EscapedPath(),
			Header:    r.Header.Clone(),
			Body:      body,
		})
		s.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}
