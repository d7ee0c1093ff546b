package customersotel_test

import (
	"errors"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
	customersotel "github.com/ledgerlink/link-sdk-go/otel"
)

// TestWithTelemetry_GlobalProviders checks that nil options select the global providers and propagator.
func TestWithTelemetry_GlobalProviders(t *testing.T) { //nolint:paralleltest // it sets globals
	r, srv := newTelemetry(t), customerstest.NewServer(t)
	otel.SetTracerProvider(r.tracers)
	otel.SetMeterProvider(r.meters)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	t.Cleanup(func() {
		otel.SetTracerProvider(tracenoop.NewTracerProvider())
		otel.SetMeterProvider(metricnoop.NewMeterProvider())
		otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator())
	})
	client := srv.Client(t, customersotel.WithTelemetry(nil, customersotel.WithTracerProvider(nil),
		customersotel.WithMeterProvider(nil), customersotel.WithPropagator(nil)))
	if _, err := client.List(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(r.Ended()) != 2 {
		t.Errorf("spans %v, want 2", r.names())
	}
	if len(r.metrics(t)) != 1 {
		t.Errorf("metrics %v, want 1", r.metrics(t))
	}
	if header := srv.Requests()[0].Header; header.Get("Traceparent") == "" {
		t.Errorf("request without traceparent: %v", header)
	}
}

// failingProvider is a provider whose meters return an error for each instrument.
type failingProvider struct{ metricnoop.MeterProvider }

func (failingProvider) Meter(string, ...metric.MeterOption) metric.Meter { return failingMeter{} }

type failingMeter struct{ metricnoop.Meter }

var errInstrument = errors.New("instrument failed")

func (failingMeter) Float64Histogram(string, ...metric.Float64HistogramOption) (metric.Float64Histogram, error) {
	return nil, errInstrument
}

func (failingMeter) Int64Counter(string, ...metric.Int64CounterOption) (metric.Int64Counter, error) {
	return nil, errInstrument
}

// TestWithTelemetry_InstrumentErrors checks that calls succeed without metrics, and that OpenTelemetry's error handler
// receives the errors.
func TestWithTelemetry_InstrumentErrors(t *testing.T) { //nolint:paralleltest // it sets globals
	var handled []error
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { handled = append(handled, err) }))
	srv := customerstest.NewServer(t)
	srv.Fail(customerstest.Fault{Status: 503}, 1)
	client := srv.Client(t, customersotel.WithTelemetry(customersotel.WithMeterProvider(failingProvider{})))
	if _, err := client.List(t.Context()); err != nil {
		t.Error(err)
	}
	if len(handled) != 2 || !errors.Is(handled[1], errInstrument) {
		t.Errorf("handled errors %v, want one for each of the two instruments", handled)
	}
}
