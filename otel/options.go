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

// scope is the instrumentation scope of the spans and metrics.
const scope = "github.com/ledgerlink/link-sdk-go/otel"

// Option configures [WithTelemetry]. A nil provider or propagator selects the default.
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

// WithPropagator injects the context of the span into the request headers with p. For example,
// propagation.TraceContext{} sets traceparent. The default is the global propagator, [otel.GetTextMapPropagator], which
// sets no header unless the program has configured one.
func WithPropagator(p propagation.TextMapPropagator) Option {
	return func(c *config) { c.propagator = p }
}

// WithTelemetry makes a client report the traces and metrics that the package documentation lists. It combines an
// observer of the calls with a middleware for the attempts. Pass it before other middleware that sends additional
// requests, so that the span of the attempt includes them.
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
	instruments := newInstruments(c.meters)
	calls := &callObserver{tracer: tracer}
	return customers.JoinOptions(
		customers.WithObserver(calls),
		customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return &attemptTransport{
				next: next, calls: calls, tracer: tracer, instruments: instruments, propagator: c.propagator,
			}
		}),
	)
}

// instruments are the instruments of the metrics.
type instruments struct {
	duration httpconv.ClientRequestDuration
	retries  metric.Int64Counter
}

func newTracer(p trace.TracerProvider) trace.Tracer {
	return p.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL))
}

// newInstruments creates the instruments. If the provider returns an error, newInstruments passes it to OpenTelemetry's
// error handler and continues without that instrument: a telemetry failure must not prevent a program from starting.
func newInstruments(p metric.MeterProvider) instruments {
	meter := p.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL))
	duration, err := httpconv.NewClientRequestDuration(meter) // with the unit and buckets of the conventions
	if err != nil {
		otel.Handle(err)
	}
	retries, err := meter.Int64Counter("ledgerlink.client.retries", metric.WithUnit("{retry}"),
		metric.WithDescription("Attempts after the first one of a call."))
	if err != nil {
		otel.Handle(err)
		retries = noop.Int64Counter{}
	}
	return instruments{duration: duration, retries: retries}
}
