package customersotel_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestNothingPersonalIsReported looks through everything that was exported, of calls whose server and RoundTripper repeat
// what they know.
func TestNothingPersonalIsReported(t *testing.T) {
	t.Parallel()
	r, srv, client := server(t)
	dump := customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: fmt.Errorf("sending %v failed", r.Header)}
	})})
	broken, err := client.With(dump, customers.WithRetry(customers.NoRetry))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for _, c := range []*customers.Client{client, broken} {
		_, _ = c.Create(ctx, customers.CreateParams{ExternalID: "customer-ext-001", Status: customers.StatusActive})
		_, _ = c.Get(ctx, "customer-id")
		_, _ = c.Get(ctx, "unknown-id")
		_, _ = c.List(ctx)
		_, _ = c.FindByExternalID(ctx, "customer-ext-001")
		_, _ = c.Addresses(ctx, "customer-id")
		_, _ = c.Update(ctx, "customer-id", customers.UpdateParams{Status: customers.StatusInactive})
		_ = c.Delete(ctx, "customer-id")
	}
	exported := fmt.Sprintf("%+v %+v", tracetest.SpanStubsFromReadOnlySpans(r.Ended()), r.metrics(t))
	if len(r.Ended()) != 32 || !strings.Contains(exported, "url.template") {
		t.Fatalf("%d spans, so this test shows nothing", len(r.Ended()))
	}
	for _, secret := range []string{"customer-id", "unknown-id", "customer-ext-001", srv.APIKey, "http://", "sending"} {
		if i := strings.Index(exported, secret); i >= 0 {
			t.Errorf("%q is exported: …%s…", secret, exported[max(0, i-100):min(len(exported), i+100)])
		}
	}
}
