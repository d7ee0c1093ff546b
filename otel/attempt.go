package customersotel

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"
	"go.opentelemetry.io/otel/trace"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// attemptTransport is the middleware that reports a span and the metrics of each attempt.
type attemptTransport struct {
	instruments

	next       http.RoundTripper
	calls      *callObserver
	tracer     trace.Tracer
	propagator propagation.TextMapPropagator
}

// RoundTrip implements http.RoundTripper.
func (t *attemptTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	op, _ := customers.OperationFromContext(req.Context())
	a := t.start(req.Context(), op, req.URL)
	if c := t.calls.call(req.Context()); c != nil {
		c.begin(a)
	}
	req = req.Clone(a.ctx)
	t.propagator.Inject(a.ctx, propagation.HeaderCarrier(req.Header))
	resp, err := t.next.RoundTrip(req)
	if err != nil || resp == nil {
		a.end(err)
		return resp, err
	}
	a.setStatus(resp.StatusCode)
	if resp.Body == nil {
		a.end(nil)
		return resp, nil
	}
	resp.Body = &attemptBody{ReadCloser: resp.Body, end: a.end}
	return resp, nil
}

// start starts the span of an attempt, and counts it if it is a retry.
func (t *attemptTransport) start(ctx context.Context, op customers.Operation, u *url.URL) *attempt {
	a := &attempt{instruments: t.instruments, op: op, host: u.Hostname(), port: port(u), start: time.Now()}
	attrs := []attribute.KeyValue{
		semconv.HTTPRequestMethodKey.String(op.Method),
		semconv.URLTemplate(op.Route),
		semconv.ServerAddress(a.host),
		semconv.ServerPort(a.port),
	}
	if op.Attempt > 1 {
		t.retries.Add(ctx, 1, metric.WithAttributes(append(attrs, operationKey.String(op.Name))...))
		attrs = append(attrs, semconv.HTTPRequestResendCount(op.Attempt-1))
	}
	a.ctx, a.span = t.tracer.Start(ctx, op.Method+" "+op.Route,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attrs...))
	return a
}

// attempt is one attempt. It ends when its body was read or closed, and is reported when its kind is known: package
// customers classifies a failure, because a middleware does not see whose fault it is.
type attempt struct {
	instruments

	ctx   context.Context //nolint:containedctx // the attempt is reported with it
	span  trace.Span
	op    customers.Operation
	host  string
	port  int
	start time.Time

	mu     sync.Mutex // a body of another middleware may be read in another goroutine
	result result
}

// result is what an attempt has come to so far.
type result struct {
	status int       // 0 until the response headers arrive
	end    time.Time // zero until then
	err    error     // why sending or reading failed
}

// setStatus records the status code of the response.
func (a *attempt) setStatus(status int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.result.status = status
	a.span.SetAttributes(semconv.HTTPResponseStatusCode(status))
}

// end records the end of the attempt. A nil err means that no read failed.
func (a *attempt) end(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.result.end, a.result.err = time.Now(), err
}

func (a *attempt) soFar() result {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.result
}

// report ends the span and records the duration. A nil kind is success.
func (a *attempt) report(kind error) {
	r := a.soFar()
	if r.end.IsZero() {
		r.end = time.Now()
	}
	attrs := []attribute.KeyValue{semconv.URLTemplate(a.op.Route)}
	if r.status != 0 {
		attrs = append(attrs, semconv.HTTPResponseStatusCode(r.status))
	}
	if kind != nil {
		a.span.SetStatus(codes.Error, "") // the conventions omit a description that error.type implies
		a.span.SetAttributes(semconv.ErrorTypeKey.String(kind.Error()))
		attrs = append(attrs, semconv.ErrorTypeKey.String(kind.Error()))
	}
	a.span.End(trace.WithTimestamp(r.end))
	seconds := r.end.Sub(a.start).Seconds()
	a.duration.Record(a.ctx, seconds, httpconv.RequestMethodAttr(a.op.Method), a.host, a.port, attrs...)
}

// port returns the port of u, or the default port of its scheme.
func port(u *url.URL) int {
	if n, err := strconv.Atoi(u.Port()); err == nil {
		return n
	}
	if u.Scheme == "http" {
		return 80
	}
	return 443
}

// attemptBody is a response body that calls end once: when it was read, when a read failed, or when it was closed.
type attemptBody struct {
	io.ReadCloser

	end  func(error)
	once sync.Once
}

// Read implements io.Reader.
func (b *attemptBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		b.once.Do(func() { b.end(nil) })
	case err != nil:
		b.once.Do(func() { b.end(err) })
	}
	return n, err
}

// Close implements io.Closer.
func (b *attemptBody) Close() error {
	err := b.ReadCloser.Close()
	b.once.Do(func() { b.end(nil) }) // a caller that stops reading early is not a failure
	return err
}
