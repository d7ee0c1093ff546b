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

// attempt sends the request once, for the n-th time, with a fresh key and a fresh body, and reads the answer as far as
// the call wants it.
func (t *Transport) attempt(c *clock, req *http.Request, call Call, n int) *Result {
	state := &struct { // what lives as long as the answer, in one piece of memory
		res  Result
		span span
		ctx  operationContext
	}{ctx: operationContext{Context: c.caller, op: call.Operation}}
	res, s, ctx := &state.res, &state.span, &state.ctx
	ctx.op.Attempt = n
	if res.Err = c.ended(); res.Err != nil {
		return res
	}
	if res.Err = t.admit(ctx, c); res.Err != nil {
		return res
	}
	start := time.Now()
	s.begin(ctx, c, t.cfg.AttemptTimeout)
	if err := t.send(s, req, call, res); err != nil {
		res.Err = res.scrubError(s.explain(err), req.URL, call.Operation.Route)
	}
	if res.Stream != nil {
		res.Stream = newStream(res.Stream, s, t.cfg.AttemptTimeout)
	} else {
		s.stop()
	}
	res.Attempts = append(res.oneAttempt[:0], Attempt{
		Start:      start,
		Duration:   time.Since(start),
		StatusCode: res.StatusCode,
		Err:        res.Err,
		RequestID:  res.Scrub(RequestID(res.Header)),
	})
	return res
}

// send does the exchange and fills res.
func (t *Transport) send(s *span, original *http.Request, call Call, res *Result) error {
	ctx, sent := traceSent(s.ctx, original.Method)
	req := original.WithContext(ctx)
	key, err := t.keyFor(ctx, req.URL)
	if err != nil {
		return err
	}
	t.setHeader(req, original, call.Header, key)
	if err := setBody(req, original); err != nil {
		return err
	}
	res.secrets = appendSecrets(res.twoSecrets[:0], key, req.Header)
	resp, err := exchange(t.cfg.HTTP, req)
	res.sent = sent.maybe(err)
	if err != nil {
		return err
	}
	if resp.Request != nil && resp.Request != req { // a middleware can have added credentials
		res.secrets = appendSecrets(res.secrets, "", resp.Request.Header)
	}
	res.StatusCode, res.Header = resp.StatusCode, resp.Header
	return res.read(resp, call)
}

// setHeader gives the attempt headers of its own: the builder's, the client's, then the call's, and the key. The nearer
// one wins. A RoundTripper may change them; the next attempt starts anew.
func (t *Transport) setHeader(req, original *http.Request, perCall http.Header, key string) {
	h := original.Header
	if len(h) > 0 || h == nil {
		h = make(http.Header, len(original.Header)+len(t.cfg.Header)+len(perCall)+3)
		maps.Copy(h, original.Header)
	} else {
		original.Header = nil // the builder's map is empty: the first attempt takes it
	}
	values := [...]string{"application/json", t.cfg.UserAgent, key}
	h["Accept"] = values[0:1:1]
	h["User-Agent"] = values[1:2:2]
	copyHeader(h, t.cfg.Header)
	copyHeader(h, perCall)
	h[t.cfg.KeyHeader] = values[2:3:3]
	req.Header = h
}

func copyHeader(dst, src http.Header) {
	for name, values := range src {
		dst[name] = slices.Clone(values)
	}
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
		// net/http resends a POST that carries such a header by itself after a broken connection, and nothing says
		// that this API honours the header. Without GetBody it cannot.
		req.GetBody = nil
	}
	return nil
}

// Limiter holds back attempts; golang.org/x/time/rate.Limiter is one.
type Limiter interface {
	Wait(ctx context.Context) error
}

// ErrLimiter marks a failure of the caller's limiter.
var ErrLimiter = errors.New("limiter failed")

// admit asks the limiter, with the call's end as the context's deadline, so that it can refuse to wait in vain.
func (t *Transport) admit(ctx context.Context, c *clock) error {
	if t.cfg.Limiter == nil {
		return nil
	}
	ctx, cancel := c.context(ctx)
	defer cancel()
	if err := t.cfg.Limiter.Wait(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrLimiter, err)
	}
	return nil
}

// Observer is told of each attempt once it is known what follows it. ctx is the call's own.
type Observer interface {
	AttemptDone(ctx context.Context, op Operation, a Attempt)
}

// observe reports the n-th attempt, unless the call ended before it was made.
func (call Call) observe(ctx context.Context, n int, res *Result) {
	if call.Observer == nil || len(res.Attempts) < n {
		return
	}
	op := call.Operation
	op.Attempt = n
	call.Observer.AttemptDone(ctx, op, res.Attempts[n-1])
}

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
