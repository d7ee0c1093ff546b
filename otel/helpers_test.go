package customersotel_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
	customersotel "github.com/ledgerlink/link-sdk-go/otel"
)

const (
	all = "/api/v1/account-manager/customers"
	one = all + "/{id}"
)

// telemetry keeps the reported spans and metrics in memory.
type telemetry struct {
	*tracetest.SpanRecorder

	tracers *sdktrace.TracerProvider
	meters  *metric.MeterProvider
	reader  *metric.ManualReader
	option  customers.Option
}

// newTelemetry returns a telemetry. Its option makes a client report to it.
func newTelemetry(t *testing.T) *telemetry {
	t.Helper()
	r := &telemetry{SpanRecorder: tracetest.NewSpanRecorder(), reader: metric.NewManualReader()}
	r.tracers = sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(r.SpanRecorder))
	r.meters = metric.NewMeterProvider(metric.WithReader(r.reader))
	r.option = customersotel.WithTelemetry(
		customersotel.WithTracerProvider(r.tracers),
		customersotel.WithMeterProvider(r.meters),
		customersotel.WithPropagator(propagation.TraceContext{}),
	)
	return r
}

// newServer starts a customerstest server with one customer, and returns a client of it that reports to the telemetry.
func newServer(t *testing.T) (*telemetry, *customerstest.Server, *customers.Client) {
	t.Helper()
	r, srv := newTelemetry(t), customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "customer-id", ExternalID: "customer-ext-001"})
	client := srv.Client(t, r.option)
	return r, srv, client
}

// metrics returns the metrics collected so far, by the name of the instrument.
func (r *telemetry) metrics(t *testing.T) map[string]metricdata.Metrics {
	t.Helper()
	var data metricdata.ResourceMetrics
	if err := r.reader.Collect(context.WithoutCancel(t.Context()), &data); err != nil {
		t.Fatal(err)
	}
	found := map[string]metricdata.Metrics{}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			found[m.Name] = m
		}
	}
	return found
}

// names returns the names of the spans that have ended, in that order.
func (r *telemetry) names() (names []string) {
	for _, span := range r.Ended() {
		names = append(names, span.Name())
	}
	return names
}

// attrs returns attributes as a map, except server.address and server.port, which it returns as server.
func attrs(list []attribute.KeyValue) (own map[string]string, server string) {
	own = map[string]string{}
	for _, kv := range list {
		own[string(kv.Key)] = kv.Value.String()
	}
	server = own["server.address"] + ":" + own["server.port"]
	delete(own, "server.address")
	delete(own, "server.port")
	return own, server
}

// hostOf returns the host and port of a URL.
func hostOf(t *testing.T, raw string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := strconv.Atoi(u.Port()); err != nil {
		t.Fatal(err)
	}
	return u.Host
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// span holds the properties of a span that tests compare.
type span struct {
	Name, Status string
	Attrs        map[string]string
}

func spanOf(s sdktrace.ReadOnlySpan) span {
	own, _ := attrs(s.Attributes())
	return span{s.Name(), s.Status().Code.String() + s.Status().Description, own}
}

func spansOf(list []sdktrace.ReadOnlySpan) (spans []span) {
	for _, s := range list {
		spans = append(spans, spanOf(s))
	}
	return spans
}

// kindOf returns the text of the sentinel of an error, the error.type of a failed call; "" for nil.
func kindOf(err error) string {
	var e *customers.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Kind().Error()
}

// attemptSpan returns the expected span of an attempt. An empty argument means that the attribute is absent.
func attemptSpan(method, route, status, resend, errorType string) span {
	s := span{
		Name: method + " " + route, Status: codes.Unset.String(),
		Attrs: map[string]string{"http.request.method": method, "url.template": route},
	}
	for key, value := range map[string]string{
		"http.response.status_code": status, "http.request.resend_count": resend, "error.type": errorType,
	} {
		if value != "" {
			s.Attrs[key] = value
		}
	}
	if errorType != "" {
		s.Status = codes.Error.String()
	}
	return s
}

// callSpan returns the expected span of a call. An empty errorType means that the call succeeded.
func callSpan(name, attempts, errorType string) span {
	s := span{
		Name: "customers." + name, Status: codes.Unset.String(),
		Attrs: map[string]string{"ledgerlink.operation": name, "ledgerlink.attempts": attempts},
	}
	if errorType != "" {
		s.Status = codes.Error.String() + errorType
		s.Attrs["error.type"] = errorType
	}
	return s
}
