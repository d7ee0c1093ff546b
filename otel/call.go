package customersotel

import (
	"context"
	"errors"
	"sync"

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

// call is a call that has started.
type call struct {
	span trace.Span

	mu      sync.Mutex // a middleware may send requests concurrently
	attempt *attempt   // that was not reported, nil for none
}

// begin sets the attempt. If a middleware sends several requests in one attempt, it reports the one before.
func (c *call) begin(a *attempt) {
	if before := c.swap(a); before != nil {
		r := before.soFar()
		before.report(customers.Attempt{StatusCode: r.status, Err: r.err}.Kind())
	}
}

func (c *call) swap(a *attempt) *attempt {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.attempt
	c.attempt = a
	return before
}

// callKey is the context key of the call. The current span of the context can be another one, because other observers
// may start spans below it.
type callKey struct{ observer *callObserver }

// call returns the call that ctx belongs to, or nil.
func (o *callObserver) call(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{o}).(*call)
	return c
}

// CallStart implements customers.Observer.
func (o *callObserver) CallStart(ctx context.Context, op customers.Operation) context.Context {
	ctx, span := o.tracer.Start(ctx, "customers."+op.Name,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(operationKey.String(op.Name)))
	return context.WithValue(ctx, callKey{o}, &call{span: span})
}

// AttemptEnd implements customers.Observer. The attempt of a list goes on until its body was read.
func (o *callObserver) AttemptEnd(ctx context.Context, _ customers.Operation, end customers.Attempt) {
	c := o.call(ctx)
	if c == nil {
		return
	}
	a := c.swap(nil)
	switch {
	case a == nil: // nothing was sent
	case end.Kind() == nil && a.soFar().end.IsZero():
		c.swap(a)
	default:
		a.report(end.Kind())
	}
}

// CallEnd implements customers.Observer.
func (o *callObserver) CallEnd(ctx context.Context, _ customers.Operation, result customers.CallResult) {
	c := o.call(ctx)
	if c == nil {
		return
	}
	var kind error
	var e *customers.Error
	if errors.As(result.Err, &e) {
		kind = e.Kind()
	}
	if a := c.swap(nil); a != nil { // of a list
		// If no read failed, it was read as far as the caller or the decoder went, unless the call was ended between reads.
		ended := errors.Is(kind, customers.ErrContextDone) || errors.Is(kind, customers.ErrTimeout)
		if a.soFar().err == nil && !ended {
			a.report(nil)
		} else {
			a.report(kind)
		}
	}
	defer c.span.End()
	c.span.SetAttributes(attemptsKey.Int(len(result.Attempts)))
	if kind == nil {
		return
	}
	c.span.SetStatus(codes.Error, kind.Error())
	c.span.SetAttributes(semconv.ErrorTypeKey.String(kind.Error()))
	if errors.Is(result.Err, customers.ErrOutcomeUnknown) {
		c.span.SetAttributes(unknownKey.Bool(true))
	}
}
