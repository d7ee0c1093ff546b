package customers

import (
	"context"
	"iter"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// The spec's path templates.
const (
	routeCustomers = "/api/v1/account-manager/customers"
	routeCustomer  = routeCustomers + "/{id}"
	routeAddresses = routeCustomer + "/accounts/addresses"
)

// Create creates a customer: POST /api/v1/account-manager/customers. Both params are required.
//
// A second customer with the same ExternalID is [ErrConflict]. After an error that is also [ErrOutcomeUnknown], the
// customer may exist: [Client.Ensure] resolves that.
//
//api:operation createCustomer
func (c *Client) Create(ctx context.Context, params CreateParams, opts ...CallOption) (*Customer, error) {
	call, err := c.newCall(ctx, Operation{Name: "Create", Method: http.MethodPost, Route: routeCustomers}, opts,
		checkText("externalId", params.ExternalID), checkText("status", string(params.Status)))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewCreateCustomerRequest(c.settings.base, params.toWire())
	return do(ctx, call, req, err, decodeObject(call, customerSchema()))
}

// Get returns one customer: GET /api/v1/account-manager/customers/{id}. An unknown id is [ErrNotFound]. A response with
// another id is [ErrUnexpectedResponse]; ids are compared without regard to ASCII case.
//
// The id is sent as exactly one path segment, behind any gateway. An id that is empty, ".", "..", longer than 512
// bytes, or contains a control character or one of / \ % ? # ; is [ErrInvalidArgument].
//
//api:operation getCustomer
func (c *Client) Get(ctx context.Context, id string, opts ...CallOption) (*Customer, error) {
	call, err := c.newCall(ctx, Operation{Name: "Get", Method: http.MethodGet, Route: routeCustomer}, opts, checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewGetCustomerRequest(c.settings.base, id)
	return do(ctx, call, req, err, withID(id, decodeObject(call, customerSchema())))
}

// Update sets the status of a customer and returns the updated customer: PUT
// /api/v1/account-manager/customers/{id}. The API allows no other field to change. An unknown id is [ErrNotFound].
// A response with another id is [ErrUnexpectedResponse], and [ErrOutcomeUnknown] in addition.
//
//api:operation updateCustomer
func (c *Client) Update(ctx context.Context, id string, params UpdateParams, opts ...CallOption) (*Customer, error) {
	call, err := c.newCall(ctx, Operation{Name: "Update", Method: http.MethodPut, Route: routeCustomer}, opts,
		checkID(id), checkText("status", string(params.Status)))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewUpdateCustomerRequest(c.settings.base, id, params.toWire())
	return do(ctx, call, req, err, withID(id, decodeObject(call, customerSchema())))
}

// Delete deletes a customer: DELETE /api/v1/account-manager/customers/{id}. An unknown id is [ErrNotFound]. Any 2xx is
// success, with or without a body, except an HTML page, which the API does not send.
//
//api:operation deleteCustomer
func (c *Client) Delete(ctx context.Context, id string, opts ...CallOption) error {
	call, err := c.newCall(ctx, Operation{Name: "Delete", Method: http.MethodDelete, Route: routeCustomer}, opts,
		checkID(id))
	if err != nil {
		return err
	}
	req, err := openapi.NewDeleteCustomerRequest(c.settings.base, id)
	_, err = do(ctx, call, req, err, decodeNothing)
	return err
}

// Addresses returns the chain addresses of all accounts of a customer, exactly as the API writes them (case matters):
// GET /api/v1/account-manager/customers/{id}/accounts/addresses. On success the slice is never nil.
//
//api:operation listCustomerAddresses
func (c *Client) Addresses(ctx context.Context, id string, opts ...CallOption) ([]string, error) {
	call, err := c.newCall(ctx, Operation{Name: "Addresses", Method: http.MethodGet, Route: routeAddresses}, opts,
		checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewListCustomerAddressesRequest(c.settings.base, id)
	return do(ctx, call, req, err, decodeList(call, addressSchema()))
}

// All streams every customer: GET /api/v1/account-manager/customers. It holds one customer in memory at a time. Each
// range over it is a new call; leaving the loop closes the connection. An error comes once, as the last element, after
// all customers that were read before it, and reports the index where it happened.
//
//api:operation listCustomers
func (c *Client) All(ctx context.Context, opts ...CallOption) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		call, err := c.newCall(ctx, Operation{Name: "All", Method: http.MethodGet, Route: routeCustomers}, opts)
		if err != nil {
			yield(Customer{}, err)
			return
		}
		call.stream(ctx)(yield)
	}
}

// List returns every customer, collected from the stream of [Client.All]. On success the slice is never nil; on error
// it is nil, never a part of the list. A list beyond [WithMaxListBytes] is [ErrResponseTooLarge]; All has no such
// bound.
//
//api:operation listCustomers
func (c *Client) List(ctx context.Context, opts ...CallOption) ([]Customer, error) {
	call, err := c.newCall(ctx, Operation{Name: "List", Method: http.MethodGet, Route: routeCustomers}, opts)
	if err != nil {
		return nil, err
	}
	return collectList(call, call.stream(ctx))
}

// boundList is the CallOption of lists that are collected.
func boundList(k *call) { k.maxListBytes = k.client.settings.maxListBytes }

// FindByExternalID returns the customer with the given external ID, or [ErrNotFound]. The API has no such query: the
// method reads the list like [Client.All] and stops at the first match, so it may read the whole list.
//
// A list without the customer is a normal response: the error has no StatusCode, and observers and logs report a call
// that succeeded.
//
//api:operation listCustomers
func (c *Client) FindByExternalID(ctx context.Context, externalID string, opts ...CallOption) (*Customer, error) {
	call, err := c.newCall(ctx, Operation{Name: "FindByExternalID", Method: http.MethodGet, Route: routeCustomers}, opts,
		checkText("externalId", externalID))
	if err != nil {
		return nil, err
	}
	call.lookup = externalID
	found, err := call.find(ctx, externalID)
	if err == nil && found == nil {
		err = call.errNoMatch()
	}
	return found, err
}

// find reads a list until the customer with the external ID, and returns nil if the list has none.
func (k *call) find(ctx context.Context, externalID string) (found *Customer, err error) {
	ctx = k.start(ctx)
	defer func() { k.end(ctx, err) }()
	for customer, err := range k.read(ctx) {
		if err != nil {
			return nil, err
		}
		if customer.ExternalID == externalID {
			match := customer // a copy of the match only: &customer would allocate every customer of the list
			return &match, nil
		}
	}
	return nil, nil //nolint:nilnil // a list without the customer is a normal response
}

// errNoMatch returns the error of a list without the customer.
func (k *call) errNoMatch() error {
	e := k.newError(ErrNotFound, nil, "no customer has this externalId")
	e.StatusCode = 0
	return e
}
