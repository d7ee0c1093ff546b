package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/ledgerlink/link-sdk-go/api"
	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

const (
	basePath = "/gateway/ledger" // not empty, so that a path without the base URL's own fails
	testKey  = "key-0123456789abcdef"
	jsonType = "application/json"

	customersRoute = "/api/v1/account-manager/customers"

	// documented is the customer of the API's documentation.
	documented = `{"id":"customer-id","externalId":"customer-ext-001","status":"active",` +
		`"participantId":"participant-123","accounts":[],` +
		`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
)

// server starts a server on loopback and returns its client. A request or response that violates the spec fails the
// test.
func server(t testing.TB, h http.HandlerFunc, opts ...customers.Option) *customers.Client {
	t.Helper()
	return checkedServer(t, h, func(*contract.Violation) bool { return true }, opts)
}

// offSpecServer is server for responses that violate the spec on purpose. It still checks the requests.
func offSpecServer(t testing.TB, h http.HandlerFunc, opts ...customers.Option) *customers.Client {
	t.Helper()
	isRequest := func(v *contract.Violation) bool { return v.Status != 0 } // it is 0 for a response
	return checkedServer(t, h, isRequest, opts)
}

func checkedServer(
	t testing.TB, h http.HandlerFunc, counts func(*contract.Violation) bool, opts []customers.Option,
) *customers.Client {
	t.Helper()
	v, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	checked := v.Middleware(func(_ *http.Request, err error) {
		var violation *contract.Violation
		if !errors.As(err, &violation) || counts(violation) {
			t.Errorf("the spec is violated: %v", err)
		}
	})
	withKey := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("X-API-KEY"); got != testKey {
			t.Errorf("X-API-KEY = %q, want the key", got)
		}
		h(w, r)
	})
	srv := httptest.NewServer(http.StripPrefix(basePath, checked(withKey)))
	t.Cleanup(srv.Close)
	return newClient(t, srv.URL+basePath, opts...)
}

// newClient returns a client whose connections are closed when the test ends. It does not retry unless opts contain
// WithRetry.
func newClient(t testing.TB, url string, opts ...customers.Option) *customers.Client {
	t.Helper()
	pool := &http.Transport{}
	t.Cleanup(pool.CloseIdleConnections)
	opts = append([]customers.Option{
		customers.WithAPIKey(testKey),
		customers.WithHTTPClient(&http.Client{Transport: pool}),
		customers.WithRetry(customers.NoRetry),
	}, opts...)
	client, err := customers.New(url, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// respond returns a handler that always sends this response. If contentType is empty, the header is not sent.
func respond(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.Header().Set("X-Request-Id", "req-42")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// asError returns err as a *customers.Error, and ends the test if it is none.
func asError(t testing.TB, err error) *customers.Error {
	t.Helper()
	var e *customers.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T (%v), want *customers.Error", err, err)
	}
	return e
}

// operation is one method of Client, called with valid arguments.
type operation struct {
	name   string
	id     string // operationId in the spec
	method string // the HTTP method of the spec
	route  string // the path template of the spec
	write  bool   // whether the API changes data
	stream bool   // whether the headers end the attempt

	idempotent, takesID bool

	// call calls the method, and fails if it does not return exactly one of a result and an error.
	call func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error
	// callWith calls the method for a customer.
	callWith func(ctx context.Context, c *customers.Client, target apicalls.Target) error
}

// operations returns all methods: those of internal/apicalls.
func operations() []operation {
	methods := apicalls.Methods()
	list := make([]operation, len(methods))
	for i, m := range methods {
		list[i] = operation{
			name: m.Name, id: m.OperationID, method: m.HTTPMethod, route: m.Route, write: m.Writes(), stream: m.Stream,
			idempotent: m.IsIdempotent(), takesID: m.TakesID(),
			call: func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
				t.Helper()
				result, err := m.Call(t.Context(), c, apicalls.Documented(), opts...)
				return exactlyOne(result != nil, err)
			},
			callWith: func(ctx context.Context, c *customers.Client, target apicalls.Target) error {
				_, err := m.Call(ctx, c, target)
				return err
			},
		}
	}
	return list
}

// operationsWithID returns the methods that take the id of a customer.
func operationsWithID() []operation {
	return slices.DeleteFunc(operations(), func(op operation) bool { return !op.takesID })
}

// exactlyOne returns err, or another error if a method did not return exactly one of a value and an error.
func exactlyOne(hasValue bool, err error) error {
	switch {
	case hasValue && err != nil:
		return fmt.Errorf("a value is returned together with the error %w", err)
	case !hasValue && err == nil:
		return errors.New("neither a value nor an error is returned")
	}
	return err
}

// sentinels lists the sentinels of which an error matches exactly one.
func sentinels() []error {
	return []error{
		customers.ErrInvalidArgument, customers.ErrBadRequest, customers.ErrUnauthorized, customers.ErrForbidden,
		customers.ErrNotFound, customers.ErrConflict, customers.ErrRateLimited, customers.ErrServer,
		customers.ErrUnexpectedResponse, customers.ErrResponseTooLarge, customers.ErrTransport,
		customers.ErrTimeout, customers.ErrContextDone, customers.ErrClientSide,
	}
}

// wantSentinel fails the test unless err matches want and none of the other sentinels.
func wantSentinel(t testing.TB, err, want error) {
	t.Helper()
	for _, s := range sentinels() {
		if got := errors.Is(err, s); got != (s == want) { //nolint:errorlint // identity is the point
			t.Errorf("errors.Is(%v, %v) = %v", err, s, got)
		}
	}
}

// oneLineOf returns the text of err, and fails the test if it has a line break.
func oneLineOf(t testing.TB, err error) string {
	t.Helper()
	s := err.Error()
	if strings.ContainsAny(s, "\r\n") {
		t.Errorf("Error() returns a line break: %q", s)
	}
	return s
}

// roundTripper is a function as an http.RoundTripper.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// components returns the components of the spec.
func components(t testing.TB) *openapi3.Components {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Components
}

// schema returns a schema of the spec.
func schema(t *testing.T, name string) *openapi3.Schema {
	t.Helper()
	return components(t).Schemas[name].Value
}

// sensitive reports whether the spec marks a schema, one of its alternatives or its items x-sensitive.
func sensitive(s *openapi3.Schema) bool {
	marked := s.Extensions["x-sensitive"] == true
	for _, part := range s.OneOf {
		marked = marked || sensitive(part.Value)
	}
	return marked || s.Items != nil && sensitive(s.Items.Value)
}

// collect returns the customers that All yields and the error after them.
func collect(t *testing.T, client *customers.Client) (list []customers.Customer, last error) {
	t.Helper()
	for customer, err := range client.All(t.Context()) {
		switch {
		case last != nil:
			t.Errorf("All yields %+v, %v after the error %v", customer, err, last)
		case err != nil:
			last = err
		default:
			list = append(list, customer)
		}
	}
	return list, last
}

// tap is a middleware that calls do with each request before it sends it.
func tap(do func(r *http.Request)) customers.Option {
	return customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			do(r)
			return next.RoundTrip(r)
		})
	})
}
