package customers_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/ledgerlink/link-sdk-go/api"
	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

const (
	basePath = "/gateway/ledger" // not empty, so that a path built from the root shows
	testKey  = "key-0123456789abcdef"
	jsonType = "application/json"

	documented = `{"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123",` +
		`"accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
)

// server starts a server on loopback and returns a client of it. Every request and every answer must be on the spec.
func server(t testing.TB, h http.HandlerFunc, opts ...customers.Option) *customers.Client {
	t.Helper()
	return checkedServer(t, h, func(*contract.Violation) bool { return true }, opts)
}

// offSpecServer is a server whose answers are off the spec on purpose. Every request must be on it all the same.
func offSpecServer(t testing.TB, h http.HandlerFunc, opts ...customers.Option) *customers.Client {
	t.Helper()
	return checkedServer(t, h, func(v *contract.Violation) bool { return v.Status != 0 }, opts) // 0 is an answer's
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
			t.Errorf("off the spec: %v", err)
		}
	})
	srv := httptest.NewServer(http.StripPrefix(basePath, checked(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("X-API-KEY"); got != testKey {
			t.Errorf("X-API-KEY = %q, want the key", got)
		}
		h(w, r)
	}))))
	t.Cleanup(srv.Close)
	return newClient(t, srv.URL+basePath, opts...)
}

// newClient returns a client whose connections end with the test. It does not retry, unless an option says so.
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

// respond is a handler that always gives one answer. An empty content type sends none.
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

// asError demands the one error type.
func asError(t testing.TB, err error) *customers.Error {
	t.Helper()
	var e *customers.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T (%v), want *customers.Error", err, err)
	}
	return e
}

// operation is one method, called with arguments that are good.
type operation struct {
	name  string
	write bool
	call  func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error
}

func operations() []operation {
	one := func(c *customers.Customer, err error) error {
		if (c == nil) == (err == nil) {
			return fmt.Errorf("exactly one of customer and error must be nil: %v, %w", c, err)
		}
		return err
	}
	return []operation{
		{"Create", true, func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
			return one(c.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive}, opts...))
		}},
		{"List", false, func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
			list, err := c.List(t.Context(), opts...)
			if (list == nil) == (err == nil) {
				return fmt.Errorf("exactly one of list and error must be nil: %v, %w", list, err)
			}
			return err
		}},
		{"All", false, func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
			var last error
			for _, err := range c.All(t.Context(), opts...) {
				if last != nil {
					t.Errorf("an item after the error %v", last)
				}
				last = err
			}
			return last
		}},
		{"Get", false, func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
			return one(c.Get(t.Context(), "customer-id", opts...))
		}},
		{"Update", true, func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
			return one(c.Update(t.Context(), "customer-id", customers.UpdateParams{Status: customers.StatusActive}, opts...))
		}},
		{"Delete", true, func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
			return c.Delete(t.Context(), "customer-id", opts...)
		}},
		{"Addresses", false, func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
			list, err := c.Addresses(t.Context(), "customer-id", opts...)
			if (list == nil) == (err == nil) {
				return fmt.Errorf("exactly one of addresses and error must be nil: %v, %w", list, err)
			}
			return err
		}},
		{"FindByExternalID", false, func(t testing.TB, c *customers.Client, opts ...customers.CallOption) error {
			return one(c.FindByExternalID(t.Context(), "customer-ext-001", opts...))
		}},
	}
}

// sentinels lists every sentinel that says what an error is.
func sentinels() []error {
	return []error{
		customers.ErrInvalidArgument, customers.ErrBadRequest, customers.ErrUnauthorized, customers.ErrForbidden,
		customers.ErrNotFound, customers.ErrConflict, customers.ErrRateLimited, customers.ErrServer,
		customers.ErrUnexpectedResponse, customers.ErrResponseTooLarge, customers.ErrTransport,
	}
}

// wantSentinel demands that err is want and none of the others.
func wantSentinel(t testing.TB, err, want error) {
	t.Helper()
	for _, s := range sentinels() {
		if got := errors.Is(err, s); got != (s == want) { //nolint:errorlint // identity is the point
			t.Errorf("errors.Is(%v, %v) = %v", err, s, got)
		}
	}
}

func oneLineOf(t testing.TB, err error) string {
	t.Helper()
	s := err.Error()
	if strings.ContainsAny(s, "\r\n") {
		t.Errorf("Error() has a line break: %q", s)
	}
	return s
}

// roundTripper is a transport made of a function.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// methodOf returns the HTTP method that the spec gives an operation.
func methodOf(op operation) string {
	switch op.name {
	case "Create":
		return http.MethodPost
	case "Update":
		return http.MethodPut
	case "Delete":
		return http.MethodDelete
	}
	return http.MethodGet
}

// routeOf returns the spec's path template of an operation.
func routeOf(op operation) string {
	const all = "/api/v1/account-manager/customers"
	switch op.name {
	case "Get", "Update", "Delete":
		return all + "/{id}"
	case "Addresses":
		return all + "/{id}/accounts/addresses"
	}
	return all
}

func schema(t *testing.T, name string) *openapi3.Schema {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas[name].Value
}

// sensitive reports whether a schema, or what it is made of, is marked.
func sensitive(s *openapi3.Schema) bool {
	marked := s.Extensions["x-sensitive"] == true
	for _, part := range s.OneOf {
		marked = marked || sensitive(part.Value)
	}
	return marked || s.Items != nil && sensitive(s.Items.Value)
}
