package customersotel_test

import (
	"context"
	"errors"
	"fmt"
	"io"
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
		"http.request.method=GET http.response.status_code=200 url.template=" + one:                         2,
		"error.type=server error http.request.method=GET http.response.status_code=503 url.template=" + one: 2,
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

// TestSpans_TransportErrors checks error.type of attempts without a response, of their calls and in the metric: it is
// the kind of the error.
func TestSpans_TransportErrors(t *testing.T) {
	t.Parallel()
	fail := func(err error) roundTripper {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	for name, test := range map[string]struct {
		do             roundTripper
		attemptTimeout time.Duration // 0 for none
	}{
		"error":                      {fail(errors.New("secret")), 0},
		"neither response nor error": {fail(nil), 0},
		"canceled":                   {fail(context.Canceled), 0},
		"timeout": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		}, time.Nanosecond},
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
			errorType := kindOf(err)
			failed := callSpan("Delete", "1", errorType)
			failed.Attrs["ledgerlink.outcome_unknown"] = "true"
			want := []span{attemptSpan("DELETE", one, "", "", errorType), failed}
			got := []span{spanOf(r.Ended()[0]), spanOf(r.Ended()[1])}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%v: spans (-want +got):\n%s", err, diff)
			}
			histogram, ok := r.metrics(t)["http.client.request.duration"].Data.(metricdata.Histogram[float64])
			if !ok || len(histogram.DataPoints) != 1 {
				t.Fatalf("the histogram is %+v, want one data point", histogram)
			}
			if own, _ := attrs(histogram.DataPoints[0].Attributes.ToSlice()); own["error.type"] != errorType {
				t.Errorf("error.type of the metric = %q, want %q", own["error.type"], errorType)
			}
			if _, host := attrs(r.Ended()[0].Attributes()); host != "h:443" {
				t.Errorf("server %s, want h:443", host)
			}
		})
	}
}

// TestSpans_SameErrorType checks that the span of an attempt has the kind that package customers reports for the
// attempt, also if the middleware cannot see it.
func TestSpans_SameErrorType(t *testing.T) {
	t.Parallel()
	body := func(text string) roundTripper {
		return func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text))}, nil
		}
	}
	inner := customers.WithMiddleware(func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("refused") })
	})
	for name, test := range map[string]struct {
		do  roundTripper
		opt customers.Option
	}{
		"too large":        {body(`{"id":"customer-id"}`), customers.WithMaxResponseBytes(8)},
		"not a customer":   {body(`{}`), customers.WithMaxResponseBytes(8)},
		"inner middleware": {body(""), inner},
		"timeout": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, customers.WithAttemptTimeout(time.Nanosecond)},
	} {
		r := newTelemetry(t)
		client, err := customers.New("https://h", customers.WithAPIKey("a-key"), customers.WithRetry(customers.NoRetry),
			r.option, customers.WithHTTPClient(&http.Client{Transport: test.do}), test.opt)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Get(t.Context(), "customer-id")
		var e *customers.Error
		if !errors.As(err, &e) || len(e.Attempts) != 1 {
			t.Fatalf("%s: error = %v, want one attempt", name, err)
		}
		var wants []string
		if kind := e.Attempts[0].Kind(); kind != nil {
			wants = append(wants, kind.Error())
		}
		wants = append(wants, e.Kind().Error())
		var got []string
		for _, span := range r.Ended() {
			if own, _ := attrs(span.Attributes()); own["error.type"] != "" {
				got = append(got, own["error.type"])
			}
		}
		if diff := cmp.Diff(wants, got); diff != "" {
			t.Errorf("%s: error.type of the spans (-kinds +got):\n%s", name, diff)
		}
	}
}

// TestSpans_MiddlewareSendsTwice has a middleware outside of the telemetry send each request twice. Each has a span.
func TestSpans_MiddlewareSendsTwice(t *testing.T) {
	t.Parallel()
	r, srv, _ := newServer(t)
	srv.Fail(customerstest.Fault{Status: 503}, 1)
	twice := customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err != nil {
				return nil, err
			}
			_ = resp.Body.Close()
			return next.RoundTrip(r)
		})
	})
	if _, err := srv.Client(t, twice, r.option).Get(t.Context(), "customer-id"); err != nil {
		t.Fatal(err)
	}
	want := []span{
		attemptSpan("GET", one, "503", "", "server error"), attemptSpan("GET", one, "200", "", ""), callSpan("Get", "1", ""),
	}
	if diff := cmp.Diff(want, spansOf(r.Ended())); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
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
