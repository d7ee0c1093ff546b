package customersotel_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// TestTelemetry_NoPersonalData searches all spans and metrics for personal data and the API key. Half of the calls fail
// with a RoundTripper whose error contains the URL and the headers of the request.
func TestTelemetry_NoPersonalData(t *testing.T) {
	t.Parallel()
	r, srv, client := newServer(t)
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: fmt.Errorf("sending %v failed", r.Header)}
	})
	failing, err := client.With(customers.WithHTTPClient(&http.Client{Transport: transport}),
		customers.WithRetry(customers.NoRetry))
	if err != nil {
		t.Fatal(err)
	}
	ctx, calls := t.Context(), 0
	for _, c := range []*customers.Client{client, failing} {
		for _, target := range []apicalls.Target{{ID: "unknown-id", ExternalID: "unknown-ext"}, apicalls.Documented()} {
			for _, m := range apicalls.Methods() {
				_, _ = m.Call(ctx, c, target)
				calls++
			}
		}
	}
	exported := fmt.Sprintf("%+v %+v", tracetest.SpanStubsFromReadOnlySpans(r.Ended()), r.metrics(t))
	if got, want := len(r.Ended()), 2*calls; got != want { // one attempt for each call
		t.Fatalf("%d spans of %d calls, want %d, or this test searches too little: check that no call of "+
			"internal/apicalls is retried or refused before it is sent", got, calls, want)
	}
	if !strings.Contains(exported, "url.template") {
		t.Fatal("no span has url.template, so this test searches nothing")
	}
	for _, secret := range []string{"customer-id", "unknown-id", "customer-ext-001", "unknown-ext", srv.APIKey, "http://", "sending"} {
		if i := strings.Index(exported, secret); i >= 0 {
			t.Errorf("%q was exported: …%s…", secret, exported[max(0, i-100):min(len(exported), i+100)])
		}
	}
}

// TestTelemetry_NoPartOfKey has a server, and then a RoundTripper, repeat a part of the API key wherever they can. No
// span and no metric has 8 bytes of it.
func TestTelemetry_NoPartOfKey(t *testing.T) {
	t.Parallel()
	const key = "key-0123456789-abcdefghijklmnopqrstuvwxyz"
	part := key[2 : len(key)-2]
	r := newTelemetry(t)
	n := 0
	transport := roundTripper(func(*http.Request) (*http.Response, error) {
		if n++; n%2 == 0 {
			return nil, fmt.Errorf("sending: %w", fmt.Errorf("no key %s", part))
		}
		h := http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {part}, "X-" + part: {part}}
		body := fmt.Sprintf(`{"error":{"code":%q,"message":%q,"requestId":%q}}`, part, part, part)
		return &http.Response{Status: "400 " + part, StatusCode: 400, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
	})
	client, err := customers.New("https://api.example.test", customers.WithAPIKey(key), r.option,
		customers.WithHTTPClient(&http.Client{Transport: transport}), customers.WithRetry(customers.NoRetry))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := client.Get(t.Context(), "customer-id"); err == nil {
			t.Error("Get returned no error")
		}
	}
	exported := fmt.Sprintf("%+v %+v", tracetest.SpanStubsFromReadOnlySpans(r.Ended()), r.metrics(t))
	if len(r.Ended()) != 4 {
		t.Fatalf("%d spans of 2 calls, want 4, or this test searches too little: check that Get is not retried", len(r.Ended()))
	}
	for i := range len(key) - 7 {
		if strings.Contains(exported, key[i:i+8]) {
			t.Fatalf("%q was exported: %s", key[i:i+8], exported)
		}
	}
}
