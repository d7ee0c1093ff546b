package customersotel_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/ledgerlink/link-sdk-go/customers"
	customersotel "github.com/ledgerlink/link-sdk-go/otel"
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

// TestRequestIsNotChanged has a middleware outside compare the request with what it was: RoundTrippers may not touch it.
func TestRequestIsNotChanged(t *testing.T) {
	t.Parallel()
	r := record(t)
	client, err := customers.New("https://h", customers.WithAPIKey("a-key"),
		customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				resp, err := next.RoundTrip(r)
				if len(r.Header["Traceparent"]) != 0 {
					t.Errorf("the request has %v now", r.Header)
				}
				return resp, err
			})
		}),
		r.option,
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if len(r.Header["Traceparent"]) != 1 {
				t.Errorf("sent with %v", r.Header)
			}
			return &http.Response{StatusCode: 204}, nil // a RoundTripper that forgets the body
		})}))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Delete(t.Context(), "customer-id"); err != nil || len(r.Ended()) != 2 {
		t.Errorf("%v with spans %v", err, r.names())
	}
}

// between is an observer that begins a span below ours.
type between struct{ *telemetry }

func (b between) CallStart(ctx context.Context, _ customers.Operation) context.Context {
	ctx, _ = b.tracers.Tracer("between").Start(ctx, "between")
	return ctx
}
func (between) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}
func (between) CallEnd(context.Context, customers.Operation, customers.CallResult) {}

// TestOwnSpanEnds has another observer put its span into the context: ours is the one to end.
func TestOwnSpanEnds(t *testing.T) {
	t.Parallel()
	r, _, client := server(t)
	client, err := client.With(customers.WithObserver(between{r}), customersotel.WithTelemetry())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Get(t.Context(), "customer-id"); err != nil || fmt.Sprint(r.names()) != "[GET "+one+" customers.Get]" {
		t.Errorf("%v with spans %v", err, r.names())
	}
}
