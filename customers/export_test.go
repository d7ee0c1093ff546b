package customers

import (
	"context"
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// WithJitter replaces the random part of waits, so that a test can assert the exact schedule.
func WithJitter(jitter func(bound time.Duration) time.Duration) Option {
	return func(s *settings) { s.jitter = jitter }
}

// Defaults are the settings of a client without options, for the tests of the README.
type Defaults struct {
	KeyHeader               string
	Timeout, AttemptTimeout time.Duration
	Retry                   RetryPolicy
	MaxBytes, MaxListBytes  int64
}

// DefaultSettings returns the defaults of New.
func DefaultSettings() Defaults {
	s := defaults("baseURL", "https://api.example.com")
	return Defaults{s.keyHeader, s.timeout, s.attemptTimeout, RetryPolicy(s.retry), s.maxBytes, s.maxListBytes}
}

// ListAccounts is what a method for another list of objects would be. The spec has none, so it requests the customers.
func ListAccounts(ctx context.Context, c *Client, opts ...CallOption) ([]Account, error) {
	call, err := c.newCall(ctx, Operation{Name: "ListAccounts", Method: http.MethodGet, Route: routeCustomers}, opts)
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewListCustomersRequest(c.settings.base)
	return collectList(call, streamList(ctx, call, req, err, accountSchema()))
}

// GetAccount is what a method for another object would be. The spec has none, so it requests a customer.
func GetAccount(ctx context.Context, c *Client, id string, opts ...CallOption) (*Account, error) {
	call, err := c.newCall(ctx, Operation{Name: "GetAccount", Method: http.MethodGet, Route: routeCustomer}, opts,
		checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewGetCustomerRequest(c.settings.base, id)
	return do(ctx, call, req, err, decodeObject(call, accountSchema()))
}

func accountSchema() schema[openapi.Account, Account] {
	return schema[openapi.Account, Account]{
		name: "an account", kind: '{', read: openapi.ReadAccount, convert: accountFromWire,
		id: func(w *openapi.Account) string { return w.ID },
	}
}
