package bench_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/candidates"
	"github.com/ledgerlink/link-sdk-go/bench/server"
	"github.com/ledgerlink/link-sdk-go/customers"
)

// BenchmarkDecode decodes a list of 20,000 customers with one account each from memory: with All of the SDK, and with
// each candidate. It needs no server. The list "unknown" has four more members in each customer.
func BenchmarkDecode(b *testing.B) {
	const n = 20_000
	for _, kind := range []string{server.Plain, server.Unknown} {
		body := listBytes(b, kind, n, 1)
		sdk := newSDK(b, "https://h", customers.WithHTTPClient(&http.Client{Transport: memory(body)}))
		b.Run("list="+kind+"/client=ours", func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			measureList(b, n, func() (int, error) { return countAll(sdk.All(b.Context())) })
		})
		for _, decoder := range candidates.All() {
			b.Run("list="+kind+"/client="+decoder.Name, func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				measureList(b, n, func() (int, error) {
					return countAll(decoder.Decode(bytes.NewReader(body)))
				})
			})
		}
	}
}

// listBytes returns the list that the server sends.
func listBytes(b *testing.B, kind string, n, accounts int) []byte {
	b.Helper()
	req := httptest.NewRequest(http.MethodGet, server.Base(kind, n, accounts)+"/api/v1/account-manager/customers", nil)
	req.Header.Set("X-API-KEY", key)
	recorder := httptest.NewRecorder()
	server.New().ServeHTTP(recorder, req)
	if recorder.Code != http.StatusOK {
		b.Fatalf("the server answered %d", recorder.Code)
	}
	return recorder.Body.Bytes()
}

// memory is a transport that responds with a list.
type memory []byte

func (m memory) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(bytes.NewReader(m)),
	}, nil
}
