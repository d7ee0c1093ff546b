package customersotel

import (
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"
	"go.opentelemetry.io/otel/trace"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// scope names this package to OpenTelemetry as the source of what it reports.
const scope = "github.com/ledgerlink/link-sdk-go/otel"

// Option changes where [WithTelemetry] reports to. A nil argument means the default.
type Option func(*config)

type config struct {
	tracers    trace.TracerProvider
	meters     metric.MeterProvider
	propagator propagation.TextMapPropagator
}

// WithTracerProvider reports spans to p. The default is the global provider, [otel.GetTracerProvider].
func WithTracerProvider(p trace.TracerProvider) Option {
	return func(c *config) { c.tracers = p }
}

// WithMeterProvider reports metrics to p. The default is the global provider, [otel.GetMeterProvider].
func WithMeterProvider(p metric.MeterProvider) Option {
	return func(c *config) { c.meters = p }
}

// WithPropagator writes the span's context into requests by p, as propagation.TraceContext{} does into traceparent. The
// default is the global one, [otel.GetTextMapPropagator], which writes nothing unless the program set one.
func WithPropagator(p propagation.TextMapPropagator) Option {
	return func(c *config) { c.propagator = p }
}

// WithTelemetry has a client report traces and metrics; the package documentation says which. It is an observer of the
// calls and a middleware for the exchanges in one: give it before other middleware that sends requests of its own, so
// that those are in the span.
func WithTelemetry(opts ...Option) customers.Option {
	var c config
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	if c.tracers == nil {
		c.tracers = otel.GetTracerProvider()
	}
	if c.meters == nil {
		c.meters = otel.GetMeterProvider()
	}
	if c.propagator == nil {
		c.propagator = otel.GetTextMapPropagator()
	}
	tracer := newTracer(c.tracers)
	meters := newInstruments(c.meters)
	return customers.JoinOptions(
		customers.WithObserver(&calls{tracer: tracer}),
		customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return &exchanges{next: next, tracer: tracer, instruments: meters, propagator: c.propagator}
		}),
	)
}

// instruments are the metrics.
type instruments struct {
	duration httpconv.ClientRequestDuration
	retries  metric.Int64Counter
}

func newTracer(p trace.TracerProvider) trace.Tracer {
	return p.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL))
}

// newInstruments reports what a provider refuses to OpenTelemetry's own error handler, and goes on without it:
// telemetry is no reason for a program not to start.
func newInstruments(p metric.MeterProvider) instruments {
	meter := p.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL))
	duration, err := httpconv.NewClientRequestDuration(meter) // with the conventions' unit and buckets
	if err != nil {
		otel.Handle(err)
	}
	retries, err := meter.Int64Counter("ledgerlink.client.retries", metric.WithUnit("{retry}"),
		metric.WithDescription("HTTP exchanges that repeat an earlier one of the same call."))
	if err != nil {
		otel.Handle(err)
		retries = noop.Int64Counter{}
	}
	return instruments{duration: duration, retries: retries}
}
