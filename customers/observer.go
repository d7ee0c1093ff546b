package customers

import (
	"context"
	"fmt"
	"net/http"
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

// WithMiddleware wraps what sends the HTTP requests: wrap gets the next RoundTripper and returns its own, once for each
// client that [New] or [Client.With] makes. That runs once per HTTP exchange, retries included, below all the rules of
// this package: the request has its headers and the API key, the attempt's timeout is in its context, and
// [OperationFromContext] tells what it is for. Of several the first is outermost.
//
// A RoundTripper must not change the request that it gets (see net/http): clone it to set a header. Whatever it does, a
// request to another origin than the base URL's is refused below the last middleware, because it carries the key. The
// call then fails with [ErrTransport], as for every error that a middleware returns. A nil wrap, or one that returns
// nil, is [ErrInvalidArgument].
func WithMiddleware(wrap func(next http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) {
		if wrap == nil {
			s.refuse("middleware", "must not be nil")
			return
		}
		s.middleware = append(slices.Clip(s.middleware), wrap) // clients derived from one share no memory
	}
}

// OperationFromContext returns the operation, and which attempt of it, that a context belongs to: that of a request in
// a middleware or a RoundTripper, and those that a [Limiter] and a key source get. ok is false for any other context.
func OperationFromContext(ctx context.Context) (op Operation, ok bool) {
	found, ok := transport.OperationFromContext(ctx)
	return Operation(found), ok
}

// wrapped returns the HTTP client with the middleware around its Transport, which derived clients wrap anew.
func (s *settings) wrapped() *http.Client {
	if len(s.middleware) == 0 {
		return s.http
	}
	hc := copyHTTPClient(s.http)
	hc.Transport = transport.Guard(hc.Transport, s.baseURL)
	for i, wrap := range slices.Backward(s.middleware) {
		rt := wrap(hc.Transport)
		if rt == nil {
			s.refuse(fmt.Sprintf("middleware[%d]", i), "must not return nil")
			continue
		}
		hc.Transport = rt
	}
	return hc
}
