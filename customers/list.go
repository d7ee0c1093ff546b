package customers

import (
	"context"
	"iter"
	"net/http"
	"slices"
)

// listPart is how many customers List collects before it starts another part: a list of unknown length that grows in
// one piece is copied over and over.
const listPart = 128

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
	var parts [][]Customer
	part := make([]Customer, 0, listPart)
	for customer, err := range k.stream(ctx) {
		if err != nil {
			return nil, err
		}
		if len(part) == cap(part) {
			parts = append(parts, part)
			part = make([]Customer, 0, listPart)
		}
		part = append(part, customer)
	}
	if len(parts) == 0 {
		return part, nil
	}
	return slices.Concat(append(parts, part)...), nil
}
