package transport

import "context"

// Operation says what a call is for, without ids, and which attempt of it is being made.
type Operation struct {
	Name    string // the facade's method
	Method  string // of HTTP
	Route   string // the spec's path template
	Attempt int    // from 1, 0 outside an attempt
}

type operationKey struct{}

// operationContext is a context that knows its attempt. It lies in one piece of memory with the attempt's result, so
// that knowing costs no allocation, whoever asks.
type operationContext struct {
	context.Context //nolint:containedctx // it is a context

	op Operation
}

// Value answers for the operation and leaves the rest to the caller's context.
func (c *operationContext) Value(key any) any {
	if key == (operationKey{}) {
		return &c.op
	}
	return c.Context.Value(key)
}

// OperationFromContext returns the operation whose attempt ctx belongs to.
func OperationFromContext(ctx context.Context) (op Operation, ok bool) {
	if p, found := ctx.Value(operationKey{}).(*Operation); found {
		return *p, true
	}
	return Operation{}, false
}
