package transport

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

var (
	// ErrLimiter marks a failure of the caller's limiter.
	ErrLimiter = errors.New("limiter failed")
	// errMiddleware marks a failure of the caller's middleware, which sent nothing.
	errMiddleware = errors.New("middleware failed")
)

// IsClientSide reports whether a part that the caller passed failed, so that nothing was sent.
func IsClientSide(err error) bool {
	for _, part := range [...]error{ErrLimiter, ErrKeySource, ErrInvalidKey, errMiddleware} {
		if errors.Is(err, part) {
			return true
		}
	}
	return false
}

// withLimiter waits until the caller's limiter admits the attempt. The limiter's context has the end of the call as its
// deadline, so that the limiter can refuse a wait that would pass it. The context also carries the operation, for this
// step and all that follow.
func (t *Transport) withLimiter(next handler) handler {
	return func(ctx context.Context, x *exchange) error {
		if err := x.deadline.ended(ctx); err != nil {
			return err
		}
		ctx = x.withOperation(ctx)
		if t.cfg.Limiter != nil {
			limited, cancel := x.deadline.context(ctx)
			err := t.cfg.Limiter(limited)
			cancel()
			if err != nil {
				return x.deadline.wrapEnd(ctx, fmt.Errorf("%w: %w", ErrLimiter, err))
			}
		}
		return next(ctx, x)
	}
}

// withTimeout bounds the attempt in time, records it, and removes the call's secrets from its error.
func (t *Transport) withTimeout(next handler) handler {
	return func(ctx context.Context, x *exchange) error {
		res, start := x.res, time.Now()
		timer := newAttemptTimer(ctx, x.deadline, t.cfg.AttemptTimeout)
		x.timer = timer
		ctx, x.trace = t.traceSending(timer.ctx, x.original.Method)
		err := next(ctx, x)
		if err != nil && !errors.Is(err, ErrTooLarge) { // the drain after it may have taken the rest of the time
			err = timer.wrapTimeout(err)
		}
		err = res.ScrubError(err)
		if res.open != nil {
			res.Stream = newStream(res.open, timer, t.cfg.AttemptTimeout)
		} else {
			timer.stop()
		}
		isLogged := err != nil || !IsSuccess(res.StatusCode) || x.call.OnAttempt != nil
		res.Attempts = []Attempt{{
			Start:      start,
			Duration:   time.Since(start),
			StatusCode: res.StatusCode,
			Err:        err,
			RequestID:  res.RequestID(isLogged),
		}}
		return err
	}
}

// withKey makes the request of this attempt, with a fresh API key and a fresh body.
func (t *Transport) withKey(next handler) handler {
	return func(ctx context.Context, x *exchange) error {
		x.req = x.original.WithContext(ctx)
		x.res.addSecrets(t.cfg.Keys.recent())
		key, err := t.keyFor(ctx, x)
		if err != nil {
			return err
		}
		x.key, x.newKey = key, ""
		x.req.Header = t.header(x, key)
		if err := setBody(x.req, x.original); err != nil {
			return err
		}
		t.cfg.Keys.add(key)
		x.res.addSecrets(t.cfg.Keys.recent())
		x.res.addSecrets(t.credentials)
		x.res.addSecrets(credentials(x.call.Header))
		return next(ctx, x)
	}
}

// header returns the headers of one attempt: the request builder's, the client's, the call's, and the key. A later one
// replaces an earlier one. They are copies, because a RoundTripper may change them.
func (t *Transport) header(x *exchange, key string) http.Header {
	h := make(http.Header, len(x.original.Header)+len(t.cfg.Header)+len(x.call.Header)+3)
	maps.Copy(h, x.original.Header)
	h["Accept"] = []string{"application/json"}
	h["User-Agent"] = []string{t.cfg.UserAgent}
	for _, more := range []http.Header{t.cfg.Header, x.call.Header} {
		for name, values := range more {
			h[name] = slices.Clone(values)
		}
	}
	h[t.cfg.KeyHeader] = []string{key}
	return h
}

// setBody gives the attempt a body of its own.
func setBody(req, original *http.Request) error {
	if original.GetBody == nil {
		return nil
	}
	body, err := original.GetBody()
	if err != nil {
		return fmt.Errorf("reading the request body again: %w", err)
	}
	req.Body = body
	if req.Header.Get("Idempotency-Key") != "" || req.Header.Get("X-Idempotency-Key") != "" {
		// net/http resends a POST with such a header by itself after a broken connection, and the API does not document
		// that it honours the header. Without GetBody, net/http cannot resend.
		req.GetBody = nil
	}
	return nil
}

// Operation describes a call without ids, and which attempt of it is being made.
type Operation struct {
	Name    string // the facade's method
	Method  string // the HTTP method
	Route   string // the spec's path template
	Attempt int    // from 1, 0 outside an attempt
}

type operationKey struct{}

// operation returns the operation with the number of the current attempt.
func (x *exchange) operation() Operation {
	op := x.call.Operation
	op.Attempt = x.attempt
	return op
}

func (x *exchange) withOperation(ctx context.Context) context.Context {
	return context.WithValue(ctx, operationKey{}, x.operation())
}

// OperationFromContext returns the operation whose attempt ctx belongs to.
func OperationFromContext(ctx context.Context) (op Operation, ok bool) {
	op, ok = ctx.Value(operationKey{}).(Operation)
	return op, ok
}
