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

// TestDefaultsAreGlobal reports to what the program set for all of it.
func TestDefaultsAreGlobal(t *testing.T) { //nolint:paralleltest // it sets globals
	r, srv := record(t), customerstest.NewServer(t)
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
	if len(r.Ended()) != 2 || len(r.metrics(t)) != 1 || srv.Requests()[0].Header.Get("Traceparent") == "" {
		t.Errorf("spans %v, metrics %v, header %v", r.names(), r.metrics(t), srv.Requests()[0].Header)
	}
}

// meterless is a provider whose meters refuse every instrument.
type meterless struct{ metricnoop.MeterProvider }

func (meterless) Meter(string, ...metric.MeterOption) metric.Meter { return noMeter{} }

type noMeter struct{ metricnoop.Meter }

var errRefused = errors.New("no instruments here")

func (noMeter) Float64Histogram(string, ...metric.Float64HistogramOption) (metric.Float64Histogram, error) {
	return nil, errRefused
}

func (noMeter) Int64Counter(string, ...metric.Int64CounterOption) (metric.Int64Counter, error) {
	return nil, errRefused
}

// TestRefusedInstruments has a call go on without metrics, and the reason reach OpenTelemetry's error handler.
func TestRefusedInstruments(t *testing.T) { //nolint:paralleltest // it sets globals
	var handled []error
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { handled = append(handled, err) }))
	srv := customerstest.NewServer(t)
	srv.Fail(customerstest.Fault{Status: 503}, 1)
	client := srv.Client(t, customersotel.WithTelemetry(customersotel.WithMeterProvider(meterless{})))
	if _, err := client.List(t.Context()); err != nil || len(handled) != 2 || !errors.Is(handled[1], errRefused) {
		t.Errorf("%v, handled %v", err, handled)
	}
}
