package customers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Observer is notified of every call of a client, for your own logs, traces and metrics; see [WithObserver]. Its
// methods are called sequentially for one call and concurrently for different calls, and the call waits for them. Their
// arguments contain neither the API key nor anything that identifies a customer, except Err: the text of an [*Error]
// may repeat words of the API, without what the caller sent. Its LogValue has no words of the API.
type Observer interface {
	// CallStart is called after the arguments were validated and before any I/O. The call uses the returned context from
	// then on, so that a span in it reaches the middleware, the limiter, the key source and net/http; it must be ctx or
	// derive from it.
	CallStart(ctx context.Context, op Operation) context.Context
	// AttemptEnd is called after each attempt, before the wait for the next one. The attempt of a list ends when the
	// response headers have arrived.
	AttemptEnd(ctx context.Context, op Operation, attempt Attempt)
	// CallEnd is called once for each CallStart. The call of a list ends with its iteration, complete or not.
	CallEnd(ctx context.Context, op Operation, result CallResult)
}

// CallResult is the result of a call.
type CallResult struct {
	Start    time.Time
	Duration time.Duration // including all waits; for All and List, until the iteration ended
	Attempts []Attempt     // every HTTP exchange, oldest first; empty if the call ended before the first
	Err      error         // nil, or the [*Error] that the method returned, unless FindByExternalID found no customer
}

// WithObserver notifies o of every call; the default is no observer. It adds o to the observers that the client has:
// the first one is notified of the start of a call first, and of its end last. A call that is refused for its arguments
// is not reported. A nil o is [ErrInvalidArgument].
func WithObserver(o Observer) Option {
	return func(s *settings) {
		if o == nil {
			s.addProblem("observer", "must not be nil")
			return
		}
		s.observers = append(slices.Clip(s.observers), o) // clients derived from one client share no memory
	}
}

// start notifies the observers of the start of the call, and returns the context for the rest of it.
func (k *call) start(ctx context.Context) context.Context {
	if len(k.client.observers) == 0 {
		return ctx
	}
	k.began = time.Now()
	for _, o := range k.client.observers {
		if observed := o.CallStart(ctx, k.op); observed != nil {
			ctx = observed //nolint:fatcontext // one layer for each observer
		}
	}
	return ctx
}

// observesAttempts reports whether an observer uses the attempts of a call. A logger without Debug does not, and to
// prepare an attempt for observers takes about 30 allocations.
func (c *Client) observesAttempts(ctx context.Context) bool {
	return slices.ContainsFunc(c.observers, func(o Observer) bool {
		log, ok := o.(*logObserver)
		return !ok || log.logger.Enabled(ctx, slog.LevelDebug)
	})
}

// attemptEnd notifies the observers of an attempt.
func (c *Client) attemptEnd(ctx context.Context, op transport.Operation, a transport.Attempt) {
	for _, o := range slices.Backward(c.observers) {
		o.AttemptEnd(ctx, Operation(op), Attempt(a))
	}
}

// end notifies the observers of the result of the call.
func (k *call) end(ctx context.Context, err error) {
	if len(k.client.observers) == 0 {
		return
	}
	if k.ensures && errors.Is(err, ErrConflict) && !errors.Is(err, ErrOutcomeUnknown) {
		err = nil // Ensure looks the customer up
	}
	result := CallResult{Start: k.began, Duration: time.Since(k.began), Err: err}
	if k.res != nil {
		result.Attempts = attemptsOf(k.res)
	}
	for _, o := range slices.Backward(k.client.observers) {
		o.CallEnd(ctx, k.op, result)
	}
}

// WithMiddleware wraps the RoundTripper that sends the HTTP requests: wrap gets the next RoundTripper and returns its
// own; the default is no middleware. It adds wrap to the middlewares that the client has, and the first is the
// outermost. wrap is called once for each client that [New] or [Client.With] returns. The RoundTripper that it returns
// is called once per attempt, including retries: the request then has its headers and the API key, and its context has
// the timeout of the attempt and the operation ([OperationFromContext]).
//
// A RoundTripper must not change its request (see net/http): clone it to set a header. A request to an origin other
// than the base URL's is refused below the last middleware, because it carries the key. A nil wrap, or one that returns
// nil, is [ErrInvalidArgument].
//
// If a middleware fails without having called next, or after the refusal, nothing was sent: the call is not retried and
// fails with [ErrClientSide]. So a middleware must send the request with next and with its context. After next was
// called, an error of a middleware is [ErrTransport].
func WithMiddleware(wrap func(next http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) {
		if wrap == nil {
			s.addProblem("middleware", "must not be nil")
			return
		}
		s.middleware = append(slices.Clip(s.middleware), wrap) // clients derived from one client share no memory
	}
}

// OperationFromContext returns the operation and the attempt that a context belongs to: the context of a request in a
// middleware or RoundTripper, of a [Limiter], or of a key source. ok is false for any other context.
func OperationFromContext(ctx context.Context) (op Operation, ok bool) {
	found, ok := transport.OperationFromContext(ctx)
	return Operation(found), ok
}
