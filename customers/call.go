package customers

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// The spec's path templates, for errors and observers.
const (
	routeCustomers = "/api/v1/account-manager/customers"
	routeCustomer  = routeCustomers + "/{id}"
	routeAddresses = routeCustomer + "/accounts/addresses"
)

// call is one call of a method, from its arguments to its error.
type call struct {
	client *Client
	op     operation
	info   *ResponseInfo
	header http.Header
	began  time.Time         // for observers only
	req    *http.Request     // as the builder returned it
	res    *transport.Result // what became of it, once it was sent

	decoder customerDecoder

	faultList
}

// begin checks everything that can be checked before any I/O. The faults are those of the arguments, nil for none.
func (c *Client) begin(ctx context.Context, op operation, opts []CallOption, faults ...*FieldError) (*call, error) {
	if c == nil || c.settings == nil {
		return nil, notMade(op)
	}
	k := &call{client: c, op: op}
	if ctx == nil {
		k.refuse("ctx", "must not be nil")
	}
	for _, f := range faults {
		if f != nil {
			k.refuse(f.Field, f.Message)
		}
	}
	for i, opt := range opts {
		if opt == nil {
			k.refuse(fmt.Sprintf("options[%d]", i), "must not be nil")
			continue
		}
		opt(k)
	}
	if len(k.faultList) > 0 {
		return nil, invalidArgument(op, k.faultList...)
	}
	return k, nil
}

// send takes over the request builder's result, carries the request, fills the caller's ResponseInfo, and returns an
// error unless the answer is a 2xx of the right kind.
func (k *call) send(ctx context.Context, req *http.Request, err error, how transport.Call) error {
	if err != nil {
		return invalidArgument(k.op, FieldError{Field: "request", Message: err.Error()})
	}
	k.req = req
	how.Operation, how.Header = k.op.wire(), k.header
	if len(k.client.observers) > 0 {
		how.Observer = k
	}
	k.res = k.client.transport.Do(ctx, req, how)
	if k.info != nil {
		k.info.fill(k.res)
	}
	return k.failure()
}

// do sends a request as the generated builder returned it, reads the whole answer within bounds, and decodes it.
func do[T any](ctx context.Context, k *call, req *http.Request, err error, decode func([]byte) (T, error)) (T, error) {
	ctx = k.start(ctx)
	var v T
	if err = k.send(ctx, req, err, transport.Call{MaxBytes: k.client.settings.maxBytes}); err == nil {
		if v, err = decode(k.res.Body); err != nil {
			err = k.newError(ErrUnexpectedResponse, err, "")
		}
	}
	k.end(ctx, err)
	return v, err
}

// Operation says what a call is for. Nothing in it identifies a customer, so all of it can be a label of a metric.
type Operation struct {
	Name    string // the method of this package: "Get"
	Method  string // the HTTP method
	Route   string // the path template of the spec, as "/api/v1/account-manager/customers/{id}"
	Attempt int    // which HTTP exchange of the call, counted from 1; 0 when the whole call is meant
}

// operation is what errors and observers are told of the method that was called.
type operation struct {
	name, method, route string
}

func (op operation) public() Operation {
	return Operation{Name: op.name, Method: op.method, Route: op.route}
}

func (op operation) wire() transport.Operation { return transport.Operation(op.public()) }
