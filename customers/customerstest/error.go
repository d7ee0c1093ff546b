package customerstest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// NewError returns the error of an operation that fails with kind, for a mock of your own interface:
//
//	customerstest.NewError(t, customerstest.OpCreate, customers.ErrServer, customers.ErrOutcomeUnknown)
//
// kind is a sentinel of package customers. A Create, Update or Delete that may have been carried out needs
// [customers.ErrOutcomeUnknown] in addition. A client makes the error without a connection and without retries, so
// every field is as in production; the caller may change the fields. A combination that the client never returns fails
// the test, such as a Get with ErrOutcomeUnknown, or a List with ErrNotFound.
func NewError(t testing.TB, op string, kind error, outcomeUnknown ...error) *customers.Error {
	t.Helper()
	e, err := newError(op, kind, outcomeUnknown)
	if err != nil {
		t.Fatalf("customerstest: NewError: %v", err)
	}
	return e
}

func newError(op string, kind error, outcomeUnknown []error) (*customers.Error, error) {
	operation, found := findOperation(op)
	if !found {
		return nil, fmt.Errorf("operation %q is unknown, want one of %s", op, operationNames())
	}
	all := failures()
	i := slices.IndexFunc(all, func(f failure) bool { return f.kind == kind }) //nolint:errorlint // the sentinel itself
	if i < 0 {
		return nil, fmt.Errorf("%s is no kind of error, want a sentinel such as customers.ErrServer", fmt.Sprint(kind))
	}
	for _, more := range outcomeUnknown {
		if more != customers.ErrOutcomeUnknown { //nolint:errorlint // the sentinel itself
			return nil, fmt.Errorf("%s after the kind, want only customers.ErrOutcomeUnknown", fmt.Sprint(more))
		}
	}
	f := all[i]
	if op == OpFindByExternalID && f.status == http.StatusNotFound {
		f.status, f.body = http.StatusOK, "[]" // the API has no such query
	}
	if err := f.checkStatus(operation); err != nil {
		return nil, err
	}
	return f.fail(operation, len(outcomeUnknown) > 0)
}

// failure makes the client fail with a kind of error.
type failure struct {
	kind   error
	option customers.Option // of the client, nil for none
	status int              // of the response; 0 if none comes
	body   string           // an error body by default
	html   bool             // whether the body is labelled text/html
	send   func(a attempt) error
}

// String returns the text of the kind in quotes.
func (f failure) String() string { return strconv.Quote(f.kind.Error()) }

// attempt is what a failure without a response may use.
type attempt struct {
	ctx         context.Context    //nolint:containedctx // of the request
	cancel      context.CancelFunc // ends the context of the caller
	mayHaveSent bool
}

// failures returns one failure for each sentinel, except ErrOutcomeUnknown, in the order of package customers.
func failures() []failure {
	const small = 1 << 10
	large := `[{"id":"` + strings.Repeat("x", 2*small) + `"}]`
	return []failure{
		{kind: customers.ErrInvalidArgument},
		{kind: customers.ErrBadRequest, status: http.StatusBadRequest},
		{kind: customers.ErrUnauthorized, status: http.StatusUnauthorized},
		{kind: customers.ErrForbidden, status: http.StatusForbidden},
		{kind: customers.ErrNotFound, status: http.StatusNotFound},
		{kind: customers.ErrConflict, status: http.StatusConflict},
		{kind: customers.ErrRateLimited, status: http.StatusTooManyRequests},
		{kind: customers.ErrServer, status: http.StatusInternalServerError},
		{kind: customers.ErrUnexpectedResponse, status: http.StatusOK, body: "<html></html>", html: true},
		{
			kind: customers.ErrResponseTooLarge, status: http.StatusOK, body: large,
			option: customers.WithMaxResponseBytes(small),
		},
		{kind: customers.ErrTransport, send: loseConnection},
		{
			kind:   customers.ErrTimeout,
			option: customers.WithAttemptTimeout(time.Nanosecond),
			send:   func(a attempt) error { <-a.ctx.Done(); return a.ctx.Err() },
		},
		{kind: customers.ErrContextDone, send: func(a attempt) error { a.cancel(); return a.ctx.Err() }},
		{
			kind: customers.ErrClientSide,
			option: customers.WithAPIKeySource(func(context.Context) (string, error) {
				return "", errors.New("the key source failed")
			}),
		},
	}
}

// loseConnection returns the error of a connection that was lost, or never made.
func loseConnection(a attempt) error {
	if a.mayHaveSent {
		return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

// checkStatus returns an error if the spec does not declare the status code for the operation.
func (f failure) checkStatus(op operation) error {
	validator, err := contract.New()
	if err != nil {
		return err
	}
	for _, path := range validator.Doc().Paths.Map() {
		for _, declared := range path.Operations() {
			if declared.OperationID == op.id && f.status >= http.StatusBadRequest && declared.Responses.Status(f.status) == nil {
				return fmt.Errorf("%s never fails with %v: the spec does not declare status code %d", op.name, f, f.status)
			}
		}
	}
	return nil
}

// fail calls the method and returns its error if it is the wanted one.
func (f failure) fail(op operation, outcomeUnknown bool) (*customers.Error, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	opts := []customers.Option{
		customers.WithAPIKey("secret"), // no part of the other texts, which would be redacted
		customers.WithRetry(customers.NoRetry),
		customers.WithHTTPClient(&http.Client{Transport: failingTransport{f, cancel, outcomeUnknown}}),
	}
	if f.option != nil {
		opts = append(opts, f.option)
	}
	client, err := customers.New("https://customerstest.invalid", opts...)
	if err != nil {
		return nil, err
	}
	id := "customer-id"
	if f.kind == customers.ErrInvalidArgument { //nolint:errorlint // the sentinel itself
		id = ""
	}
	err = op.call(ctx, client, id)
	var e *customers.Error
	isUnknown := errors.Is(err, customers.ErrOutcomeUnknown)
	switch {
	case !errors.As(err, &e) || !errors.Is(err, f.kind):
		return nil, fmt.Errorf("%s never fails with %v", op.name, f)
	case isUnknown && !outcomeUnknown:
		return nil, fmt.Errorf("%s may have been carried out if it fails with %v: add customers.ErrOutcomeUnknown",
			op.name, f)
	case outcomeUnknown && !isUnknown:
		return nil, fmt.Errorf("%s has no unknown outcome if it fails with %v", op.name, f)
	}
	return e, nil
}

// failingTransport responds as a failure requires, without a connection.
type failingTransport struct {
	failure     failure
	cancel      context.CancelFunc
	mayHaveSent bool
}

// RoundTrip implements http.RoundTripper.
func (t failingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
	if t.failure.send != nil {
		if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GetConn != nil && !t.mayHaveSent {
			trace.GetConn(r.URL.Host) // without GotConn this proves that nothing was sent
		}
		return nil, t.failure.send(attempt{r.Context(), t.cancel, t.mayHaveSent})
	}
	return t.failure.response(r), nil
}

func (f failure) response(r *http.Request) *http.Response {
	header := http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"request-1"}}
	if f.html {
		header.Set("Content-Type", "text/html")
	}
	if f.status == http.StatusTooManyRequests {
		header.Set("Retry-After", "1")
		header.Set("X-RateLimit-Limit", "1000")
		header.Set("X-RateLimit-Remaining", "0")
	}
	body := f.body
	if body == "" {
		body = `{"statusCode":` + strconv.Itoa(f.status) + `,"message":"` + http.StatusText(f.status) + `"}`
	}
	return &http.Response{
		Status:     strconv.Itoa(f.status) + " " + http.StatusText(f.status),
		StatusCode: f.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        header,
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       r,
	}
}
