package customers

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Operation describes a call. It contains nothing that identifies a customer, so all of it can be a label of a metric.
type Operation struct {
	Name    string // the method of this package, such as "Get"
	Method  string // the HTTP method
	Route   string // the path template of the spec, such as "/api/v1/account-manager/customers/{id}"
	Attempt int    // the attempt, counted from 1; 0 for the whole call
}

// call is one call of a method, from its arguments to its error.
type call struct {
	client *Client
	op     Operation
	info   *ResponseInfo
	header http.Header
	began  time.Time         // for observers only
	req    *http.Request     // as the request builder returned it
	res    *transport.Result // nil until the request was sent

	reader       jsonread.Reader
	maxListBytes int64        // bound of the elements that are collected, 0 for none
	skipInvalid  func(*Error) // nil if an invalid element ends the list
	ensures      bool         // whether the call is a Create of Ensure

	lookup string // the external ID that FindByExternalID looks for

	problems
}

// newCall checks everything that can be checked before any I/O. The found problems are those of the arguments; nil
// entries are none.
func (c *Client) newCall(ctx context.Context, op Operation, opts []CallOption, found ...*FieldError) (*call, error) {
	if c == nil || c.settings == nil {
		return nil, errZeroClient(op)
	}
	k := &call{client: c, op: op, reader: newReader(c.settings.maxBytes)}
	if ctx == nil {
		k.addProblem("ctx", "must not be nil")
	}
	for _, p := range found {
		if p != nil {
			k.addProblem(p.Field, p.Message)
		}
	}
	for i, opt := range opts {
		if opt == nil {
			k.addProblem(fmt.Sprintf("options[%d]", i), "must not be nil")
			continue
		}
		opt(k)
	}
	if len(k.problems) > 0 {
		return nil, invalidArgument(op, k.problems...)
	}
	return k, nil
}

// do sends a request, reads the whole response within bounds, and decodes it. req and err are the results of the
// generated request builder.
func do[T any](ctx context.Context, k *call, req *http.Request, err error, decode func([]byte) (T, error)) (T, error) {
	var v T
	if k.skipInvalid != nil {
		return v, invalidArgument(k.op, *problem("skipInvalid", "this method reads no list"))
	}
	ctx = k.start(ctx)
	if err = k.send(ctx, req, err, transport.Call{MaxBytes: k.client.settings.maxBytes}); err == nil {
		if v, err = decode(k.res.Body); err != nil {
			err = k.newError(decodeKind(err), err, "")
		}
	}
	k.end(ctx, err)
	return v, err
}

// send carries the request to the API, fills the caller's ResponseInfo, and returns an error unless the response is a
// 2xx of the right kind.
func (k *call) send(ctx context.Context, req *http.Request, err error, tc transport.Call) error {
	if err != nil {
		// The error of the builder may have the id in it. Valid arguments cause none.
		return invalidArgument(k.op, FieldError{Field: "request", Message: "must be a valid HTTP request"})
	}
	k.req = req
	tc.Operation, tc.Header, tc.Lookup = transport.Operation(k.op), k.header, k.lookup
	if k.client.observesAttempts(ctx) {
		tc.OnAttempt = k.client.onAttempt
	}
	k.res = k.client.transport.Do(ctx, req, tc)
	if k.info != nil {
		k.info.fill(k.res)
	}
	return k.checkResponse()
}
