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

// exchanges is the middleware that makes the span of each HTTP exchange and measures it.
type exchanges struct {
	instruments

	next       http.RoundTripper
	tracer     trace.Tracer
	propagator propagation.TextMapPropagator
}

// RoundTrip implements http.RoundTripper.
func (x *exchanges) RoundTrip(req *http.Request) (*http.Response, error) {
	op, _ := customers.OperationFromContext(req.Context())
	e := x.begin(req.Context(), op, req.URL)
	req = req.Clone(e.ctx)
	x.propagator.Inject(e.ctx, propagation.HeaderCarrier(req.Header))
	resp, err := x.next.RoundTrip(req)
	if err != nil || resp == nil {
		e.end(err)
		return resp, err
	}
	e.answer(resp.StatusCode)
	if resp.Body == nil {
		e.end(nil)
		return resp, nil
	}
	resp.Body = &body{ReadCloser: resp.Body, end: e.end}
	return resp, nil
}

// begin begins the span of an exchange.
func (x *exchanges) begin(ctx context.Context, op customers.Operation, u *url.URL) *exchange {
	e := &exchange{instruments: x.instruments, op: op, host: u.Hostname(), port: portOf(u), start: time.Now()}
	attrs := []attribute.KeyValue{
		semconv.HTTPRequestMethodKey.String(op.Method),
		semconv.URLTemplate(op.Route),
		semconv.ServerAddress(e.host),
		semconv.ServerPort(e.port),
	}
	if op.Attempt > 1 {
		x.retries.Add(ctx, 1, metric.WithAttributes(append(attrs, operationKey.String(op.Name))...))
		attrs = append(attrs, semconv.HTTPRequestResendCount(op.Attempt-1))
	}
	e.ctx, e.span = x.tracer.Start(ctx, op.Method+" "+op.Route,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attrs...))
	return e
}

// exchange is one HTTP exchange that has begun.
type exchange struct {
	instruments

	ctx    context.Context //nolint:containedctx // an exchange lives as long as its context
	span   trace.Span
	op     customers.Operation
	host   string
	port   int
	start  time.Time
	status int
}

// answer notes the status of the answer. Its body is still to come.
func (e *exchange) answer(status int) {
	e.status = status
	e.span.SetAttributes(semconv.HTTPResponseStatusCode(status))
}

// end ends the exchange, with the error that cut it off, if there was one.
func (e *exchange) end(err error) {
	attrs := []attribute.KeyValue{semconv.URLTemplate(e.op.Route)}
	if e.status != 0 {
		attrs = append(attrs, semconv.HTTPResponseStatusCode(e.status))
	}
	if kind := e.errorType(err); kind != "" {
		e.span.SetStatus(codes.Error, "") // the conventions leave the description to what error.type does not say
		e.span.SetAttributes(semconv.ErrorTypeKey.String(kind))
		attrs = append(attrs, semconv.ErrorTypeKey.String(kind))
	}
	e.span.End()
	took := time.Since(e.start).Seconds()
	e.duration.Record(e.ctx, took, httpconv.RequestMethodAttr(e.op.Method), e.host, e.port, attrs...)
}

// errorType names what went wrong: the status, how the context ended, else the type of the error, never its text.
func (e *exchange) errorType(err error) string {
	switch {
	case e.status >= http.StatusBadRequest:
		return strconv.Itoa(e.status)
	case err != nil:
		if ended := endedBy(err); ended != "" {
			return ended
		}
		return semconv.ErrorType(err).Value.AsString()
	case e.status == 0:
		return semconv.ErrorTypeOther.Value.AsString()
	}
	return ""
}

func portOf(u *url.URL) int {
	if port, err := strconv.Atoi(u.Port()); err == nil {
		return port
	}
	if u.Scheme == "http" {
		return 80
	}
	return 443
}

// body tells once when an answer has been read, failed or closed.
type body struct {
	io.ReadCloser

	end  func(error)
	once sync.Once
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
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
func (b *body) Close() error {
	err := b.ReadCloser.Close()
	b.once.Do(func() { b.end(nil) }) // to stop reading is no failure
	return err
}
