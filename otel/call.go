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

// Attributes for which the conventions have no name. The logs of package customers use the same.
const (
	operationKey = attribute.Key("ledgerlink.operation")
	attemptsKey  = attribute.Key("ledgerlink.attempts")
	unknownKey   = attribute.Key("ledgerlink.outcome_unknown")
)

// calls is the observer that makes the span of each call.
type calls struct{ tracer trace.Tracer }

// spanKey finds the observer's own span of a call again: another observer may have begun one below it.
type spanKey struct{ of *calls }

// CallStart implements customers.Observer.
func (c *calls) CallStart(ctx context.Context, op customers.Operation) context.Context {
	ctx, span := c.tracer.Start(ctx, "customers."+op.Name,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(operationKey.String(op.Name)))
	return context.WithValue(ctx, spanKey{c}, span)
}

// AttemptEnd implements customers.Observer. The exchanges have spans of their own.
func (*calls) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}

// CallEnd implements customers.Observer.
func (c *calls) CallEnd(ctx context.Context, _ customers.Operation, result customers.CallResult) {
	span, ok := ctx.Value(spanKey{c}).(trace.Span)
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

// callErrorType names why a call failed, by its sentinel, or by how the context ended it.
func callErrorType(err error) string {
	var e *customers.Error
	switch {
	case !errors.As(err, &e):
		return semconv.ErrorTypeOther.Value.AsString()
	case errors.Is(e.Kind(), customers.ErrTransport):
		if ended := endedBy(err); ended != "" {
			return ended
		}
	}
	return e.Kind().Error()
}

// endedBy says that an error is the end of a context or of a timeout, or "".
func endedBy(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	return ""
}
