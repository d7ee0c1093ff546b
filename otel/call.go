package customersotel

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// Attributes that the conventions do not define. The logs of package customers use the same names.
const (
	operationKey = attribute.Key("ledgerlink.operation")
	attemptsKey  = attribute.Key("ledgerlink.attempts")
	unknownKey   = attribute.Key("ledgerlink.outcome_unknown")
)

// callObserver is the observer that reports the span of each call.
type callObserver struct{ tracer trace.Tracer }

// spanKey is the context key of the span that the observer started. The current span of the context can be another one,
// because other observers may start spans below it.
type spanKey struct{ observer *callObserver }

// CallStart implements customers.Observer.
func (o *callObserver) CallStart(ctx context.Context, op customers.Operation) context.Context {
	ctx, span := o.tracer.Start(ctx, "customers."+op.Name,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(operationKey.String(op.Name)))
	return context.WithValue(ctx, spanKey{o}, span)
}

// AttemptEnd implements customers.Observer. The middleware reports the attempts.
func (*callObserver) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}

// CallEnd implements customers.Observer.
func (o *callObserver) CallEnd(ctx context.Context, _ customers.Operation, result customers.CallResult) {
	span, ok := ctx.Value(spanKey{o}).(trace.Span)
	if !ok {
		return
	}
	defer span.End()
	span.SetAttributes(attemptsKey.Int(len(result.Attempts)))
	if result.Err == nil {
		return
	}
	kind := callErrorType(result.Err)
	span.SetStatus(codes.Error, kind)
	span.SetAttributes(semconv.ErrorTypeKey.String(kind))
	if errors.Is(result.Err, customers.ErrOutcomeUnknown) {
		span.SetAttributes(unknownKey.Bool(true))
	}
}

// callErrorType returns the value of error.type for a failed call: "timeout", "canceled", or the text of the sentinel.
func callErrorType(err error) string {
	var e *customers.Error
	switch {
	case !errors.As(err, &e):
		return semconv.ErrorTypeOther.Value.AsString()
	case errors.Is(e.Kind(), customers.ErrTransport):
		if kind := contextErrorType(err); kind != "" {
			return kind
		}
	}
	return e.Kind().Error()
}

// contextErrorType returns "timeout" or "canceled" if a deadline, a timeout or a cancellation caused err, otherwise "".
func contextErrorType(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	return ""
}
