package customers

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Create creates a customer: POST /api/v1/account-manager/customers. Both params are required.
//
// A second customer with the same ExternalID is [ErrConflict]. An error that is also [ErrOutcomeUnknown] leaves open
// whether the customer exists now: look with [Client.FindByExternalID] before trying again.
//
//api:operation createCustomer
func (c *Client) Create(ctx context.Context, params CreateParams, opts ...CallOption) (*Customer, error) {
	k, err := c.begin(ctx, operation{"Create", http.MethodPost, routeCustomers}, opts,
		checkText("externalId", params.ExternalID), checkText("status", string(params.Status)))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewCreateCustomerRequest(c.settings.base, params.toWire())
	return do(ctx, k, req, err, k.decodeCustomer)
}

// Get fetches one customer: GET /api/v1/account-manager/customers/{id}. An unknown id is [ErrNotFound]. The id is
// sent as exactly one path segment; one that cannot be is [ErrInvalidArgument].
//
//api:operation getCustomer
func (c *Client) Get(ctx context.Context, id string, opts ...CallOption) (*Customer, error) {
	k, err := c.begin(ctx, operation{"Get", http.MethodGet, routeCustomer}, opts, checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewGetCustomerRequest(c.settings.base, id)
	return do(ctx, k, req, err, k.decodeCustomer)
}

// Update sets a customer's status and returns the customer as it is then: PUT
// /api/v1/account-manager/customers/{id}. The status is the only field that the API lets change. An unknown id is
// [ErrNotFound].
//
//api:operation updateCustomer
func (c *Client) Update(ctx context.Context, id string, params UpdateParams, opts ...CallOption) (*Customer, error) {
	k, err := c.begin(ctx, operation{"Update", http.MethodPut, routeCustomer}, opts,
		checkID(id), checkText("status", string(params.Status)))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewUpdateCustomerRequest(c.settings.base, id, params.toWire())
	return do(ctx, k, req, err, k.decodeCustomer)
}

// Delete deletes a customer: DELETE /api/v1/account-manager/customers/{id}. Any 2xx is success, with or without a body,
// but for an HTML page, which the API does not write. An unknown id is [ErrNotFound].
//
//api:operation deleteCustomer
func (c *Client) Delete(ctx context.Context, id string, opts ...CallOption) error {
	k, err := c.begin(ctx, operation{"Delete", http.MethodDelete, routeCustomer}, opts, checkID(id))
	if err != nil {
		return err
	}
	req, err := openapi.NewDeleteCustomerRequest(c.settings.base, id)
	_, err = do(ctx, k, req, err, decodeNothing)
	return err
}

const (
	// listStart is how many customers List makes room for before it knows how large one is.
	listStart = 128
	// listTrust is how many it makes room for at once because the answer says that it is so long: 64 MiB of them. A
	// longer list grows by doubling, as does one whose length is not told.
	listTrust = 1 << 19
)

// All streams every customer: GET /api/v1/account-manager/customers. It holds one customer in memory at a time, however
// long the list is. Each range over it is a fresh call; breaking out closes the connection. An error comes once, as the
// last item, after all customers that were read before it; the error says at which index it happened.
//
//api:operation listCustomers
func (c *Client) All(ctx context.Context, opts ...CallOption) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		k, err := c.begin(ctx, operation{"All", http.MethodGet, routeCustomers}, opts)
		if err != nil {
			yield(Customer{}, err)
			return
		}
		k.stream(ctx)(yield)
	}
}

// List returns every customer, collected from the stream of [Client.All]. On success the slice is never nil; on an
// error it is nil, never a part of the list.
//
//api:operation listCustomers
func (c *Client) List(ctx context.Context, opts ...CallOption) ([]Customer, error) {
	k, err := c.begin(ctx, operation{"List", http.MethodGet, routeCustomers}, opts)
	if err != nil {
		return nil, err
	}
	list := make([]Customer, 0, listStart)
	for customer, err := range k.stream(ctx) {
		if err != nil {
			return nil, err
		}
		if len(list) == cap(list) {
			list = slices.Grow(list, k.stillToCome(len(list)))
		}
		list = append(list, customer)
	}
	return list, nil
}

// stillToCome estimates how many customers follow the first n: as many as fit into the rest of the answer, and some.
// Growing step by step would copy a long list over and over.
func (k *call) stillToCome(n int) int {
	length, err := strconv.ParseInt(k.res.Header.Get("Content-Length"), 10, 64)
	if err != nil || length <= k.decoder.offset {
		return n
	}
	rest := min(length-k.decoder.offset, 1<<50) // whatever the header says
	each := max(k.decoder.offset/int64(n), 1)
	return int(min(rest/each+rest/each/16+1, int64(max(n, listTrust))))
}

// Addresses returns the chain addresses of all accounts of a customer, exactly as the API writes them (case matters):
// GET /api/v1/account-manager/customers/{id}/accounts/addresses. On success the slice is never nil.
//
//api:operation listCustomerAddresses
func (c *Client) Addresses(ctx context.Context, id string, opts ...CallOption) ([]string, error) {
	k, err := c.begin(ctx, operation{"Addresses", http.MethodGet, routeAddresses}, opts, checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewListCustomerAddressesRequest(c.settings.base, id)
	return do(ctx, k, req, err, decodeAddresses)
}

// FindByExternalID returns the customer with the given external ID, or [ErrNotFound]. The API has no such query: this
// reads the list as [Client.All] does and stops at the first match, so it costs up to a whole list.
//
//api:operation listCustomers
func (c *Client) FindByExternalID(
	ctx context.Context, externalID string, opts ...CallOption,
) (found *Customer, err error) {
	k, err := c.begin(ctx, operation{"FindByExternalID", http.MethodGet, routeCustomers}, opts,
		checkText("externalId", externalID))
	if err != nil {
		return nil, err
	}
	ctx = k.start(ctx)
	defer func() { k.end(ctx, err) }()
	for customer, err := range k.read(ctx) {
		if err != nil {
			return nil, err
		}
		if customer.ExternalID == externalID {
			return &customer, nil
		}
	}
	return nil, k.newError(ErrNotFound, nil, "no customer has this externalId")
}
