package customersotel_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// TestMetrics checks both metrics after a call with two retries and a call without retries.
func TestMetrics(t *testing.T) {
	t.Parallel()
	r, srv, client := newServer(t)
	srv.Fail(customerstest.Fault{Status: 503}, 2)
	for range 2 {
		if _, err := client.Get(t.Context(), "customer-id"); err != nil {
			t.Fatal(err)
		}
	}
	found := r.metrics(t)

	duration := found["http.client.request.duration"]
	histogram, ok := duration.Data.(metricdata.Histogram[float64])
	if !ok || duration.Unit != "s" || histogram.Temporality != metricdata.CumulativeTemporality {
		t.Fatalf("http.client.request.duration = %+v, want a cumulative histogram in seconds", duration)
	}
	got := map[string]uint64{}
	for _, point := range histogram.DataPoints {
		own, host := attrs(point.Attributes.ToSlice())
		got[joined(own)] = point.Count
		if host != hostOf(t, srv.URL) {
			t.Errorf("server %s, want %s", host, hostOf(t, srv.URL))
		}
		if point.Sum <= 0 || point.Sum > 60 {
			t.Errorf("%d attempts took %v s, want more than 0 and at most 60", point.Count, point.Sum)
		}
		buckets := []float64{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10}
		if diff := cmp.Diff(buckets, point.Bounds); diff != "" {
			t.Errorf("buckets (-conventions +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff(map[string]uint64{
		"http.request.method=GET http.response.status_code=200 url.template=" + one:                2,
		"error.type=503 http.request.method=GET http.response.status_code=503 url.template=" + one: 2,
	}, got); diff != "" {
		t.Errorf("measured attempts (-want +got):\n%s", diff)
	}

	retries, ok := found["ledgerlink.client.retries"].Data.(metricdata.Sum[int64])
	if !ok || !retries.IsMonotonic || len(retries.DataPoints) != 1 {
		t.Fatalf("ledgerlink.client.retries = %+v, want one monotonic sum", found["ledgerlink.client.retries"])
	}
	own, host := attrs(retries.DataPoints[0].Attributes.ToSlice())
	want := "http.request.method=GET ledgerlink.operation=Get url.template=" + one
	if joined(own) != want {
		t.Errorf("attributes of the retries: %s, want %s", joined(own), want)
	}
	if host != hostOf(t, srv.URL) {
		t.Errorf("server of the retries: %s, want %s", host, hostOf(t, srv.URL))
	}
	if n := retries.DataPoints[0].Value; n != 2 {
		t.Errorf("%d retries, want 2", n)
	}
}

// joined returns the attributes as one line, sorted by key.
func joined(attrs map[string]string) string {
	parts := make([]string, 0, len(attrs))
	for _, key := range slices.Sorted(maps.Keys(attrs)) {
		parts = append(parts, fmt.Sprintf("%s=%s", key, attrs[key]))
	}
	return strings.Join(parts, " ")
}

// TestSpans_TransportErrors checks error.type of attempts without a response, and of their calls.
func TestSpans_TransportErrors(t *testing.T) {
	t.Parallel()
	fail := func(err error) roundTripper {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	for name, test := range map[string]struct {
		do             roundTripper
		attempt, call  string        // error.type
		attemptTimeout time.Duration // 0 for none
	}{
		"error":                      {fail(errors.New("secret")), "*errors.errorString", "no complete response", 0},
		"neither response nor error": {fail(nil), "_OTHER", "no complete response", 0},
		"canceled":                   {fail(context.Canceled), "canceled", "canceled", 0},
		"timeout": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		}, "timeout", "timeout", time.Nanosecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newTelemetry(t)
			client, err := customers.New("https://h", customers.WithAPIKey("a-key"), customers.WithRetry(customers.NoRetry),
				customers.WithAttemptTimeout(test.attemptTimeout), r.option,
				customers.WithHTTPClient(&http.Client{Transport: test.do}))
			if err != nil {
				t.Fatal(err)
			}
			err = client.Delete(t.Context(), "customer-id")
			failed := callSpan("Delete", "1", test.call)
			failed.Attrs["ledgerlink.outcome_unknown"] = "true"
			want := []span{attemptSpan("DELETE", one, "", "", test.attempt), failed}
			got := []span{spanOf(r.Ended()[0]), spanOf(r.Ended()[1])}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%v: spans (-want +got):\n%s", err, diff)
			}
			if _, host := attrs(r.Ended()[0].Attributes()); host != "h:443" {
				t.Errorf("server %s, want h:443", host)
			}
		})
	}
}

// TestRoundTrip_DoesNotChangeRequest checks the request in an outer middleware: a RoundTripper must not change it.
func TestRoundTrip_DoesNotChangeRequest(t *testing.T) {
	t.Parallel()
	r := newTelemetry(t)
	client, err := customers.New("https://h", customers.WithAPIKey("a-key"),
		customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				resp, err := next.RoundTrip(r)
				if len(r.Header["Traceparent"]) != 0 {
					t.Errorf("the headers of the request were changed: %v", r.Header)
				}
				return resp, err
			})
		}),
		r.option,
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if len(r.Header["Traceparent"]) != 1 {
				t.Errorf("traceparent was not sent: %v", r.Header)
			}
			return &http.Response{StatusCode: 204}, nil // without a body
		})}))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Delete(t.Context(), "customer-id"); err != nil {
		t.Fatal(err)
	}
	if len(r.Ended()) != 2 {
		t.Errorf("spans %v, want 2", r.names())
	}
}
