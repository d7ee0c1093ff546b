package customers

import "github.com/ledgerlink/link-sdk-go/internal/transport"

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
