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

func TestMetrics(t *testing.T) {
	t.Parallel()
	r, srv, client := server(t)
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
		t.Fatalf("the duration is %+v", duration)
	}
	got := map[string]uint64{}
	for _, point := range histogram.DataPoints {
		own, host := attrs(point.Attributes.ToSlice())
		got[written(own)] = point.Count
		if host != hostOf(t, srv.URL) || point.Sum <= 0 || point.Sum > 60 {
			t.Errorf("%d exchanges with %s took %v s", point.Count, host, point.Sum)
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
		t.Errorf("exchanges measured (-want +got):\n%s", diff)
	}

	retries, ok := found["ledgerlink.client.retries"].Data.(metricdata.Sum[int64])
	if !ok || !retries.IsMonotonic || len(retries.DataPoints) != 1 {
		t.Fatalf("the retries are %+v", found["ledgerlink.client.retries"])
	}
	own, host := attrs(retries.DataPoints[0].Attributes.ToSlice())
	want := "http.request.method=GET ledgerlink.operation=Get url.template=" + one
	if written(own) != want || host != hostOf(t, srv.URL) || retries.DataPoints[0].Value != 2 {
		t.Errorf("%d retries of %s at %s, want 2 of %s", retries.DataPoints[0].Value, written(own), host, want)
	}
}

func written(attrs map[string]string) string {
	parts := make([]string, 0, len(attrs))
	for _, key := range slices.Sorted(maps.Keys(attrs)) {
		parts = append(parts, fmt.Sprintf("%s=%s", key, attrs[key]))
	}
	return strings.Join(parts, " ")
}

// TestTransportErrors has exchanges that end without an answer.
func TestTransportErrors(t *testing.T) {
	t.Parallel()
	errMine := errors.New("secret words")
	var none *http.Response
	for name, test := range map[string]struct {
		do             roundTripper
		exchange, call string
		limit          time.Duration // of an attempt, 0 for none
	}{
		"error":    {func(*http.Request) (*http.Response, error) { return nil, errMine }, "*errors.errorString", "no complete response", 0},
		"nothing":  {func(*http.Request) (*http.Response, error) { return none, nil }, "_OTHER", "no complete response", 0},
		"canceled": {func(*http.Request) (*http.Response, error) { return nil, context.Canceled }, "canceled", "canceled", 0},
		"timeout": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		}, "timeout", "timeout", time.Nanosecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := record(t)
			client, err := customers.New("https://h", customers.WithAPIKey("a-key"), customers.WithRetry(customers.NoRetry), r.option,
				customers.WithAttemptTimeout(test.limit), customers.WithHTTPClient(&http.Client{Transport: test.do}))
			if err != nil {
				t.Fatal(err)
			}
			err = client.Delete(t.Context(), "customer-id")
			failed := call("Delete", "1", test.call)
			failed.Attrs["ledgerlink.outcome_unknown"] = "true"
			want := []span{exchange("DELETE", one, "", "", test.exchange), failed}
			got := []span{spanOf(r.Ended()[0]), spanOf(r.Ended()[1])}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%v: spans (-want +got):\n%s", err, diff)
			}
			if _, host := attrs(r.Ended()[0].Attributes()); host != "h:443" {
				t.Errorf("server %s", host)
			}
		})
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
