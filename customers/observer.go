package customers

import (
	"context"
	"slices"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Observer is told of every call of a client, for logs, traces and metrics of your own; see [WithObserver]. Its methods
// are called one after the other for one call, and at the same time for different calls. The call waits for them. What
// they are given holds neither the API key nor anything that a customer is known by, but for Err: the text of an
// [*Error] can repeat what the API wrote. Its LogValue does not.
type Observer interface {
	// CallStart is called once the arguments are found to be good, before any I/O. The context that it returns is the
	// call's from there on, so that a span in it reaches the middleware, the limiter, the key source and net/http; it
	// must be ctx or derive from it.
	CallStart(ctx context.Context, op Operation) context.Context
	// AttemptEnd is called after each HTTP exchange, before the wait for the next one. A list's ends with its header.
	AttemptEnd(ctx context.Context, op Operation, attempt Attempt)
	// CallEnd is called once for each CallStart. A list's call ends with its iteration, broken off or not.
	CallEnd(ctx context.Context, op Operation, result CallResult)
}

// CallResult is what became of a call.
type CallResult struct {
	Start    time.Time
	Duration time.Duration // with all waits; for All and List until the iteration ended
	Attempts []Attempt     // every HTTP exchange, oldest first; empty when the call ended before the first
	Err      error         // nil, or the [*Error] that the method returned
}

// WithObserver has o told of every call, beside the observers that the client has already: the first one begins first
// and ends last. A call that is refused for its arguments is not reported, for nothing was called.
func WithObserver(o Observer) Option {
	return func(s *settings) {
		if o == nil {
			s.refuse("observer", "must not be nil")
			return
		}
		s.observers = append(slices.Clip(s.observers), o) // clients derived from one share no memory
	}
}

// start tells the observers that the call begins, and returns the context for the rest of it.
func (k *call) start(ctx context.Context) context.Context {
	if len(k.client.observers) == 0 {
		return ctx
	}
	k.began = time.Now()
	for _, o := range k.client.observers {
		if with := o.CallStart(ctx, k.op.public()); with != nil {
			ctx = with //nolint:fatcontext // as many as there are observers
		}
	}
	return ctx
}

// AttemptDone implements transport.Observer.
func (k *call) AttemptDone(ctx context.Context, op transport.Operation, a transport.Attempt) {
	for _, o := range slices.Backward(k.client.observers) {
		o.AttemptEnd(ctx, Operation(op), Attempt(a))
	}
}

// end tells the observers what became of the call.
func (k *call) end(ctx context.Context, err error) {
	if len(k.client.observers) == 0 {
		return
	}
	result := CallResult{Start: k.began, Duration: time.Since(k.began), Err: err}
	if k.res != nil {
		result.Attempts = attemptsOf(k.res)
	}
	for _, o := range slices.Backward(k.client.observers) {
		o.CallEnd(ctx, k.op.public(), result)
	}
}
