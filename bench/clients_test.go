package bench_test

import (
	"context"
	"net/http"
	"os"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/bare"
	"github.com/ledgerlink/link-sdk-go/bench/ogen"
	"github.com/ledgerlink/link-sdk-go/bench/stock"
	"github.com/ledgerlink/link-sdk-go/customers"
)

const key = "bench-key"

// serviceURL is where the runner's process serves. Without it nothing is measured: a server in this process would
// have its time and its allocations counted as the client's.
func serviceURL(b *testing.B) string {
	b.Helper()
	url := os.Getenv("BENCH_URL")
	if url == "" {
		b.Skip("needs a server in another process: run make bench")
	}
	return url
}

func newOurs(tb testing.TB, base string, opts ...customers.Option) *customers.Client {
	tb.Helper()
	client, err := customers.New(base, append([]customers.Option{customers.WithAPIKey(key)}, opts...)...)
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

// The other clients are made as their documentation shows, with whatever HTTP client that gives.

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
