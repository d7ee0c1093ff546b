package bench_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/bare"
	"github.com/ledgerlink/link-sdk-go/bench/ogen"
	"github.com/ledgerlink/link-sdk-go/bench/stock"
	"github.com/ledgerlink/link-sdk-go/customers"
)

const key = "bench-key"

// serviceURL returns the URL of the server in the process of run. Without it the benchmark is skipped, because a server
// in this process would add its own time and allocations to those of the client.
func serviceURL(b *testing.B) string {
	b.Helper()
	return urlOf(b, "BENCH_URL")
}

// http2URL is like serviceURL, with TLS and HTTP/2.
func http2URL(b *testing.B) string {
	b.Helper()
	return urlOf(b, "BENCH_HTTP2_URL")
}

func urlOf(b *testing.B, variable string) string {
	b.Helper()
	url := os.Getenv(variable)
	if url == "" {
		b.Skip("no server in another process: run make bench")
	}
	return url
}

func newSDK(tb testing.TB, base string, opts ...customers.Option) *customers.Client {
	tb.Helper()
	client, err := customers.New(base, append([]customers.Option{customers.WithAPIKey(key)}, opts...)...)
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

// The other clients are configured as their documentation shows, with the HTTP client that they use by default.

func newStock(tb testing.TB, base string) *stock.ClientWithResponses {
	tb.Helper()
	withKey := func(_ context.Context, req *http.Request) error {
		req.Header.Set("X-API-KEY", key)
		return nil
	}
	client, err := stock.NewClientWithResponses(base, stock.WithRequestEditorFn(withKey))
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

func newOgen(tb testing.TB, base string) *ogen.Client {
	tb.Helper()
	client, err := ogen.NewClient(base, ogenKey{})
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

type ogenKey struct{}

func (ogenKey) ApiKey(context.Context, ogen.OperationName) (ogen.ApiKey, error) { //nolint:revive,staticcheck // ogen's name
	return ogen.ApiKey{APIKey: key}, nil
}

func newBare(base string) *bare.Client {
	return &bare.Client{BaseURL: base, Key: key, HTTP: &http.Client{}}
}

const id = "2f0b5b0e-6d43-4b6e-9a35-3a8b7d6f1c55"

// getter is a client that gets one customer. The result has the client's own type.
type getter struct {
	name string
	get  func(context.Context) (customer any, err error)
}

// getters returns the clients in rotated order.
func getters(tb testing.TB, base string) []getter {
	tb.Helper()
	sdk, ogenClient := newSDK(tb, base), newOgen(tb, base)
	stockClient, bareClient := newStock(tb, base), newBare(base)
	return rotate(tb, []getter{
		{"ours", func(ctx context.Context) (any, error) { return sdk.Get(ctx, id) }},
		{"ogen", func(ctx context.Context) (any, error) {
			res, err := ogenClient.GetCustomer(ctx, ogen.GetCustomerParams{ID: id})
			if _, ok := res.(*ogen.Customer); err == nil && !ok {
				err = fmt.Errorf("ogen returned %T", res)
			}
			return res, err
		}},
		{"stock", func(ctx context.Context) (any, error) {
			res, err := stockClient.GetCustomerWithResponse(ctx, id)
			if err != nil {
				return nil, err
			}
			if res.StatusCode() != http.StatusOK || res.JSON200 == nil {
				return nil, fmt.Errorf("stock returned status %s", res.Status())
			}
			return res.JSON200, nil
		}},
		{"bare", func(ctx context.Context) (any, error) { return bareClient.Get(ctx, id) }},
	})
}

// customerOf converts the result of a getter, so that it can be compared.
func customerOf(tb testing.TB, one any) customers.Customer {
	tb.Helper()
	switch one := one.(type) {
	case *customers.Customer:
		return *one
	case *ogen.Customer:
		return fromOgen(one)
	case *stock.Customer:
		return fromStock(one)
	case *bare.Customer:
		return fromBare(one)
	}
	tb.Fatalf("no conversion of %T", one)
	return customers.Customer{}
}

// lister is a client that lists all customers. The result has the client's own type, so that no time is spent on a
// conversion. It is nil for a stream.
type lister struct {
	name string
	read func(context.Context) (list any, n int, err error)
}

// listers returns the clients in rotated order.
func listers(tb testing.TB, base string) []lister {
	tb.Helper()
	sdk, ogenClient := newSDK(tb, base), newOgen(tb, base)
	stockClient, bareClient := newStock(tb, base), newBare(base)
	return rotate(tb, []lister{
		{"ours", func(ctx context.Context) (any, int, error) {
			n, err := countAll(sdk.All(ctx))
			return nil, n, err
		}},
		{"ours-list", func(ctx context.Context) (any, int, error) {
			list, err := sdk.List(ctx)
			return list, len(list), err
		}},
		{"ogen", func(ctx context.Context) (any, int, error) {
			res, err := ogenClient.ListCustomers(ctx)
			if err != nil {
				return nil, 0, err
			}
			list, ok := res.(*ogen.CustomerList)
			if !ok {
				return nil, 0, fmt.Errorf("ogen returned %T", res)
			}
			return []ogen.Customer(*list), len(*list), nil
		}},
		{"stock", func(ctx context.Context) (any, int, error) {
			res, err := stockClient.ListCustomersWithResponse(ctx)
			if err != nil {
				return nil, 0, err
			}
			if res.StatusCode() != http.StatusOK || res.JSON200 == nil {
				return nil, 0, fmt.Errorf("stock returned status %s", res.Status())
			}
			return *res.JSON200, len(*res.JSON200), nil
		}},
		{"bare", func(ctx context.Context) (any, int, error) {
			list, err := bareClient.List(ctx)
			return list, len(list), err
		}},
	})
}

// customersOf converts the result of a lister, so that it can be compared.
func customersOf(tb testing.TB, list any) []customers.Customer {
	tb.Helper()
	switch list := list.(type) {
	case []customers.Customer:
		return list
	case []ogen.Customer:
		return convert(list, fromOgen)
	case []stock.Customer:
		return convert(list, fromStock)
	case []bare.Customer:
		return convert(list, fromBare)
	}
	tb.Fatalf("no conversion of %T", list)
	return nil
}

// rotate rotates the order of the clients by BENCH_TURN, which run sets. Otherwise, the client that follows one with a
// large heap would be slower in every round.
func rotate[T any](tb testing.TB, clients []T) []T {
	tb.Helper()
	turn := os.Getenv("BENCH_TURN")
	if turn == "" {
		return clients
	}
	n, err := strconv.ParseUint(turn, 10, 31)
	if err != nil {
		tb.Fatal("BENCH_TURN:", err)
	}
	i := int(n) % len(clients)
	return slices.Concat(clients[i:], clients[:i])
}
