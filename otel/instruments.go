package customersotel

import (
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"
	"go.opentelemetry.io/otel/trace"
)

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
