// Package apicalls lists the methods of customers.Client with the operations of the spec that they call. Package
// customerstest and the tests of all modules derive from it what they do with every method. TestMethods holds it to the
// spec.
package apicalls

import (
	"context"
	"iter"
	"net/http"
	"strings"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// Method is a method of customers.Client.
type Method struct {
	Name        string
	OperationID string
	HTTPMethod  string
	Route       string // the path template of the spec
	Stream      bool   // whether the method reads a list while it arrives, so that the headers end the attempt

	// Call calls the method. It returns the result, nil if there is none, and the error. The result of a method that
	// returns only an error is struct{}{}.
	Call func(ctx context.Context, client *customers.Client, target Target, opts ...customers.CallOption) (any, error)
}

// Target is the customer that a method is called for. A method takes the id, the external ID or neither.
type Target struct{ ID, ExternalID string }

// Documented returns the customer in the examples of the spec.
func Documented() Target { return Target{ID: "customer-id", ExternalID: "customer-ext-001"} }

// TakesID reports whether the method takes the id of a customer.
func (m Method) TakesID() bool { return strings.Contains(m.Route, "{id}") }

// Writes reports whether the method changes data.
func (m Method) Writes() bool { return m.HTTPMethod != http.MethodGet }

// IsIdempotent reports whether a repeated request has the effect of one (RFC 9110 section 9.2.2).
func (m Method) IsIdempotent() bool {
	return m.HTTPMethod != http.MethodPost && m.HTTPMethod != http.MethodPatch
}

// The spec's path templates.
const (
	customersRoute = "/api/v1/account-manager/customers"
	customerRoute  = customersRoute + "/{id}"
	addressesRoute = customerRoute + "/accounts/addresses"
)

type client = *customers.Client

// Methods returns one row for each method that has an //api:operation directive. The first row of an operation is the
// method that customerstest names a request for.
func Methods() []Method {
	return []Method{
		{
			Name: "Create", OperationID: "createCustomer", HTTPMethod: http.MethodPost, Route: customersRoute,
			Call: func(ctx context.Context, c client, target Target, opts ...customers.CallOption) (any, error) {
				params := customers.CreateParams{ExternalID: target.ExternalID, Status: customers.StatusActive}
				return value(c.Create(ctx, params, opts...))
			},
		},
		{
			Name: "Get", OperationID: "getCustomer", HTTPMethod: http.MethodGet, Route: customerRoute,
			Call: func(ctx context.Context, c client, target Target, opts ...customers.CallOption) (any, error) {
				return value(c.Get(ctx, target.ID, opts...))
			},
		},
		{
			Name: "Update", OperationID: "updateCustomer", HTTPMethod: http.MethodPut, Route: customerRoute,
			Call: func(ctx context.Context, c client, target Target, opts ...customers.CallOption) (any, error) {
				return value(c.Update(ctx, target.ID, customers.UpdateParams{Status: customers.StatusInactive}, opts...))
			},
		},
		{
			Name: "Delete", OperationID: "deleteCustomer", HTTPMethod: http.MethodDelete, Route: customerRoute,
			Call: func(ctx context.Context, c client, target Target, opts ...customers.CallOption) (any, error) {
				return nothing(c.Delete(ctx, target.ID, opts...))
			},
		},
		{
			Name: "Addresses", OperationID: "listCustomerAddresses", HTTPMethod: http.MethodGet, Route: addressesRoute,
			Call: func(ctx context.Context, c client, target Target, opts ...customers.CallOption) (any, error) {
				return list(c.Addresses(ctx, target.ID, opts...))
			},
		},
		{
			Name: "List", OperationID: "listCustomers", HTTPMethod: http.MethodGet, Route: customersRoute, Stream: true,
			Call: func(ctx context.Context, c client, _ Target, opts ...customers.CallOption) (any, error) {
				return list(c.List(ctx, opts...))
			},
		},
		{
			Name: "All", OperationID: "listCustomers", HTTPMethod: http.MethodGet, Route: customersRoute, Stream: true,
			Call: func(ctx context.Context, c client, _ Target, opts ...customers.CallOption) (any, error) {
				return collect(c.All(ctx, opts...))
			},
		},
		{
			Name: "FindByExternalID", OperationID: "listCustomers", HTTPMethod: http.MethodGet, Route: customersRoute,
			Stream: true,
			Call: func(ctx context.Context, c client, target Target, opts ...customers.CallOption) (any, error) {
				return value(c.FindByExternalID(ctx, target.ExternalID, opts...))
			},
		},
	}
}

// ByOperation returns the first row of each operation by its operationId.
func ByOperation() map[string]Method {
	methods := map[string]Method{}
	for _, m := range Methods() {
		if _, found := methods[m.OperationID]; !found {
			methods[m.OperationID] = m
		}
	}
	return methods
}

// value returns v as an any, which is nil if v is nil.
func value[T any](v *T, err error) (any, error) {
	if v == nil {
		return nil, err
	}
	return v, err
}

// list returns v as an any, which is nil if v is nil.
func list[T any](v []T, err error) (any, error) {
	if v == nil {
		return nil, err
	}
	return v, err
}

// nothing returns a result unless the call failed.
func nothing(err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return struct{}{}, nil
}

// collect returns the elements of a stream and no error, or no elements and the error at its end. If an element follows
// the error, it returns both, which no method may do.
func collect[T any](stream iter.Seq2[T, error]) (any, error) {
	elements, last := []T{}, error(nil)
	for element, err := range stream {
		switch {
		case last != nil:
			return elements, last
		case err != nil:
			last = err
		default:
			elements = append(elements, element)
		}
	}
	if last != nil {
		return nil, last
	}
	return elements, nil
}
