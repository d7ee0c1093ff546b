package customersotel_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

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
